"""The vocabulary of publicity: what is on the page, what waits for whom, whom it reached."""

from django.apps import apps
from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from qualitysup.casework.querysets import CaseQuerySet
from qualitysup.regions.querysets import OpenQuerySet, ScopedQuerySet


class PublicityItemQuerySet(CaseQuerySet):
    touched = ("division", "honour__enterprise__division", "honour__kind", "created_by")

    def released(self):
        return self.filter(state="released")

    def on_page(self, on=None):
        """Released, and the honour that they tell of stands."""
        honours = apps.get_model("brands.Honour").objects.as_of(on or timezone.localdate())
        return self.released().filter(honour__in=honours)

    def off_page(self, on=None):
        """Released once; since then the honour ended or ran out."""
        return self.released().exclude(pk__in=self.on_page(on).values("pk"))

    def released_since(self, day):
        return self.filter(released_on__gte=day)

    def by_month(self):
        """How many were released in each month: ``month``, ``items``."""
        ever = self.filter(released_on__isnull=False).order_by()
        return ever.values(month=TruncMonth("released_on")).annotate(items=Count("pk"))

    def waiting_for(self, user):
        """Theirs to approve: nobody approves what they wrote, or twice."""
        waiting = Q(state="submitted") | (Q(state="approved") & ~Q(first_approver=user))
        return self.filter(waiting).exclude(created_by=user)

    def search(self, text):
        honours = apps.get_model("brands.Honour").objects.search(text)
        return self.filter(Q(headline__contains=text) | Q(honour__in=honours))

    def for_list(self):
        return self.select_related(
            "division",
            "honour__enterprise__division",
            "honour__kind",
            "created_by",
            "first_approver",
            "second_approver",
        )


class PublicityChannelQuerySet(ScopedQuerySet):
    division_path = "item__division"

    def standing(self):
        """Those that no correction replaced."""
        return self.filter(replaced_by=None)

    def reached(self) -> int | None:
        """The people reached where somebody counted; ``None`` where nobody did."""
        return self.standing().aggregate(people=Sum("reach"))["people"]

    def for_list(self):
        return self.select_related("item", "entered_by", "replaces")


class WordingRuleQuerySet(OpenQuerySet):
    def search(self, text):
        return self.filter(Q(words__contains=text) | Q(law__contains=text) | Q(why__contains=text))

    def in_force(self, on):
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gt=on)
        )
