"""What is typed about slaughter plants."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workshops.forms.ledger import Day


class VerifyForm(forms.Form):
    on = forms.DateField(label=_("Verified on"), initial=timezone.localdate, widget=Day)
