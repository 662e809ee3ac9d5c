"""The cells of sweeps: what was found in one village of one trade, and by whom."""

from django.contrib import admin
from django.http import Http404
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.csrf import csrf_protect

from brands.forms import sweep as forms
from brands.models import SweepCell, SweepFinding, SweepTrade
from brands.services import sweeps
from qualitysup.audit.admin import HistoryMixin
from qualitysup.casework.exports import ExportMixin
from qualitysup.casework.taskpages import TaskPages
from qualitysup.regions.admin import ReadOnlyAdmin, TownFilter

State = SweepCell.State


class MineFilter(admin.SimpleListFilter):
    title = gettext_lazy("patrol group")
    parameter_name = "mine"

    def lookups(self, request, model_admin):
        return [("1", gettext_lazy("cells of my group"))]

    def queryset(self, request, rows):
        return rows.of_person(request.user) if self.value() == "1" else rows


@admin.register(SweepCell)
class SweepCellAdmin(ExportMixin, TaskPages, HistoryMixin, ReadOnlyAdmin):
    """One trade in one village on one page: what is said there, what can be done."""

    tasks = {
        "candidate": "name_candidate",
        "nobody": "nobody",
        "withdraw": "withdraw",
        "pass-over": "pass_over",
        "take-up": "take_up",
    }

    list_display = [
        "__str__",
        "sweep",
        "shown_state",
        "candidates",
        "looked_on",
        "looked_by",
        "group",
    ]
    list_filter = [
        "state",
        MineFilter,
        "sweep__state",
        ("sweep", admin.RelatedOnlyFieldListFilter),
        TownFilter,
    ]
    ordering = ["-sweep", "division", "trade"]
    search_fields = ["division__name"]
    search_help_text = gettext_lazy("Village or trade")
    export_columns = [
        ("sweep__name", gettext_lazy("sweep")),
        ("division__parent__name", gettext_lazy("town")),
        ("division__name", gettext_lazy("village or community")),
        ("trade__name", pgettext_lazy("of brands", "trade")),
        ("group__name", gettext_lazy("patrol group")),
        "state",
        "candidates",
        "looked_on",
        ("looked_by__full_name", gettext_lazy("looked at by")),
        "note",
        "passed_over_because",
    ]
    change_form_template = "brands/sweep_cell.html"

    class Media:
        css = {"all": ["casework/case.css", "brands/sweep.css"]}

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def shown_state(self, cell):
        return cell.shown_state

    # --- The page of a cell ----------------------------------------------------------------------

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            looks = obj.sweep.is_open and request.user.has_perm(sweeps.LOOK)
            findings = obj.findings.visible_to(request.user)
            context |= {
                "beside": self._beside(request.user, obj, looks),
                "findings": findings.select_related(
                    "enterprise", "found_by", "cultivation"
                ).order_by("pk"),
                "may_withdraw": looks,
                "may_cultivate": request.user.has_perm("brands.add_cultivation"),
                "may_see_firms": request.user.has_perm("enterprises.view_enterprise"),
            }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _beside(self, user, cell, looks):
        change = cell.sweep.is_open and user.has_perm(sweeps.CHANGE)
        passed = cell.state == State.PASSED_OVER
        offered = [
            ("candidate", _("Name a candidate"), looks and not passed),
            ("nobody", _("Nobody was found"), looks and cell.state in (State.WAITING, State.NONE)),
            ("pass_over", _("Pass the cell over"), change and cell.state == State.WAITING),
            ("take_up", _("Take it up again"), change and passed),
        ]
        return [(self._url(view, cell.pk), words) for view, words, fits in offered if fits]

    @method_decorator(csrf_protect)
    def name_candidate(self, request, pk):
        cell = self.row(request, pk)
        self.need(request, sweeps.LOOK)
        form = forms.FindingForm(
            request.POST or None,
            instance=SweepFinding(cell=cell),
            by=request.user,
            initial=request.GET.dict(),
        )

        def take(typed):
            found = sweeps.find(form.instance, by=request.user, on=typed["on"])
            return _("%s is a candidate.") % found.enterprise

        return self.ask(
            request, cell, form, title=_("Name a candidate"), button=_("Keep"), take=take
        )

    @method_decorator(csrf_protect)
    def nobody(self, request, pk):
        cell = self.row(request, pk)
        self.need(request, sweeps.LOOK)

        def take(typed):
            sweeps.none_found([cell], by=request.user, **typed)
            return _("It is recorded.")

        form = forms.LookedForm(request.POST or None, initial={"note": cell.note})
        return self.ask(
            request, cell, form, title=_("Nobody was found"), button=_("Keep"), take=take
        )

    @method_decorator(csrf_protect)
    def withdraw(self, request, pk):
        """A candidate, by ``?finding=``, that was named by mistake."""
        cell = self.row(request, pk)
        self.need(request, sweeps.LOOK)
        key = request.GET.get("finding", "")
        finding = cell.findings.standing().filter(pk=key).first() if key.isdecimal() else None
        if finding is None:
            raise Http404

        def take(typed):
            sweeps.withdraw(finding, by=request.user, because=typed["because"])
            return _("%s is no candidate any more.") % finding.enterprise

        return self.ask(
            request,
            cell,
            forms.ReasonForm(request.POST or None),
            title=_("Withdraw a candidate"),
            button=_("Withdraw"),
            take=take,
            words=str(finding),
            words_label=pgettext("of a sweep", "Candidate"),
        )

    @method_decorator(csrf_protect)
    def pass_over(self, request, pk):
        cell = self.row(request, pk)
        self.need(request, sweeps.CHANGE)

        def take(typed):
            sweeps.pass_over([cell], by=request.user, because=typed["because"])
            return _("It is recorded.")

        form = forms.ReasonForm(request.POST or None)
        return self.ask(
            request, cell, form, title=_("Pass the cell over"), button=_("Keep"), take=take
        )

    @method_decorator(csrf_protect)
    def take_up(self, request, pk):
        cell = self.row(request, pk)
        self.need(request, sweeps.CHANGE)

        def take(typed):
            sweeps.take_up([cell], by=request.user)
            return _("It waits to be looked at.")

        form = forms.NothingForm(request.POST)
        return self.ask(
            request, cell, form, title=_("Take it up again"), button=_("Do it"), take=take
        )


