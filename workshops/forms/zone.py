"""What is typed into zones, their areas and units, and what a zone's steps ask."""

from django import forms
from django.utils.translation import gettext_lazy

from qualitysup.casework.forms import CaseForm, StepForm
from qualitysup.regions.models import Division
from workshops.models import FoodCategory


class ZoneForm(CaseForm):
    division = forms.ModelChoiceField(
        queryset=Division.objects.none(),
        label=gettext_lazy("Town"),
        help_text=gettext_lazy("Where it lies; whoever moves in is looked after there."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "division" in self.fields:
            # Jurisdiction stays where the zone was planned.
            del self.fields["division"]


class UnitForm(forms.ModelForm):
    fit_for = forms.ModelMultipleChoiceField(
        queryset=FoodCategory.objects.all(),
        label=gettext_lazy("Fit for"),
        required=False,
        help_text=gettext_lazy("A category of two digits stands for all that are in it."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["fit_for"] = [each.pk for each in self.instance.categories.all()]


class NotedForm(StepForm):
    """A step that is not taken without words."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].required = True


class ApproveForm(StepForm):
    approval_number = forms.CharField(label=gettext_lazy("Approval number"), max_length=60)
    approved_by = forms.CharField(
        label=gettext_lazy("Approved by"),
        max_length=80,
        help_text=gettext_lazy("The authority whose paper it is."),
    )
    approved_on = forms.DateField(
        label=gettext_lazy("Approved on"),
        required=False,
        help_text=gettext_lazy("The day of the paper; empty: the day of this step."),
    )
