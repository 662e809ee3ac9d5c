"""What is typed into rounds."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from inspections.forms.patrol import goes_out
from qualitysup.accounts.models import User


def time_input():
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class RoundForm(forms.Form):
    person = forms.ModelChoiceField(queryset=User.objects.none(), label=gettext_lazy("Person"))
    on = forms.DateField(
        label=gettext_lazy("Day"),
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    starts_at = forms.TimeField(
        label=gettext_lazy("Sets out at"), initial="08:30", widget=time_input()
    )

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = goes_out(by)


class WindowForm(forms.Form):
    opens_at = forms.TimeField(
        label=gettext_lazy("Not before"), required=False, widget=time_input()
    )
    closes_at = forms.TimeField(
        label=gettext_lazy("Not after"), required=False, widget=time_input()
    )
    stay = forms.IntegerField(
        label=gettext_lazy("Minutes on site"), initial=45, min_value=5, max_value=480
    )
