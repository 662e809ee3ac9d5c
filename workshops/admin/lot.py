"""The ledgers of purchases and production: the operator's own pages, and what others see."""

from datetime import date

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.csrf import csrf_protect

from qualitysup.casework.admin import CaseAdmin, StepAction, StepForm, words_of
from qualitysup.casework.exports import ExportMixin
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.regions.admin import TownFilter
from qualitysup.wording import in_a_row
from workshops import ledger_columns as columns
from workshops.admin.ledger import CSS, KeepsLedgers, QueryFilter, entered
from workshops.admin.lot_parts import CorrectionInline, InputInline, SaleInline, UseInline
from workshops.admin.trace import beside_lot
from workshops.forms import ledger as forms
from workshops.models import Lot
from workshops.quantities import amount, plain
from workshops.services import ledgers, lots, papers
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
        "held": (gettext_lazy("held"), lambda rows: rows.held()),
        "expired": (
            gettext_lazy("past its best-before day"),
            lambda rows: rows.in_stock().expired(timezone.localdate()),
        ),
        "late": (gettext_lazy("entered on a later day"), lambda rows: rows.entered_late()),
    }


@admin.register(Lot)
class LotAdmin(ExportMixin, KeepsLedgers, CaseAdmin):
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

    form = forms.PurchaseForm
    change_form_template = "workshops/lot.html"
    inlines = [InputInline, UseInline, SaleInline, CorrectionInline]
    FORMS = {Kind.PURCHASED: forms.PurchaseForm, Kind.SLAUGHTERED: forms.SlaughterForm}
    PAPERS = ["plant", *forms.PaperFields.NAMES, "quality_certificate"]
    GOODS = ["product", "spec", "quantity", "unit"]
    LIFE = ["shelf_life_days", "best_before"]
    FACTS = [
        "kind",
        "workshop",
        "zone",
        "product",
        "category",
        "spec",
        "batch",
        "how_much",
        "left",
        "made_on",
        "entered_at",
        "produced_on",
        "shelf_life_days",
        "best_before",
        "supplier_name",
        "supplier_address",
        "supplier_contact",
        "supplier_licence",
        "conformity_proof",
        "plant",
        "quarantine_paper",
        "quality_certificate",
        "held_because",
        "keep_until",
        "created_by",
    ]
    readonly_fields = ["how_much", "left", "entered_at"]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_search_results(self, request, queryset, search_term):
        return (queryset.search(search_term) if search_term else queryset), False

    def get_list_display(self, request):
        """Whoever keeps one ledger need not read on every line whose it is."""
        shown = super().get_list_display(request)
        if request.user.is_party and workshops_of(request.user).count() == 1:
            return [name for name in shown if name != "workshop"]
        return shown

    # --- One form for each ledger ----------------------------------------------------------------

    def _kind(self, request, obj=None):
        asked = obj.kind if obj else request.GET.get("kind")
        return asked if asked in Kind.values else Kind.PURCHASED

    def _is_entry(self, request, obj):
        """Whether it is still being written: then the page is a form, and short."""
        return obj is None or (
            obj.state in self.editable_states and self.has_change_permission(request, obj)
        )

    def get_fieldsets(self, request, obj=None):
        if not self._is_entry(request, obj):
            filled = [
                name
                for name in self.FACTS
                if not hasattr(Lot, name) or name in self.readonly_fields or _has(obj, name)
            ]
            return [(None, {"fields": filled})]
        where = [] if obj else ["workshop"]
        match self._kind(request, obj):
            case Kind.PRODUCED:
                boxes = [forms.box_of(lot.pk) for lot in self._sources(request, obj)]
                return [
                    (None, {"fields": [*where, *self.GOODS, "made_on", "batch", *self.LIFE]}),
                    (_("What went in"), {"fields": boxes, "classes": ["boxes"]}),
                    (
                        pgettext("of a form", "More"),
                        {"fields": ["category"], "classes": ["collapse"]},
                    ),
                ]
            case Kind.SLAUGHTERED:
                return [
                    (None, {"fields": [*where, *self.GOODS, "made_on", *self.LIFE]}),
                    (_("Papers of the meat"), {"fields": self.PAPERS}),
                ]
        supplier = ["supplier_name", "supplier_address", "supplier_contact", "supplier_licence"]
        goods = [*self.GOODS, "made_on", "batch", "produced_on", *self.LIFE, "conformity_proof"]
        return [
            (None, {"fields": [*where, *goods]}),
            (_("Supplier"), {"fields": supplier}),
            (_("Papers of the meat"), {"fields": self.PAPERS, "classes": ["collapse"]}),
            (pgettext("of a form", "More"), {"fields": ["category"], "classes": ["collapse"]}),
        ]

    def get_inlines(self, request, obj):
        return [] if self._is_entry(request, obj) else super().get_inlines(request, obj)

    def get_form(self, request, obj=None, change=False, **kwargs):
        kind = self._kind(request, obj)
        if not self._is_entry(request, obj):
            kwargs["form"] = forms.EntryForm
        elif kind == Kind.PRODUCED:
            kwargs["form"] = forms.production_form(
                self._sources(request, obj),
                obj.inputs.values_list("source", "quantity") if obj else (),
            )
        else:
            kwargs["form"] = self.FORMS[kind]
        form = super().get_form(request, obj, change=change, **kwargs)
        form.by, form.kind = request.user, kind
        return form

    def _sources(self, request, obj=None):
        """What is in stock and may go in; asked once a page."""
        if not hasattr(request, "sources"):
            mine = [obj.workshop_id] if obj else workshops_of(request.user).values("pk")
            stock = Lot.objects.filter(workshop__in=mine)
            usable = stock.usable_on(timezone.localdate())
            if obj:
                usable = usable | stock.filter(uses__lot=obj)
                usable = usable.exclude(pk=obj.pk).distinct()
            request.sources = list(usable.order_by("best_before", "pk")[: forms.OFFERED])
        return request.sources

    TITLES = {
        Kind.PURCHASED: gettext_lazy("Record a purchase"),
        Kind.SLAUGHTERED: gettext_lazy("Record meat from slaughter"),
        Kind.PRODUCED: gettext_lazy("Record what was made"),
    }

    def add_view(self, request, form_url="", extra_context=None):
        title = {"title": self.TITLES[self._kind(request)]}
        return super().add_view(request, form_url, {**title, **(extra_context or {})})

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and db_field.name == "plant":
            field.queryset = field.queryset.verified()
        return field

    def get_changeform_initial_data(self, request):
        """Again like last time: all but the day, the quantity and the papers."""
        initial = super().get_changeform_initial_data(request)
        like = initial.pop("like", "")
        if like.isdigit():
            lot = self.get_queryset(request).filter(pk=like).first()
            if lot is not None:
                initial |= {"workshop": lot.workshop_id, **ledgers.again(lot)}
        return initial

    def has_add_permission(self, request):
        return super().has_add_permission(request) and workshops_of(request.user).exists()

    def has_change_permission(self, request, obj=None):
        may = super().has_change_permission(request, obj)
        if obj is None or not may or request.method not in ("GET", "HEAD"):
            return may
        return self.keeps(request, obj.workshop)

    def save_model(self, request, obj, form, change):
        with transaction.atomic():
            facts = self._typed(request, form, obj)
            if change:
                self._check_editable(obj)
                for name in ("plant", "quarantine_paper"):
                    if name in facts:
                        setattr(obj, name, facts[name])
                inputs = form.inputs() if obj.kind == Kind.PRODUCED else None
                version = form.cleaned_data["version"]
                ledgers.save_entry(obj, by=request.user, version=version, inputs=inputs)
            else:
                lot = ledgers.enter(by=request.user, kind=form.kind, **facts)
                obj.pk = lot.pk
                obj._state.adding = False
                obj.refresh_from_db()
        self._go_on(request, obj)

    def _typed(self, request, form, obj):
        columns = {field.name for field in Lot._meta.fields}
        facts = {
            name: value
            for name, value in form.cleaned_data.items()
            if name in columns and name != "version"
        }
        if isinstance(form, forms.ProductionForm):
            facts["inputs"] = form.inputs()
        elif (paper := form.paper()) is not None:
            workshop = facts.get("workshop") or obj.workshop
            facts["quarantine_paper"] = papers.record(by=request.user, workshop=workshop, **paper)
        return facts

    def _go_on(self, request, lot):
        """What is in order goes on at once; what is not stays written down, with the reason."""
        try:
            lots.take_in(lot, by=request.user) if lot.is_input else lots.make(lot, by=request.user)
        except TransitionRefused as refusal:
            text = _("Written down, but not taken in yet: %s") % in_a_row(words_of(refusal))
            self.message_user(request, text, messages.WARNING)

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

    # --- The ledger on paper ---------------------------------------------------------------------

    def get_urls(self):
        route = path(
            "ledger/<slug:ledger>/",
            self.admin_site.admin_view(self.ledger),
            name="workshops_lot_ledger",
        )
        return [route, *super().get_urls()]

    def ledger(self, request, ledger):
        """One month of one ledger with the law's columns, to be read, printed or taken out."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if ledger not in columns.LEDGERS:
            raise Http404
        month = _month(request.GET.get("month"))
        seen = Lot.objects.visible_to(request.user)
        if (workshop := request.GET.get("workshop", "")).isdigit():
            seen = seen.of(int(workshop))
        context = {
            **self.admin_site.each_context(request),
            "title": columns.LEDGERS[ledger].title,
            "opts": self.opts,
            "ledgers": columns.LEDGERS,
            "ledger": ledger,
            "page": columns.page(ledger, seen, month),
            "month": f"{month:%Y-%m}",
            "media": self.media,
        }
        return TemplateResponse(request, "workshops/ledger.html", context)

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


def _has(lot, name):
    return getattr(lot, name) not in (None, "")


def _month(asked):
    try:
        return date.fromisoformat(f"{asked}-01")
    except ValueError:
        return timezone.localdate().replace(day=1)
