"""The vocabulary of honours: which stand on a day, which run out, which are at risk."""

from datetime import timedelta

from django.apps import apps
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, ExtractYear
from django.utils import timezone

from enterprises.querysets import OfEnterpriseQuerySet
from enterprises.querysets import firms as found_firms
from qualitysup.documents.querysets import numbered_like
from qualitysup.regions.querysets import OpenQuerySet

# So long before the last day somebody sees to the re-review.
EXPIRING_DAYS = 90


class HonourKindQuerySet(OpenQuerySet):
    def alive(self, on=None):
        """Still awarded: neither abolished by that day nor not yet begun."""
        on = on or timezone.localdate()
        return self.filter(
            Q(abolished_on=None) | Q(abolished_on__gt=on),
            Q(begun_on=None) | Q(begun_on__lte=on),
        )

    def with_held(self, honours):
        """With how many of these honours of the kind stand today, as ``held_count``."""
        held = honours.held().filter(kind=OuterRef("pk")).order_by().values("kind")
        counted = held.annotate(count=Count("pk")).values("count")
        return self.annotate(held_count=Coalesce(Subquery(counted), 0))


class ValidityRuleQuerySet(OpenQuerySet):
    def in_order(self):
        """As they go before one another: those about certain products, then the later decision."""
        return self.order_by(
            Case(When(products=[], then=1), default=0),
            F("decided_on").desc(nulls_last=True),
            F("granted_from").desc(nulls_last=True),
            "-pk",
        )


class HonourQuerySet(OfEnterpriseQuerySet):
    def as_of(self, day):
        """Those that stood on a day, by what is known of them now."""
        return self.filter(
            Q(valid_to=None) | Q(valid_to__gte=day),
            Q(ended_on=None) | Q(ended_on__gt=day),
            valid_from__lte=day,
        )

    def held(self):
        """Those that stand today."""
        return self.as_of(timezone.localdate())

    def not_ended(self):
        """Neither revoked, given up nor ended with their kind; they may have run out."""
        return self.filter(state="held")

    def once(self):
        """Without those that were entered a second time."""
        return self.exclude(state="double")

    def ended(self):
        """Revoked, given up, or ended with their kind."""
        return self.exclude(state="held").once()

    def by_rule_alone(self):
        """No paper of their own says how long they are valid."""
        papers = self.model._meta.get_field("periods").related_model.objects.filter(rule=None)
        return self.exclude(pk__in=papers.values("honour"))

    def expiring(self, days=EXPIRING_DAYS, on=None):
        """They stand, and their last day is within so many days."""
        on = on or timezone.localdate()
        return self.as_of(on).filter(valid_to__lte=on + timedelta(days=days))

    def run_out(self, on=None):
        return self.not_ended().filter(valid_to__lt=on or timezone.localdate())

    def on_show(self, pages):
        """Of enterprises in the places of these public pages."""
        inside = Q()
        for page in pages:
            inside |= self.within(page.division.prefix)
        return self.filter(inside) if inside else self.none()

    def at_risk(self):
        """They stand, and an order to put something right is open at their enterprise."""
        orders = apps.get_model("inspections.RectificationOrder").objects.open()
        return self.held().filter(Exists(orders.filter(enterprise=OuterRef("enterprise"))))

    def count_by_kind(self) -> dict:
        """How many of each kind, by its key; a kind of which there is none is missing."""
        rows = self.order_by().values_list("kind__key").annotate(count=Count("pk"))
        return dict(rows)

    def search(self, text):
        firms = found_firms(text)
        return self.filter(
            numbered_like(text, "number")
            | Q(product__contains=text)
            | Q(brand__contains=text)
            | Q(enterprise__in=firms)
        )

    def for_list(self):
        return self.select_related("enterprise__division", "kind", "officer")

    # --- Protected: the patrols of whoever holds them -------------------------------------------

    def unprotected(self):
        """They stand, and no patrol of their enterprise is planned."""
        return self.held().exclude(Exists(_patrols().open()))

    def patrol_overdue(self):
        """They stand, and a patrol that is owed to their enterprise was not made by its day."""
        return self.held().filter(Exists(_patrols().overdue()))

    def protected(self):
        """They stand, and a patrol is planned; none is overdue."""
        planned = self.held().filter(Exists(_patrols().open()))
        return planned.exclude(Exists(_patrols().overdue()))

    def with_patrols(self):
        """With the days of the next patrol of the enterprise and of the last one made."""
        planned, done = _patrols().open().order_by("due_on"), _patrols().done().order_by("-done_on")
        return self.annotate(
            next_patrol=Subquery(planned.values("due_on")[:1]),
            last_patrol=Subquery(done.values("done_on")[:1]),
        )

    def standing(self, key):
        """As lists, the API and every link to them name it; of a word unknown, all."""
        found = {
            "held": self.held,
            "expiring": self.expiring,
            "run-out": self.run_out,
            "at-risk": self.at_risk,
            "ended": self.ended,
            "protected": self.protected,
            "unprotected": self.unprotected,
            "patrol-overdue": self.patrol_overdue,
        }
        return found[key]() if key in found else self

    # --- Counted --------------------------------------------------------------------------------

    def by_year_and_kind(self):
        """How many were granted in each year of each kind, the latest year first."""
        rows = self.once().order_by().values("kind", "kind__name", year=ExtractYear("granted_on"))
        return rows.annotate(count=Count("pk")).order_by("-year", "kind")


def _patrols():
    """The patrols of the enterprise that holds an honour, by the rules that inspectors go by."""
    patrols = apps.get_model("inspections.Patrol").objects
    return patrols.filter(enterprise=OuterRef("enterprise"))


class HonourPeriodQuerySet(OfEnterpriseQuerySet):
    division_path = "honour__enterprise__division"
