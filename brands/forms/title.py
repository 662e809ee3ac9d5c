"""What is typed of regional titles: a re-review, and that one was withdrawn."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brands.forms.honour import day


def this_year():
    return timezone.localdate().year


class ReviewForm(forms.Form):
    year = forms.IntegerField(
        label=_("Year of the re-review"), min_value=1949, max_value=2100, initial=this_year
    )
    source = forms.CharField(label=_("Source"), max_length=200)
    next_on = day(label=_("Next re-review due on"), required=False)


class WithdrawForm(forms.Form):
    on = day(label=_("Withdrawn on"), initial=timezone.localdate)
    because = forms.CharField(label=_("Why"), max_length=200, widget=forms.Textarea({"rows": 3}))
