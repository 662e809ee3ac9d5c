from django import forms
from django.utils.translation import gettext_lazy as _

from qualitysup.accounts.models import User
from qualitysup.audit import selectors
from qualitysup.audit.actor import Door


def kinds():
    """What an auditor may ask for: every table whose history is kept."""
    named = [
        (label, str(history.pgh_tracked_model._meta.verbose_name))
        for label, history in selectors.histories().items()
    ]
    return [("", _("everything")), *sorted(named, key=lambda pair: pair[1])]


class ChangesFilter(forms.Form):
    """Who changed what, when and through which door."""

    what = forms.ChoiceField(label=_("what"), choices=kinds, required=False)
    record = forms.IntegerField(label=_("record number"), required=False, min_value=1)
    who = forms.ModelChoiceField(User.objects.none(), label=_("who"), required=False)
    door = forms.ChoiceField(
        label=_("door"),
        choices=[
            ("", _("any")),
            *Door.choices,
            (selectors.DIRECTLY, _("directly in the database")),
        ],
        required=False,
    )
    since = forms.DateField(
        label=_("from"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("to"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["who"].queryset = User.objects.visible_to(user).order_by("username")
