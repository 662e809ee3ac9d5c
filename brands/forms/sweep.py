"""What is typed into sweeps: the sweep, its trades and groups, and what is found in a cell."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from brands.models import PatrolGroup, Sweep, SweepFinding, SweepTrade
from qualitysup.accounts.models import User
from qualitysup.accounts.roles import Role
from qualitysup.casework.forms import CaseForm, StepForm
from qualitysup.regions.models import Division

# Who may lead a patrol group or go with one.
WALKERS = (Role.INSPECTOR, Role.BRAND_OFFICER, Role.CASE_OFFICER, Role.SECTION_HEAD)


def day_field(**options) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **options)


def picked(model, name, field):
    """A field that looks the row up as one types."""
    field.widget = AutocompleteSelect(model._meta.get_field(name), admin.site)
    field.widget.choices = field.choices


class SweepForm(CaseForm):
    """A sweep in preparation; once it runs, its place and its first day stay."""

    class Meta:
        model = Sweep
        fields = ["name", "starts_on", "ends_on", "officer"]

    division = forms.ModelChoiceField(
        queryset=Division.objects.none(),
        label=gettext_lazy("Place"),
        help_text=gettext_lazy("Every village and community in it is looked at."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "division" in self.fields:
            del self.fields["division"]

    def offer(self, by):
        """Choices that this person has, in place of everything there is."""
        if "division" in self.fields:
            places = Division.objects.visible_to(by).in_force(timezone.localdate())
            self.fields["division"].queryset = places
            self.fields["division"].initial = by.home_id
            picked(Sweep, "division", self.fields["division"])
        if "officer" in self.fields:
            staff = User.objects.beside(by).holding(*WALKERS[1:])
            self.fields["officer"].queryset = staff.order_by("full_name", "pk")


class ConclusionOfSweepForm(StepForm):
    conclusion = forms.CharField(
        label=gettext_lazy("Conclusion"), widget=forms.Textarea(attrs={"rows": 5})
    )


class TradeForm(forms.ModelForm):
    class Meta:
        model = SweepTrade
        fields = ["name", "industry"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        picked(SweepTrade, "industry", self.fields["industry"])


class GroupForm(forms.ModelForm):
    class Meta:
        model = PatrolGroup
        fields = ["name", "leader", "members"]

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        walkers = User.objects.beside(by).holding(*WALKERS).order_by("full_name", "pk")
        for name in ("leader", "members"):
            self.fields[name].queryset = walkers
        self.fields["members"].widget = forms.CheckboxSelectMultiple()
        self.fields["members"].widget.choices = self.fields["members"].choices


class AssignForm(forms.Form):
    """Which cells go to which group."""

    group = forms.ModelChoiceField(
        queryset=PatrolGroup.objects.none(), label=gettext_lazy("patrol group")
    )
    division = forms.ModelChoiceField(
        queryset=Division.objects.none(),
        label=gettext_lazy("Town or village"),
        help_text=gettext_lazy("What waits there is looked at by this group."),
    )
    trades = forms.ModelMultipleChoiceField(
        queryset=SweepTrade.objects.none(),
        label=pgettext_lazy("of brands", "trades"),
        required=False,
        help_text=gettext_lazy("None ticked: all of them."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, sweep, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = sweep.groups.all()
        places = Division.objects.visible_to(by).in_force(timezone.localdate())
        places = places.filter(places.within(sweep.division.prefix))
        self.fields["division"].queryset = places
        picked(Sweep, "division", self.fields["division"])
        self.fields["trades"].queryset = sweep.trades.all()


class FindingForm(forms.ModelForm):
    """A candidate, and what makes it one."""

    class Meta:
        model = SweepFinding
        fields = ["enterprise", "product", "brand", "because"]
        widgets = {"because": forms.Textarea(attrs={"rows": 3})}

    on = day_field(label=gettext_lazy("found on"), initial=timezone.localdate)

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        firms = self.fields["enterprise"].queryset.model.objects.visible_to(by)
        self.fields["enterprise"].queryset = firms
        picked(SweepFinding, "enterprise", self.fields["enterprise"])


class LookedForm(forms.Form):
    """That somebody looked, and nobody is a candidate."""

    on = day_field(label=gettext_lazy("looked at on"), initial=timezone.localdate)
    note = forms.CharField(label=gettext_lazy("note"), max_length=200, required=False)


class ReasonForm(forms.Form):
    because = forms.CharField(
        label=gettext_lazy("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )


class NothingForm(forms.Form):
    """A page that only asks whether it is meant."""
