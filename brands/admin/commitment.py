"""What was promised on the way to honours, of all firms: who owes what by when."""

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brands.models import Commitment
from qualitysup.audit.admin import HistoryMixin
from qualitysup.casework.exports import ExportMixin
from qualitysup.regions.admin import ReadOnlyAdmin, TownFilter


class StandingFilter(admin.SimpleListFilter):
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


@admin.register(Commitment)
class CommitmentAdmin(ExportMixin, HistoryMixin, ReadOnlyAdmin):
    """Who owes what to whom by when; entered and settled on the page of the case."""

    list_display = ["words", "cultivation", "area", "owner", "by_firm", "due_on", "shown_state"]
    list_filter = [StandingFilter, "area", "state", TownFilter]
    ordering = ["due_on", "pk"]
    search_fields = ["words"]
    search_help_text = gettext_lazy("What was promised, or the enterprise")
    export_columns = [
        ("cultivation__enterprise__name", gettext_lazy("enterprise")),
        ("cultivation__kind__name", gettext_lazy("honour aimed at")),
        "area",
        "words",
        ("owner__full_name", gettext_lazy("who answers for it")),
        "of_the_firm",
        "due_on",
        "state",
        "settled_on",
        "result",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    @admin.display(description=Commitment._meta.get_field("of_the_firm").verbose_name)
    def by_firm(self, commitment):
        """In a word: the admin's red cross would say that something is wrong."""
        return _("yes") if commitment.of_the_firm else "—"

    @admin.display(description=gettext_lazy("state"))
    def shown_state(self, commitment):
        return commitment.shown_state
