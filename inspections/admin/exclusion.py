"""Whom plans pass over, all of them: searched, filtered, paged."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inspections.admin.pages import to_the_enterprise
from inspections.admin.patrol import PlanFilter
from inspections.models import PlanExclusion
from qualitysup.casework.exports import ExportMixin
from qualitysup.regions.admin import ReadOnlyAdmin


class LiftedFilter(admin.SimpleListFilter):
    title = gettext_lazy("lifted")
    parameter_name = "lifted"

    def lookups(self, request, model_admin):
        return [("no", gettext_lazy("no")), ("yes", gettext_lazy("yes"))]

    def queryset(self, request, rows):
        match self.value():
            case "no":
                return rows.in_effect()
            case "yes":
                return rows.exclude(lifted_reason="")
        return rows


@admin.register(PlanExclusion)
class PlanExclusionAdmin(ExportMixin, ReadOnlyAdmin):
    """A row is entered and lifted on its plan; here it is found among thousands."""

    list_display = ["enterprise_name", "kind", "shown_why", "until", "lifted_reason", "plan_link"]
    list_display_links = None
    list_filter = [PlanFilter, "kind", LiftedFilter]
    ordering = ["-pk"]
    search_fields = ["=enterprise__uscc"]
    search_help_text = gettext_lazy("The name, number or initials of the enterprise")
    export_columns = [
        ("enterprise__name", gettext_lazy("enterprise")),
        ("enterprise__uscc", gettext_lazy("unified social credit code")),
        ("plan__name", gettext_lazy("plan")),
        "kind",
        "reason",
        "until",
        "lifted_reason",
    ]
    fields = ["enterprise", "plan", "kind", "shown_why", "visit", "until", "by", "lifted_reason"]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    @admin.display(description=gettext_lazy("enterprise"), ordering="enterprise__name")
    def enterprise_name(self, exclusion):
        return to_the_enterprise(exclusion.enterprise)

    @admin.display(description=gettext_lazy("why"))
    def shown_why(self, exclusion):
        if exclusion.visit_id is None:
            return exclusion.why
        url = reverse("admin:inspections_visit_change", args=[exclusion.visit_id])
        return format_html('<a href="{}">{}</a>', url, exclusion.why)

    @admin.display(description=gettext_lazy("plan"))
    def plan_link(self, exclusion):
        plan = exclusion.plan
        is_open = plan.state in plan.EDITABLE_STATES and not exclusion.lifted_reason
        if not (is_open and exclusion.may_be_lifted):
            return format_html('<a href="{}">{}</a>', plan.get_absolute_url(), plan)
        lift = reverse("admin:inspections_patrolplan_lift", args=[plan.pk, exclusion.pk])
        return format_html(
            '<a href="{}">{}</a> · <a href="{}">{}</a>',
            plan.get_absolute_url(), plan, lift, _("Lift"),
        )  # fmt: skip
