import re

from django.db.models import Count, F, Prefetch, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from enterprises.querysets import firms as found_firms
from qualitysup.grams import holding
from qualitysup.regions.querysets import ScopedQuerySet

# What a phone shows when a visit has arrived, to be read aloud.
RECEIPT = re.compile(r"\s*(\d{1,18})-\d{4}\s*", re.ASCII)


class VisitQuerySet(ScopedQuerySet):
    def search(self, text):
        """By the number of a receipt, the party as it was called, or what finds the enterprise."""
        if receipt := RECEIPT.fullmatch(text):
            return self.filter(pk=receipt[1])
        firms = found_firms(text)
        named = holding("party_name", text, by_index=isinstance(firms, list))
        return self.filter(named | Q(enterprise__in=firms))

    def finished(self):
        """Every part of them has arrived; nothing else counts as a visit."""
        return self.filter(state="finished")

    def checks(self):
        """In which something was looked at to its end: no talk, no closed door, none broken off."""
        visit = self.model
        return (
            self.finished()
            .filter(kind__in=visit.CHECKS)
            .exclude(outcome__in=visit.NOT_LOOKED_AT)
            .exclude(disposition=visit.Disposition.STOPPED)
        )

    def full_checks(self):
        """Of every point of inspection (食品生产经营监督检查管理办法 22)."""
        return self.checks().filter(checklist_version__checklist__covers_all=True)

    def arriving(self):
        return self.filter(state="receiving")

    def stuck(self, before):
        """Half arrived, and nothing more came since before this moment."""
        return self.arriving().filter(received_at__lt=before)

    def with_findings(self):
        return self.filter(failed_count__gt=0)

    def for_list(self):
        return self.select_related("enterprise", "division", "checklist_version__checklist")

    def for_detail(self):
        return self.for_list().prefetch_related(
            "inspections__inspector",
            "answers__item__section",
            "answers__photos",
            "additions__by",
            "follow_ups__closed_by",
            "samples",
            "proposals__answer__item",
        )

    def waiting_for(self, sha256):
        """Arriving visits that name this file."""
        part = [{"sha256": sha256}]
        return (
            self.arriving()
            .filter(
                Q(packets__content__photos__contains=part)
                | Q(packets__content__signatures__contains=part)
            )
            .distinct()
        )

    def with_follow_ups_refused(self):
        """Something that they entail could not be done."""
        refused = self.model._meta.get_field("follow_ups").related_model.objects.refused()
        return self.filter(pk__in=refused.values("visit"))

    def latest_of_each(self, count):
        """The last few visits of every enterprise, the latest first."""
        latest_first = [F("started_at").desc(), F("pk").desc()]
        nth = Window(RowNumber(), partition_by="enterprise", order_by=latest_first)
        return (
            self.annotate(nth_latest=nth)
            .filter(nth_latest__lte=count)
            .order_by("-started_at", "-pk")
        )

    def with_failed_answers(self):
        answers = self.model._meta.get_field("answers").related_model.objects.failed()
        return self.prefetch_related(Prefetch("answers", answers, to_attr="failed_answers"))

    def in_conflict(self):
        return self.filter(packets__conflict="open").distinct()

    def counts(self):
        """Visits, and those that found something, in one query."""
        return self.aggregate(visits=Count("pk"), found=Count("pk", filter=Q(failed_count__gt=0)))


class VisitPartQuerySet(ScopedQuerySet):
    """Rows that belong to a visit and are seen by whoever sees it."""

    division_path = "visit__division"


class VisitPacketQuerySet(VisitPartQuerySet):
    def naming(self, hashes) -> set[str]:
        """Those of these hashes that any packet names."""
        hashes = list(hashes)
        named = Q()
        for sha256 in hashes:
            part = [{"sha256": sha256}]
            named |= Q(content__photos__contains=part) | Q(content__signatures__contains=part)
        found = set()
        for content in self.filter(named).values_list("content", flat=True) if hashes else ():
            parts = [*content.get("photos", []), *content.get("signatures", [])]
            found.update(part["sha256"] for part in parts)
        return found & set(hashes)


class VisitFollowUpQuerySet(VisitPartQuerySet):
    def open(self):
        return self.filter(done_at=None, closed_at=None)

    def due(self, now=None):
        """What the sweep tries again, the longest waiting first."""
        return self.filter(next_try_at__lte=now or timezone.now()).order_by("next_try_at", "pk")

    def refused(self):
        """Tried and not done: what somebody at the desk should look at."""
        return self.filter(next_try_at__isnull=False).exclude(refusal="")

    def for_list(self):
        return self.select_related("visit__division", "closed_by").order_by("-pk")


class VisitAnswerQuerySet(VisitPartQuerySet):
    def failed(self):
        """What was found wanting, in the order of the checklist."""
        return self.filter(failed=True).for_page()

    def for_page(self):
        return self.select_related("item__section").order_by(
            "item__section__position", "item__position"
        )
