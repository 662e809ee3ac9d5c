from django.contrib import admin, messages
from django.http import HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.csrf import csrf_protect

from qualitysup.audit.admin import HistoryMixin
from qualitysup.casework.admin import REFUSALS, CaseAdmin, StepAction, StepForm, words_of
from qualitysup.casework.exports import ExportMixin
from qualitysup.casework.taskpages import TaskPages
from qualitysup.regions.admin import ReadOnlyAdmin, TownFilter
from workshops.admin.trace import TracePages
from workshops.forms import recall as forms
from workshops.models import Recall, RecallLine
from workshops.services import recalls

# More lines are in the list of lines, which is searched and taken out as a workbook.
LINES_ON_THE_PAGE = 100


class NotedForm(StepForm):
    """A step that is not taken without words."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].required = True


class RecallStandingFilter(admin.SimpleListFilter):
    title = gettext_lazy("how it stands")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [("open", _("not closed yet"))]

    def queryset(self, request, rows):
        return rows.open() if self.value() == "open" else rows


@admin.register(Recall)
class RecallAdmin(TracePages, ExportMixin, TaskPages, CaseAdmin):
    """A recall on one page: every lot and every buyer, and what became of each."""

    steps = {
        "extend": StepAction(recalls.extend),
        "notify": StepAction(recalls.notify),
        "close": StepAction(recalls.close, NotedForm),
    }
    tasks = {"tell-all": "tell_all", "order": "draft_order"}

    list_display = [
        "lot",
        "workshop",
        "shown_state",
        "level",
        "opened_on",
        "lines",
        "open_lines",
        "officer",
    ]
    list_filter = [RecallStandingFilter, "state", "level", TownFilter]
    ordering = ["-pk"]
    search_fields = ["lot__batch"]
    search_help_text = gettext_lazy("A batch, a product or a workshop")
    export_columns = [
        ("lot__product", gettext_lazy("product")),
        ("lot__batch", gettext_lazy("batch")),
        ("lot__workshop__enterprise__name", gettext_lazy("workshop")),
        ("division__name", gettext_lazy("division")),
        "state",
        "level",
        "opened_on",
        "notified_on",
        "closed_on",
        ("line_count", gettext_lazy("lines")),
        ("open_count", gettext_lazy("open lines")),
        "reason",
    ]

    change_form_template = "workshops/recall.html"
    fields = readonly_fields = [
        "lot_link",
        "test_link",
        "level",
        "reason",
        "officer",
        "zone",
        "opened_on",
        "notified_on",
        "closed_on",
        "order_link",
    ]

    class Media:
        css = {"all": ["workshops/trace.css"]}

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            user = request.user
            lines = RecallLine.objects.visible_to(user).filter(recall=obj)
            shown = list(lines.for_list()[:LINES_ON_THE_PAGE])
            is_open = obj.state != Recall.State.CLOSED
            context |= {
                "lots": [line for line in shown if line.sale_id is None],
                "buyers": [line for line in shown if line.sale_id is not None],
                "line_total": lines.count(),
                "shown_total": len(shown),
                "to_notify": lines.to_notify().count(),
                "may_tell": is_open and user.has_perm(recalls.TELL_BUYERS),
                "may_settle": is_open and user.has_perm(recalls.SETTLE),
                "may_order": obj.order_id is None
                and user.has_perm("inspections.add_rectificationorder"),
            }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    # --- Beside its steps ------------------------------------------------------------------------

    def tell_all(self, request, pk):
        """Every buyer that was not told yet was told in the same way."""
        recall = self.row(request, pk)
        self.need(request, recalls.TELL_BUYERS)
        form = forms.TellForm(request.POST if request.method == "POST" else None)

        def take(typed):
            told = recalls.tell_all(recall, by=request.user, **typed)
            return ngettext("%d buyer was told.", "%d buyers were told.", told) % told

        title = _("Record that all buyers were told")
        return self.ask(request, recall, form, title=title, button=title, take=take)

    @method_decorator(csrf_protect)
    def draft_order(self, request, pk):
        """Draft the bureau's order to the operator; pressed twice, it is one order."""
        recall = self.row(request, pk)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            order = recalls.draft_order(recall, by=request.user)
        except REFUSALS as refusal:
            for words in words_of(refusal):
                self.message_user(request, words, messages.ERROR)
            return redirect(self._url("change", recall.pk))
        self.message_user(
            request, _("The order is drafted; look it over and issue it."), messages.SUCCESS
        )
        return redirect(order.get_absolute_url())

    # --- Columns ---------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("workshop"))
    def workshop(self, recall):
        return recall.lot.workshop

    @admin.display(description=gettext_lazy("lines"), ordering="line_count")
    def lines(self, recall):
        return recall.line_count

    @admin.display(description=gettext_lazy("open lines"), ordering="open_count")
    def open_lines(self, recall):
        return recall.open_count

    @admin.display(description=gettext_lazy("failed lot"))
    def lot_link(self, recall):
        trace = reverse("admin:workshops_recall_trace", args=[recall.lot_id])
        return format_html(
            '<a href="{}">{}</a> · <a href="{}">{}</a>',
            recall.lot.get_absolute_url(),
            recall.lot.title,
            trace,
            _("Trace"),
        )

    @admin.display(description=gettext_lazy("test that it failed"))
    def test_link(self, recall):
        if recall.test_id is None:
            return "—"
        return format_html('<a href="{}">{}</a>', recall.test.get_absolute_url(), recall.test)

    @admin.display(description=gettext_lazy("order"))
    def order_link(self, recall):
        if recall.order_id is None:
            return "—"
        return format_html('<a href="{}">{}</a>', recall.order.get_absolute_url(), recall.order)


