from django.contrib import admin
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from qualitysup.casework.admin import CaseAdmin, StepAction
from qualitysup.casework.exports import ExportMixin
from qualitysup.regions.admin import ReadOnlyInline, TownFilter
from qualitysup.states import SOON
from qualitysup.wording import listed
from workshops import ranking
from workshops.admin.zone_filters import OfAZone
from workshops.forms import relocation as forms
from workshops.forms.zone import NotedForm
from workshops.models import Allocation, Relocation
from workshops.services import relocations


class StandingFilter(admin.SimpleListFilter):
    """How relocations stand today, by the queries that the worklists and the dashboard use."""

    title = gettext_lazy("how it stands")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [
            ("ahead", gettext_lazy("still to move in")),
            ("soon", gettext_lazy("moving in within 7 days")),
            ("overdue", gettext_lazy("should have moved in")),
            ("moved-in", gettext_lazy("inside")),
            ("owing-change", gettext_lazy("change of the registration not applied for")),
        ]

    def queryset(self, request, rows):
        match self.value():
            case "ahead":
                return rows.ahead()
            case "soon":
                return rows.due_within(SOON)
            case "overdue":
                return rows.overdue()
            case "moved-in":
                return rows.moved_in()
            case "owing-change":
                return rows.owing_change()
        return rows


class AllocationInline(ReadOnlyInline):
    model = Allocation
    fields = readonly_fields = [
        "unit",
        "place",
        "starts_on",
        "ends_on",
        "moved_in_on",
        "moved_out_on",
        "withdrawn_on",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("unit").order_by("pk")


@admin.register(Relocation)
class RelocationAdmin(ExportMixin, CaseAdmin):
    steps = {
        "agree": StepAction(relocations.agree, bulk=True),
        "allocate": StepAction(relocations.allocate, forms.AllocateForm),
        "wait": StepAction(relocations.wait, bulk=True),
        "reallocate": StepAction(relocations.reallocate, forms.ReallocateForm),
        "move_in": StepAction(relocations.move_in, forms.MoveInForm),
        "transfer": StepAction(relocations.transfer, forms.TransferForm),
        "move_out": StepAction(relocations.move_out, forms.MoveOutForm),
        "decline": StepAction(relocations.decline, NotedForm),
        "withdraw": StepAction(relocations.withdraw, NotedForm, bulk=True),
    }
    draft = staticmethod(relocations.propose)

    list_display = [
        "workshop_name",
        "shown_state",
        "zone",
        "rank",
        "waiting_since",
        "planned_on",
        "moved_in_on",
        "division",
    ]
    list_display_links = ["workshop_name"]
    list_filter = [StandingFilter, "state", OfAZone, TownFilter]
    ordering = ["-pk"]
    search_fields = ["=workshop__enterprise__uscc"]
    search_help_text = gettext_lazy("The name of the workshop or of the zone")
    export_columns = [
        ("workshop__enterprise__name", gettext_lazy("workshop")),
        ("zone__name", gettext_lazy("consolidation zone")),
        ("division__name", gettext_lazy("division")),
        "state",
        "rank",
        "agreed_on",
        "waiting_since",
        "planned_on",
        "moved_in_on",
        "moved_out_on",
        "old_address",
    ]

    form = forms.RelocationForm
    autocomplete_fields = ["zone", "workshop"]
    SHOWN = ["zone_link", "workshop_link", "rank", "why", "place_on_the_list"]
    DATED = [
        "agreed_on",
        "waiting_since",
        "planned_on",
        "moved_in_on",
        "moved_out_on",
        "old_address",
        "closing_visit",
        "unvisited_because",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_fields(self, request, obj=None):
        if obj is None:
            return ["zone", "workshop"]
        return [*self.SHOWN, *(name for name in self.DATED if getattr(obj, name))]

    def get_readonly_fields(self, request, obj=None):
        return self.get_fields(request, obj) if obj else []

    def get_inlines(self, request, obj):
        return [AllocationInline] if obj else []

    def _step_taken(self, request, case, name):
        """Whoever came from the board goes on there."""
        response = super()._step_taken(request, case, name)
        if request.GET.get("back") == "board":
            return redirect("admin:workshops_zone_board", case.zone_id)
        return response

    # --- Columns ---------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("workshop"), ordering="workshop__enterprise__name")
    def workshop_name(self, relocation):
        return relocation.workshop.enterprise.name

    @admin.display(description=gettext_lazy("workshop"))
    def workshop_link(self, relocation):
        return link(relocation.workshop)

    @admin.display(description=gettext_lazy("consolidation zone"))
    def zone_link(self, relocation):
        return link(relocation.zone)

    @admin.display(description=gettext_lazy("why it was proposed"))
    def why(self, relocation):
        words = [ranking.in_words(reason) for reason in relocation.reasons]
        if relocation.record_id is None:
            return listed(words) or "—"
        return format_html("{} · {}", link(relocation.record), listed(words))

    @admin.display(description=gettext_lazy("place on the waiting list"))
    def place_on_the_list(self, relocation):
        return relocation.position or "—"


def link(row):
    return format_html('<a href="{}">{}</a>', row.get_absolute_url(), row)
