"""What is typed of honours: the grant, a re-review, and that one ended."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brands.models import Honour
from qualitysup.casework.forms import RefusableForm


def day(**more):
    return forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **more)


class GrantForm(RefusableForm):
    """An honour as its paper has it; without a last day the rules of its kind say one."""

    granted_on = day(label=_("Granted on"))
    last_day = day(
        label=_("Last day valid"),
        required=False,
        help_text=_("Only where the paper says it; otherwise the rules of the kind decide."),
    )
    basis = forms.CharField(
        label=_("Paper that says so"),
        max_length=200,
        required=False,
        help_text=_("Needed with a last day of its own."),
    )

    class Meta:
        model = Honour
        fields = [
            "kind",
            "enterprise",
            "product",
            "brand",
            "number",
            "granted_on",
            "source",
            "officer",
        ]

    def clean(self):
        typed = super().clean()
        if bool(typed.get("last_day")) != bool(typed.get("basis")):
            missing = "basis" if typed.get("last_day") else "last_day"
            self.add_error(missing, _("Give the last day and the paper together."))
        return typed


class ReviewForm(forms.Form):
    on = day(label=_("Re-reviewed on"), initial=timezone.localdate)
    valid_to = day(label=_("Valid until"))
    basis = forms.CharField(label=_("Paper that says so"), max_length=200)


class EndForm(forms.Form):
    on = day(label=_("Day"), initial=timezone.localdate)
    because = forms.CharField(label=_("Why"), max_length=200, widget=forms.Textarea({"rows": 3}))
