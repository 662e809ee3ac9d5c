from django.db.models import F, Window
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
