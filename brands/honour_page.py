"""An honour on its page: how its holder is protected, and what puts it at risk."""

from functools import cached_property

from django.urls import reverse
from django.utils import timezone

from brands.models import Honour
from inspections.models import Patrol, PatrolPlan, RectificationOrder
from qualitysup.lists import list_url

# More of either is a list, and the list is one click away.
SHOWN = 5


class HonourPage:
    def __init__(self, honour, *, by):
        self.honour, self.by = honour, by

    @cached_property
    def stands(self) -> bool:
        return self.honour.stood_on(timezone.localdate())

    @cached_property
    def orders(self):
        """The open orders that put it at risk, as far as this person sees them."""
        if not self.by.has_perm("inspections.view_rectificationorder"):
            return []
        orders = RectificationOrder.objects.visible_to(self.by).open()
        orders = orders.filter(enterprise=self.honour.enterprise_id)
        return list(orders.for_list().order_by("-pk")[:SHOWN]) if self.stands else []

    @cached_property
    def may_see_patrols(self) -> bool:
        return self.by.has_perm("inspections.view_patrol")

    @cached_property
    def patrols(self):
        """Those that are planned, the first one first; one past its day is overdue."""
        rows = Patrol.objects.visible_to(self.by).open()
        rows = rows.filter(enterprise=self.honour.enterprise_id)
        return list(rows.for_list().order_by("due_on", "pk")[:SHOWN])

    @cached_property
    def last_patrol(self):
        rows = Patrol.objects.visible_to(self.by).done()
        rows = rows.filter(enterprise=self.honour.enterprise_id)
        return rows.for_list().order_by("-done_on", "-pk").first()

    @cached_property
    def all_patrols_url(self) -> str:
        return list_url(Patrol, q=self.honour.enterprise.uscc or self.honour.enterprise.name)

    @cached_property
    def ways_to_patrol(self):
        """Where one without a patrol gets one: entered by hand, or by a plan."""
        ways = []
        if self.by.has_perm("inspections.add_patrol"):
            query = {"enterprise": self.honour.enterprise_id}
            ways.append(("patrol", reverse("admin:inspections_patrol_add", query=query)))
        if self.by.has_perm("inspections.view_patrolplan"):
            ways.append(("plan", list_url(PatrolPlan)))
        return dict(ways)

    @cached_property
    def others(self):
        """What else its holder holds."""
        rows = Honour.objects.visible_to(self.by).held().exclude(pk=self.honour.pk)
        rows = rows.filter(enterprise=self.honour.enterprise_id)
        return list(rows.for_list().order_by("-granted_on", "-pk")[:SHOWN])
