"""What is typed into campaigns, results and orders, and what their steps ask."""

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises.models import Enterprise, IndustryClass, Product
from inspections.models import Halt, OrderItem
from inspections.services.campaigns import USUAL_ITEMS
from qualitysup.accounts.models import User
from qualitysup.accounts.roles import Role
from qualitysup.casework.forms import CaseForm, RefusableForm, StepForm
from qualitysup.clock.services import deadlines
from qualitysup.regions.models import Division

CASE_STAFF = (Role.CASE_OFFICER, Role.INSPECTOR, Role.SECTION_HEAD, Role.BUREAU_LEADER)


def staff(user):
    """Who may be put to work on a case by this person."""
    return User.objects.beside(user).holding(*CASE_STAFF).order_by("full_name", "pk")


def words(rows=3, **attrs):
    return forms.Textarea(attrs={"rows": rows, **attrs})


# --- Steps of an order ---------------------------------------------------------------------------


class NotedForm(StepForm):
    """A step that is not taken without words."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].required = True


class ExtendForm(NotedForm):
    days = forms.IntegerField(label=gettext_lazy("Extended by (days)"), min_value=1, max_value=1000)


class AgreedHaltForm(StepForm):
    months = forms.IntegerField(label=gettext_lazy("Months"), min_value=1, max_value=120, initial=6)
    scope = forms.ChoiceField(
        label=gettext_lazy("Scope"), choices=Halt.Scope.choices, initial=Halt.Scope.WHOLE
    )
    requirements = forms.CharField(
        label=gettext_lazy("Requirements"),
        required=False,
        widget=words(),
        help_text=gettext_lazy("One a line; printed in the notice."),
    )


class HaltForm(AgreedHaltForm):
    """The halt that is a penalty; the legal review comes before the decision."""

    legal_review = forms.CharField(label=gettext_lazy("Legal review"), widget=words())


class CallForm(StepForm):
    planned_on = forms.DateField(
        label=gettext_lazy("Planned for"), initial=timezone.localdate, required=False
    )


class AnnounceForm(StepForm):
    announcement = forms.CharField(
        label=gettext_lazy("Announcement"),
        max_length=120,
        help_text=gettext_lazy("Its number or title, as the province published it."),
    )
    announced_on = forms.DateField(
        label=gettext_lazy("Announced on"),
        help_text=gettext_lazy("The window of the next re-inspection is counted from here."),
    )


class HearingForm(StepForm):
    hearing_on = forms.DateField(label=gettext_lazy("Day of the hearing"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        earliest = deadlines.computed("hearing-notice", timezone.localdate()).due
        self.fields["hearing_on"].help_text = _("Told today, not before %(day)s.") % {
            "day": earliest.isoformat()
        }


class FindingWidget(forms.MultiWidget):
    template_name = "inspections/finding.html"

    def decompress(self, value):
        return ["yes" if value[0] else "no", value[1]] if value else [None, ""]


class FindingField(forms.MultiValueField):
    """Whether one item is put right, and in which words: ``(passed, words)``."""

    CHOICES = [("yes", gettext_lazy("put right")), ("no", gettext_lazy("not put right"))]

    def __init__(self, **kwargs):
        super().__init__(
            fields=[forms.ChoiceField(choices=self.CHOICES), forms.CharField(required=False)],
            widget=FindingWidget([forms.RadioSelect(choices=self.CHOICES), words(2)]),
            require_all_fields=False,
            **kwargs,
        )

    def compress(self, values):
        return (values[0] == "yes", values[1]) if values else None


class ConclusionForm(StepForm):
    """What a re-inspection found: only of the items that it carried forward."""

    inspectors = forms.ModelMultipleChoiceField(
        queryset=User.objects.none(),
        label=gettext_lazy("Inspectors"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("At least two, each with a badge valid on the day."),
    )
    report_number = forms.CharField(
        label=gettext_lazy("Number of the test report"), max_length=60, required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        badged = Q(badge_valid_to__gte=timezone.localdate()) & ~Q(badge_number="")
        self.fields["inspectors"].queryset = staff(self.by).filter(badged)
        reinspection = self.case.reinspections.under_way().first()
        carried = reinspection.items.select_related("item") if reinspection else []
        self.carried = {f"item-{entry.item_id}": entry.item for entry in carried}
        for name, item in self.carried.items():
            self.fields[name] = FindingField(
                label=item,
                help_text=_("Measures told: %s") % item.measures if item.measures else "",
            )
        self.order_fields(self.carried)

    def clean(self):
        typed = super().clean()
        typed["findings"] = {
            item.pk: typed.pop(name) for name, item in self.carried.items() if name in typed
        }
        return typed


# --- Orders, results and campaigns themselves ----------------------------------------------------


class OrderForm(CaseForm):
    class Meta:
        widgets = {"findings": words(5), "violated": words(2), "basis": words(2)}


class ResultForm(RefusableForm):
    def clean(self):
        typed = super().clean()
        if typed.get("passed") is False and not typed.get("failed_items"):
            self.add_error("failed_items", _("Name what failed, one item a line."))
        return typed


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


class ProgressForm(forms.Form):
    """How far the enterprise has come with one item."""

    percent_done = forms.IntegerField(label=gettext_lazy("Done (%)"), min_value=0, max_value=100)
    measures = forms.CharField(
        label=gettext_lazy("Measures taken"), required=False, widget=words(2)
    )


class ObjectionForm(forms.Form):
    filed_on = forms.DateField(
        label=gettext_lazy("Filed on"),
        initial=timezone.localdate,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )
    reasons = forms.CharField(label=gettext_lazy("Reasons"), widget=words())


class ObjectionDecisionForm(forms.Form):
    upheld = forms.TypedChoiceField(
        label=gettext_lazy("Decision"),
        choices=[("yes", gettext_lazy("upheld")), ("no", gettext_lazy("dismissed"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reasons = forms.CharField(label=gettext_lazy("Reasons"), widget=words())
    on = forms.DateField(
        label=gettext_lazy("Day"),
        initial=timezone.localdate,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )


# --- Work on a campaign --------------------------------------------------------------------------


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
