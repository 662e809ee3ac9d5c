"""Fields that name other rows: what lies outside the person's divisions is not found."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from qualitysup.wording import listed

# The largest key there can be; PostgreSQL answers a larger number with an error.
LARGEST = 2**63 - 1


class VisibleRelatedField(serializers.PrimaryKeyRelatedField):
    """One row by its key, if the person may see it."""

    default_error_messages = {"does_not_exist": _("Not found: {pk_value}.")}

    def get_queryset(self):
        return super().get_queryset().visible_to(self.context["request"].user)


class VisibleRowsField(serializers.ListField):
    """Several rows by their keys, in one query whatever their number."""

    child = serializers.IntegerField(min_value=1, max_value=LARGEST)
    default_error_messages = {"does_not_exist": _("Not found: {keys}.")}

    def __init__(self, *, queryset, **kwargs):
        self.queryset = queryset
        super().__init__(**{"max_length": 1000} | kwargs)

    def to_internal_value(self, data):
        keys = list(dict.fromkeys(super().to_internal_value(data)))
        found = self.queryset.all().visible_to(self.context["request"].user).in_bulk(keys)
        absent = [str(key) for key in keys if key not in found]
        if absent:
            self.fail("does_not_exist", keys=listed(absent))
        return [found[key] for key in keys]

    def to_representation(self, rows):
        return [row.pk for row in rows.all()]
