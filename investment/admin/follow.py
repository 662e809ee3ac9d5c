"""What is owed to firms and by them, who comes to look, and who praised the work, as lists."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from investment.models import ProspectTask, Reception, Recognition
from qualitysup.audit.admin import HistoryMixin
from qualitysup.casework.exports import ExportMixin
from qualitysup.regions.admin import ReadOnlyAdmin, ScopedAdmin


class TaskStandingFilter(admin.SimpleListFilter):
    title = gettext_lazy("how it stands")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [
            ("open", gettext_lazy("open")),
            ("late", gettext_lazy("late")),
            ("mine", gettext_lazy("open, mine")),
        ]

    def queryset(self, request, rows):
        match self.value():
            case "open":
                return rows.open()
            case "late":
                return rows.late()
            case "mine":
                return rows.open().of_person(request.user)
        return rows


@admin.register(ProspectTask)
class ProspectTaskAdmin(ExportMixin, HistoryMixin, ReadOnlyAdmin):
    """Who owes what by when; entered and settled on the page of the firm."""

    list_display = ["words", "prospect", "kind", "owner", "due_on", "shown_state", "edition"]
    list_filter = [TaskStandingFilter, "kind", "state"]
    ordering = ["due_on", "pk"]
    search_fields = ["words"]
    search_help_text = gettext_lazy("The firm by any of its names")
    export_columns = [
        ("prospect__name", gettext_lazy("firm")),
        "kind",
        "words",
        ("owner__full_name", gettext_lazy("who answers for it")),
        "due_on",
        "state",
        "settled_on",
        "result",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def shown_state(self, task):
        return task.shown_state


class ComingFilter(admin.SimpleListFilter):
    title = gettext_lazy("how it stands")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [("coming", gettext_lazy("comes soon"))]

    def queryset(self, request, rows):
        return rows.coming() if self.value() == "coming" else rows


@admin.register(Reception)
class ReceptionAdmin(ExportMixin, HistoryMixin, ReadOnlyAdmin):
    """Whom we invited and who came; entered on the page of the firm."""

    list_display = ["prospect", "shown_state", "invited_on", "comes_on", "hosts"]
    list_filter = [ComingFilter, "state"]
    ordering = ["-invited_on", "-pk"]
    export_columns = [
        ("prospect__name", gettext_lazy("firm")),
        "state",
        "invited_on",
        "words",
        "comes_on",
        "programme",
        "hosts",
        "result",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def shown_state(self, reception):
        return reception.shown_state


@admin.register(Recognition)
class RecognitionAdmin(ExportMixin, HistoryMixin, ScopedAdmin):
    list_display = ["kind", "by", "occasion", "year", "words", "trip"]
    list_filter = ["kind"]
    ordering = ["-pk"]
    export_columns = ["kind", "by", "occasion", "year", "on", "words", "source"]
    fields = ["division", "kind", "by", "occasion", "year", "on", "words", "source", "trip"]
    autocomplete_fields = ["division"]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_changeform_initial_data(self, request):
        return {"division": request.user.home_id, **super().get_changeform_initial_data(request)}

    def has_delete_permission(self, request, obj=None):
        return False
