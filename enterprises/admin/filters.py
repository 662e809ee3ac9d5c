from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from enterprises.models import IndustryClass


class IndustryFilter(admin.SimpleListFilter):
    title = _("industry")
    parameter_name = "industry"

    def lookups(self, request, model_admin):
        divisions = IndustryClass.objects.filter(level=IndustryClass.Level.DIVISION)
        return [(each.pk, str(each)) for each in divisions]

    def queryset(self, request, queryset):
        return queryset.in_industry(self.value()) if self.value() else queryset
