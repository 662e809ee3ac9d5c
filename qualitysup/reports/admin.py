"""Figures that sources state, entered by hand."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from qualitysup.audit.admin import HistoryMixin
from qualitysup.casework.exports import ExportMixin
from qualitysup.dashboard.pages import subject_name
from qualitysup.regions.admin import ScopedAdmin
from qualitysup.reports import composing
from qualitysup.reports.models import Statement


@admin.register(Statement)
class StatementAdmin(ExportMixin, HistoryMixin, ScopedAdmin):
    fields = ["division", "subject", "name", "bound", "value", "unit", "as_of", "source", "words"]
    list_display = ["name", "shown_figure", "unit", "division", "as_of", "source"]
    search_fields = ["name"]
    autocomplete_fields = ["division"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "subject":
            named = [(one, subject_name(one)) for one in composing.subjects(request.user)]
            return forms.ChoiceField(label=db_field.verbose_name, choices=named)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description=_("value"), ordering="value")
    def shown_figure(self, row):
        return row.shown
