"""What is typed of negative lists."""

import re

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qualitysup.casework.forms import RefusableForm
from qualitysup.regions import codes
from workshops.models import NegativeEntry, NegativeList

BETWEEN = re.compile(r"[、，,；;]")


def places_of(user) -> set[str]:
    """The provinces and cities whose lists a person works by."""
    return {
        place
        for prefix in user.division_prefixes
        for place in codes.path(prefix.ljust(12, "0"))
        if codes.level(place) in ("province", "city")
    }


class NegativeListForm(RefusableForm):
    class Meta:
        model = NegativeList
        fields = [
            "division",
            "title",
            "document_number",
            "legal_basis",
            "confidence",
            "valid_from",
            "valid_to",
            "note",
        ]


class Products(SimpleArrayField):
    """Names separated as people separate them, by 、 as well."""

    def __init__(self, **kwargs):
        super().__init__(forms.CharField(max_length=40), required=False, **kwargs)

    def to_python(self, value):
        if isinstance(value, str):
            value = [word for word in map(str.strip, BETWEEN.split(value)) if word]
        return super().to_python(value)


class EntryForm(forms.ModelForm):
    products = Products(
        label=_("Only these products"),
        help_text=_("Empty: everything of the category."),
    )
    except_for = Products(label=_("Except for"))

    class Meta:
        model = NegativeEntry
        fields = ["category", "products", "except_for", "allowed_in_zone", "confidence", "note"]


class RevisionForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    document_number = forms.CharField(label=_("Document number"), max_length=60, required=False)
    valid_from = forms.DateField(
        label=_("Valid from"),
        initial=timezone.localdate,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The old edition ends on this day."),
    )
    legal_basis = forms.CharField(
        label=_("Legal basis"),
        max_length=200,
        required=False,
        help_text=_("Empty: that of the old edition."),
    )
