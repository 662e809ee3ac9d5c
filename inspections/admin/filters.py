"""Filters of the lists of orders, results and campaigns."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from qualitysup.states import SOON


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
            ("objection", _("objection pending")),
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
            case "objection":
                return orders.objected_to()
        return orders


class NoOrderFilter(admin.SimpleListFilter):
    title = _("order")
    parameter_name = "order"

    def lookups(self, request, model_admin):
        return [("none", _("failed, no order yet"))]

    def queryset(self, request, results):
        return results.failed_without_order() if self.value() == "none" else results
