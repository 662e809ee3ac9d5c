"""What is typed on the way of a firm to an honour."""

import datetime as dt

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from brands.forms.sweep import WALKERS, day_field
from brands.models import (
    Commitment,
    Cultivation,
    CultivationVisit,
    HonourKind,
    VetoRecord,
)
from enterprises.models import Enterprise
from qualitysup.accounts.models import User
from qualitysup.casework.forms import CaseForm, StepForm

# Who answers for commitments: who goes out and who sits at the desk.
OWNERS = WALKERS
# How long the assistance takes where nobody says otherwise.
HALF_A_YEAR = dt.timedelta(days=180)


class CultivationForm(CaseForm):
    class Meta:
        model = Cultivation
        fields = [
            "enterprise",
            "kind",
            "product",
            "brand",
            "year",
            "found_on",
            "officer",
            "finding",
        ]
        widgets = {
            "finding": forms.HiddenInput,
            "found_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "year" in self.fields:
            self.fields["year"].initial = timezone.localdate().year

    def offer(self, by):
        """Choices that this person has, in place of everything there is."""
        if "enterprise" in self.fields:
            self.fields["enterprise"].queryset = Enterprise.objects.visible_to(by)
        if "kind" in self.fields:
            self.fields["kind"].queryset = HonourKind.objects.alive()
        if "finding" in self.fields:
            findings = self.fields["finding"].queryset.model.objects
            self.fields["finding"].queryset = findings.visible_to(by).standing()
        if "officer" in self.fields:
            staff = User.objects.beside(by).holding(*OWNERS)
            self.fields["officer"].queryset = staff.order_by("full_name", "pk")


class NotedForm(StepForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].required = True


class RecommendForm(StepForm):
    recommended_by = forms.CharField(
        label=gettext_lazy("recommended by"),
        max_length=100,
        help_text=gettext_lazy("The town, the association, or the bureau's own people."),
    )
    because = forms.CharField(
        label=gettext_lazy("why it is recommended"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class BeginForm(StepForm):
    owner = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label=gettext_lazy("who answers for it"),
        help_text=gettext_lazy("For everything that the honour asks; given to others one by one."),
    )
    due_on = day_field(label=gettext_lazy("due on"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        owners = User.objects.beside(self.by).holding(*OWNERS)
        self.fields["owner"].queryset = owners.order_by("full_name", "pk")
        self.fields["owner"].initial = (self.case and self.case.officer_id) or self.by.pk
        self.fields["due_on"].initial = timezone.localdate() + HALF_A_YEAR


class ApplyForm(StepForm):
    application_number = forms.CharField(
        label=gettext_lazy("number of the application"), max_length=60, required=False
    )


class WinForm(StepForm):
    number = forms.CharField(
        label=gettext_lazy("certificate number"), max_length=60, required=False
    )
    granted_on = day_field(label=gettext_lazy("granted on"), initial=timezone.localdate)
    source = forms.CharField(
        label=gettext_lazy("source"),
        max_length=200,
        help_text=gettext_lazy("The announcement or list that says so."),
    )
    valid_to = day_field(
        label=gettext_lazy("last day valid"),
        required=False,
        help_text=gettext_lazy("Only where its own paper says so; else the rules of its kind do."),
    )
    basis = forms.CharField(
        label=gettext_lazy("the paper that says so"), max_length=200, required=False
    )


class PointsForm(forms.Form):
    """A screening sheet: points for every criterion."""

    note = forms.CharField(
        label=gettext_lazy("note"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, sheet, given, **kwargs):
        super().__init__(*args, **kwargs)
        self.criteria = list(sheet.criteria.all())
        for criterion in self.criteria:
            self.fields[f"points-{criterion.pk}"] = forms.IntegerField(
                label=f"{criterion} (0–{criterion.most})",
                min_value=0,
                max_value=criterion.most,
                initial=given.get(criterion.pk),
            )
        self.order_fields([name for name in self.fields if name != "note"])

    @property
    def points(self) -> dict:
        return {each.pk: self.cleaned_data[f"points-{each.pk}"] for each in self.criteria}


class VisitForm(forms.ModelForm):
    class Meta:
        model = CultivationVisit
        fields = ["visited_on", "met", "strengths", "needs"]
        widgets = {
            "visited_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "strengths": forms.Textarea(attrs={"rows": 3}),
            "needs": forms.Textarea(attrs={"rows": 3}),
        }


class PromiseForm(forms.ModelForm):
    class Meta:
        model = Commitment
        fields = ["words", "area", "visit", "owner", "of_the_firm", "due_on"]
        widgets = {"due_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        owners = User.objects.beside(by).holding(*OWNERS)
        self.fields["owner"].queryset = owners.order_by("full_name", "pk")
        self.fields["visit"].queryset = self.instance.cultivation.visits.all()


class SettleForm(forms.Form):
    """That it was done, or that it is not needed."""

    MET, WAIVED = "met", "waived"

    what = forms.ChoiceField(
        label=gettext_lazy("What became of it"),
        choices=[
            (MET, gettext_lazy("it was done")),
            (WAIVED, gettext_lazy("it is not needed of this firm")),
        ],
        initial=MET,
    )
    words = forms.CharField(
        label=gettext_lazy("What shows it, or why"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    on = day_field(label=gettext_lazy("Day"), initial=timezone.localdate)
    file = forms.FileField(
        label=gettext_lazy("The paper itself"),
        required=False,
        help_text=gettext_lazy(
            "Kept with the evidence of the case, under the name of the commitment."
        ),
    )


class GiveForm(forms.Form):
    owner = forms.ModelChoiceField(
        queryset=User.objects.none(), label=gettext_lazy("who answers for it")
    )
    due_on = day_field(label=gettext_lazy("due on"))
    because = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Needed where it takes longer."),
    )

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        owners = User.objects.beside(by).holding(*OWNERS)
        self.fields["owner"].queryset = owners.order_by("full_name", "pk")


class VetoForm(forms.ModelForm):
    class Meta:
        model = VetoRecord
        fields = ["reason", "happened_on", "words", "source"]
        widgets = {
            "happened_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "words": forms.Textarea(attrs={"rows": 2}),
        }
