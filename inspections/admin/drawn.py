"""What was drawn, who was left out, recusals and rates."""

from django.contrib import admin
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect

from inspections.admin.pages import to_the_enterprise
from inspections.forms import draw as forms
from inspections.models import (
    DrawExclusion,
    DrawnEnterprise,
    DrawnInspector,
    DrawRate,
    Recusal,
)
from inspections.services import drawn, recusals
from qualitysup.audit.admin import HistoryMixin
from qualitysup.casework.admin import RefusalsOnTheForm
from qualitysup.casework.exports import ExportMixin
from qualitysup.casework.taskpages import TaskPages
from qualitysup.regions.admin import ReadOnlyAdmin, ReadOnlyInline, ScopedAdmin, TownFilter
from qualitysup.states import Tone, state
from qualitysup.wording import listed


class OfDrawFilter(admin.SimpleListFilter):
    """The rows of one draw; reached from its page, so it offers no choice of its own."""

    title = gettext_lazy("random draw")
    parameter_name = "draw__id__exact"

    def lookups(self, request, model_admin):
        return [(self.value(), self.value())] if self.value() else []

    def has_output(self):
        return False

    def queryset(self, request, rows):
        if not self.value():
            return rows
        return rows.filter(draw=self.value()) if self.value().isdecimal() else rows.none()


class StandingFilter(admin.SimpleListFilter):
    """How the checks of drawn enterprises stand, by the queries that the dashboard counts with."""

    title = gettext_lazy("how it stands")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [
            ("open", gettext_lazy("to be checked")),
            ("mine", gettext_lazy("mine to check")),
            ("overdue", gettext_lazy("overdue")),
            ("found", gettext_lazy("checked, something found")),
            ("sampled", gettext_lazy("sampled at the check")),
            ("gone", gettext_lazy("left the register before the check")),
        ]

    def queryset(self, request, rows):
        match self.value():
            case "open":
                return rows.to_check()
            case "mine":
                return rows.to_check().of_inspector(request.user)
            case "overdue":
                return rows.overdue()
            case "found":
                return rows.found()
            case "sampled":
                return rows.sampled()
            case "gone":
                return rows.left_the_register()
        return rows


class Searched:
    """For admins whose rows are found by what finds their enterprise, through its own index."""


class AssignedInline(ReadOnlyInline):
    model = DrawnInspector
    fields = readonly_fields = ["position", "person", "badge_number", "standing", "stands_in_for"]

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.select_related("person", "stands_in_for__person")

    @admin.display(description=gettext_lazy("state"))
    def standing(self, row):
        if row.released_on is None:
            return state(Tone.GOOD, _("goes"))
        return state(Tone.HOLD, f"{row.released_on.isoformat()} {row.release_reason}")


@admin.register(DrawnEnterprise)
class DrawnEnterpriseAdmin(Searched, ExportMixin, TaskPages, HistoryMixin, ReadOnlyAdmin):
    tasks = {"gone": "close_as_gone", "replace": "replace_inspector"}

    list_display = [
        "party_name",
        "position",
        "risk_class",
        "division",
        "inspector_names",
        "shown_state",
        "due_on",
        "draw",
    ]
    list_filter = [StandingFilter, "state", "risk_class", OfDrawFilter, TownFilter]
    ordering = ["-draw_id", "position", "-pk"]
    search_fields = ["enterprise"]
    export_columns = [
        ("draw__name", gettext_lazy("random draw")),
        "position",
        "public_id",
        "party_name",
        "risk_class",
        ("division__name", gettext_lazy("division")),
        "key",
        "state",
        "due_on",
        "ended_on",
        ("visit__outcome", gettext_lazy("outcome")),
        "note",
    ]
    change_form_template = "inspections/drawn.html"
    inlines = [AssignedInline]
    fields = readonly_fields = [
        "draw",
        "firm",
        "party_name",
        "public_id",
        "division",
        "risk_class",
        "position",
        "key",
        "shown_state",
        "due_on",
        "visit",
        "ended_on",
        "note",
    ]

    class Media:
        css = {"all": ["inspections/inspections.css", "inspections/draw.css"]}

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None and obj.state == obj.State.TO_CHECK:
            may = request.user.has_perm("inspections.close_drawnenterprise")
            context["beside"] = [
                (self._url(view, obj.pk), words)
                for view, words in (
                    ("replace", _("Let somebody else go")),
                    ("gone", _("End as gone from the register")),
                )
                if may
            ]
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @method_decorator(csrf_protect)
    def close_as_gone(self, request, pk):
        row = self.row(request, pk)
        self.need(request, "inspections.close_drawnenterprise")

        def take(typed):
            drawn.close_as_gone(row, by=request.user, **typed)

        return self.ask(
            request,
            row,
            forms.GoneForm(request.POST or None),
            title=_("End as gone from the register"),
            button=_("End the check"),
            take=take,
            basis="广东省市场监管条例 26",
        )

    @method_decorator(csrf_protect)
    def replace_inspector(self, request, pk):
        row = self.row(request, pk)
        self.need(request, "inspections.close_drawnenterprise")

        def take(typed):
            goes = drawn.replace_inspector(
                typed["assigned"], by=request.user, reason=typed["reason"]
            )
            return _("%s goes instead, as the draw's own ranking has it.") % goes

        return self.ask(
            request,
            row,
            forms.ReplaceForm(request.POST or None, drawn=row),
            title=_("Let somebody else go"),
            button=_("Release, and take the next in rank"),
            take=take,
            basis="行政处罚法 42、43",
        )

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def shown_state(self, row):
        return row.shown_state

    @admin.display(description=gettext_lazy("enterprise"))
    def firm(self, row):
        return to_the_enterprise(row.enterprise)

    @admin.display(description=gettext_lazy("inspectors"))
    def inspector_names(self, row):
        return listed(str(one.person) for one in row.inspectors.all() if one.released_on is None)


@admin.register(DrawExclusion)
class DrawExclusionAdmin(Searched, ExportMixin, ReadOnlyAdmin):
    list_display = ["name", "public_id", "reason", "detail"]
    list_filter = ["reason", OfDrawFilter]
    list_display_links = None
    ordering = ["draw_id", "public_id", "pk"]
    search_fields = ["enterprise_key"]
    export_columns = ["public_id", "name", "reason", "detail"]


@admin.register(Recusal)
class RecusalAdmin(Searched, RefusalsOnTheForm, HistoryMixin, ScopedAdmin):
    list_display = ["inspector", "enterprise", "reason", "starts_on", "ends_on", "division"]
    list_filter = [TownFilter]
    ordering = ["-starts_on", "-pk"]
    search_fields = ["enterprise"]
    form = forms.RecusalForm
    autocomplete_fields = ["inspector", "enterprise"]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_readonly_fields(self, request, obj=None):
        # Who and whom stay as they were entered; a recusal is ended, not taken back.
        return ["inspector", "enterprise", "starts_on"] if obj else []

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        recusals.record(obj, by=request.user)


@admin.register(DrawRate)
class DrawRateAdmin(HistoryMixin, ScopedAdmin):
    """Rates by their dates; a draw keeps the ones that it was drafted with."""

    list_display = ["risk_class", "rate", "valid_from", "legal_basis", "confidence", "note"]
    list_filter = ["risk_class"]
    ordering = ["-valid_from", "risk_class", "-pk"]

    def has_delete_permission(self, request, obj=None):
        return False
