"""The vocabulary of executed standards: which are replaced, and which trades keep theirs."""

from datetime import timedelta

from django.apps import apps
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from enterprises.querysets import PartyQuerySet
from enterprises.querysets import firms as found_firms
from qualitysup.regions.querysets import OpenQuerySet

# So long before a standard is abolished its products are looked after.
TRANSITION_DAYS = 180


class ExecutionQuerySet(PartyQuerySet):
    division_path = "product__enterprise__division"
    party_paths = ("product__enterprise",)

    def open(self):
        """Made to it today; without what stayed with a merged duplicate."""
        return self.filter(until=None, product__enterprise__merged_into=None)

    def in_force(self):
        """Products made to what is in force today."""
        standards = apps.get_model("standards.Standard").objects.in_force()
        return self.open().filter(standard__in=standards)

    def outdated(self, on=None):
        """Products still made to what is no longer in force."""
        return self.open().filter(standard__abolished_on__lte=on or timezone.localdate())

    def in_transition(self, on=None):
        """Products made to what is in force, and will not be for long."""
        on = on or timezone.localdate()
        last = on + timedelta(days=TRANSITION_DAYS)
        return self.open().filter(standard__abolished_on__gt=on, standard__abolished_on__lte=last)

    def replaced(self):
        """Products made to what another standard has replaced, or will."""
        rows = apps.get_model("standards.Replacement").objects
        return self.open().filter(Exists(rows.filter(old=OuterRef("standard"))))

    def standing(self, key):
        """As lists, the API and every link to them name it; of a word unknown, all."""
        found = {
            "open": self.open,
            "in-force": self.in_force,
            "outdated": self.outdated,
            "in-transition": self.in_transition,
            "replaced": self.replaced,
        }
        return found[key]() if key in found else self

    def search(self, text):
        enterprises = found_firms(text)
        standards = apps.get_model("standards.Standard").objects.search(text)
        return self.filter(
            Q(product__enterprise__in=enterprises)
            | Q(standard__in=standards)
            | Q(product__name__contains=text)
        )

    def for_list(self):
        return self.select_related("product__enterprise__division", "standard")


class TradeStandardQuerySet(OpenQuerySet):
    def search(self, text):
        return self.filter(Q(series__contains=text.upper()) | Q(industry__name__contains=text))

    def for_list(self):
        return self.select_related("industry")

    def with_coverage(self, user):
        """With the edition in force, and of the trade's enterprises that this person sees how many
        there are (``firms``), are on it (``kept``), or on an abolished one only (``outdated``).
        """
        firms = apps.get_model("enterprises.Enterprise").objects.visible_to(user).operating()
        firms = firms.filter(industry__code__startswith=OuterRef("industry"))
        editions = apps.get_model("standards.Standard").objects.in_force()
        editions = editions.filter(series=OuterRef("series")).order_by("-in_force_on", "-pk")
        series = OuterRef(OuterRef("series"))
        return self.annotate(
            edition=Subquery(editions.values("number")[:1]),
            firms=_counted(firms),
            kept=_counted(standing_to(firms, series, "kept")),
            outdated=_counted(standing_to(firms, series, "outdated")),
        )


def standing_to(firms, series, standing):
    """Of some enterprises those that keep a standard, are on an abolished edition, or on none.

    Whatever else ``standing`` is, it is all of them.
    """
    executed = apps.get_model("standards.Execution").objects.open()
    executed = executed.filter(product__enterprise=OuterRef("pk"), standard__series=series)
    keeps, has = Exists(executed.in_force()), Exists(executed)
    match standing:
        case "kept":
            return firms.filter(keeps)
        case "outdated":
            return firms.filter(has).exclude(keeps)
        case "missing":
            return firms.exclude(has)
    return firms


def _counted(rows):
    counted = rows.order_by().annotate(all=Value(1)).values("all").annotate(count=Count("pk"))
    return Coalesce(Subquery(counted.values("count")), 0)
