from django.contrib import admin
from django.http import Http404
from django.utils.decorators import method_decorator
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect

from qualitysup.audit.admin import HistoryMixin
from qualitysup.casework.admin import RefusalsOnTheForm
from qualitysup.casework.exports import ExportMixin
from qualitysup.regions.admin import ScopedAdmin, TownFilter
from qualitysup.states import Tone, state
from workshops import ledger_columns as columns
from workshops.admin.ledger import CSS, KeepsLedgers, QueryFilter, entered
from workshops.forms import ledger as forms
from workshops.models import Sale
from workshops.quantities import amount
from workshops.services import ledgers
from workshops.services.keeping import workshops_of


class SaleStandingFilter(QueryFilter):
    title = gettext_lazy("how it stands")
    parameter_name = "standing"

    QUERIES = {
        "take-in": (gettext_lazy("to be taken in by the buyer"), lambda rows: rows.to_take_in()),
        "late": (gettext_lazy("entered on a later day"), lambda rows: rows.entered_late()),
    }

    def lookups(self, request, model_admin):
        return [*super().lookups(request, model_admin), ("to-me", _("to be taken in by me"))]

    def queryset(self, request, rows):
        if self.value() == "to-me":
            return rows.to_take_in().filter(buyer_workshop__in=workshops_of(request.user))
        return super().queryset(request, rows)


@admin.register(Sale)
class SaleAdmin(ExportMixin, KeepsLedgers, RefusalsOnTheForm, HistoryMixin, ScopedAdmin):
    tasks = {"take-back": "take_back", "take-over": "take_over"}

    list_display = ["name", "buyer", "how_much", "sold_on", "seller", "taken", "entered_at"]
    list_filter = [SaleStandingFilter, "sold_on", TownFilter]
    ordering = ["-sold_on", "-pk"]
    search_fields = ["buyer_name"]
    search_help_text = gettext_lazy("Buyer, product or batch")
    change_list_template = "workshops/sale_list.html"
    export_columns = columns.SALES

    class Media:
        css = CSS

    form = forms.SaleForm
    change_form_template = "workshops/sale.html"
    WRITTEN = ["lot", "quantity", "buyer_workshop", "buyer_name", "buyer_address", "buyer_contact"]
    FACTS = [
        "name",
        "seller",
        "how_much",
        "sold_on",
        "entered_at",
        "buyer_name",
        "buyer_address",
        "buyer_contact",
        "taken",
        "counter",
        "reason",
        "keep_until",
        "recorded_by",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list().select_related("taken_in", "corrects")

    def _send(self, request, queryset, kind):
        return super()._send(request, queryset.for_export(), kind)

    def has_add_permission(self, request):
        return super().has_add_permission(request) and workshops_of(request.user).exists()

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_fields(self, request, obj=None):
        return self.FACTS if obj else [*self.WRITTEN, "sold_on"]

    def get_readonly_fields(self, request, obj=None):
        return self.FACTS if obj else []

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.by = request.user
        return form

    def add_view(self, request, form_url="", extra_context=None):
        title = {"title": _("Record a sale")}
        return super().add_view(request, form_url, {**title, **(extra_context or {})})

    def get_changeform_initial_data(self, request):
        initial = super().get_changeform_initial_data(request)
        like = initial.pop("like", "")
        if like.isdigit():
            sale = self.get_queryset(request).filter(pk=like).first()
            if sale is not None:
                initial |= {name: getattr(sale, name) for name in ledgers.BUYER}
        return initial

    def save_model(self, request, obj, form, change):
        sale = ledgers.sell(by=request.user, **form.cleaned_data)
        obj.pk = sale.pk
        obj._state.adding = False
        obj.refresh_from_db()

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            context["beside"] = self._beside(request, obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _beside(self, request, sale):
        found = []
        if self.keeps(request, sale.lot.workshop):
            found.append((f"{self._url('add')}?like={sale.pk}", _("Again like this")))
            if sale.corrects_id is None:
                found.append((self._url("take_back", sale.pk), _("Take the entry back")))
        if self._can_take_over(request, sale):
            found.insert(0, (self._url("take_over", sale.pk), _("Take into my ledger")))
        return found

    def _can_take_over(self, request, sale):
        return (
            sale.buyer_workshop is not None
            and sale.corrects_id is None
            and not hasattr(sale, "taken_in")
            and self.keeps(request, sale.buyer_workshop)
        )

    @method_decorator(csrf_protect)
    def take_back(self, request, pk):
        """A counter-entry: the sale stays to be read, and so does what was wrong with it."""
        sale = self.row(request, pk)
        self.need_keeper(request, sale.lot.workshop)

        def take(typed):
            ledgers.take_back(sale, by=request.user, **typed)
            return _("The counter-entry stands beside the sale.")

        return self.ask(
            request,
            sale,
            forms.TakeBackForm(request.POST or None),
            title=_("Take the entry back"),
            button=_("Add the counter-entry"),
            take=take,
        )

    @method_decorator(csrf_protect)
    def take_over(self, request, pk):
        sale = self.row(request, pk)
        if not self._can_take_over(request, sale):
            raise Http404

        def take(typed):
            ledgers.take_over(sale, by=request.user, **typed)
            return _("It is in your stock now.")

        return self.ask(
            request,
            sale,
            forms.TakeOverForm(request.POST or None),
            title=_("Take into my ledger"),
            button=_("Take in"),
            take=take,
            basis="食品安全法 50、53",
        )

    # --- Columns ---------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("lot"), ordering="lot__product")
    def name(self, sale):
        return str(sale.lot)

    @admin.display(description=gettext_lazy("buyer"), ordering="buyer_name")
    def buyer(self, sale):
        return sale.buyer_name

    @admin.display(description=gettext_lazy("quantity"), ordering="quantity")
    def how_much(self, sale):
        return amount(sale.quantity, sale.lot.unit)

    @admin.display(description=gettext_lazy("seller"))
    def seller(self, sale):
        return sale.lot.workshop

    @admin.display(description=gettext_lazy("taken in by the buyer"))
    def taken(self, sale):
        if sale.buyer_workshop_id is None or sale.corrects_id:
            return None
        if not hasattr(sale, "taken_in"):
            return state(Tone.SOON, _("not yet"))
        return state(Tone.GOOD, sale.taken_in.made_on.isoformat())

    @admin.display(description=gettext_lazy("counter-entries"))
    def counter(self, sale):
        rows = sale.counter_entries.order_by("pk")
        return format_html_join(
            "", "<p>{} {}</p>", ((amount(row.quantity, sale.lot.unit), row.reason) for row in rows)
        )

    @admin.display(description=gettext_lazy("entered at"), ordering="recorded_at")
    def entered_at(self, sale):
        return entered(sale.recorded_at, sale.days_late)
