"""What is typed of the institute: figures, certificates, assessments."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qualitysup.casework.forms import RefusableForm
from standards.forms.catalogue import day
from standards.models import (
    Accreditation,
    Assessment,
    Institute,
    InstituteFigure,
    Qualification,
    Service,
)


class InstituteForm(RefusableForm):
    class Meta:
        model = Institute
        fields = ["name", "division", "founded", "note"]


class FigureForm(forms.ModelForm):
    as_of = day(label=_("As of"), initial=timezone.localdate)

    class Meta:
        model = InstituteFigure
        fields = ["key", "bound", "value", "source"]


class AccreditationForm(RefusableForm):
    services = forms.MultipleChoiceField(
        label=_("Services covered"),
        choices=Service.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    granted_on = day(label=_("Granted on"))
    valid_to = day(
        label=_("Last day valid"), required=False, help_text=_("Empty where nobody knows it.")
    )

    class Meta:
        model = Accreditation
        fields = ["institute", "kind", "number", "body", "services", "scope"]


class AssessmentForm(forms.ModelForm):
    done_on = day(label=_("Done on"), initial=timezone.localdate)

    class Meta:
        model = Assessment
        fields = ["outcome", "note"]


class WithdrawForm(forms.Form):
    on = day(label=_("Day"), initial=timezone.localdate)
    because = forms.CharField(label=_("Why"), max_length=200, widget=forms.Textarea({"rows": 3}))


class QualificationForm(RefusableForm):
    valid_to = day(label=_("Last day valid"), required=False)

    class Meta:
        model = Qualification
        fields = ["institute", "person", "kind", "number"]
