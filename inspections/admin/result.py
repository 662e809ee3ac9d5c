from django.contrib import admin, messages
from django.http import HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect

from inspections.admin.filters import CampaignFilter, NoOrderFilter
from inspections.admin.order import passed
from inspections.forms.order import ResultForm
from inspections.models import TestResult
from inspections.services import results
from qualitysup.audit.admin import HistoryMixin
from qualitysup.casework.admin import REFUSALS, RefusalsOnTheForm, words_of
from qualitysup.casework.exports import ExportMixin
from qualitysup.casework.taskpages import TaskPages
from qualitysup.regions.admin import ScopedAdmin, TownFilter


@admin.register(TestResult)
class TestResultAdmin(ExportMixin, TaskPages, RefusalsOnTheForm, HistoryMixin, ScopedAdmin):
    """Results as laboratories reported them; they are recorded and then stay as they are."""

    tasks = {"order": "draft_order"}

    list_display = [
        "report_number",
        "enterprise",
        "product",
        "standard",
        "tested_on",
        "outcome",
        "order",
        "campaign",
    ]
    list_filter = [
        "passed",
        NoOrderFilter,
        CampaignFilter,
        TownFilter,
    ]
    ordering = ["-tested_on", "-pk"]
    search_fields = ["report_number"]
    search_help_text = gettext_lazy("A report number, or what finds the enterprise")
    export_columns = [
        "report_number",
        "laboratory",
        ("enterprise__name", gettext_lazy("enterprise")),
        ("enterprise__uscc", gettext_lazy("unified social credit code")),
        ("division__name", gettext_lazy("division")),
        "product",
        "model",
        "standard",
        "tested_on",
        "notified_on",
        "passed",
        "failed_items",
        ("order_number", gettext_lazy("rectification order")),
    ]

    form = ResultForm
    change_form_template = "inspections/result.html"
    autocomplete_fields = ["enterprise", "campaign"]
    fields = [
        "enterprise",
        "campaign",
        "report_number",
        "laboratory",
        "product",
        "model",
        "standard",
        "tested_on",
        "notified_on",
        "passed",
        "failed_items",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        results.record(obj, by=request.user)

    @method_decorator(csrf_protect)
    def draft_order(self, request, pk):
        """Draft the order that a failed result calls for; pressed twice, it is one order."""
        result = self.row(request, pk)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            order = results.order_from(result, by=request.user)
        except REFUSALS as refusal:
            for words in words_of(refusal):
                self.message_user(request, words, messages.ERROR)
            return redirect(self._url("change", result.pk))
        self.message_user(
            request, _("The order is drafted; look it over and issue it."), messages.SUCCESS
        )
        return redirect(order.get_absolute_url())

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            context["may_draft"] = request.user.has_perm("inspections.add_rectificationorder")
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @admin.display(description=gettext_lazy("outcome"), ordering="passed")
    def outcome(self, result):
        return passed(result.passed)

    @admin.display(description=gettext_lazy("order"))
    def order(self, result):
        if result.order_id is None:
            return None
        url = reverse("admin:inspections_rectificationorder_change", args=[result.order_id])
        return format_html(
            '<a href="{}">{}</a>', url, result.order_number or _("draft %d") % result.order_id
        )
