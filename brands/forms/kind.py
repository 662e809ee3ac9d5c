"""What is typed of kinds of honours: that one was abolished, and which rule is applied."""

from django import forms
from django.utils.translation import gettext_lazy as _

from brands.forms.honour import day
from brands.models import ValidityRule
from qualitysup.wording import listed


def told(rule) -> str:
    """A rule by what it speaks of: one decision makes several."""
    days = ""
    if rule.granted_from or rule.granted_until:
        days = f"{rule.granted_from or '…'} – {rule.granted_until or '…'}"
    return " · ".join(filter(None, [rule.basis, days, listed(rule.products)]))


class AbolishForm(forms.Form):
    on = day(label=_("Abolished on"), help_text=_("The first day on which it is not granted."))
    ends_all = forms.BooleanField(
        label=_("Those granted end with it"),
        required=False,
        help_text=_("Otherwise they run on until their own last day."),
    )
    basis = forms.CharField(label=_("Paper that says so"), max_length=200)


class RuleForm(forms.Form):
    rule = forms.ModelChoiceField(
        queryset=ValidityRule.objects.none(), label=_("Rule of validity"), empty_label=None
    )

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["rule"].queryset = kind.rules.in_order()
        self.fields["rule"].label_from_instance = told
