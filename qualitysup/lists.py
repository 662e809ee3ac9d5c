"""Where a figure or a count leads: the list in the admin that shows just its rows."""

from django.urls import reverse
from django.utils.http import urlencode


def list_url(model, **filters) -> str:
    meta = model._meta
    return f"{reverse(f'admin:{meta.app_label}_{meta.model_name}_changelist')}?{urlencode(filters)}"


def opens(model, filters):
    """The same, from a person; ``filters`` are a function where they vary by person or by day."""
    return lambda user: list_url(model, **(filters(user) if callable(filters) else filters))
