"""Who drafted which standard, in the admin; and what reports state of a place."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy, pgettext_lazy

from enterprises.models import IndustryClass
from qualitysup.audit.admin import HistoryMixin
from qualitysup.casework.admin import RefusalsOnTheForm
from qualitysup.casework.exports import ExportMixin
from qualitysup.regions.admin import ScopedAdmin, TownFilter
from standards.admin.catalogue import link
from standards.forms import drafting as forms
from standards.models import Drafting, StatedFigure
from standards.services import draftings


class DraftingStandingFilter(admin.SimpleListFilter):
    """As the figures of the dashboard count them."""

    title = gettext_lazy("role")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [
            ("counted", gettext_lazy("leads or takes part")),
            ("led", pgettext_lazy("of a drafting unit", "leads")),
            ("reported", gettext_lazy("in national and sector standards")),
        ]

    def queryset(self, request, rows):
        return rows.standing(self.value())


class TradeFilter(admin.SimpleListFilter):
    """A division of GB/T 4754 and all that is in it: ``?trade=34``."""

    title = pgettext_lazy("of an enterprise", "trade")
    parameter_name = "trade"

    def lookups(self, request, model_admin):
        trades = IndustryClass.objects.filter(level=IndustryClass.Level.DIVISION)
        return [(trade.pk, str(trade)) for trade in trades]

    def queryset(self, request, rows):
        return (
            rows.filter(enterprise__industry__code__startswith=self.value())
            if self.value()
            else rows
        )


@admin.register(Drafting)
class DraftingAdmin(ExportMixin, RefusalsOnTheForm, HistoryMixin, ScopedAdmin):
    list_display = ["unit", "drafted", "name", "shown_role", "place", "shown_status", "source"]
    list_display_links = ["unit"]
    list_filter = [DraftingStandingFilter, "standard__level", TradeFilter, TownFilter]
    ordering = ["-pk"]
    search_fields = ["source"]
    search_help_text = gettext_lazy("Enterprise, or standard by number or name")
    export_columns = [
        ("enterprise__name", gettext_lazy("enterprise")),
        ("enterprise__uscc", gettext_lazy("unified social credit code")),
        ("standard__number", pgettext_lazy("of the catalogue", "standard")),
        ("standard__name", gettext_lazy("name of the standard")),
        ("standard__level", pgettext_lazy("of a standard", "level")),
        "place",
        "source",
    ]

    form = forms.DraftingForm
    autocomplete_fields = ["enterprise", "standard"]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def lookup_allowed(self, lookup, value, request):
        return lookup == "enterprise__id__exact" or super().lookup_allowed(lookup, value, request)

    def get_fields(self, request, obj=None):
        names = ["persons"] if request.user.has_perm("standards.view_drafters") else []
        return ["enterprise", "standard", "place", *names, "source"]

    def get_readonly_fields(self, request, obj=None):
        return ["enterprise", "standard"] if obj else []

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        (draftings.correct if change else draftings.enter)(obj, by=request.user)

    # --- Columns ---------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("enterprise"), ordering="enterprise__name")
    def unit(self, drafting):
        return drafting.enterprise.name

    @admin.display(
        description=pgettext_lazy("of the catalogue", "standard"), ordering="standard__sort_key"
    )
    def drafted(self, drafting):
        return link(drafting.standard)

    @admin.display(description=gettext_lazy("name of the standard"))
    def name(self, drafting):
        return drafting.standard.name

    @admin.display(description=gettext_lazy("role"), ordering="place")
    def shown_role(self, drafting):
        return drafting.shown_role

    @admin.display(description=pgettext_lazy("of a standard", "status"))
    def shown_status(self, drafting):
        return drafting.standard.shown_status


@admin.register(StatedFigure)
class StatedFigureAdmin(RefusalsOnTheForm, HistoryMixin, ScopedAdmin):
    """What a report states; it stands beside what the rows count."""

    form = forms.StatedFigureForm
    list_display = ["key", "shown_value", "as_of", "division", "source"]
    list_filter = ["key"]
    ordering = ["-as_of", "-pk"]
    autocomplete_fields = ["division"]
    fields = ["division", "key", ("bound", "value"), "as_of", "source"]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        draftings.keep_stated(obj, by=request.user)

    @admin.display(description=gettext_lazy("value"), ordering="value")
    def shown_value(self, figure):
        return format_html('<span class="figure">{}</span>', figure.shown)
