from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qualitysup.dashboard.models import TallyCheck
from qualitysup.regions.admin import ReadOnlyAdmin


class DifferedFilter(admin.SimpleListFilter):
    title = pgettext_lazy("of a comparison", "what was found")
    parameter_name = "found"

    def lookups(self, request, model_admin):
        return [("differed", _("differed from the rows"))]

    def queryset(self, request, checks):
        return checks.differed() if self.value() == "differed" else checks


@admin.register(TallyCheck)
class TallyCheckAdmin(ReadOnlyAdmin):
    """Whether the figures of the dashboard agreed with their rows, night by night."""

    list_display = ["at", "indicator", "built", "wrong", "off_by"]
    list_filter = ["built", DifferedFilter]
    date_hierarchy = "at"
