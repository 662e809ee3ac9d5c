"""What the league of counties says in one sentence: 连续三年第一, and by which sources."""

from django.db.models import Max
from django.utils.translation import ngettext

from brands.models import LeagueEntry
from qualitysup.wording import listed


def told(kind, place=None) -> str:
    """Which places were first by honours of a kind, in how many years running, and who says so."""
    first = LeagueEntry.objects.filter(kind=kind, rank=1).order_by("place")
    if place is not None:
        first = first.filter(place=place)
    latest = first.values_list("place").annotate(Max("year"))
    return listed(_of_a_place(kind, name, until) for name, until in latest)


def _of_a_place(kind, place, until):
    """The latest years running; an earlier series is read in the list."""
    years = LeagueEntry.objects.years_first(kind, place, until=until)
    rows = LeagueEntry.objects.of(kind, place).filter(year__in=years)
    sources = dict.fromkeys(rows.order_by("year").values_list("source", flat=True))
    words = ngettext(
        "%(place)s: first in %(count)d year (%(years)s); source: %(sources)s",
        "%(place)s: first in %(count)d consecutive years (%(years)s); source: %(sources)s",
        len(years),
    )
    return words % {
        "place": place,
        "count": len(years),
        "years": f"{years[0]}–{years[-1]}" if len(years) > 1 else years[0],
        "sources": listed(sources),
    }
