"""Fields that several forms of investment share."""

from django import forms

from qualitysup.accounts.models import User
from qualitysup.accounts.roles import Role

# Who works on prospects.
OFFICERS = (Role.INVESTMENT_OFFICER, Role.SECTION_HEAD)


def day(**more) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **more)


def officers(by):
    """Whom this person may name as in charge."""
    return User.objects.beside(by).holding(*OFFICERS).order_by("full_name", "pk")


def several_lines(rows=3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})
