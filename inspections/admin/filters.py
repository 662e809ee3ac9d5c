"""Filters of the lists of orders, results and campaigns."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from qualitysup.regions import codes
from qualitysup.regions.models import Division
from qualitysup.states import SOON


class TownFilter(admin.SimpleListFilter):
    """A town or street and all that lies in it; offers the towns that the person sees."""

    title = _("town")
    parameter_name = "town"

    def lookups(self, request, model_admin):
        towns = Division.objects.visible_to(request.user).filter(level=Division.Level.TOWN)
        return list(towns.filter(valid_to=None).order_by("code").values_list("code", "name"))

    def queryset(self, request, rows):
        chosen = self.value() in dict(self.lookup_choices)
        return rows.filter(rows.within(codes.prefix(self.value()))) if chosen else rows


class StandingFilter(admin.SimpleListFilter):
    """How orders stand today, by the queries that the dashboard counts with."""

    title = _("how it stands")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [
            ("open", _("open")),
            ("overdue", _("overdue")),
            ("soon", _("due within 7 days")),
            ("reinspect", _("re-inspection is next")),
            ("halted", _("production halted")),
        ]

    def queryset(self, request, orders):
        match self.value():
            case "open":
                return orders.open()
            case "overdue":
                return orders.overdue()
            case "soon":
                return orders.due_within(SOON)
            case "reinspect":
                return orders.to_reinspect()
            case "halted":
                return orders.halted()
        return orders


class NoOrderFilter(admin.SimpleListFilter):
    title = _("order")
    parameter_name = "order"

    def lookups(self, request, model_admin):
        return [("none", _("failed, no order yet"))]

    def queryset(self, request, results):
        return results.failed_without_order() if self.value() == "none" else results
