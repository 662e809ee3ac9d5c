"""Reading what another program sends: a shape, and where in it something is not right."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from rest_framework import serializers


class Shape(serializers.Serializer):
    """A serializer for reading JSON that knows all its keys: a misspelt one is not passed over."""

    def to_internal_value(self, data):
        if isinstance(data, dict) and (unknown := data.keys() - self.fields.keys()):
            raise serializers.ValidationError(
                {str(name): [_("There is nothing of this name here.")] for name in sorted(unknown)}
            )
        return super().to_internal_value(data)


def read(shape: type[Shape], data) -> dict:
    """What was sent, understood; what is wrong is said by its path: ``answers[3].number``."""
    found = shape(data=data)
    if not found.is_valid():
        raise ValidationError(dict(faults(found.errors)))
    return found.validated_data


def faults(errors, path=""):
    """Every fault of a serializer as ``(path, words)``."""
    if isinstance(errors, dict):
        for name, inner in errors.items():
            if name == "non_field_errors":
                yield from faults(inner, path)
            elif isinstance(name, int):
                yield from faults(inner, f"{path}[{name}]")
            else:
                yield from faults(inner, f"{path}.{name}" if path else str(name))
    elif any(isinstance(inner, dict) for inner in errors):
        for place, inner in enumerate(errors):
            yield from faults(inner, f"{path}[{place}]")
    else:
        yield path or "packet", [str(words) for words in errors]


def lines(refusal: ValidationError) -> list[str]:
    """The faults for a person: one line each, with the path before the words."""
    if not hasattr(refusal, "error_dict"):
        return list(refusal.messages)
    return [f"{path}: {words}" for path, found in refusal.message_dict.items() for words in found]
