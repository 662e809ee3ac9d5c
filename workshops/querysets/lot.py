"""The vocabulary of lots and of the three ledgers that they make."""

from datetime import timedelta

from django.apps import apps
from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Count, Exists, F, Func, OuterRef, Q, Subquery, TextField, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from enterprises.querysets import PartyQuerySet
from qualitysup.casework.querysets import CaseQuerySet
from qualitysup.grams import holding
from qualitysup.regions.querysets import few_by_key
from workshops.querysets.words import every_word

# The day after it is made a lot is tested, and the day after that it is out or held.
PROMPT = timedelta(days=2)
# What managers look back on.
LOOK_BACK = timedelta(days=30)
# Who works in a zone and wrote nothing for so long does not keep its ledgers.
SILENCE = timedelta(days=7)


def _releases():
    """Of the lot of the outer query: the steps that let it go."""
    return apps.get_model("workshops.LotLog").objects.filter(case=OuterRef("pk"), name="release")


class LotQuerySet(CaseQuerySet, PartyQuerySet):
    """Every lot is in one ledger: bought and slaughtered ones in that of purchases, the rest in
    that of production."""

    party_paths = ("workshop__enterprise", "zone__lead")
    # What a lot is called by.
    NAMES = ("product", "batch", "supplier_name")
    touched = (
        "division",
        "workshop__enterprise",
        "zone",
        "plant",
        "quarantine_paper",
        "created_by",
    )

    def purchases(self):
        """进货台账."""
        return self.filter(kind__in=self.model.INPUT_KINDS)

    def production(self):
        """生产台账."""
        return self.filter(kind="produced")

    def recorded(self):
        return self.filter(state="recorded")

    def in_stock(self):
        """What can go into a lot today, or be sold: something is left, and it may be used."""
        return self.filter(remaining__gt=0, state__in=self.model.USABLE_STATES)

    def usable_on(self, day):
        return self.in_stock().filter(Q(best_before=None) | Q(best_before__gte=day))

    def for_sale(self, day):
        return self.usable_on(day).filter(state="released")

    def expired(self, on):
        return self.filter(best_before__lt=on)

    def papers_missing(self):
        """Received, and not taken into stock because a paper is wanting."""
        unproved = Q(conformity_proof="", plant=None)
        of_a_plant = Q(plant__isnull=False) | Q(kind="slaughtered")
        unpapered = of_a_plant & (Q(quarantine_paper=None) | Q(quality_certificate=""))
        return self.purchases().recorded().filter(unproved | unpapered)

    def waiting(self):
        """Made, and not let go yet: with the laboratory, before it or after it."""
        return self.filter(state__in=["made", "testing", "passed"])

    def delayed(self, on=None):
        """Made, and not let go or held by the day on which they should have been."""
        on = on or timezone.localdate()
        return self.production().waiting().filter(made_on__lt=on - PROMPT)

    def let_go(self, since):
        """Made since a day, and released whatever came after it."""
        return self.production().filter(made_on__gte=since).filter(Exists(_releases()))

    def prompt_share(self):
        """Percent of these that waited for nobody; ``None`` where there are none."""
        promptly = _releases().filter(on__lte=OuterRef("made_on") + PROMPT)
        counted = self.aggregate(
            let_go=Count("pk"), promptly=Count("pk", filter=Q(Exists(promptly)))
        )
        if not counted["let_go"]:
            return None
        return round(counted["promptly"] * 100 / counted["let_go"], 1)

    def held(self):
        return self.filter(state="held")

    def entered_late(self):
        """Recorded on a later day than the one that the entry claims."""
        return self.filter(created_at__date__gt=F("made_on"))

    def past_keeping(self, on):
        return self.filter(keep_until__lt=on)

    def of(self, workshop):
        return self.filter(workshop=workshop)

    def search(self, text):
        """By words of the product, the batch, the supplier or the workshop."""
        return self.filter(every_word(text, self._of_word))

    def _of_word(self, word):
        theirs = few_by_key(apps.get_model("workshops.Workshop").objects.search(word).values("pk"))
        named = holding(self.NAMES, word, by_index=isinstance(theirs, list))
        return named | Q(workshop__in=theirs)

    def for_list(self):
        return self.select_related("workshop__enterprise", "division", "zone", "plant")

    def for_detail(self):
        return self.for_list().select_related("quarantine_paper", "created_by", "category")

    def for_export(self):
        """With what went into each as words, for one cell."""
        entry = Concat(
            "source__product", Value(" "), "source__batch", Value(" "),
            Cast(Func("quantity", function="trim_scale"), TextField()), Value(" "), "source__unit",
            output_field=TextField(),
        )  # fmt: skip
        inputs = apps.get_model("workshops.LotInput").objects.filter(lot=OuterRef("pk"))
        words = (
            inputs.order_by()
            .values("lot")
            .values(words=StringAgg(entry, Value("；"), order_by="pk"))
        )
        return self.for_detail().annotate(went_in=Subquery(words))

    def last_suppliers(self):
        """Who supplied last, with what the ledger needs of each, newest first."""
        rows = (
            self.filter(kind="purchased").exclude(supplier_name="").order_by("supplier_name", "-pk")
        )
        latest = rows.distinct("supplier_name").values("pk")
        return self.filter(pk__in=latest).order_by("-pk")


