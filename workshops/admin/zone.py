from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.csrf import csrf_protect

from qualitysup.audit.admin import HistoryMixin
from qualitysup.casework.admin import REFUSALS, CaseAdmin, StepAction, words_of
from qualitysup.casework.exports import ExportMixin
from qualitysup.casework.taskpages import TaskPages
from qualitysup.regions.admin import ReadOnlyAdmin, ScopedAdmin, ScopedInline, TownFilter
from qualitysup.regions.models import Division
from workshops.board import Board
from workshops.forms import zone as forms
from workshops.forms.board import GiveForm
from workshops.forms.relocation import in_words
from workshops.models import Allocation, Area, AreaKind, Relocation, Unit, Zone
from workshops.services import allocations, zones

State = Zone.State


def only_choose(form, *names):
    """Rows that are made and changed on pages of their own are only chosen here."""
    for name in names:
        if field := form.base_fields.get(name):
            field.widget.can_add_related = field.widget.can_change_related = False
            field.widget.can_view_related = False


class PartInline(ScopedInline):
    """Areas and units are the zone's page's to change until the zone is closed."""

    def has_add_permission(self, request, obj=None):
        return super().has_add_permission(request, obj) and not self._frozen(obj)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not self._frozen(obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not self._frozen(obj)

    def _frozen(self, zone):
        return zone is not None and zone.is_closed


class AreaInline(PartInline):
    model = Area
    fields = ["kind", "name", "floor_area"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("kind").order_by("kind__position", "pk")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        # Read once for the page, not once for every area.
        field.choices = list(field.choices)
        return field

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        only_choose(formset.form, "kind")
        return formset


class UnitInline(PartInline):
    model = Unit
    form = forms.UnitForm
    fields = ["code", "area", "floor_area", "capacity", "fit_for"]

    def get_queryset(self, request):
        return super().get_queryset(request).for_board()

    def get_formset(self, request, obj=None, **kwargs):
        request.zone = obj
        kwargs["fields"] = [name for name in self.fields if name != "fit_for"]
        formset = super().get_formset(request, obj, **kwargs)
        only_choose(formset.form, "area")
        field = formset.form.base_fields["fit_for"]
        field.widget = AutocompleteSelectMultiple(
            Unit._meta.get_field("categories"), self.admin_site
        )
        field.widget.choices = field.choices
        return formset

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "area":
            field.queryset = field.queryset.filter(zone=request.zone).order_by("kind__position")
            # Read once for the page, not once for every unit.
            field.choices = list(field.choices)
        return field


@admin.register(Zone)
class ZoneAdmin(ExportMixin, TaskPages, CaseAdmin):
    """A zone on one page: how it stands, its areas and units; and the board beside it."""

    steps = {
        "approve": StepAction(zones.approve, forms.ApproveForm),
        "open": StepAction(zones.open_zone),
        "suspend": StepAction(zones.suspend, forms.NotedForm),
        "resume": StepAction(zones.resume, forms.NotedForm),
        "close": StepAction(zones.close, forms.NotedForm),
    }
    tasks = {"board": "board", "chances": "chances"}
    editable_states = (State.PLANNED, State.APPROVED, State.OPERATING, State.SUSPENDED)
    draft = staticmethod(zones.draft)
    save_draft = staticmethod(zones.save_draft)

    list_display = [
        "name",
        "shown_state",
        "division",
        "lead",
        "unit_count",
        "place_count",
        "taken_count",
        "waiting_count",
    ]
    list_filter = ["state", TownFilter]
    ordering = ["-pk"]
    search_fields = ["name"]
    search_help_text = gettext_lazy("The name of the zone or of its lead enterprise")
    export_columns = [
        "name",
        "state",
        ("division__name", gettext_lazy("town")),
        ("lead__name", gettext_lazy("lead enterprise")),
        "address",
        "approval_number",
        "approved_by",
        "approved_on",
        "opened_on",
        "closed_on",
        ("unit_count", gettext_lazy("units")),
        ("place_count", gettext_lazy("places")),
        ("taken_count", gettext_lazy("places taken")),
        ("waiting_count", gettext_lazy("on the waiting list")),
    ]

    form = forms.ZoneForm
    change_form_template = "workshops/zone.html"
    autocomplete_fields = ["lead"]
    fields = ["division", "name", "lead", "address", ("lng", "lat"), "laboratory"]
    KEPT = ["approval_number", "approved_by", "approved_on", "opened_on", "closed_on"]

    class Media:
        css = {"all": ["workshops/zone.css"]}

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_search_results(self, request, queryset, search_term):
        return (queryset.search(search_term) if search_term else queryset), False

    def get_fields(self, request, obj=None):
        if obj is None:
            return self.fields
        return [*self.fields, *(name for name in self.KEPT if getattr(obj, name))]

    def get_readonly_fields(self, request, obj=None):
        return ["division", *self.KEPT] if obj else []

    def get_form(self, request, obj=None, change=False, **kwargs):
        # The model's own division never changes and is no field of it; this one is the form's.
        kwargs["fields"] = ["name", "lead", "address", "lng", "lat", "laboratory"]
        form = super().get_form(request, obj, change=change, **kwargs)
        only_choose(form, "lead", "laboratory")
        if obj is None:
            town = form.base_fields["division"]
            town.queryset = Division.objects.visible_to(request.user)
            town.initial = request.user.home_id
            town.widget = AutocompleteSelect(Zone._meta.get_field("division"), self.admin_site)
            town.widget.choices = town.choices
        return form

    def get_inlines(self, request, obj):
        if obj is None:
            return []
        # A unit lies in an area, so the areas come first.
        return [AreaInline, UnitInline] if obj.areas.exists() else [AreaInline]

    def save_formset(self, request, form, formset, change):
        formset.save(commit=False)
        for row_form in formset.forms:
            row = row_form.instance
            if row_form in formset.deleted_forms:
                if row.pk:
                    zones.remove(row, by=request.user)
            elif row_form.has_changed():
                if isinstance(row, Unit):
                    fit_for = row_form.cleaned_data["fit_for"]
                    zones.keep_unit(row, by=request.user, categories=fit_for)
                else:
                    zones.keep_area(row, by=request.user)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            context["beside"] = [(self._url("board", obj.pk), _("Allocation board"))]
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    # --- The board -------------------------------------------------------------------------------

    @method_decorator(csrf_protect)
    def board(self, request, pk):
        """Who is where and who is to come; a place is given by dragging, keys or tapping."""
        zone = self.row(request, pk)
        self.need(request, "workshops.view_relocation")
        if request.method == "POST":
            return self._give(request, zone)
        return TemplateResponse(
            request,
            "workshops/board.html",
            {
                **self.admin_site.each_context(request),
                **self._board(request, zone),
                "title": _("Allocation board"),
                "opts": self.opts,
                "original": zone,
                "form": GiveForm(),
                "media": self.media,
            },
        )

    def _board(self, request, zone):
        return {
            "zone": zone,
            "board": Board(zone, by=request.user, on=timezone.localdate()),
            "may_allocate": request.user.has_perm("workshops.allocate_relocation"),
            "may_agree": request.user.has_perm("workshops.agree_relocation"),
            "may_propose": request.user.has_perm("workshops.add_relocation"),
        }

    def _give(self, request, zone):
        """One place; what the script sends is answered with the board as it is now, or why not."""
        form = GiveForm(request.POST, zone=zone, by=request.user)
        try:
            if not form.is_valid():
                raise form.refusal()
            relocation, words = form.give()
        except REFUSALS as refusal:
            return self._refused(request, zone, words_of(refusal))
        message = _("%(workshop)s has %(unit)s from %(day)s on.") % words
        if not wants_json(request):
            self.message_user(request, message, messages.SUCCESS)
            return redirect(self._url("board", zone.pk))
        context = self._board(request, zone)
        html = render_to_string("workshops/board_body.html", context, request)
        return JsonResponse(
            {"message": message, "unit": relocation.allocation.unit_id, "board": html}
        )

    def _refused(self, request, zone, reasons):
        if wants_json(request):
            return JsonResponse({"reasons": reasons}, status=409)
        for reason in reasons:
            self.message_user(request, reason, messages.ERROR)
        return redirect(self._url("board", zone.pk))

    def chances(self, request, pk):
        """For one relocation: each unit, and from when it is free or why it does not fit."""
        zone = self.row(request, pk)
        self.need(request, "workshops.allocate_relocation")
        key = request.GET.get("relocation", "")
        seen = Relocation.objects.visible_to(request.user).of(zone).for_board()
        relocation = seen.filter(pk=key).first() if key.isdecimal() else None
        if relocation is None:
            raise Http404
        today = timezone.localdate()
        found = allocations.chances(relocation, on=today)
        return JsonResponse(
            {
                "units": {
                    chance.unit.pk: {
                        "fits": not chance.reason,
                        "words": in_words(chance),
                        "since": chance.vacancy.since,
                    }
                    for chance in found
                }
            }
        )

    # --- Columns ---------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("units"), ordering="unit_count")
    def unit_count(self, zone):
        return zone.unit_count

    @admin.display(description=gettext_lazy("places"), ordering="place_count")
    def place_count(self, zone):
        return zone.place_count

    @admin.display(description=gettext_lazy("places taken"), ordering="taken_count")
    def taken_count(self, zone):
        return zone.taken_count

    @admin.display(description=gettext_lazy("on the waiting list"), ordering="waiting_count")
    def waiting_count(self, zone):
        return zone.waiting_count


def wants_json(request) -> bool:
    return "application/json" in request.headers.get("Accept", "")


@admin.register(AreaKind)
class AreaKindAdmin(HistoryMixin, ScopedAdmin):
    list_display = ["name", "purpose", "position"]
    list_filter = ["purpose"]
    ordering = ["position", "key"]

    def get_readonly_fields(self, request, obj=None):
        return ["key"] if obj else []

    def has_delete_permission(self, request, obj=None):
        return False


class OfAZone(admin.SimpleListFilter):
    """Zones that the person sees."""

    title = gettext_lazy("consolidation zone")
    parameter_name = "zone"

    def lookups(self, request, model_admin):
        seen = Zone.objects.visible_to(request.user).order_by("name", "pk")
        return [(str(pk), name) for pk, name in seen.values_list("pk", "name")[:100]]

    def queryset(self, request, rows):
        value = self.value()
        return rows.filter(zone=value) if value and value.isdecimal() else rows


class StandingFilter(admin.SimpleListFilter):
    """How places stand today, by the queries that the dashboard counts with."""

    title = gettext_lazy("how it stands")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [("taken", _("taken today")), ("occupied", _("moved in today"))]

    def queryset(self, request, rows):
        match self.value():
            case "taken":
                return rows.holding(timezone.localdate())
            case "occupied":
                return rows.occupied()
        return rows


class AreaFilter(admin.SimpleListFilter):
    """Areas for operators of the zones that the person sees."""

    title = gettext_lazy("functional area")
    parameter_name = "area"

    def lookups(self, request, model_admin):
        seen = Area.objects.visible_to(request.user).production().select_related("zone")
        seen = seen.order_by("zone__name", "zone", "kind__position", "pk")
        return [(str(area.pk), f"{area.zone} · {area}") for area in seen[:200]]

    def queryset(self, request, rows):
        value = self.value()
        return rows.filter(unit__area=value) if value and value.isdecimal() else rows


@admin.register(Allocation)
class AllocationAdmin(ExportMixin, HistoryMixin, ReadOnlyAdmin):
    """Who had which unit from when to when; given and taken back by the steps of a relocation."""

    list_display = [
        "workshop",
        "unit",
        "area",
        "starts_on",
        "ends_on",
        "moved_in_on",
        "moved_out_on",
        "withdrawn_on",
    ]
    list_filter = [StandingFilter, OfAZone, AreaFilter, TownFilter]
    ordering = ["-starts_on", "-pk"]
    search_fields = ["=workshop__enterprise__uscc"]
    search_help_text = gettext_lazy("The name, number or initials of the workshop")
    export_columns = [
        ("workshop__enterprise__name", gettext_lazy("workshop")),
        ("zone__name", gettext_lazy("consolidation zone")),
        ("unit__area__name", gettext_lazy("functional area")),
        ("unit__code", pgettext_lazy("of a zone", "unit")),
        "place",
        "starts_on",
        "ends_on",
        "moved_in_on",
        "moved_out_on",
        "withdrawn_on",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_search_results(self, request, queryset, search_term):
        return (queryset.search(search_term) if search_term else queryset), False

    @admin.display(description=gettext_lazy("functional area"), ordering="unit__area__name")
    def area(self, allocation):
        return allocation.unit.area
