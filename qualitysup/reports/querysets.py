from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber

from qualitysup.casework.querysets import LeasedQuerySet
from qualitysup.notices.querysets import OwnQuerySet
from qualitysup.regions.querysets import ScopedQuerySet


class StatementQuerySet(ScopedQuerySet):
    def last_stated(self, day):
        """Of each figure of each place what was last stated by a day."""
        latest = Window(
            RowNumber(),
            partition_by=["division", "subject", "name"],
            order_by=[F("as_of").desc(), F("pk").desc()],
        )
        return self.filter(as_of__lte=day).annotate(rank=latest).filter(rank=1).order_by("pk")

    def search(self, text):
        return self.filter(name__contains=text) | self.filter(source__contains=text)

    def for_list(self):
        return self.select_related("division")


class StudyReportQuerySet(OwnQuerySet, LeasedQuerySet):
    person_path = "by"

    def for_list(self):
        return self.select_related("place")


class SubscriptionQuerySet(OwnQuerySet):
    person_path = "by"

    def due(self, rhythm, until):
        """Those whose person has not been told yet of a period that ended on this day."""
        untold = Q(told_until=None) | Q(told_until__lt=until)
        return self.filter(untold, rhythm=rhythm, is_active=True, by__is_active=True)

    def for_list(self):
        return self.select_related("place").annotate(figures=Count("lines"))


class SubscriptionLineQuerySet(OwnQuerySet):
    person_path = "subscription__by"
