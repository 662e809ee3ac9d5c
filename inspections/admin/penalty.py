from django.contrib import admin
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect

from inspections.forms import penalty as forms
from inspections.models import Penalty, SmallFine
from inspections.services import decisions
from qualitysup.audit.admin import HistoryMixin
from qualitysup.casework.admin import RefusalsOnTheForm
from qualitysup.casework.exports import ExportMixin
from qualitysup.casework.taskpages import TaskPages
from qualitysup.regions.admin import ScopedAdmin, TownFilter


class PushFilter(admin.SimpleListFilter):
    """处罚信息公示规定 art. 10: what goes to the authority where the party is registered."""

    title = gettext_lazy("whereto")
    parameter_name = "push"

    def lookups(self, request, model_admin):
        return [("elsewhere", gettext_lazy("to be sent to another province"))]

    def queryset(self, request, rows):
        return rows.to_push() if self.value() else rows


@admin.register(Penalty)
class PenaltyAdmin(ExportMixin, TaskPages, RefusalsOnTheForm, HistoryMixin, ScopedAdmin):
    """Decisions as they were made; they are recorded and then only served or annulled."""

    tasks = {"serve": "serve", "annul": "annul"}

    list_display = [
        "number",
        "party_name",
        "kind",
        "amount",
        "decided_on",
        "served_on",
        "annulled_on",
        "division",
    ]
    list_filter = ["kind", PushFilter, TownFilter]
    date_hierarchy = "decided_on"
    ordering = ["-decided_on", "-pk"]
    search_fields = ["number"]
    search_help_text = gettext_lazy("A decision number, or what finds the enterprise")
    # 处罚信息公示规定 art. 4: what the summary of a penalty names; docs/penalty-export.md.
    export_columns = [
        "number",
        "party_name",
        "party_uscc",
        ("enterprise__legal_representative", gettext_lazy("legal representative")),
        "violation",
        "kind",
        "amount",
        "restricted_months",
        "content",
        "basis",
        ("division__name", gettext_lazy("division")),
        "decided_on",
        "served_on",
        "annulled_on",
        "annulled_because",
    ]

    class Media:
        css = {"all": ["inspections/inspections.css"]}

    form = forms.PenaltyForm
    change_form_template = "inspections/penalty.html"
    autocomplete_fields = ["enterprise"]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_fields(self, request, obj=None):
        if obj is None:
            return forms.PenaltyForm.Meta.fields
        later = ["annulled_on", "annulled_because"] if obj.annulled_on else []
        return ["party_name", "party_uscc", *forms.PenaltyForm.Meta.fields, *later]

    def has_change_permission(self, request, obj=None):
        """The pages for what comes later are ``serve`` and ``annul``."""
        return obj is None and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        decisions.record(obj, by=request.user)

    @method_decorator(csrf_protect)
    def serve(self, request, pk):
        def take(typed):
            decisions.serve(self.row(request, pk), by=request.user, **typed)
            return _("The day of service is recorded.")

        return self._ask(request, pk, forms.ServedForm, _("Record the service"), take)

    @method_decorator(csrf_protect)
    def annul(self, request, pk):
        def take(typed):
            decisions.annul(self.row(request, pk), by=request.user, **typed)
            return _("It is annulled; what is public of it is to be withdrawn.")

        return self._ask(request, pk, forms.AnnulPenaltyForm, _("Record the annulment"), take)

    def _ask(self, request, pk, form, title, take):
        self.need(request, "inspections.change_penalty")
        return self.ask(
            request,
            self.row(request, pk),
            form(request.POST or None),
            title=title,
            button=_("Record"),
            take=take,
            basis="处罚信息公示规定 9、11",
        )

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        may = request.user.has_perm("inspections.change_penalty")
        if obj is not None and may and obj.annulled_on is None:
            context["beside"] = [
                (self._url("serve", obj.pk), _("Record the service")),
                (self._url("annul", obj.pk), _("Record the annulment")),
            ]
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


@admin.register(SmallFine)
class SmallFineAdmin(HistoryMixin, ScopedAdmin):
    """What a province calls a small fine, from a day on."""

    list_display = ["division", "up_to", "valid_from", "legal_basis", "confidence", "note"]
    list_select_related = ["division"]
    ordering = ["-valid_from", "pk"]
    autocomplete_fields = ["division"]
    fields = ["division", "up_to", "valid_from", "legal_basis", "confidence", "note"]

    def has_delete_permission(self, request, obj=None):
        return False
