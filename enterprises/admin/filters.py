from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from enterprises.models import IndustryClass
from qualitysup.regions import codes
from qualitysup.regions.models import Division


class TownFilter(admin.SimpleListFilter):
    """The towns in the person's divisions."""

    title = _("town")
    parameter_name = "division"

    def lookups(self, request, model_admin):
        towns = Division.objects.visible_to(request.user).filter(level=Division.Level.TOWN)
        return towns.values_list("pk", "name")

    def queryset(self, request, queryset):
        if self.value():
            return queryset.filter(queryset.within(codes.prefix(self.value())))
        return queryset


class IndustryFilter(admin.SimpleListFilter):
    title = _("industry")
    parameter_name = "industry"

    def lookups(self, request, model_admin):
        divisions = IndustryClass.objects.filter(level=IndustryClass.Level.DIVISION)
        return [(each.pk, str(each)) for each in divisions]

    def queryset(self, request, queryset):
        return queryset.in_industry(self.value()) if self.value() else queryset
