"""The vocabulary of slaughter plants and of the papers that come with their animals and meat."""

from django.db.models import Q
from django.utils import timezone

from enterprises.querysets import PartyQuerySet
from qualitysup.regions.querysets import OpenQuerySet


class SlaughterPlantQuerySet(OpenQuerySet):
    """Open to everybody signed in: the city publishes the list (生猪屠宰管理条例 9)."""

    def verified(self):
        return self.filter(verified_on__isnull=False)

    def to_verify(self):
        """Entered, and nobody of the bureau has compared certificate and sign plate yet."""
        return self.filter(verified_on=None)

    def in_force(self, on):
        return self.filter(valid_from__lte=on, valid_to__gte=on)

    def expired(self, on=None):
        return self.filter(valid_to__lt=on or timezone.localdate())

    def for_list(self):
        return self.select_related("division", "enterprise", "zone", "verified_by")

    def search(self, text):
        return self.filter(
            Q(name__contains=text)
            | Q(certificate_number__startswith=text)
            | Q(sign_number__startswith=text)
        )


class PaperValidityQuerySet(OpenQuerySet):
    def in_force(self, on):
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=on)).filter(
            Q(valid_to=None) | Q(valid_to__gt=on)
        )

    def of(self, kind, on):
        """The rule of a kind of paper that is issued on a day, or ``None``."""
        return self.in_force(on).filter(kind=kind).first()


class QuarantinePaperQuerySet(PartyQuerySet):
    party_paths = ("workshop__enterprise", "zone__lead")

    def valid_on(self, day):
        return self.filter(issued_on__lte=day, valid_to__gte=day)

    def for_list(self):
        return self.select_related("division", "workshop__enterprise", "zone", "recorded_by")

    def search(self, text):
        return self.filter(Q(number__startswith=text) | Q(origin__contains=text))
