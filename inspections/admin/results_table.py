"""Long tables of results, found again: how far they are, what they would do, what they did."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from inspections import tasks
from inspections.admin.lab_results import rejects_of
from inspections.models import ResultsTable
from inspections.services import results_tables
from inspections.workflow.sample import TEST
from qualitysup.audit.models import AccessLog
from qualitysup.audit.services import access
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.regions.admin import ReadOnlyAdmin

SHOWN = 50


@admin.register(ResultsTable)
class ResultsTableAdmin(ReadOnlyAdmin):
    list_display = ["name", "shown_state", "row_count", "bad_count", "created_at"]
    ordering = ["-pk"]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def shown_state(self, table):
        return table.shown_state

    @admin.display(description=gettext_lazy("rows"))
    def row_count(self, table):
        return table.row_count

    @admin.display(description=gettext_lazy("to correct"))
    def bad_count(self, table):
        return table.bad_count

    def get_urls(self):
        def route(address, view):
            name = f"inspections_resultstable_{address}"
            return path(f"<int:pk>/{address}/", self.admin_site.admin_view(view), name=name)

        return [
            route("progress", self.progress),
            route("record", require_POST(self.record)),
            route("rejects", self.rejects),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        table = self._table(request, object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": table.name,
            "opts": self.opts,
            "table": table,
            "bad_rows": table.rows.bad()[:SHOWN],
            "shown": SHOWN,
        }
        return TemplateResponse(request, "inspections/results_table.html", context)

    def progress(self, request, pk):
        """Polled by ``import.js`` until the table is finished."""
        table = self._table(request, pk)
        return JsonResponse({**table.counts, "finished": table.is_finished})

    @method_decorator(csrf_protect)
    def record(self, request, pk):
        table = self._table(request, pk)
        try:
            tasks.start_results(results_tables.record(table, by=request.user))
        except TransitionRefused as refusal:
            self.message_user(request, refusal.reason, messages.ERROR)
        return redirect(table)

    def rejects(self, request, pk):
        table = self._table(request, pk)
        access.record(
            by=request.user,
            action=AccessLog.Action.DOWNLOAD,
            target=table,
            count=table.counts["bad"],
            request=request,
        )
        return rejects_of(table.header, table.rows.bad())

    def _table(self, request, pk):
        table = self.get_object(request, str(pk))
        if table is None:
            raise Http404
        if not request.user.has_perm(TEST):
            raise PermissionDenied
        return table
