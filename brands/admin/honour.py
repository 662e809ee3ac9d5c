from django.contrib import admin
from django.utils.translation import gettext_lazy

from brands.models import Honour, HonourPeriod
from qualitysup.audit.admin import HistoryMixin
from qualitysup.regions.admin import ReadOnlyAdmin, ReadOnlyInline


class PeriodInline(ReadOnlyInline):
    model = HonourPeriod
    fields = ["origin", "starts_on", "ends_on", "rule", "basis", "entered_by", "entered_at"]
    readonly_fields = ["entered_at"]


@admin.register(Honour)
class HonourAdmin(HistoryMixin, ReadOnlyAdmin):
    list_display = ["__str__", "enterprise", "shown_state", "number", "granted_on", "valid_to"]
    list_filter = ["kind"]
    ordering = ["-granted_on", "-pk"]
    search_fields = ["number"]
    search_help_text = gettext_lazy("Holder, product, brand or certificate number")
    inlines = [PeriodInline]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_search_results(self, request, queryset, search_term):
        return (queryset.search(search_term) if search_term else queryset), False

    @admin.display(description=gettext_lazy("state"))
    def shown_state(self, honour):
        return honour.shown_state