class OfLotQuerySet(PartyQuerySet):
    """What hangs on a lot is where the lot is, and seen by whoever sees it."""

    division_path = "lot__division"
    party_paths = tuple(f"lot__{path}" for path in LotQuerySet.party_paths)


class LotLogQuerySet(PartyQuerySet):
    division_path = "case__division"
    party_paths = tuple(f"case__{path}" for path in LotQuerySet.party_paths)


class LotInputQuerySet(OfLotQuerySet):
    def of_held_sources(self):
        held = self.filter(source__state__in=["held", "recalled"])
        return held.select_related("source").order_by("pk")

    def for_list(self):
        return self.select_related("lot", "source__workshop__enterprise")


class SaleQuerySet(PartyQuerySet):
    """销售台账: a sale is also seen by the operator that bought."""

    party_paths = ("lot__workshop__enterprise", "lot__zone__lead", "buyer_workshop__enterprise")

    def standing(self):
        """Without counter-entries."""
        return self.filter(corrects=None)

    def to_take_in(self):
        """Sold to an operator that has not taken it into its own ledger yet."""
        return self.standing().filter(buyer_workshop__isnull=False, taken_in=None)

    def entered_late(self):
        return self.filter(recorded_at__date__gt=F("sold_on"))

    def past_keeping(self, on):
        return self.filter(keep_until__lt=on)

    def search(self, text):
        """By words of the buyer, the product or the batch."""
        return self.filter(
            every_word(
                text,
                lambda word: (
                    Q(buyer_name__contains=word)
                    | Q(lot__product__contains=word)
                    | Q(lot__batch__contains=word)
                ),
            )
        )

    def for_list(self):
        return self.select_related(
            "lot__workshop__enterprise", "division", "buyer_workshop__enterprise", "recorded_by"
        )

    def for_export(self):
        """With the report that let each lot out (检验合格证号)."""
        tests = apps.get_model("workshops.LotTest").objects.for_release().passed()
        tests = tests.filter(lot=OuterRef("lot")).order_by("-pk").values("number")[:1]
        return self.for_list().annotate(test_number=Subquery(tests))

    def last_buyers(self):
        """Who bought last, with what the ledger needs of each, newest first."""
        rows = self.standing().order_by("buyer_name", "-pk").distinct("buyer_name").values("pk")
        return self.filter(pk__in=rows).order_by("-pk")


class LotCorrectionQuerySet(OfLotQuerySet):
    def for_list(self):
        return self.select_related("lot__workshop__enterprise", "by")
