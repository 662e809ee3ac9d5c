"""What is typed into campaigns, and what is done there with many enterprises at once."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy

from enterprises.models import Enterprise, IndustryClass, Product
from inspections.forms.order import AgreedHaltForm, words
from inspections.models import OrderItem
from inspections.services.campaigns import USUAL_ITEMS
from qualitysup.casework.forms import CaseForm, StepForm
from qualitysup.regions.models import Division


class CampaignForm(CaseForm):
    class Meta:
        widgets = {"background": words(4, **{"class": "vLargeTextField"})}

    division = forms.ModelChoiceField(
        queryset=Division.objects.none(),
        label=gettext_lazy("Division"),
        help_text=gettext_lazy("Whose campaign it is; the towns lie in it."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "division" in self.fields:
            # Jurisdiction stays where the campaign was begun.
            del self.fields["division"]


class AddEnterprisesForm(forms.Form):
    """Which enterprises of the register to look at: of a town, a trade, by what finds them."""

    town = forms.ModelChoiceField(
        queryset=Division.objects.none(), label=gettext_lazy("Town"), required=False
    )
    industry = forms.ModelChoiceField(
        queryset=IndustryClass.objects.none(), label=gettext_lazy("Industry class"), required=False
    )
    product = forms.CharField(label=gettext_lazy("Product"), max_length=80, required=False)
    search = forms.CharField(
        label=gettext_lazy("Name, number or initials"), max_length=80, required=False
    )

    def __init__(self, *args, campaign, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.campaign, self.by = campaign, by
        self.fields["town"].queryset = campaign.towns.visible_to(by)
        there = Enterprise.objects.visible_to(by).filter(self._in_towns())
        self.fields["industry"].queryset = IndustryClass.objects.filter(
            pk__in=there.values("industry")
        )

    def _in_towns(self):
        inside = Q()
        for town in self.campaign.towns.all():
            inside |= Enterprise.objects.within(town.prefix)
        return inside

    def found(self):
        """Enterprises that fit and are not in the campaign yet."""
        typed = self.cleaned_data if self.is_bound and self.is_valid() else {}
        rows = Enterprise.objects.visible_to(self.by).operating()
        if town := typed.get("town"):
            rows = rows.filter(rows.within(town.prefix))
        elif not typed.get("search"):
            # Whoever is looked for by name may lie outside the towns.
            rows = rows.filter(self._in_towns())
        if industry := typed.get("industry"):
            rows = rows.in_industry(industry.pk)
        if product := typed.get("product"):
            making = Product.objects.filter(name__contains=product)
            rows = rows.filter(pk__in=making.values("enterprise"))
        if search := typed.get("search"):
            rows = rows.search(search)
        inside = self.campaign.participations.values("enterprise")
        return (
            rows.exclude(pk__in=inside)
            .select_related("division", "industry")
            .order_by("name", "pk")
        )


class DraftOrdersForm(forms.Form):
    """What every order of the campaign says; each may still be changed before it is issued."""

    findings = forms.CharField(label=gettext_lazy("Findings"), widget=words(4))
    items = forms.CharField(
        label=gettext_lazy("Items"),
        widget=words(8),
        help_text=gettext_lazy("One a line. A kind may stand before it: “metrology: …”."),
    )

    def __init__(self, *args, campaign, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["items"].initial = "\n".join(
            f"{OrderItem.Kind(kind).label}：{requirement}" for kind, requirement in USUAL_ITEMS
        )

    def clean_items(self):
        kinds = {str(label): kind for kind, label in OrderItem.Kind.choices}
        found = []
        for line in filter(None, map(str.strip, self.cleaned_data["items"].splitlines())):
            head, _colon, rest = line.replace(":", "：", 1).partition("：")
            kind = kinds.get(head.strip())
            if kind and rest.strip():
                found.append((kind, rest.strip()))
            else:
                found.append((OrderItem.Kind.OTHER, line))
        return found


class IssueDraftsForm(StepForm):
    def __init__(self, *args, campaign, by, **kwargs):
        super().__init__(*args, by=by, **kwargs)


class AgreeHaltsForm(AgreedHaltForm):
    def __init__(self, *args, campaign, by, **kwargs):
        super().__init__(*args, by=by, **kwargs)


class ConclusionOfCampaignForm(StepForm):
    conclusion = forms.CharField(label=gettext_lazy("Conclusion"), widget=words(5))
