from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from qualitysup.audit.admin import HistoryMixin
from qualitysup.casework.exports import ExportMixin
from qualitysup.regions.admin import ReadOnlyAdmin, TownFilter
from workshops.admin.zone_filters import AreaFilter, OfAZone
from workshops.models import Allocation


class StandingFilter(admin.SimpleListFilter):
    """How places stand today, by the queries that the dashboard counts with."""

    title = gettext_lazy("how it stands")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [("taken", _("taken today")), ("occupied", _("moved in today"))]

    def queryset(self, request, rows):
        match self.value():
            case "taken":
                return rows.holding(timezone.localdate())
            case "occupied":
                return rows.occupied()
        return rows


@admin.register(Allocation)
class AllocationAdmin(ExportMixin, HistoryMixin, ReadOnlyAdmin):
    """Who had which unit from when to when; given and taken back by the steps of a relocation."""

    list_display = [
        "workshop",
        "unit",
        "area",
        "starts_on",
        "ends_on",
        "moved_in_on",
        "moved_out_on",
        "withdrawn_on",
    ]
    list_filter = [StandingFilter, OfAZone, AreaFilter, TownFilter]
    ordering = ["-starts_on", "-pk"]
    search_fields = ["=workshop__enterprise__uscc"]
    search_help_text = gettext_lazy("The name, number or initials of the workshop")
    export_columns = [
        ("workshop__enterprise__name", gettext_lazy("workshop")),
        ("zone__name", gettext_lazy("consolidation zone")),
        ("unit__area__name", gettext_lazy("functional area")),
        ("unit__code", pgettext_lazy("of a zone", "unit")),
        "place",
        "starts_on",
        "ends_on",
        "moved_in_on",
        "moved_out_on",
        "withdrawn_on",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    @admin.display(description=gettext_lazy("functional area"), ordering="unit__area__name")
    def area(self, allocation):
        return allocation.unit.area
