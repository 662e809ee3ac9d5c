"""What products are made to, in the admin; and how far trades keep what is mandatory for them."""

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.csrf import csrf_protect

from qualitysup.audit.admin import HistoryMixin
from qualitysup.casework.admin import REFUSALS, RefusalsOnTheForm, words_of
from qualitysup.casework.exports import ExportMixin
from qualitysup.casework.taskpages import TaskPages
from qualitysup.regions.admin import ScopedAdmin, TownFilter
from qualitysup.wording import in_a_row, listed
from standards import coverage
from standards.admin.catalogue import link
from standards.forms import execution as forms
from standards.models import Execution, TradeStandard
from standards.services import executions

SHOWN = 50
# What the catalogue's pages and the dashboard ask for.
LOOKUPS = ("standard__id__exact", "product__enterprise__industry__code__exact")


class ExecutionStandingFilter(admin.SimpleListFilter):
    """By what the standard is today; worklists and the dashboard ask the same."""

    title = gettext_lazy("how it stands")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [
            ("open", pgettext_lazy("of an execution", "made to it today")),
            ("in-force", gettext_lazy("the standard is in force")),
            ("outdated", pgettext_lazy("of an execution", "on an abolished standard")),
            ("in-transition", gettext_lazy("the standard is abolished within 180 days")),
            ("replaced", gettext_lazy("the standard is replaced, or will be")),
        ]

    def queryset(self, request, rows):
        return rows.standing(self.value())


@admin.register(Execution)
class ExecutionAdmin(ExportMixin, TaskPages, RefusalsOnTheForm, HistoryMixin, ScopedAdmin):
    """A row is entered and ended; another standard is another row."""

    tasks = {"switch": "switch", "end": "end"}
    actions = ["switch_to_what_replaced"]

    list_display = ["product", "maker", "made_to", "name", "shown_state", "since", "town"]
    list_filter = [ExecutionStandingFilter, "origin", "standard__level", TownFilter]
    ordering = ["-pk"]
    search_fields = ["product__name"]
    search_help_text = gettext_lazy("Product, enterprise, or standard by number or name")
    export_columns = [
        ("product__enterprise__name", gettext_lazy("enterprise")),
        ("product__enterprise__uscc", gettext_lazy("unified social credit code")),
        ("product__enterprise__division__name", gettext_lazy("division")),
        ("product__name", gettext_lazy("product")),
        ("standard__number", gettext_lazy("standard")),
        ("standard__name", gettext_lazy("name of the standard")),
        ("standard__abolished_on", pgettext_lazy("of a standard", "abolished on")),
        "since",
        "until",
        "origin",
    ]

    form = forms.ExecutionForm
    change_form_template = "standards/execution.html"
    autocomplete_fields = ["product", "standard"]

    class Media:
        css = {"all": ["casework/case.css"]}

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def lookup_allowed(self, lookup, value, request):
        return lookup in LOOKUPS or super().lookup_allowed(lookup, value, request)

    def get_list_display(self, request):
        """Whoever acts for an enterprise knows whose it is, and has no page of it to go to."""
        theirs = request.user.is_party
        return [name for name in self.list_display if name != "maker" or not theirs]

    def get_fields(self, request, obj=None):
        if obj is None:
            return ["product", "standard", "since"]
        whose = [] if request.user.is_party else ["maker"]
        return [*whose, "product", "made_to", "name", "since", "until", "origin", "entered_by"]

    def get_readonly_fields(self, request, obj=None):
        return self.get_fields(request, obj) if obj else []

    def has_change_permission(self, request, obj=None):
        """It is ended or switched on pages of its own; the row itself is only read."""
        reads = request.method in ("GET", "HEAD")
        return super().has_change_permission(request, obj) and not (obj and reads)

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        executions.enter(obj, by=request.user)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            context |= {
                "beside": self._beside(request.user, obj),
                "later": list(obj.standard.replaced_by.select_related("new").order_by("pk")),
            }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _beside(self, user, execution):
        if execution.until or not user.has_perm(executions.CHANGE):
            return []
        return [
            (self._url("switch", execution.pk), _("Switch to another standard")),
            (self._url("end", execution.pk), _("Record that it is made to it no longer")),
        ]

    # --- Beside it -------------------------------------------------------------------------------

    @method_decorator(csrf_protect)
    def switch(self, request, pk):
        execution = self.row(request, pk)
        self.need(request, executions.CHANGE)

        def take(typed):
            new = executions.switch(execution, by=request.user, **typed)
            return _("From %(day)s it is made to %(standard)s.") % {
                "day": new.since.isoformat(),
                "standard": new.standard,
            }

        return self.ask(
            request,
            execution,
            forms.SwitchForm(request.POST or None, execution=execution),
            title=_("Switch to another standard"),
            button=_("Switch"),
            take=take,
        )

    @method_decorator(csrf_protect)
    def end(self, request, pk):
        execution = self.row(request, pk)
        self.need(request, executions.CHANGE)

        def take(typed):
            executions.end(execution, by=request.user, **typed)
            return _("That it is made to it no longer is recorded.")

        return self.ask(
            request,
            execution,
            forms.EndForm(request.POST or None),
            title=_("Record that it is made to it no longer"),
            button=_("Record"),
            take=take,
        )

    @admin.action(
        description=gettext_lazy("Switch to its successor"),
        permissions=["change"],
    )
    def switch_to_what_replaced(self, request, queryset):
        """Each by itself: what has no single successor, or one that is not in force, is named."""
        done, refused = 0, {}
        for execution in queryset.order_by("pk"):
            try:
                executions.follow(execution, by=request.user)
            except REFUSALS as refusal:
                refused.setdefault(in_a_row(words_of(refusal)), []).append(str(execution))
            else:
                done += 1
        if done:
            self.message_user(request, _("%d done.") % done, messages.SUCCESS)
        for reason, rows in refused.items():
            words = {"count": len(rows), "reason": reason, "cases": listed(rows)}
            text = _("%(count)d refused: %(reason)s (%(cases)s)") % words
            self.message_user(request, text, messages.WARNING)

    # --- Columns ---------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("enterprise"), ordering="product__enterprise__name")
    def maker(self, execution):
        firm = execution.product.enterprise
        return format_html('<a href="{}">{}</a>', firm.get_absolute_url(), firm)

    @admin.display(description=gettext_lazy("standard"), ordering="standard__sort_key")
    def made_to(self, execution):
        return link(execution.standard)

    @admin.display(description=gettext_lazy("name of the standard"))
    def name(self, execution):
        return execution.standard.name

    @admin.display(description=gettext_lazy("state"), ordering="standard__abolished_on")
    def shown_state(self, execution):
        return execution.shown_state

    @admin.display(description=gettext_lazy("division"))
    def town(self, execution):
        return execution.product.enterprise.division


