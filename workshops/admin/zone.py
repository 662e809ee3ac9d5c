from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect

from qualitysup.audit.admin import HistoryMixin
from qualitysup.casework.admin import REFUSALS, CaseAdmin, StepAction, words_of
from qualitysup.casework.exports import ExportMixin
from qualitysup.casework.taskpages import TaskPages
from qualitysup.regions.admin import ScopedAdmin, TownFilter
from qualitysup.regions.models import Division
from workshops.admin.zone_parts import AreaInline, UnitInline, only_choose
from workshops.board import Board
from workshops.forms import zone as forms
from workshops.forms.board import GiveForm
from workshops.forms.relocation import in_words
from workshops.models import AreaKind, Relocation, Unit, Zone
from workshops.services import allocations, zones

State = Zone.State


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