class LineStandingFilter(admin.SimpleListFilter):
    title = gettext_lazy("how it stands")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [
            ("open", _("open")),
            ("tell", _("buyer to be told")),
            ("lots", _("lots")),
            ("buyers", _("buyers")),
            ("recovered", _("came back from the buyer")),
        ]

    def queryset(self, request, rows):
        match self.value():
            case "open":
                return rows.open()
            case "tell":
                return rows.to_notify()
            case "lots":
                return rows.lots()
            case "buyers":
                return rows.buyers()
            case "recovered":
                return rows.recovered()
        return rows


@admin.register(RecallLine)
class RecallLineAdmin(ExportMixin, TaskPages, HistoryMixin, ReadOnlyAdmin):
    """Lots and buyers of recalls, one line each: the recall list that goes out as a workbook."""

    tasks = {"tell": "tell", "recover": "recover", "settle": "settle"}

    list_display = ["what", "lot", "direction", "depth", "shown_state", "notified_on", "back"]
    list_display_links = ["what"]
    list_filter = [LineStandingFilter, "direction"]
    ordering = ["-recall", "depth", "pk"]
    search_fields = ["sale__buyer_name", "lot__batch", "lot__product"]
    export_columns = [
        ("recall__lot__batch", gettext_lazy("failed batch")),
        "direction",
        "depth",
        ("lot__product", gettext_lazy("product")),
        ("lot__batch", gettext_lazy("batch")),
        ("lot__workshop__enterprise__name", gettext_lazy("workshop")),
        ("lot__state", gettext_lazy("state of the lot")),
        ("sale__buyer_name", gettext_lazy("buyer")),
        ("sale__buyer_address", gettext_lazy("buyer's address")),
        ("sale__buyer_contact", gettext_lazy("buyer's contact")),
        ("sale__sold_on", gettext_lazy("sold on")),
        ("sale__quantity", gettext_lazy("quantity sold")),
        ("lot__unit", gettext_lazy("unit")),
        "notified_on",
        "notified_how",
        "recovered",
        "outcome",
        "settled_on",
        "note",
    ]
    fields = readonly_fields = [
        "recall_link",
        "lot",
        "sale",
        "direction",
        "depth",
        "held",
        "outcome",
        "notified_on",
        "notified_how",
        "back",
        "settled_on",
        "note",
        "by",
    ]
    change_form_template = "workshops/recall_line.html"

    class Media:
        css = {"all": ["casework/case.css", "workshops/trace.css"]}

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        is_open = obj.recall.state != Recall.State.CLOSED
        tells = is_open and obj.sale_id and request.user.has_perm(recalls.TELL_BUYERS)
        context |= {
            "may_tell": tells,
            "may_recover": tells and obj.notified_on,
            "may_settle": is_open
            and obj.sale_id is None
            and not obj.outcome
            and request.user.has_perm(recalls.SETTLE),
        }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def tell(self, request, pk):
        return self._ask_of(
            request, pk, forms.TellForm, recalls.tell, recalls.TELL_BUYERS,
            title=_("Record that the buyer was told"),
        )  # fmt: skip

    def recover(self, request, pk):
        return self._ask_of(
            request, pk, forms.RecoverForm, recalls.recover, recalls.TELL_BUYERS,
            title=_("Record what came back"),
        )  # fmt: skip

    def settle(self, request, pk):
        return self._ask_of(
            request, pk, forms.SettleForm, recalls.settle, recalls.SETTLE,
            title=_("Record what became of the lot"),
        )  # fmt: skip

    def _ask_of(self, request, pk, form, service, permission, *, title):
        line = self.row(request, pk)
        self.need(request, permission)
        form = form(request.POST if request.method == "POST" else None)

        def take(typed):
            service(line, by=request.user, **typed)
            return _("%s: recorded.") % line

        answer = self.ask(request, line, form, title=title, button=title, take=take)
        # Whoever works through a recall goes on with its next line.
        taken = request.method == "POST" and answer.status_code == 302
        return redirect(line.recall.get_absolute_url()) if taken else answer

    @admin.display(description=gettext_lazy("lot or buyer"))
    def what(self, line):
        return str(line)

    @admin.display(description=gettext_lazy("state"))
    def shown_state(self, line):
        return line.shown_state

    @admin.display(description=gettext_lazy("came back"), ordering="recovered")
    def back(self, line):
        return line.shown_recovered

    @admin.display(description=gettext_lazy("recall"))
    def recall_link(self, line):
        return format_html('<a href="{}">{}</a>', line.recall.get_absolute_url(), line.recall)
