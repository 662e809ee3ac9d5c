from datetime import timedelta

from django.apps import apps
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.utils import timezone

from enterprises.querysets import PartyQuerySet
from enterprises.querysets import firms as found_firms
from workshops import validity

# A zone's operator deals with whoever is on the way in or inside, and with nobody else.
WITH_THE_ZONE = ("agreed", "waiting", "planned", "moved_in")
# A health check and its certificate take some weeks.
RENEWED_WITHIN = timedelta(days=30)


class WorkshopQuerySet(PartyQuerySet):
    def visible_to(self, user):
        """To a zone's operator also those that move, or have moved, into the zone."""
        seen = super().visible_to(user)
        if not (user.is_active and user.is_party):
            return seen
        guests = apps.get_model("workshops.Relocation").objects.filter(
            zone__lead__in=self._theirs(user), state__in=WITH_THE_ZONE
        )
        own = Q(enterprise__in=self._theirs(user))
        return self.filter(own | Q(pk__in=guests.values("workshop")))

    def open(self):
        """Not closed for good."""
        return self.exclude(status="closed")

    def operating(self):
        return self.filter(status="operating")

    def incomplete(self):
        """生产条件不完备, by the latest survey."""
        return self.open().filter(conditions="incomplete")

    def in_zone(self, on=None):
        """Those that work inside a zone on a day."""
        return self.filter(Exists(stays(on or timezone.localdate())))

    def outside_zones(self, on=None):
        return self.filter(~Exists(stays(on or timezone.localdate())))

    def writing(self, since):
        """Those that wrote anything in their ledgers on a day or after it."""
        return self.filter(_wrote(since))

    def silent(self, since):
        return self.filter(~_wrote(since))

    def registered(self, on=None):
        """With a 登记证 in force on a day."""
        on = on or timezone.localdate()
        return self.filter(Exists(registrations(on)))

    def unregistered(self, on=None):
        on = on or timezone.localdate()
        return self.filter(~Exists(registrations(on)))

    def making(self, code):
        """Those that make something of a category, or of anything in a group of two digits."""
        varieties = apps.get_model("workshops.Variety").objects.current()
        made = varieties.filter(workshop=OuterRef("pk"), category__code__startswith=code)
        return self.filter(Exists(made))

    def search(self, text):
        enterprises = found_firms(text)
        return self.filter(enterprise__in=enterprises)

    def to_be_renewed(self, on=None):
        """Whose 登记证 ends before long, and who has not applied for more."""
        on = on or timezone.localdate()
        ending = apps.get_model("workshops.Registration").objects.expiring(
            validity.invited_before(on=on), on
        )
        return self.filter(pk__in=ending.values("workshop"))

    def with_registration(self):
        """The 登记证 that nobody ended, expired or not."""
        standing = apps.get_model("workshops.Registration").objects.in_force()
        its = standing.filter(workshop=OuterRef("pk"))
        return self.annotate(
            registration_number=Subquery(its.values("number")[:1]),
            registered_to=Subquery(its.values("valid_to")[:1]),
        )

    def for_list(self):
        return self.select_related("enterprise", "division", "trade").with_registration()

    def with_parts(self):
        """What it makes and who works there, in a query for each kind."""
        return self.prefetch_related("varieties", "workers__certificates")

    def for_detail(self):
        return self.select_related("enterprise__division__parent", "division__parent", "trade")

    def by_trade(self):
        return self.order_by().values("trade", name=F("trade__name")).annotate(count=Count("pk"))


def stays(on):
    """Of the workshop of the outer query: where it works inside a zone on a day."""
    return (
        apps.get_model("workshops.Allocation")
        .objects.filter(workshop=OuterRef("pk"), withdrawn_on=None, moved_in_on__lte=on)
        .filter(Q(moved_out_on=None) | Q(moved_out_on__gt=on))
    )


def _wrote(since) -> Q:
    """Of the workshop of the outer query: an entry of what came in, was made, or went out."""
    lots = apps.get_model("workshops.Lot").objects.filter(workshop=OuterRef("pk"))
    sales = apps.get_model("workshops.Sale").objects.filter(lot__workshop=OuterRef("pk"))
    return Q(Exists(lots.filter(made_on__gte=since))) | Q(Exists(sales.filter(sold_on__gte=since)))


def registrations(on):
    return apps.get_model("workshops.Registration").objects.filter(
        workshop=OuterRef("pk"), state="in_force", valid_from__lte=on, valid_to__gte=on
    )


class OfWorkshopQuerySet(PartyQuerySet):
    """What hangs on a workshop is seen by whoever sees the workshop."""

    division_path = "workshop__division"
    workshop_path = "workshop"

    def visible_to(self, user):
        if not (user.is_active and user.is_party):
            return super().visible_to(user)
        workshops = apps.get_model("workshops.Workshop").objects.visible_to(user)
        return self.filter(**{f"{self.workshop_path}__in": workshops.values("pk")})


class VarietyQuerySet(OfWorkshopQuerySet):
    def current(self, on=None):
        """What is made on a day."""
        on = on or timezone.localdate()
        return self.filter(Q(until=None) | Q(until__gte=on), since__lte=on)

    def open(self):
        return self.filter(until=None)

    def by_exception(self):
        """Allowed only because it is made inside an approved zone."""
        return self.filter(exception__isnull=False)

    def for_list(self):
        return self.select_related("category", "exception__list")


class WorkerQuerySet(OfWorkshopQuerySet):
    def current(self, on=None):
        on = on or timezone.localdate()
        return self.filter(Q(left_on=None) | Q(left_on__gt=on))

    def without_certificate(self, on=None):
        """At work with no health certificate that is valid (食品安全法 45)."""
        on = on or timezone.localdate()
        certificates = apps.get_model("workshops.HealthCertificate").objects.valid(on)
        held = certificates.filter(worker=OuterRef("pk"))
        return self.current(on).filter(~Exists(held))

    def for_list(self):
        return self.select_related("workshop__enterprise").prefetch_related("certificates")


class HealthCertificateQuerySet(OfWorkshopQuerySet):
    division_path = "division"
    workshop_path = "worker__workshop"

    def valid(self, on=None):
        on = on or timezone.localdate()
        return self.filter(issued_on__lte=on, valid_to__gte=on)

    def expired(self, on=None):
        return self.filter(valid_to__lt=on or timezone.localdate())

    def expiring(self, on=None):
        on = on or timezone.localdate()
        return self.filter(valid_to__gte=on, valid_to__lte=on + RENEWED_WITHIN)

    def that_count(self, on=None):
        """The one that is valid longest of everybody who still works there."""
        on = on or timezone.localdate()
        longer = self.model.objects.filter(worker=OuterRef("worker")).filter(
            Q(valid_to__gt=OuterRef("valid_to"))
            | Q(valid_to=OuterRef("valid_to"), pk__gt=OuterRef("pk"))
        )
        at_work = Q(worker__left_on=None) | Q(worker__left_on__gt=on)
        return self.filter(~Exists(longer), at_work)

    def search(self, text):
        """A number, a worker, or what finds the enterprise."""
        workshops = apps.get_model("workshops.Workshop").objects.search(text)
        return self.filter(
            Q(number=text)
            | Q(worker__name__startswith=text)
            | Q(worker__workshop__in=workshops.values("pk"))
        )

    def for_list(self):
        return self.select_related("worker__workshop__enterprise", "division")


def found(text):
    """Enterprises by a piece of their name, number or initials."""
    return found_firms(text)
