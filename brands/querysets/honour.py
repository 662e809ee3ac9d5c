"""The vocabulary of honours: which stand on a day, which run out, which are at risk."""

from datetime import timedelta

from django.apps import apps
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, When
from django.utils import timezone

from enterprises.querysets import OfEnterpriseQuerySet
from qualitysup.documents import numbers
from qualitysup.regions.querysets import OpenQuerySet


class HonourKindQuerySet(OpenQuerySet):
    def alive(self, on=None):
        """Still awarded: neither abolished by that day nor not yet begun."""
        on = on or timezone.localdate()
        return self.filter(
            Q(abolished_on=None) | Q(abolished_on__gt=on),
            Q(begun_on=None) | Q(begun_on__lte=on),
        )


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

    def by_rule_alone(self):
        """No paper of their own says how long they are valid."""
        papers = self.model._meta.get_field("periods").related_model.objects.filter(rule=None)
        return self.exclude(pk__in=papers.values("honour"))

    def expiring(self, days, on=None):
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
        firms = self.model._meta.get_field("enterprise").related_model.objects.search(text)
        number = numbers.normalise(text)
        return self.filter(
            Q(number__contains=number)
            | Q(product__contains=text)
            | Q(brand__contains=text)
            | Q(enterprise__in=firms)
        )

    def for_list(self):
        return self.select_related("enterprise__division", "kind", "officer")

    def next_patrol_on(self):
        """With the day of the next patrol of the enterprise, as ``next_patrol``."""
        patrols = apps.get_model("inspections.Patrol").objects.filter(
            state="planned", enterprise=OuterRef("enterprise")
        )
        return self.annotate(next_patrol=Subquery(patrols.order_by("due_on").values("due_on")[:1]))


class HonourPeriodQuerySet(OfEnterpriseQuerySet):
    division_path = "honour__enterprise__division"
