"""Tables of the deadlines of today: how late, with whom, and what comes next."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext as _

from qualitysup.clock.models import Deadline, TermRule
from qualitysup.dashboard.lens import Lens
from qualitysup.dashboard.periods import shifted
from qualitysup.dashboard.registry import SHOWN, Line
from qualitysup.states import SOON

# Days late, from and up to; the last has no end.
AGES = [(1, 7), (8, 30), (31, 90), (91, None)]
MONTHS_AHEAD = 12


def by_age(lens: Lens) -> list[Line]:
    """How long those that are late have been late."""
    today = timezone.localdate()
    spans = [_span(today, *age) for age in AGES]
    counts = (
        lens.rows(Deadline)
        .overdue()
        .aggregate(
            **{f"age{place}": Count("pk", filter=Q(**span)) for place, span in enumerate(spans)}
        )
    )
    if not any(counts.values()):
        return []
    return [
        Line(_age_in_words(*age), counts[f"age{place}"], _url(lens, due="overdue", **span))
        for place, (age, span) in enumerate(zip(AGES, spans, strict=True))
    ]


def _span(today, first, last):
    """Due so many days ago, as fields of the list."""
    span = {"due_on__lte": today - dt.timedelta(first)}
    return span if last is None else span | {"due_on__gte": today - dt.timedelta(last)}


def _age_in_words(first, last):
    if last is None:
        return _("more than %d days") % (first - 1)
    return _("%(first)d to %(last)d days") % {"first": first, "last": last}


def by_person(lens: Lens) -> list[Line]:
    """What each person has to do: in all, within a week, and late; the latest first."""

    def whose(person):
        return {"holder__id__exact": person} if person else {"mine": "nobody"}

    return _work(lens, "holder", "holder__full_name", _("nobody"), whose)


def by_station(lens: Lens) -> list[Line]:

    def whose(station):
        return {"station": station or "none"}

    return _work(lens, "holder__station", "holder__station__name", _("no station"), whose)


def _work(lens, path, name, nobody, whose) -> list[Line]:
    """``whose`` says how the list asks for those of one of them, or of nobody."""
    today = timezone.localdate()
    late = Q(pk__in=lens.rows(Deadline).overdue().values("pk"))
    soon = Q(due_on__gte=today, due_on__lte=today + dt.timedelta(SOON))
    rows = lens.rows(Deadline).open().order_by().values(path, name)
    counted = rows.annotate(
        running=Count("pk"), soon=Count("pk", filter=soon), late=Count("pk", filter=late)
    )
    columns = [
        (_("running"), "running", {}),
        (_("due within 7 days"), "soon", {"due": "soon"}),
        (_("overdue"), "late", {"due": "overdue"}),
    ]
    lines, rows = [], list(counted.order_by("-late", "-running", path)[:SHOWN])
    called = Counter(row[name] for row in rows)
    for row in rows:
        label = row[name] or nobody
        # Two of one name are two rows.
        if called[row[name]] > 1:
            label = f"{label} ({row[path]})"
        for words, key, standing in columns:
            url = _url(lens, **whose(row[path]), **standing)
            lines.append(Line(label, row[key], url, column=words))
    return lines


def ahead(lens: Lens) -> list[Line]:
    """What falls due in each of the coming months, by the term that it comes of."""
    today = timezone.localdate()
    begins = [shifted(today.replace(day=1), plus) for plus in range(MONTHS_AHEAD + 1)]
    rows = lens.rows(Deadline).open().filter(due_on__gte=today, due_on__lt=begins[-1])
    counted = rows.order_by().values("term", month=TruncMonth("due_on")).annotate(found=Count("pk"))
    found = {(row["term"], row["month"]): row["found"] for row in counted}
    names = _names(term for term, _month in found)
    lines = []
    for term in _most(found):
        for begin, end in pairwise(begins):
            days = {"due_on__gte": max(begin, today), "due_on__lt": end}
            url = _url(lens, term=term, **days)
            lines.append(Line(names[term], found.get((term, begin), 0), url, f"{begin:%Y-%m}"))
    return lines


def _most(found) -> list[str]:
    """The terms that most falls due of, as many as are shown."""
    sums: dict[str, int] = {}
    for (term, _month), count in found.items():
        sums[term] = sums.get(term, 0) + count
    return sorted(sums, key=lambda term: (-sums[term], term))[:SHOWN]


def _names(terms: Iterable[str]) -> dict[str, str]:
    rules = TermRule.objects.filter(term__in=set(terms)).order_by("term", "-valid_from")
    return {term: _(name) for term, name in rules.distinct("term").values_list("term", "name")}


def _url(lens, **filters):
    return lens.list_url(Deadline, **filters)
