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

from django.utils import timezone


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
