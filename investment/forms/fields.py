"""Fields that several forms of investment share."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect

from qualitysup.accounts.models import User
from qualitysup.accounts.roles import Role

# Who works on prospects.
OFFICERS = (Role.INVESTMENT_OFFICER, Role.SECTION_HEAD)


def day(**more) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **more)


def officers(by):
    """Whom this person may name as in charge."""
    return User.objects.beside(by).holding(*OFFICERS).order_by("full_name", "pk")


def looked_up(model, name, field) -> None:
    """Make a field look its row up as one types: there may be thousands."""
    field.widget = AutocompleteSelect(model._meta.get_field(name), admin.site)
    field.widget.choices = field.choices


def several_lines(rows=3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})
