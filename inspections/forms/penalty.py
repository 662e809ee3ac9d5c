"""What is typed of penalties that are decided apart from an order."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from inspections.forms.order import words
from inspections.models import Penalty
from qualitysup.casework.forms import RefusableForm


class PenaltyForm(RefusableForm):
    class Meta:
        model = Penalty
        widgets = {"content": words(4)}
        fields = [
            "enterprise",
            "number",
            "kind",
            "amount",
            "restricted_months",
            "violation",
            "content",
            "basis",
            "decided_on",
            "served_on",
        ]


class ServedForm(forms.Form):
    on = forms.DateField(label=gettext_lazy("Served on"), initial=timezone.localdate)


class AnnulPenaltyForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=words(3),
        help_text=gettext_lazy("By whom it was changed or annulled, and under which number."),
    )
    on = forms.DateField(
        label=gettext_lazy("Annulled on"),
        initial=timezone.localdate,
        help_text=gettext_lazy("It is withdrawn within three working days from here."),
    )
