"""Filters that lists of every subject have."""

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field

from qualitysup.regions import codes

CODE = RegexValidator(r"^[1-9]\d{1,11}$", _("A division code has 2 to 12 digits."))


@extend_schema_field(bool)
class YesNoFilter(filters.TypedChoiceFilter):
    """``true`` or ``false``; anything else is refused, not taken for "either"."""

    def __init__(self, **kwargs):
        words = [("true", "true"), ("false", "false")]
        super().__init__(choices=words, coerce=lambda word: word == "true", **kwargs)


class ScopedFilter(filters.FilterSet):
    """``division`` is a code, or what codes begin with; rows there and below are found."""

    division = filters.CharFilter(
        method="in_division", validators=[CODE], help_text="A division code or its first digits."
    )

    def in_division(self, rows, name, code):
        return rows.filter(rows.within(codes.prefix(code) if len(code) == 12 else code))
