"""The vocabulary of laboratory tests and of the tests that are owed."""

from datetime import timedelta

from django.apps import apps
from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone

from enterprises.querysets import PartyQuerySet
from qualitysup.regions.querysets import OpenQuerySet
from qualitysup.states import SOON
from workshops.querysets.words import every_word
from workshops.querysets.workshop import found


class LotTestQuerySet(PartyQuerySet):
    party_paths = ("lot__workshop__enterprise", "zone__lead")

    def for_release(self):
        return self.filter(purpose="release")

    def mandatory(self):
        return self.filter(purpose="mandatory")

    def reported(self):
        return self.filter(reported_on__isnull=False)

    def awaited(self):
        """Sampled, and the laboratory has not reported yet."""
        return self.filter(reported_on=None)

    def standing(self):
        """Reports as they stand: without those that a later report corrects."""
        newer = self.model.objects.filter(replaces=OuterRef("pk"), reported_on__isnull=False)
        return self.reported().filter(~Exists(newer))

    def passed(self):
        return self.standing().filter(passed=True)

    def failed(self):
        return self.standing().filter(passed=False)

    def reported_between(self, first, last):
        return self.standing().filter(reported_on__range=(first, last))

    def after_moving_in(self):
        """Sampled while the operator worked in a zone."""
        since = self._moves().filter(moved_in_on__lte=OuterRef("sampled_on"))
        return self.filter(
            Exists(since.filter(Q(ends_on=None) | Q(ends_on__gte=OuterRef("sampled_on"))))
        )

    def before_moving_in(self):
        """Of operators that moved into a zone, sampled before they first did so."""
        moves = self._moves().filter(moved_in_on__isnull=False)
        earlier = moves.filter(moved_in_on__lte=OuterRef("sampled_on"))
        return self.filter(Exists(moves), ~Exists(earlier))

    def _moves(self):
        places = apps.get_model("workshops.Allocation").objects.standing()
        return places.filter(workshop=OuterRef("lot__workshop"))

    def search(self, text):
        """By words of the report's number, the batch, the product or the name over the door."""
        return self.filter(
            every_word(
                text,
                lambda word: (
                    Q(number__contains=word)
                    | Q(lot__batch__contains=word)
                    | Q(lot__product__contains=word)
                    | Q(lot__workshop__enterprise__in=found(word))
                ),
            )
        )

    def for_list(self):
        return self.select_related(
            "lot__workshop__enterprise", "laboratory", "zone", "division", "replaces"
        )

    def for_detail(self):
        return self.for_list().select_related("by", "reported_by").prefetch_related("items")

    def by_month(self):
        """How many reports stand, passed and failed, by the month they were reported in."""
        months = self.standing().order_by().values(month=TruncMonth("reported_on"))
        return months.annotate(
            passed_count=Count("pk", filter=Q(passed=True)),
            failed_count=Count("pk", filter=Q(passed=False)),
        ).order_by("month")

    def failure_rate(self):
        """Percent of the reports that stand; ``None`` where nothing was tested."""
        counted = self.standing().aggregate(
            tested=Count("pk"), failed=Count("pk", filter=Q(passed=False))
        )
        if not counted["tested"]:
            return None
        return round(counted["failed"] * 100 / counted["tested"], 1)


class LotTestPartQuerySet(PartyQuerySet):
    """Rows that belong to a test and are seen by whoever sees it."""

    division_path = "test__division"
    party_paths = tuple(f"test__{path}" for path in LotTestQuerySet.party_paths)


class TestFrequencyQuerySet(OpenQuerySet):
    __test__ = False

    def in_force(self, on):
        begun = self.filter(Q(valid_from=None) | Q(valid_from__lte=on))
        return begun.filter(Q(valid_to=None) | Q(valid_to__gt=on))

    def of_class(self, risk_class, on):
        """The rule for a risk class on a day; an enterprise never assessed has its own row."""
        return self.in_force(on).filter(risk_class=risk_class).first()


class RequiredTestQuerySet(PartyQuerySet):
    party_paths = ("workshop__enterprise", "zone__lead")

    def owed(self):
        """That were not called off."""
        return self.filter(cancelled_on=None)

    def open(self):
        """Still to be made, missed or not."""
        return self.owed().filter(test=None)

    def done(self):
        return self.filter(test__isnull=False)

    def done_in_time(self):
        return self.done().filter(missed_on=None)

    def missed(self):
        """Not made by their day, whatever came after it: one made late stays missed."""
        return self.owed().filter(missed_on__isnull=False)

    def overdue(self, on=None):
        return self.open().filter(due_on__lt=on or timezone.localdate())

    def due_within(self, days=SOON, on=None):
        on = on or timezone.localdate()
        return self.open().filter(due_on__gte=on, due_on__lte=on + timedelta(days=days))

    def due_between(self, first, last):
        return self.filter(due_on__range=(first, last))

    def unnoted(self, on=None):
        """Past their day, and nobody has noted yet that they were missed."""
        return self.overdue(on).filter(missed_on=None)

    def search(self, text):
        return self.filter(workshop__enterprise__in=found(text))

    def for_list(self):
        return self.select_related("workshop__enterprise", "zone", "division", "test")

    def by_workshop(self):
        """Planned against done for each operator; what was called off was not due."""
        rows = self.owed().order_by().values("workshop", name=F("workshop__enterprise__name"))
        return rows.annotate(
            planned=Count("pk"),
            done=Count("pk", filter=Q(test__isnull=False)),
            in_time=Count("pk", filter=Q(test__isnull=False, missed_on=None)),
            missed=Count("pk", filter=Q(missed_on__isnull=False)),
        ).order_by("name", "workshop")
