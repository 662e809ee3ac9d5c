"""Sweeps in the admin: the sweep, its matrix, and the way from village to village on a phone."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.csrf import csrf_protect

from brands.forms import sweep as forms
from brands.matrix import Matrix, Pen, legend
from brands.models import PatrolGroup, Sweep, SweepCell, SweepTrade
from brands.services import sweeps
from qualitysup.casework.admin import REFUSALS, CaseAdmin, StepAction, words_of
from qualitysup.casework.exports import ExportMixin
from qualitysup.casework.taskpages import TaskPages
from qualitysup.lists import list_url
from qualitysup.regions.admin import TownFilter
from qualitysup.regions.models import Division

State = Sweep.State


@admin.register(Sweep)
class SweepAdmin(ExportMixin, TaskPages, CaseAdmin):
    steps = {
        "open": StepAction(sweeps.open_sweep),
        "close": StepAction(sweeps.close, forms.ConclusionOfSweepForm),
    }
    tasks = {
        "matrix": "matrix",
        "mark": "mark",
        "round": "round",
        "trade": "add_trade",
        "leave-out": "leave_out",
        "group": "add_group",
        "hand-out": "hand_out",
        "follow": "follow",
    }
    editable_states = (State.DRAFT, State.OPEN)
    draft = staticmethod(sweeps.draft)
    save_draft = staticmethod(sweeps.save)

    list_display = ["name", "division", "shown_state", "looked_at", "candidate_count", "ends_on"]
    list_filter = ["state", TownFilter]
    date_hierarchy = "starts_on"
    ordering = ["-pk"]
    search_fields = ["name"]
    export_columns = [
        "name",
        "state",
        ("division__name", gettext_lazy("place")),
        "starts_on",
        "ends_on",
        "opened_on",
        "closed_on",
        ("cell_count", gettext_lazy("cells")),
        ("left_count", gettext_lazy("cells not looked at")),
        ("candidate_count", pgettext_lazy("of a sweep", "candidates")),
        "conclusion",
    ]

    form = forms.SweepForm
    change_form_template = "brands/sweep.html"
    fields = ["name", "division", "starts_on", "ends_on", "officer"]

    class Media:
        css = {"all": ["brands/sweep.css"]}

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_readonly_fields(self, request, obj=None):
        if obj is None:
            return []
        fixed = [] if obj.state == State.DRAFT else ["starts_on"]
        return ["division", *fixed, "opened_on", "closed_on", "conclusion"]

    def get_fields(self, request, obj=None):
        ended = obj is not None and obj.state == State.CLOSED
        return [*self.fields, "opened_on", "closed_on", "conclusion"] if ended else self.fields

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            # The model's own never changes and is no field of the form; this one is the form's.
            kwargs["fields"] = [name for name in self.fields if name != "division"]
        return super().get_form(request, obj, change=change, **kwargs)

    # --- The page of a sweep ---------------------------------------------------------------------

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            seen = obj.cells.visible_to(request.user)
            context |= {
                "beside": self._beside(request.user, obj),
                "trades": obj.trades.all(),
                "groups": obj.groups.select_related("leader").with_progress(),
                "towns": self._towns(obj, seen),
                "sums": seen.sums(),
                "may_change": self._may_change(request, obj),
            }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _may_change(self, request, sweep) -> bool:
        return sweep.state != State.CLOSED and request.user.has_perm(sweeps.CHANGE)

    def _beside(self, user, sweep):
        """What can be done with the sweep now: ``(address, words)``."""
        change = user.has_perm(sweeps.CHANGE) and sweep.state != State.CLOSED
        begun = sweep.state != State.DRAFT
        offered = [
            ("matrix", _("Matrix of villages and trades"), begun),
            ("round", _("From village to village"), sweep.is_open and user.has_perm(sweeps.LOOK)),
            ("trade", _("Add a trade"), change),
            ("group", _("Add a patrol group"), change),
            ("hand-out", _("Give cells to a group"), change and sweep.is_open),
            ("follow", _("Go by today's divisions"), change and sweep.is_open),
        ]
        found = [
            (self._url(slug.replace("-", "_"), sweep.pk), words)
            for slug, words, fits in offered
            if fits
        ]
        if begun:
            found.append((list_url(SweepCell, sweep__id__exact=sweep.pk), _("All cells")))
        return found

    def _towns(self, sweep, seen):
        """How far each town has come: what stands on the page in place of 6,000 cells."""
        rows = list(seen.by_town())
        names = Division.objects.in_bulk([row["town"] for row in rows])
        matrix = self._url("matrix", sweep.pk)
        for row in rows:
            row["name"] = names[row["town"]]
            row["percent"] = row["settled"] * 100 // row["cells"]
            row["url"] = f"{matrix}?division={row['town']}"
        return rows

    # --- The matrix ------------------------------------------------------------------------------

    @method_decorator(csrf_protect)
    def matrix(self, request, pk):
        """Every village and trade at one look, worked with the arrow keys."""
        sweep = self.row(request, pk)
        place, group = self._asked(request, sweep)
        towns = Division.objects.visible_to(request.user).filter(level=Division.Level.TOWN)
        page = {
            **self.admin_site.each_context(request),
            "title": _("Matrix of villages and trades"),
            "opts": self.opts,
            "original": sweep,
            "matrix": Matrix(sweep, by=request.user, place=place, group=group),
            "legend": legend(),
            "place": place,
            "group": group,
            "towns": towns.filter(towns.within(sweep.division.prefix)).filter(valid_to=None),
            "groups": sweep.groups.all(),
            "mark_url": self._url("mark", sweep.pk) if self._may_look(request, sweep) else "",
            "round_url": self._url("round", sweep.pk) if sweep.is_open else "",
            "media": self.media,
        }
        return TemplateResponse(request, "brands/matrix.html", page)

    def _may_look(self, request, sweep) -> bool:
        return sweep.is_open and request.user.has_perm(sweeps.LOOK)

    def _asked(self, request, sweep):
        """The town or village and the group that the page is about, where any was asked for."""
        place, group = request.GET.get("division", ""), request.GET.get("group", "")
        if place:
            place = Division.objects.visible_to(request.user).filter(pk=place).first()
        if group.isdecimal():
            group = sweep.groups.filter(pk=group).first()
        return place or None, group or None

    @method_decorator(csrf_protect)
    def mark(self, request, pk):
        """What a key said of a cell: nobody found, or that it was a slip; answers with the cell."""
        sweep = self.row(request, pk)
        if request.method != "POST":
            raise Http404
        place, group = self._asked(request, sweep)
        matrix = Matrix(sweep, by=request.user, place=place, group=group)
        cell = _numbered(matrix.cells, request.POST.get("cell", ""))
        service = {"none": sweeps.none_found, "back": sweeps.take_back}.get(request.POST.get("as"))
        if cell is None or service is None:
            raise Http404
        try:
            [cell] = service([cell], by=request.user)
        except REFUSALS as refusal:
            return JsonResponse({"reasons": words_of(refusal)}, status=409)
        town = cell.division.parent_id
        return JsonResponse(
            {
                "cell": Pen().cell(cell.pk, cell.state, cell.candidates),
                "words": f"{cell}: {SweepCell.State(cell.state).label}",
                "town": {"code": town, **matrix.cells.filter(division__parent=town).sums()},
                "all": matrix.cells.sums(),
            }
        )

    # --- From village to village -----------------------------------------------------------------

    @method_decorator(csrf_protect)
    def round(self, request, pk):
        """On a phone: the villages that are left, and in one of them trade by trade."""
        sweep = self.row(request, pk)
        self.need(request, sweeps.LOOK)
        village = None
        if code := request.GET.get("village", ""):
            village = Division.objects.visible_to(request.user).filter(pk=code).first()
            if village is None:
                raise Http404
        reasons = []
        if request.method == "POST" and village is not None:
            try:
                told = self._looked(request, sweep, village)
            except REFUSALS as refusal:
                reasons = words_of(refusal)
            else:
                self.message_user(request, told, messages.SUCCESS)
                return redirect(request.get_full_path())
        page = {
            **self.admin_site.each_context(request),
            "title": _("From village to village"),
            "opts": self.opts,
            "original": sweep,
            "village": village,
            "round_url": self._url("round", sweep.pk),
            "reasons": reasons,
            "media": self.media,
            **self._of_round(request.user, sweep, village),
        }
        status = 409 if reasons else 200
        return TemplateResponse(request, "brands/round.html", page, status=status)

    def _of_round(self, user, sweep, village):
        shown = sweeps.cells_of(sweep, person=user)
        has_group = sweep.groups.of_person(user).exists()
        if village is None:
            villages = sorted(shown.by_village(), key=lambda each: each["settled"] == each["cells"])
            return {"villages": villages, "has_group": has_group}
        there = list(shown.filter(division=village).for_list().order_by("trade"))
        left = sum(cell.state == SweepCell.State.WAITING for cell in there)
        return {"cells": there, "left": left, "has_group": has_group}

    def _looked(self, request, sweep, village) -> str:
        if "rest" in request.POST:
            done = len(sweeps.rest_of_village(sweep, village, by=request.user))
            words = ngettext("%d trade is settled.", "%d trades are settled.", done)
            return words % done
        here = sweeps.cells_of(sweep, person=request.user).filter(division=village)
        cell = _numbered(here, request.POST.get("none") or request.POST.get("back", ""))
        if cell is None:
            raise Http404
        service = sweeps.none_found if "none" in request.POST else sweeps.take_back
        [cell] = service([cell], by=request.user)
        return f"{cell}: {SweepCell.State(cell.state).label}"

    # --- Preparing it ----------------------------------------------------------------------------

    @method_decorator(csrf_protect)
    def add_trade(self, request, pk):
        sweep = self._to_change(request, pk)
        form = forms.TradeForm(request.POST or None, instance=SweepTrade(sweep=sweep))

        def take(typed):
            trade = sweeps.look_for(sweep, form.instance, by=request.user)
            return _("%s is looked for.") % trade

        return self.ask(request, sweep, form, title=_("Add a trade"), button=_("Add it"), take=take)

    @method_decorator(csrf_protect)
    def leave_out(self, request, pk):
        sweep = self._to_change(request, pk)
        trade = _numbered(sweep.trades.all(), request.POST.get("trade", ""))
        if trade is None:
            raise Http404
        try:
            sweeps.leave_out(trade, by=request.user)
        except REFUSALS as refusal:
            for reason in words_of(refusal):
                self.message_user(request, reason, messages.ERROR)
        return redirect(self._url("change", sweep.pk))

    @method_decorator(csrf_protect)
    def add_group(self, request, pk):
        """A new group, or with ``?group=`` one that there is."""
        sweep = self._to_change(request, pk)
        group = _numbered(sweep.groups.all(), request.GET.get("group", ""))
        form = forms.GroupForm(
            request.POST or None, instance=group or PatrolGroup(sweep=sweep), by=request.user
        )

        def take(typed):
            kept = sweeps.keep_group(form.instance, by=request.user, members=typed["members"])
            return _("%s is entered.") % kept

        title = _("Change the patrol group") if group else _("Add a patrol group")
        return self.ask(request, sweep, form, title=title, button=_("Keep"), take=take)

    @method_decorator(csrf_protect)
    def hand_out(self, request, pk):
        sweep = self._to_change(request, pk)
        form = forms.AssignForm(
            request.POST or None, sweep=sweep, by=request.user, initial=request.GET.dict()
        )

        def take(typed):
            done = sweeps.assign(sweep, by=request.user, **typed)
            words = ngettext(
                "%(done)d cell goes to %(group)s.", "%(done)d cells go to %(group)s.", done
            )
            return words % {"done": done, "group": typed["group"]}

        title = _("Give cells to a group")
        return self.ask(request, sweep, form, title=title, button=_("Give them"), take=take)

    @method_decorator(csrf_protect)
    def follow(self, request, pk):
        sweep = self._to_change(request, pk)

        def take(typed):
            passed, added = sweeps.follow_divisions(sweep, by=request.user)
            return _("%(passed)d cells passed over, %(added)d added.") % {
                "passed": passed,
                "added": added,
            }

        words = _(
            "Cells that wait in abolished villages are passed over; the villages that replaced "
            "them get cells of their own. What was looked at stays."
        )
        return self.ask(
            request,
            sweep,
            forms.NothingForm(request.POST),
            title=_("Go by today's divisions"),
            button=_("Do it"),
            take=take,
            words=words,
            words_label=_("What happens"),
        )

    def _to_change(self, request, pk):
        sweep = self.row(request, pk)
        if not request.user.has_perm(sweeps.CHANGE):
            raise PermissionDenied
        return sweep

    # --- Columns ---------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("cells looked at"))
    def looked_at(self, sweep):
        if not sweep.cell_count:
            return "—"
        settled = sweep.cell_count - sweep.left_count
        return _("%(done)d of %(all)d") % {"done": settled, "all": sweep.cell_count}

    @admin.display(
        description=pgettext_lazy("of a sweep", "candidates"), ordering="candidate_count"
    )
    def candidate_count(self, sweep):
        return sweep.candidate_count


def _numbered(rows, key):
    """The row with the key that a page sent, if there is such a row."""
    return rows.filter(pk=key).first() if key.isdecimal() else None
