"""Saving without asking first: the database judges keys and constraints as it writes."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError


def save(row, **options) -> None:
    """Validate the row's own fields and write it; a broken constraint speaks in its own words.

    Asking the database about each key and constraint first, as ``full_clean`` does, costs a query
    apiece and still leaves room for somebody who writes in between. Call it in a transaction.
    """
    row.clean_fields(exclude={field.name for field in row._meta.fields if field.remote_field})
    row.clean()
    try:
        row.save(**options)
    except IntegrityError as broken:
        name = broken.__cause__.diag.constraint_name
        for constraint in row._meta.constraints:
            if constraint.name == name:
                message = constraint.get_violation_error_message()
                raise ValidationError(message, code=name) from broken
        raise
