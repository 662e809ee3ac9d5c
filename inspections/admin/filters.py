"""Filters of the lists of orders, results and campaigns."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from inspections.models import Campaign
from qualitysup.states import SOON

# The newest; any other is reached from its own page.
CAMPAIGNS_OFFERED = 20


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


class CampaignFilter(admin.SimpleListFilter):
    """The newest campaigns that the person sees, and the one that a link asks for.

    Django's own offers those that occur in the list, for which it reads all of it.
    """

    title = _("campaign")
    parameter_name = "campaign__id__exact"

    def lookups(self, request, model_admin):
        seen = Campaign.objects.visible_to(request.user).values_list("pk", "name")
        offered = dict(seen.order_by("-pk")[:CAMPAIGNS_OFFERED])
        if self.asked_for and self.asked_for not in offered:
            offered |= seen.filter(pk=self.asked_for)
        return offered.items()

    def queryset(self, request, rows):
        return rows.filter(campaign=self.asked_for) if self.asked_for else rows

    @property
    def asked_for(self):
        value = self.value() or ""
        return int(value) if value.isdecimal() else None


class NoOrderFilter(admin.SimpleListFilter):
    title = _("order")
    parameter_name = "order"

    def lookups(self, request, model_admin):
        return [("none", _("failed, no order yet"))]

    def queryset(self, request, results):
        return results.failed_without_order() if self.value() == "none" else results
