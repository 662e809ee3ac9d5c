"""What the admin pages of this subject have in common."""

from django import forms
from django.db import models
from django.utils.html import format_html

# The sheets of a case's page, for pages that look like one.
CSS = ["casework/case.css", "inspections/inspections.css"]
# Texts in a table of rows: as high as they are long, usually.
SMALL = {
    models.TextField: {"widget": forms.Textarea({"rows": 2, "class": "small-text"})},
    models.CharField: {"widget": forms.TextInput({"class": "small-text"})},
}


def to_the_enterprise(enterprise):
    """A link to its own page, where the admin's would lead to the form that edits it."""
    return format_html('<a href="{}">{}</a>', enterprise.get_absolute_url(), enterprise)
