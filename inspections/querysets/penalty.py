"""The vocabulary of penalties, and of what is a small fine."""

from django.db.models import F, Q
from django.db.models.functions import Left, Substr

from enterprises.querysets import firms as found_firms
from qualitysup.documents.querysets import numbered_like
from qualitysup.regions import codes
from qualitysup.regions.querysets import OpenQuerySet, ScopedQuerySet


class PenaltyQuerySet(ScopedQuerySet):
    def for_list(self):
        return self.select_related("enterprise", "division")

    def in_force(self):
        return self.filter(annulled_on=None)

    def to_push(self):
        """Parties registered in another province, whose authority publishes it as well.

        处罚信息公示规定 art. 10; characters 3 to 8 of the code say where a party is registered.
        """
        length = codes.LENGTHS["province"]
        elsewhere = ~Q(registered=F("here"))
        return (
            self.in_force()
            .exclude(Q(party_uscc="") | Q(kind="warning"))
            .alias(registered=Substr("party_uscc", 3, length), here=Left("division_id", length))
            .filter(elsewhere)
        )

    def search(self, text):
        firms = found_firms(text)
        return self.filter(numbered_like(text, "number") | Q(enterprise__in=firms))


class SmallFineQuerySet(OpenQuerySet):
    def in_force(self, division_id, on):
        """The amount of the nearest authority above a place on a day; none if nobody said."""
        above = [division_id[:length].ljust(12, "0") for length in codes.LENGTHS.values()]
        begun = self.filter(division__in=above, valid_from__lte=on)
        return begun.order_by("-division_id", "-valid_from").first()
