"""The vocabulary of recalls."""

from django.apps import apps
from django.db.models import Avg, Count, DecimalField, ExpressionWrapper, F, Q

from enterprises.querysets import PartyQuerySet
from qualitysup.casework.querysets import CaseQuerySet
from workshops.querysets.words import every_word
from workshops.querysets.workshop import found


def open_lines(path="") -> Q:
    """Lines that keep a recall open, seen from the line or, with a path, from what has it.

    A buyer's is open until it was told and what came back is known, a lot's until it is said what
    became of it.
    """
    buyer = Q(**{f"{path}sale__isnull": False}) & (
        Q(**{f"{path}notified_on": None}) | Q(**{f"{path}recovered": None})
    )
    lot = Q(**{f"{path}sale": None, f"{path}outcome": "", f"{path}pk__isnull": False})
    return buyer | lot


class RecallQuerySet(CaseQuerySet, PartyQuerySet):
    """Seen by the operator of the failed lot, its zone, and whoever has a lot among the lines."""

    touched = ("division", "lot__workshop__enterprise", "officer")
    party_paths = ("lot__workshop__enterprise", "zone__lead")

    def visible_to(self, user):
        seen = super().visible_to(user)
        if not (user.is_active and user.is_party):
            return seen
        lines = apps.get_model("workshops.RecallLine").objects.visible_to(user)
        return self.filter(Q(pk__in=seen.values("pk")) | Q(pk__in=lines.values("recall")))

    def open(self):
        return self.exclude(state="closed")

    def search(self, text):
        """By words of the failed lot's batch, its product or its workshop."""
        return self.filter(
            every_word(
                text,
                lambda word: (
                    Q(lot__batch__contains=word)
                    | Q(lot__product__contains=word)
                    | Q(lot__workshop__enterprise__in=found(word))
                ),
            )
        )

    def for_list(self):
        return self.select_related(
            "lot__workshop__enterprise", "zone", "division", "officer"
        ).annotate(
            line_count=Count("lines"),
            open_count=Count("lines", filter=open_lines("lines__")),
        )


class RecallPartQuerySet(PartyQuerySet):
    """The steps of a recall, seen by the operator of the failed lot and its zone."""

    division_path = "case__division"
    party_paths = ("case__lot__workshop__enterprise", "case__zone__lead")


class RecallLineQuerySet(PartyQuerySet):
    """Each operator sees the lines of its own lots; whom others sold to is not its business."""

    division_path = "recall__division"
    party_paths = ("lot__workshop__enterprise", "lot__zone__lead")

    def lots(self):
        return self.filter(sale=None)

    def buyers(self):
        return self.filter(sale__isnull=False)

    def open(self):
        return self.filter(open_lines())

    def recovered(self):
        """Buyers of whom it is known how much came back."""
        return self.buyers().filter(recovered__isnull=False)

    def recovered_share(self):
        """Percent of what each had bought, averaged over the buyers, whatever the unit."""
        share = F("recovered") * 100 / F("sale__quantity")
        average = self.recovered().aggregate(
            share=Avg(ExpressionWrapper(share, output_field=DecimalField()))
        )["share"]
        return average if average is None else round(average, 1)

    def to_notify(self):
        """Buyers that were not told yet, as long as the recall goes on."""
        return self.buyers().filter(notified_on=None).exclude(recall__state="closed")

    def search(self, text):
        """By words of the buyer, the lot's batch or its product."""
        return self.filter(
            every_word(
                text,
                lambda word: (
                    Q(sale__buyer_name__contains=word)
                    | Q(lot__batch__contains=word)
                    | Q(lot__product__contains=word)
                ),
            )
        )

    def for_list(self):
        return self.select_related("lot__workshop__enterprise", "sale", "recall")
