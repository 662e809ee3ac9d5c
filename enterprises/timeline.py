"""The timeline of an enterprise: what every subject has to tell of it, newest first.

A subject adds to it in its own ``timeline.py``, which is found by itself:

    @timeline.register("order", _("orders"))
    def orders(enterprise_ids, user):
        seen = RectificationOrder.objects.visible_to(user)
        for order in seen.filter(enterprise__in=enterprise_ids):
            yield Entry(order.issued_at, str(order), order.get_absolute_url())

``enterprise_ids`` are the enterprise and what was merged into it.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enterprises.models import FormerName, Licence, MergeRecord, RiskAssessment


@dataclass(frozen=True)
class Entry:
    """One thing that happened: the moment or day, what it was, and where it can be read."""

    at: dt.datetime | dt.date
    title: str
    url: str = ""
    # Which subject tells it, and its words; filled in by the timeline.
    kind: str = field(default="", kw_only=True)
    label: str = field(default="", kw_only=True)

    @property
    def moment(self) -> dt.datetime:
        """A day counts as its beginning."""
        if isinstance(self.at, dt.datetime):
            return self.at
        return timezone.make_aware(dt.datetime.combine(self.at, dt.time.min))


Source = Callable[[Collection[int], object], Iterable[Entry]]

_sources: dict[str, tuple[str, Source]] = {}


def register(kind: str, label: str):
    """Let a function ``(enterprise_ids, user)`` add its entries, under a filter of this name."""

    def add(source: Source) -> Source:
        _sources[kind] = (label, source)
        return source

    return add


def kinds() -> dict[str, str]:
    """The filters to offer, with their words."""
    return {kind: label for kind, (label, _source) in _sources.items()}


def of(enterprise_ids, user, *, only: str = "") -> list[Entry]:
    """Everything the person may see of these rows, newest first; ``only`` one kind of it."""
    found = [
        replace(entry, kind=kind, label=label)
        for kind, (label, source) in _sources.items()
        if not only or kind == only
        for entry in source(enterprise_ids, user)
    ]
    return sorted(found, key=lambda entry: entry.moment, reverse=True)


# --- What the register itself has to tell -------------------------------------------------------


@register("risk", _("risk class"))
def risk_assessments(enterprise_ids, user):
    found = RiskAssessment.objects.visible_to(user).filter(enterprise__in=enterprise_ids)
    for assessment in found:
        words = _("Risk class %(class)s: %(reason)s")
        yield Entry(
            assessment.at,
            words % {"class": assessment.risk_class, "reason": assessment.reason},
        )


@register("name", _("names"))
def former_names(enterprise_ids, user):
    found = FormerName.objects.visible_to(user).filter(enterprise__in=enterprise_ids)
    for former in found.exclude(used_to=None):
        yield Entry(former.used_to, _("Gave up the name “%s”") % former.name)


@register("licence", _("licences"))
def licences(enterprise_ids, user):
    found = Licence.objects.visible_to(user).filter(enterprise__in=enterprise_ids)
    for licence in found.exclude(valid_from=None):
        yield Entry(licence.valid_from, _("Obtained %s") % licence)


@register("merge", _("merges"))
def merges(enterprise_ids, user):
    found = MergeRecord.objects.visible_to(user).in_force().filter(survivor__in=enterprise_ids)
    for record in found.select_related("duplicate"):
        yield Entry(
            record.at,
            _("Took over the duplicate “%s”") % record.duplicate,
            reverse("admin:enterprises_mergerecord_change", args=[record.pk]),
        )
