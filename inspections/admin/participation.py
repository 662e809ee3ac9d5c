"""Enterprises in a campaign: how they stood before and stand after."""

from django.contrib import admin
from django.db import models
from django.forms import NumberInput
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises.models import Enterprise
from inspections.admin.filters import CampaignFilter
from inspections.admin.pages import to_the_enterprise
from inspections.models import Participation
from inspections.services import campaigns
from qualitysup.audit.admin import HistoryMixin
from qualitysup.casework.admin import RefusalsOnTheForm
from qualitysup.casework.exports import ExportMixin
from qualitysup.regions.admin import ScopedAdmin, ScopedInline, TownFilter

FIGURES = [
    "pass_rate_before",
    "pass_rate_after",
    "sales_before",
    "sales_after",
    "staff_before",
    "staff_after",
]
AT_A_GLANCE = 12
MISSING = "—"


def amount(value, decimals=0) -> str:
    """A figure as people read it; what is missing is a dash, never zero."""
    return MISSING if value is None else f"{value:,.{decimals}f}"


def percent(value) -> str:
    return MISSING if value is None else f"{value:+.1f} %"


def points(value) -> str:
    """What a rate, a percentage itself, has gained."""
    return MISSING if value is None else _("%s points") % f"{value:+.1f}"


class Growth:
    """The computed columns beside the figures of one enterprise."""

    @admin.display(description=gettext_lazy("growth of sales"))
    def sales_growth(self, row):
        return percent(row.sales_growth)

    @admin.display(description=gettext_lazy("growth of staff"))
    def staff_growth(self, row):
        return percent(row.staff_growth)


class AdminNumber(NumberInput):
    """As wide as a figure needs, so that before and after stand on one line."""

    def __init__(self, attrs=None):
        super().__init__({"class": "figure-box"} | (attrs or {}))


class ParticipationInline(Growth, ScopedInline):
    model = Participation
    verbose_name_plural = gettext_lazy("enterprises: before and after")
    formfield_overrides = {
        models.DecimalField: {"widget": AdminNumber},
        models.PositiveIntegerField: {"widget": AdminNumber},
    }
    fields = ["firm", "work_group", *FIGURES, "sales_growth", "staff_growth"]
    readonly_fields = ["firm", "sales_growth", "staff_growth"]
    can_delete = False

    def get_queryset(self, request):
        return super().get_queryset(request).for_list().order_by("pk")

    def has_add_permission(self, request, obj=None):
        return False

    def get_formset(self, request, obj=None, **kwargs):
        request.campaign = obj
        # More than one looks over at a glance are folded away; the sums stand above them.
        self.classes = ["collapse"] if obj.enterprise_count > AT_A_GLANCE else []
        return super().get_formset(request, obj, **kwargs)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "work_group":
            field.queryset = field.queryset.filter(campaign=request.campaign)
            # Evaluated once for the page, not once for every enterprise.
            field.choices = list(field.choices)
        return field

    @admin.display(description=gettext_lazy("enterprise"))
    def firm(self, row):
        return to_the_enterprise(row.enterprise)


@admin.register(Participation)
class ParticipationAdmin(Growth, ExportMixin, RefusalsOnTheForm, HistoryMixin, ScopedAdmin):
    """Before and after of every enterprise in a campaign; figures may come in after its end."""

    list_display = [
        "enterprise",
        "campaign",
        "pass_rate_before",
        "pass_rate_after",
        "sales_growth",
        "staff_growth",
    ]
    list_filter = [CampaignFilter, TownFilter]
    ordering = ["-pk"]
    search_fields = ["enterprise__name"]
    export_columns = [
        ("campaign__name", gettext_lazy("campaign")),
        ("enterprise__name", gettext_lazy("enterprise")),
        ("enterprise__uscc", gettext_lazy("unified social credit code")),
        ("work_group__name", gettext_lazy("work group")),
        *FIGURES,
    ]
    fields = ["campaign", "enterprise", "added_on", "work_group", *FIGURES]
    readonly_fields = ["campaign", "enterprise", "added_on", "work_group"]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list().select_related("campaign")

    def get_search_results(self, request, queryset, search_term):
        if search_term:
            queryset = queryset.filter(enterprise__in=Enterprise.objects.search(search_term))
        return queryset, False

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        changed = {name: getattr(obj, name) for name in form.changed_data}
        campaigns.record_figures(obj, by=request.user, **changed)
