"""The fields at the ends of paths, and how their values are called."""

from collections.abc import Iterable, Mapping

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
    return words_of({(model, path): values})[model, path]


def words_of(asked: Mapping[tuple, Iterable[str]]) -> dict[tuple, dict[str, str]]:
    """The same for the values of several fields, in one query for each table that they lead to."""
    led_to: dict = {}
    for (model, path), values in asked.items():
        field = field_at(model, path)
        if field.is_relation:
            led_to.setdefault(field.related_model, set()).update(filter(None, values))
    rows = {
        model: {str(key): str(row) for key, row in model._default_manager.in_bulk(keys).items()}
        for model, keys in led_to.items()
    }
    return {(model, path): _words_at(field_at(model, path), rows) for model, path in asked}


def _words_at(field, rows):
    if field.is_relation:
        return rows[field.related_model]
    return {str(value): str(words) for value, words in field.flatchoices}