class StandingFilter(admin.SimpleListFilter):
    """Candidates that stand, by the query that the dashboard counts with."""

    title = gettext_lazy("state")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [("found", _("found")), ("withdrawn", _("withdrawn"))]

    def queryset(self, request, rows):
        match self.value():
            case "found":
                return rows.standing()
            case "withdrawn":
                return rows.exclude(withdrawn_because="")
        return rows


class TradeFilter(admin.SimpleListFilter):
    """By what the trade is called: sweeps of other years and towns look for the same."""

    title = pgettext_lazy("of brands", "trade")
    parameter_name = "trade"

    def lookups(self, request, model_admin):
        trades = SweepTrade.objects.visible_to(request.user).order_by("name")
        return [(name, name) for name in trades.values_list("name", flat=True).distinct()]

    def queryset(self, request, rows):
        return rows.filter(cell__trade__name=self.value()) if self.value() else rows


@admin.register(SweepFinding)
class SweepFindingAdmin(ExportMixin, HistoryMixin, ReadOnlyAdmin):
    """Candidates of all sweeps; each is named, and withdrawn, on the page of its cell."""

    list_display = ["enterprise", "product", "brand", "trade", "place", "shown_state", "found_on"]
    list_filter = [
        StandingFilter,
        TradeFilter,
        ("cell__sweep", admin.RelatedOnlyFieldListFilter),
        TownFilter,
    ]
    ordering = ["-pk"]
    search_fields = ["product"]
    search_help_text = gettext_lazy("Enterprise, product or brand")
    export_columns = [
        ("cell__sweep__name", gettext_lazy("sweep")),
        ("cell__division__name", gettext_lazy("village or community")),
        ("cell__trade__name", pgettext_lazy("of brands", "trade")),
        ("enterprise__name", gettext_lazy("enterprise")),
        ("enterprise__uscc", gettext_lazy("unified social credit code")),
        "product",
        "brand",
        "because",
        "found_on",
        ("found_by__full_name", gettext_lazy("found by")),
        "withdrawn_because",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    @admin.display(description=pgettext_lazy("of brands", "trade"))
    def trade(self, finding):
        return finding.cell.trade

    @admin.display(description=gettext_lazy("village or community"))
    def place(self, finding):
        return finding.cell.division

    @admin.display(description=gettext_lazy("state"))
    def shown_state(self, finding):
        return finding.shown_state