@admin.register(TradeStandard)
class TradeStandardAdmin(ExportMixin, TaskPages, RefusalsOnTheForm, HistoryMixin, ScopedAdmin):
    """Mandatory standards by trade, and how many of its enterprises keep them."""

    tasks = {"firms": "firms"}

    list_display = ["series", "industry", "edition", "firms_count", "kept", "outdated", "missing"]
    ordering = ["industry", "series"]
    search_fields = ["series"]
    search_help_text = gettext_lazy("Standard or trade")
    export_columns = ["series", ("industry__code", gettext_lazy("industry code")), "note"]

    form = forms.TradeStandardForm
    change_form_template = "casework/beside.html"
    autocomplete_fields = ["industry"]
    fields = ["industry", "series", "note"]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list().with_coverage(request.user)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            context["beside"] = [(self._url("firms", obj.pk), _("Its enterprises"))]
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def firms(self, request, pk):
        """The enterprises of the trade: those that keep it, are on an old edition, or on none."""
        rule = self.row(request, pk)
        standing = request.GET.get("standing", "")
        rows = coverage.firms_of(rule, request.user, standing).order_by("name", "pk")
        page = Paginator(rows, SHOWN).get_page(request.GET.get("p"))
        context = {
            **self.admin_site.each_context(request),
            "title": str(rule),
            "opts": self.opts,
            "original": rule,
            "page": page,
            "standing": standing,
            "standings": coverage.STANDINGS,
        }
        return TemplateResponse(request, "standards/coverage.html", context)

    # --- Columns ---------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("edition in force"))
    def edition(self, rule):
        return rule.edition or "—"

    @admin.display(description=gettext_lazy("enterprises"), ordering="firms")
    def firms_count(self, rule):
        return self._link(rule, rule.firms, "")

    @admin.display(description=coverage.STANDINGS["kept"], ordering="kept")
    def kept(self, rule):
        return self._link(rule, rule.kept, "kept")

    @admin.display(description=coverage.STANDINGS["outdated"], ordering="outdated")
    def outdated(self, rule):
        return self._link(rule, rule.outdated, "outdated")

    @admin.display(description=coverage.STANDINGS["missing"])
    def missing(self, rule):
        return self._link(rule, rule.firms - rule.kept - rule.outdated, "missing")

    def _link(self, rule, count, standing):
        url = self._url("firms", rule.pk)
        return format_html('<a href="{}?standing={}">{}</a>', url, standing, count)
