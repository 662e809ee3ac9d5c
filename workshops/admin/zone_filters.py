"""Filters by the zones and areas that a person sees."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from workshops.models import Area, Zone


class OfAZone(admin.SimpleListFilter):
    """Zones that the person sees."""

    title = gettext_lazy("consolidation zone")
    parameter_name = "zone"

    def lookups(self, request, model_admin):
        seen = Zone.objects.visible_to(request.user).order_by("name", "pk")
        return [(str(pk), name) for pk, name in seen.values_list("pk", "name")[:100]]

    def queryset(self, request, rows):
        value = self.value()
        return rows.filter(zone=value) if value and value.isdecimal() else rows


class AreaFilter(admin.SimpleListFilter):
    """Areas for operators of the zones that the person sees."""

    title = gettext_lazy("functional area")
    parameter_name = "area"

    def lookups(self, request, model_admin):
        seen = Area.objects.visible_to(request.user).production().select_related("zone")
        seen = seen.order_by("zone__name", "zone", "kind__position", "pk")
        return [(str(area.pk), f"{area.zone} · {area}") for area in seen[:200]]

    def queryset(self, request, rows):
        value = self.value()
        return rows.filter(unit__area=value) if value and value.isdecimal() else rows
