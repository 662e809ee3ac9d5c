"""What is asked when a recall is opened, and of each of its lines."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workshops.models import Recall, RecallLine


def day(label):
    return forms.DateField(
        label=label,
        initial=timezone.localdate,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )


def words(label, **more):
    return forms.CharField(label=label, widget=forms.Textarea({"rows": 2}), **more)


class OpenForm(forms.Form):
    """One click opens it; what is typed here is why, and how grave it is."""

    reason = words(_("Why the lot is recalled"))
    level = forms.TypedChoiceField(
        label=_("Level"),
        choices=Recall.Level.choices,
        coerce=int,
        initial=Recall.Level.FIRST,
        help_text=_("It sets how soon the buyers are told, and by when everything is back."),
    )


class TellForm(forms.Form):
    notified_on = day(_("Told on"))
    notified_how = forms.CharField(
        label=_("How"), max_length=80, help_text=_("By telephone, in person, by letter …")
    )


class RecoverForm(forms.Form):
    recovered = forms.DecimalField(
        label=_("Quantity that came back"), min_value=0, max_digits=12, decimal_places=3
    )
    settled_on = day(_("On"))
    note = words(_("Note"), required=False, max_length=300)


class SettleForm(forms.Form):
    outcome = forms.ChoiceField(
        label=pgettext_lazy("of a lot", "What became of it"),
        choices=RecallLine.Outcome.choices,
        widget=forms.RadioSelect,
    )
    settled_on = day(_("On"))
    note = words(_("How, and before whom; or why it is cleared"), max_length=300)
