"""Filings and declarations in the admin: the desk's, and each enterprise's own."""

from django.contrib import admin
from django.db.models import CharField
from django.forms import TextInput
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect

from qualitysup.casework.admin import CaseAdmin, StepAction
from qualitysup.casework.exports import ExportMixin
from qualitysup.casework.taskpages import TaskPages
from qualitysup.regions.admin import ReadOnlyInline, ScopedInline, TownFilter
from standards.forms import filing as forms
from standards.models import Filing, FilingItem, FilingProduct, FilingStandard
from standards.services import filings

State = Filing.State


class FilingStandingFilter(admin.SimpleListFilter):
    """By the queries that worklists and the dashboard use."""

    title = gettext_lazy("how it stands")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [
            ("published", gettext_lazy("published, whoever may rely on it")),
            ("expiring", gettext_lazy("last day within 30 days")),
            ("review-overdue", gettext_lazy("its review is overdue")),
            ("on-replaced", gettext_lazy("names a standard that is replaced")),
            ("age-0", gettext_lazy("published less than a year ago")),
            ("age-1", gettext_lazy("published one to three years ago")),
            ("age-3", gettext_lazy("published three to five years ago")),
            ("age-5", gettext_lazy("published five years ago or longer")),
        ]

    def queryset(self, request, rows):
        return rows.standing(self.value())


class ProductInline(ReadOnlyInline):
    """Chosen among the enterprise's products on a page of its own."""

    model = FilingProduct
    fields = readonly_fields = ["product"]
    ordering = ["pk"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("product")


class StandardInline(ScopedInline):
    model = FilingStandard
    fields = ["standard"]
    autocomplete_fields = ["standard"]
    ordering = ["pk"]


class ItemInline(ScopedInline):
    model = FilingItem
    fields = ["kind", "name", "requirement", "test_method", "against", "standing", "stated"]
    autocomplete_fields = ["against"]
    formfield_overrides = {CharField: {"widget": TextInput({"size": 16})}}
    ordering = ["pk"]


@admin.register(Filing)
class FilingAdmin(ExportMixin, TaskPages, CaseAdmin):
    steps = {
        "declare": StepAction(filings.declare),
        "submit": StepAction(filings.submit),
        "record": StepAction(filings.record, forms.RecordForm),
        "send_back": StepAction(filings.send_back, forms.NotedForm),
        "review": StepAction(filings.review, forms.NotedForm),
        "order_correction": StepAction(filings.order_correction, forms.NotedForm),
        "expose": StepAction(filings.expose),
        "settle": StepAction(filings.settle, forms.NotedForm),
        "withdraw": StepAction(filings.withdraw, forms.NotedForm),
    }
    tasks = {"products": "choose_products"}
    editable_states = (State.DRAFT,)
    draft = staticmethod(filings.draft)
    save_draft = staticmethod(filings.keep)

    list_display = [
        "shown_name",
        "firm",
        "shown_state",
        "regime",
        "filed_on",
        "valid_to",
        "division",
    ]
    list_filter = [FilingStandingFilter, "state", "regime", TownFilter]
    date_hierarchy = "filed_on"
    ordering = ["-pk"]
    search_fields = ["own_number"]
    search_help_text = gettext_lazy("Number, name, filing number, or enterprise")
    export_columns = [
        "own_number",
        "name",
        ("enterprise__name", gettext_lazy("enterprise")),
        ("enterprise__uscc", gettext_lazy("unified social credit code")),
        "regime",
        "state",
        "number",
        "published_on",
        "filed_on",
        "valid_to",
        "reviewed_on",
        "ended_on",
    ]

    form = forms.FilingForm
    change_form_template = "standards/filing.html"
    autocomplete_fields = ["enterprise"]
    fields = ["enterprise", "own_number", "name", "published_on", "in_force_on"]
    COME = ["number", "submitted_by", "submitted_on", "filed_on", "valid_to", "reviewed_on"]
    readonly_fields = ["firm", "regime", "division", "standard", "replaces", "ended_on", *COME]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_autocomplete_fields(self, request):
        # Whoever acts for an enterprise has few, and no list of all of them.
        return [] if request.user.is_party else self.autocomplete_fields

    def get_list_display(self, request):
        """Whoever acts for an enterprise knows whose it is, and has no page of it to go to."""
        theirs = request.user.is_party
        return [name for name in self.list_display if name != "firm" or not theirs]

    def get_fields(self, request, obj=None):
        if obj is None:
            return self.fields
        whose = [] if request.user.is_party else ["firm"]
        come = [n for n in [*self.COME, "standard", "replaces", "ended_on"] if getattr(obj, n)]
        return [*whose, "regime", *self.fields[1:], *come]

    def get_inlines(self, request, obj):
        return [ProductInline, StandardInline, ItemInline] if obj else []

    def save_formset(self, request, form, formset, change):
        """Standards and indicators are kept as they stand on the screen."""
        kept = [
            row.cleaned_data
            for row in formset.forms
            if row.cleaned_data and not row.cleaned_data.get("DELETE")
        ]
        formset.new_objects = formset.changed_objects = formset.deleted_objects = []
        if not formset.has_changed():
            return
        if formset.model is FilingStandard:
            chosen = [row["standard"] for row in kept]
            filings.set_standards(form.instance, chosen, by=request.user)
        elif formset.model is FilingItem:
            items = [{name: row[name] for name in ItemInline.fields} for row in kept]
            filings.set_items(form.instance, items, by=request.user)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None and obj.state == State.DRAFT and self._writes(request.user):
            context["beside"] = [(self._url("products", obj.pk), _("Choose its products"))]
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _writes(self, user):
        return user.has_perm("standards.change_filing")

    @method_decorator(csrf_protect)
    def choose_products(self, request, pk):
        filing = self.row(request, pk)
        self.need(request, "standards.change_filing")

        def take(typed):
            filings.set_products(filing, list(typed["products"]), by=request.user)
            return _("The products are kept.")

        return self.ask(
            request,
            filing,
            forms.FilingProductsForm(request.POST or None, filing=filing),
            title=_("Choose its products"),
            button=_("Keep"),
            take=take,
        )

    # --- Columns ---------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("filing"), ordering="own_number")
    def shown_name(self, filing):
        return f"{filing.own_number} {filing.name}".strip()

    @admin.display(description=gettext_lazy("enterprise"), ordering="enterprise__name")
    def firm(self, filing):
        firm = filing.enterprise
        return format_html('<a href="{}">{}</a>', firm.get_absolute_url(), firm)
