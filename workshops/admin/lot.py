"""The ledgers of purchases and production: the operator's own pages, and what others see."""

from django.contrib import admin
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect

from qualitysup.casework.admin import CaseAdmin, StepAction, StepForm
from qualitysup.casework.exports import ExportMixin
from qualitysup.regions.admin import TownFilter
from workshops import ledger_columns as columns
from workshops.admin.ledger import CSS, KeepsLedgers, QueryFilter, entered
from workshops.admin.lot_entry import EntryForms
from workshops.admin.lot_ledger import LedgerOnPaper
from workshops.admin.lot_parts import CorrectionInline, InputInline, SaleInline, UseInline
from workshops.admin.trace import beside_lot
from workshops.forms import ledger as forms
from workshops.models import Lot
from workshops.quantities import amount, plain
from workshops.querysets.lot import LOOK_BACK
from workshops.services import ledgers, lots
from workshops.services.keeping import workshops_of

State = Lot.State
Kind = Lot.Kind


class NotedForm(StepForm):
    """A step that is not taken without words."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].required = True


class LedgerFilter(QueryFilter):
    title = gettext_lazy("ledger")
    parameter_name = "ledger"

    QUERIES = {
        "purchases": (gettext_lazy("purchases"), lambda rows: rows.purchases()),
        "production": (gettext_lazy("production"), lambda rows: rows.production()),
    }


class LotStandingFilter(QueryFilter):
    """How lots stand today, by the queries that the home page counts with."""

    title = gettext_lazy("how it stands")
    parameter_name = "standing"

    QUERIES = {
        "papers": (gettext_lazy("papers missing"), lambda rows: rows.papers_missing()),
        "stock": (gettext_lazy("something left"), lambda rows: rows.in_stock()),
        "waiting": (gettext_lazy("made, not let go yet"), lambda rows: rows.waiting()),
        "delayed": (gettext_lazy("waiting too long"), lambda rows: rows.delayed()),
        "let-go": (
            gettext_lazy("made in the last 30 days, and let go"),
            lambda rows: rows.let_go(timezone.localdate() - LOOK_BACK),
        ),
        "held": (gettext_lazy("held"), lambda rows: rows.held()),
        "expired": (
            gettext_lazy("past its best-before day"),
            lambda rows: rows.in_stock().expired(timezone.localdate()),
        ),
        "late": (gettext_lazy("entered on a later day"), lambda rows: rows.entered_late()),
    }


@admin.register(Lot)
class LotAdmin(LedgerOnPaper, EntryForms, ExportMixin, KeepsLedgers, CaseAdmin):
    steps = {
        "take_in": StepAction(lots.take_in, bulk=True),
        "turn_away": StepAction(lots.turn_away, NotedForm),
        "make": StepAction(lots.make),
        "submit_to_lab": StepAction(lots.submit, bulk=True),
        "pass": StepAction(lots.pass_test),
        "fail": StepAction(lots.fail_test, NotedForm),
        "release": StepAction(lots.release, bulk=True),
        "hold": StepAction(lots.hold, NotedForm, bulk=True),
        "return_to_stock": StepAction(lots.return_to_stock, NotedForm, bulk=True),
        "unhold": StepAction(lots.unhold, NotedForm, bulk=True),
        "resubmit": StepAction(lots.resubmit, NotedForm),
        "recall": StepAction(lots.recall, NotedForm),
        "record_destruction": StepAction(lots.destroy, NotedForm, bulk=True),
    }
    tasks = {"correct": "correct", "another-input": "another_input"}
    editable_states = (State.RECORDED,)
    draft = staticmethod(ledgers.enter)
    save_draft = staticmethod(ledgers.save_entry)

    list_display = [
        "name",
        "shown_state",
        "left",
        "made_on",
        "best_before",
        "workshop",
        "supplier_name",
        "entered_at",
    ]
    list_filter = [LedgerFilter, LotStandingFilter, "state", TownFilter]
    ordering = ["-made_on", "-pk"]
    search_fields = ["product"]
    search_help_text = gettext_lazy("Product, batch, supplier or workshop")
    change_list_template = "workshops/lot_list.html"
    export_columns = columns.LOTS

    class Media:
        css = CSS

    change_form_template = "workshops/lot.html"
    inlines = [InputInline, UseInline, SaleInline, CorrectionInline]
    readonly_fields = ["how_much", "left", "entered_at"]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_list_display(self, request):
        """Whoever keeps one ledger need not read on every line whose it is."""
        shown = super().get_list_display(request)
        if request.user.is_party and workshops_of(request.user).count() == 1:
            return [name for name in shown if name != "workshop"]
        return shown

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            laboratory = beside_lot(obj, by=request.user)
            context["beside"] = [*self._beside(request, obj), *laboratory]
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _beside(self, request, lot):
        if not self.keeps(request, lot.workshop):
            return []
        found = [(f"{self._url('add')}?kind={lot.kind}&like={lot.pk}", _("Again like this"))]
        if lot.state == State.RELEASED and lot.remaining:
            found.insert(0, (f"{reverse('admin:workshops_sale_add')}?lot={lot.pk}", _("Sell")))
        if lot.state not in (State.RECORDED, State.TURNED_AWAY):
            found.append((self._url("correct", lot.pk), _("Correct the entry")))
            if lot.is_made_here:
                found.append((self._url("another_input", lot.pk), _("Something else went in")))
        return found

    # --- Beside the steps ------------------------------------------------------------------------

    @method_decorator(csrf_protect)
    def correct(self, request, pk):
        lot = self.row(request, pk)
        self.need_keeper(request, lot.workshop)

        def take(typed):
            ledgers.correct(lot, by=request.user, **typed)
            return _("The correction stands beside the entry.")

        return self.ask(
            request,
            lot,
            forms.CorrectionForm(request.POST or None, lot=lot),
            title=_("Correct the entry"),
            button=_("Add the correction"),
            take=take,
            basis="食品安全法 50、51",
        )

    @method_decorator(csrf_protect)
    def another_input(self, request, pk):
        lot = self.row(request, pk)
        self.need_keeper(request, lot.workshop)
        if not lot.is_made_here or lot.state == State.RECORDED:
            raise Http404

        def take(typed):
            ledgers.add_input(lot, by=request.user, **typed)
            return _("Added to what went in.")

        return self.ask(
            request,
            lot,
            forms.LateInputForm(request.POST or None, lot=lot),
            title=_("Something else went in"),
            button=_("Add"),
            take=take,
        )

    def _send(self, request, queryset, kind):
        return super()._send(request, queryset.for_export(), kind)

    def get_export_columns(self, request):
        """Under the filter of one ledger, the columns that the law gives it."""
        return columns.EXPORTS.get(request.GET.get("ledger"), columns.LOTS)

    # --- Columns ---------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("lot"), ordering="product")
    def name(self, lot):
        return str(lot)

    @admin.display(description=gettext_lazy("quantity"))
    def how_much(self, lot):
        return amount(lot.quantity, lot.unit)

    @admin.display(description=gettext_lazy("left"), ordering="remaining")
    def left(self, lot):
        return f"{plain(lot.remaining)} / {amount(lot.quantity, lot.unit)}"

    @admin.display(description=gettext_lazy("entered at"), ordering="created_at")
    def entered_at(self, lot):
        return entered(lot.created_at, lot.days_late)
