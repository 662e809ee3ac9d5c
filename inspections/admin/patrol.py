from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from inspections.admin.pages import to_the_enterprise
from inspections.forms import patrol as forms
from inspections.forms.order import NotedForm
from inspections.models import (
    Capacity,
    Leave,
    Patrol,
    PatrolFrequency,
    PatrolPlan,
    Postponement,
    StationPlace,
)
from inspections.services import patrols
from qualitysup.accounts.models import Station
from qualitysup.casework.admin import CaseAdmin, StepAction
from qualitysup.casework.exports import ExportMixin
from qualitysup.regions.admin import ReadOnlyInline, ScopedAdmin, TownFilter
from qualitysup.states import SOON
from qualitysup.wording import listed


class StandingFilter(admin.SimpleListFilter):
    """How patrols stand today, by the queries that the dashboard counts with."""

    title = _("how it stands")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [
            ("open", _("to be made")),
            ("soon", _("due within 7 days")),
            ("overdue", _("overdue")),
            ("unassigned", _("nobody is assigned")),
            ("in-time", _("made in time")),
            ("missed", _("missed")),
        ]

    def queryset(self, request, rows):
        match self.value():
            case "open":
                return rows.open()
            case "soon":
                return rows.due_within(SOON)
            case "overdue":
                return rows.overdue()
            case "unassigned":
                return rows.unassigned()
            case "in-time":
                return rows.done_in_time()
            case "missed":
                return rows.missed()
        return rows


class MineFilter(admin.SimpleListFilter):
    title = _("who goes")
    parameter_name = "who"

    def lookups(self, request, model_admin):
        return [("me", _("me"))]

    def queryset(self, request, rows):
        return rows.of(request.user) if self.value() == "me" else rows


class ChoiceOfRows(admin.SimpleListFilter):
    """Rows of a short table that the person sees: the long one is not read to find them."""

    model = None
    column = ""

    def lookups(self, request, model_admin):
        rows = self.model.objects.visible_to(request.user)
        return [(str(pk), name) for pk, name in rows.values_list("pk", "name")[:100]]

    def queryset(self, request, rows):
        value = self.value()
        return rows.filter(**{self.column: value}) if value and value.isdecimal() else rows


class StationFilter(ChoiceOfRows):
    title = _("station")
    parameter_name = "station"
    model, column = Station, "station"


class PlanFilter(ChoiceOfRows):
    title = _("plan")
    parameter_name = "plan"
    model, column = PatrolPlan, "plan"


class PostponementInline(ReadOnlyInline):
    model = Postponement
    fields = readonly_fields = ["from_on", "to_on", "reason", "override", "by", "at"]


@admin.register(Patrol)
class PatrolAdmin(ExportMixin, CaseAdmin):
    steps = {
        "assign": StepAction(patrols.assign, forms.AssignForm, bulk=True, many=patrols.assign_many),
        "postpone": StepAction(patrols.postpone, forms.PostponeForm, bulk=True),
        "fulfil": StepAction(patrols.fulfil, forms.FulfilForm),
        "cancel": StepAction(patrols.cancel, forms.CancelForm, bulk=True),
        "reinstate": StepAction(patrols.reinstate, NotedForm),
    }
    draft = staticmethod(patrols.enter)

    list_display = [
        "enterprise_name",
        "shown_state",
        "due_on",
        "planned_on",
        "station",
        "who",
        "why",
        "division",
    ]
    list_display_links = ["enterprise_name"]
    list_filter = [
        StandingFilter,
        "state",
        MineFilter,
        "risk_class",
        StationFilter,
        PlanFilter,
        TownFilter,
    ]
    ordering = ["-due_on", "-pk"]
    search_fields = ["=enterprise__uscc"]
    search_help_text = _("The name, number or initials of the enterprise")
    export_columns = [
        ("enterprise__name", _("enterprise")),
        ("enterprise__uscc", _("unified social credit code")),
        ("division__name", _("division")),
        "state",
        "window_from",
        "due_on",
        "planned_on",
        "done_on",
        "missed_on",
        ("station__name", _("station")),
        ("inspector__full_name", _("inspector")),
        ("partner__full_name", _("second inspector")),
        "risk_class",
        ("plan__name", _("plan")),
        "note",
    ]

    form = forms.PatrolForm
    autocomplete_fields = ["enterprise"]
    TYPED = ["enterprise", "note", "window_from", "due_on", "station"]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_fields(self, request, obj=None):
        if obj is None:
            return self.TYPED
        return [
            "enterprise_link",
            "why",
            "plan",
            "window_from",
            "due_on",
            "planned_on",
            "done_on",
            "missed_on",
            "station",
            "inspector",
            "partner",
            "visit",
        ]

    def get_readonly_fields(self, request, obj=None):
        return self.get_fields(request, obj) if obj else []

    def get_inlines(self, request, obj):
        return [PostponementInline] if obj else []

    @admin.display(description=_("enterprise"), ordering="enterprise__name")
    def enterprise_name(self, patrol):
        return patrol.enterprise.name

    @admin.display(description=_("enterprise"))
    def enterprise_link(self, patrol):
        return to_the_enterprise(patrol.enterprise)

    @admin.display(description=_("inspectors"), ordering="inspector__full_name")
    def who(self, patrol):
        return listed(filter(None, [patrol.inspector, patrol.partner])) or "—"

    @admin.display(description=_("why"))
    def why(self, patrol):
        return patrol.why


@admin.register(PatrolFrequency)
class PatrolFrequencyAdmin(ScopedAdmin):
    list_display = [
        "name",
        "risk_class",
        "times",
        "times_at_most",
        "years",
        "valid_from",
        "valid_to",
        "legal_basis",
        "confidence",
    ]
    list_filter = ["name", "confidence"]
    ordering = ["rule_set", "risk_class", "-valid_from", "pk"]

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Capacity)
class CapacityAdmin(ScopedAdmin):
    list_display = ["person", "visits_per_week", "valid_from", "valid_to"]
    list_select_related = ["person"]
    autocomplete_fields = ["person"]

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Leave)
class LeaveAdmin(ScopedAdmin):
    list_display = ["person", "starts_on", "ends_on", "reason"]
    list_select_related = ["person"]
    autocomplete_fields = ["person"]


@admin.register(StationPlace)
class StationPlaceAdmin(ScopedAdmin):
    list_display = ["station", "address", "lng", "lat"]
    list_select_related = ["station"]

    def has_delete_permission(self, request, obj=None):
        return False
