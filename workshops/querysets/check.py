"""The vocabulary of a zone's own checks."""

from django.db.models import Avg, Count, F, Q, Sum
from django.db.models.functions import TruncMonth

from enterprises.querysets import PartyQuerySet
from workshops.querysets.workshop import found


class ZoneCheckQuerySet(PartyQuerySet):
    """An operator sees the checks of its own units; the zone operator those of the whole zone."""

    party_paths = ("workshop__enterprise", "zone__lead")

    def checked_between(self, first, last):
        return self.filter(checked_on__range=(first, last))

    def average(self):
        """Points out of 100; ``None`` where nothing was checked."""
        found = self.aggregate(average=Avg("score"))["average"]
        return None if found is None else round(found, 1)

    def search(self, text):
        return self.filter(Q(zone__name__contains=text) | Q(workshop__enterprise__in=found(text)))

    def for_list(self):
        return self.select_related(
            "zone", "workshop__enterprise", "division", "checklist_version__checklist", "by"
        )

    def by_workshop(self):
        """How often each operator was checked, with its average and what failed."""
        rows = self.exclude(workshop=None).order_by()
        return (
            rows.values("workshop", name=F("workshop__enterprise__name"))
            .annotate(checks=Count("pk"), average=Avg("score"), failed=Sum("failures"))
            .order_by("name", "workshop")
        )

    def by_month(self):
        """The average score of each month, common areas and operators together."""
        months = self.order_by().values(month=TruncMonth("checked_on"))
        return months.annotate(checks=Count("pk"), average=Avg("score")).order_by("month")


class ZoneCheckPartQuerySet(PartyQuerySet):
    """Answers of a check, seen by whoever sees it."""

    division_path = "zone_check__division"
    party_paths = tuple(f"zone_check__{path}" for path in ZoneCheckQuerySet.party_paths)
