"""What is typed into a draw before its seed is promised, and when its steps are taken."""

import re

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises.models import IndustryClass
from inspections.forms.order import words
from inspections.models import Draw, DrawRate, Recusal, Stratum
from qualitysup.casework.forms import CaseForm, RefusableForm, StepForm
from qualitysup.regions.models import Division

# The names of the fields of each class; "-" is no name.
SUFFIXES = {stratum: stratum.value.replace("-", "none") for stratum in Stratum}


def rate_fields() -> dict[str, forms.Field]:
    found = {}
    for stratum, suffix in SUFFIXES.items():
        found[f"rate_{suffix}"] = forms.DecimalField(
            label=stratum.label, min_value=0, max_value=100, decimal_places=2
        )
        found[f"number_{suffix}"] = forms.IntegerField(
            label=gettext_lazy("or this number"), min_value=0, required=False
        )
    return found


RateFields = type("RateFields", (forms.Form,), rate_fields())


class DrawForm(RateFields, CaseForm):
    class Meta:
        model = Draw
        widgets = {"items": words(4, **{"class": "vLargeTextField"})}
        fields = ["name"]

    division = forms.ModelChoiceField(
        queryset=Division.objects.none(),
        label=gettext_lazy("Division"),
        help_text=gettext_lazy("Enterprises there and below are in the pool."),
    )
    industries = forms.CharField(
        label=gettext_lazy("Only of these industries"),
        required=False,
        help_text=gettext_lazy("Codes of GB/T 4754, such as 3422 or 34, with commas between."),
    )
    risk_classes = forms.MultipleChoiceField(
        label=gettext_lazy("Only of these risk classes"),
        choices=Stratum.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "division" in self.fields:
            # Jurisdiction stays where the draw was begun.
            del self.fields["division"]
        if "industries" in self.fields:
            self.initial["industries"] = ", ".join(self.instance.industries)
            self.initial["risk_classes"] = self.instance.risk_classes
            self._offer_rates()

    def _offer_rates(self):
        """What the draw says already, or the rates in force."""
        if self.instance.pk:
            offered = {row.risk_class: (row.rate, row.number) for row in self.instance.strata.all()}
        else:
            in_force = DrawRate.objects.in_force(timezone.localdate())
            offered = {row.risk_class: (row.rate, None) for row in in_force}
        for stratum, suffix in SUFFIXES.items():
            rate, number = offered.get(stratum.value, (0, None))
            self.initial[f"rate_{suffix}"] = rate
            self.initial[f"number_{suffix}"] = number

    def clean_industries(self):
        typed = self.cleaned_data["industries"]
        codes = [code for code in re.split(r"[,，、;；\s]+", typed) if code]
        known = set(IndustryClass.objects.filter(pk__in=codes).values_list("pk", flat=True))
        if unknown := [code for code in codes if code not in known]:
            raise forms.ValidationError(
                _("No industry has the code %(code)s."), params={"code": unknown[0]}
            )
        return codes

    def strata(self) -> dict:
        """What was typed, as ``draws.draft`` takes it."""
        typed = self.cleaned_data
        return {
            stratum.value: (typed.get(f"rate_{suffix}") or 0, typed.get(f"number_{suffix}"))
            for stratum, suffix in SUFFIXES.items()
        }


class MomentForm(StepForm):
    """A step that is taken when it is taken: its second is published, no day is typed."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["on"]


class CancelDrawForm(MomentForm):
    note = forms.CharField(label=gettext_lazy("Reason"), widget=words(3))


class ConclusionOfDrawForm(StepForm):
    conclusion = forms.CharField(label=gettext_lazy("Conclusion"), widget=words(5))


class GoneForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=words(3),
        help_text=gettext_lazy("Where the register says so, and since when."),
    )


class ReplaceForm(forms.Form):
    assigned = forms.ModelChoiceField(queryset=None, label=gettext_lazy("Who cannot go"))
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200, widget=words(2))

    def __init__(self, *args, drawn, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["assigned"].queryset = drawn.inspectors.standing().select_related("person")


class RecusalForm(RefusableForm):
    class Meta:
        model = Recusal
        fields = ["inspector", "enterprise", "reason", "starts_on", "ends_on"]
