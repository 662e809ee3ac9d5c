"""The vocabulary of filings: which stand, run out, are to be reviewed, or are out of date."""

from datetime import timedelta
from functools import partial

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from enterprises.querysets import PartyQuerySet
from enterprises.querysets import firms as found_firms
from qualitysup.casework.querysets import CaseQuerySet
from qualitysup.clock.models import Deadline
from qualitysup.documents.querysets import numbered_like
from standards.numbers import NotANumber, normalise

# So long before its last day a record is filed again (办法: 届满前30日).
EXPIRING_DAYS = 30
# In years since it was published here, by the key of the list.
AGES = {"age-0": (0, 1), "age-1": (1, 3), "age-3": (3, 5), "age-5": (5,)}


class FilingQuerySet(CaseQuerySet, PartyQuerySet):
    party_paths = ("enterprise",)
    touched = ("division", "enterprise__division", "standard", "replaces", "submitted_by")

    def published(self):
        """Everybody may rely on it: published, also while it is corrected."""
        return self.filter(state__in=self.model.STANDING)

    def as_of(self, day):
        """Those that stood on a day."""
        return self.filter(
            Q(ended_on=None) | Q(ended_on__gt=day),
            Q(valid_to=None) | Q(valid_to__gte=day),
            filed_on__lte=day,
        )

    def expiring(self, days=EXPIRING_DAYS):
        today = timezone.localdate()
        near = today + timedelta(days=days)
        return self.published().filter(valid_to__gte=today, valid_to__lte=near)

    def to_expire(self):
        """Records past their last day that nobody filed again."""
        return self.published().filter(valid_to__lt=timezone.localdate())

    def review_overdue(self):
        owed = Deadline.objects.filter(
            case_type=ContentType.objects.get_for_model(self.model), term="filing-review"
        )
        return self.published().filter(pk__in=owed.overdue().values("case_id"))

    def aged(self, least, below=None):
        """Published, so many years ago or longer, and not as long as ``below``."""
        today = timezone.localdate()
        rows = self.published().filter(filed_on__lte=today - timedelta(365 * least))
        return rows.filter(filed_on__gt=today - timedelta(365 * below)) if below else rows

    def on_replaced(self):
        """They execute, or compare with, a standard that is replaced or abolished."""
        standards = apps.get_model("standards.Standard").objects
        gone = standards.abolished() | standards.being_replaced()
        parts = self.model._meta.get_field("standards").related_model.objects
        return self.published().filter(
            Exists(parts.filter(filing=OuterRef("pk"), standard__in=gone.values("pk")))
        )

    def standing(self, key):
        """As lists, the API and every link to them name it; of a word unknown, all."""
        found = {
            "published": self.published,
            "expiring": self.expiring,
            "review-overdue": self.review_overdue,
            "on-replaced": self.on_replaced,
        } | {key: partial(self.aged, *years) for key, years in AGES.items()}
        return found[key]() if key in found else self

    def search(self, text):
        """By its number in any spelling or a piece of it, its name, the filing's number, the firm.

        What is no number as a whole may be a piece of one.
        """
        text = text.strip()
        enterprises = found_firms(text)
        try:
            own = normalise(text)
        except NotANumber:
            own = text.upper()
        return self.filter(
            Q(own_number__contains=own)
            | numbered_like(text, "number")
            | Q(name__contains=text)
            | Q(enterprise__in=enterprises)
        )

    def for_list(self):
        return self.select_related("division", "enterprise__division", "submitted_by")


class FilingLogQuerySet(PartyQuerySet):
    division_path = "case__division"
    party_paths = ("case__enterprise",)


class OfFilingQuerySet(PartyQuerySet):
    division_path = "filing__division"
    party_paths = ("filing__enterprise",)
