"""The fields at the ends of paths, and how their values are called."""

from collections.abc import Iterable

from django.db.models import Field
from django.db.models.constants import LOOKUP_SEP


def field_at(model, path: str) -> Field:
    """The field at the end of a path from this model."""
    for name in path.split(LOOKUP_SEP):
        field = model._meta.get_field(name)
        model = field.related_model
    return field


def values_in_words(model, path: str, values: Iterable[str]) -> dict[str, str]:
    """How the values of a field are called, as they are kept; in one query, if in any."""
    field = field_at(model, path)
    if field.is_relation:
        rows = field.related_model._default_manager.in_bulk([value for value in values if value])
        return {str(key): str(row) for key, row in rows.items()}
    return {str(value): str(words) for value, words in field.flatchoices}
