"""Serializers for reading, kept: their fields take longer to make than to read."""

from functools import cache

from rest_framework import serializers


@cache
def shape(serializer_class) -> serializers.BaseSerializer:
    """One serializer of a class; it must not be given a row or a request of its own."""
    return serializer_class()


def shown(serializer_class, rows) -> list[dict]:
    """These rows as a serializer of this class shows them."""
    represent = shape(serializer_class).to_representation
    return [represent(row) for row in rows]
