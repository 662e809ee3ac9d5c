"""What stands on the pages of managers: first how it is, then what is late, then where and why."""

from dataclasses import dataclass, replace

from django.apps import apps
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from qualitysup.dashboard import charts, figures, registry
from qualitysup.dashboard.charts import Chart
from qualitysup.dashboard.figures import Measured, PlaceRow
from qualitysup.dashboard.indicator import Indicator
from qualitysup.dashboard.lens import Lens
from qualitysup.dashboard.periods import Period, shifted
from qualitysup.dashboard.timing import On
from qualitysup.dashboard.town_map import TownMap, town_map
from qualitysup.states import Tone

# More would not be read side by side.
COLUMNS = 8


@dataclass(frozen=True)
class Theme:
    """Figures and tables that belong together."""

    name: str
    figures: list[Measured]
    charts: list[Chart]


@dataclass(frozen=True)
class SubjectFigures:
    """The first figures of a subject, and its page."""

    name: str
    url: str
    figures: list[Measured]


@dataclass(frozen=True)
class Whole:
    lens: Lens
    subject: str
    subjects: list[SubjectFigures]
    late: list[Measured]
    places: "Places"
    links: list
    periods: list


@dataclass(frozen=True)
class Places:
    """Figures by place: one row a division, one column an indicator; one of them as a map."""

    indicators: list[Indicator]
    rows: list[PlaceRow]
    map: TownMap | None


@dataclass(frozen=True)
class SubjectPage:
    lens: Lens
    subject: str
    name: str
    themes: list[Theme]
    trends: list[Chart]
    places: Places
    links: list
    periods: list


def whole(lens: Lens, mapped: str = "") -> Whole:
    """What a manager looks at first: each subject's first figures, what is late, and where.

    ``mapped`` is the key of the indicator that the map shows.
    """
    every = registry.indicators_for(lens.user)
    shown = [one for one in every if one.headline or one.tone is Tone.LATE]
    measured = dict(zip(shown, figures.measure(lens, shown), strict=True))
    subjects = [
        SubjectFigures(
            name, _url(lens, subject), [measured[one] for one in members if one.headline]
        )
        for subject, name, members in _by_subject(shown)
    ]
    late = [found for one, found in measured.items() if one.tone is Tone.LATE and found.figure]
    return Whole(
        lens=lens,
        subject=WHOLE,
        subjects=[one for one in subjects if one.figures],
        late=sorted(late, key=lambda one: -one.figure),
        places=_places(lens, shown, mapped),
        links=_links(lens, ""),
        periods=_periods(lens),
    )


def of_subject(lens: Lens, subject: str, mapped: str = "") -> SubjectPage | None:
    """One subject by its themes; ``None`` where the person sees none of it."""
    mine = [one for one in registry.indicators_for(lens.user) if one.subject == subject]
    tables = [one for one in registry.breakdowns_for(lens.user) if one.subject == subject]
    if not mine and not tables:
        return None
    measured = dict(zip(mine, figures.measure(lens, mine), strict=True))
    kept = [one for one in mine if one.is_kept and one.headline]
    apart = [(one, path) for one in mine for path in _told_apart(lens, one)]
    lines = figures.by_values(lens, apart)
    names = dict.fromkeys(str(one.theme) for one in (*mine, *tables))
    return SubjectPage(
        lens=lens,
        subject=subject,
        name=subject_name(subject),
        themes=[_theme(lens, name, measured, lines, tables) for name in names],
        trends=[charts.by_month(one, points) for one, points in figures.trend(lens, kept).items()],
        places=_places(lens, mine, mapped),
        links=_links(lens, subject),
        periods=_periods(lens),
    )


def _places(lens, indicators, mapped):
    columns = _columns(indicators)
    rows = figures.by_place(lens, columns)
    return Places(columns, rows, town_map(lens, columns, rows, mapped))


def _columns(indicators):
    """What a table by place has room for: first what it is known by, then what should be low."""
    kept = [one for one in indicators if one.is_kept]
    kept.sort(key=lambda one: (not one.headline, one.tone is not Tone.LATE))
    return kept[:COLUMNS]


@dataclass(frozen=True)
class Table:
    """What one table of a page says, to be taken away."""

    file_name: str
    header: list[str]
    rows: list[list]


# What their tables are called in addresses.
WHOLE, PLACES = "whole", "places"


def table(lens: Lens, subject: str, key: str) -> Table | None:
    """A table of the page of a subject by its key, or the one by place; ``None`` if not there."""
    if subject == WHOLE:
        return _of_places(lens, whole(lens), _("The whole")) if key == PLACES else None
    page = of_subject(lens, subject)
    if page is None:
        return None
    if key == PLACES:
        return _of_places(lens, page, page.name)
    drawn = [chart for theme in page.themes for chart in theme.charts]
    for chart in (*drawn, *page.trends):
        if chart.key == key:
            return Table(_file_name(lens, chart.name), chart.header, chart.cells)
    return None


def _of_places(lens, page, name):
    header = [_("division code"), _("division"), *(str(one.name) for one in page.places.indicators)]
    rows = [
        [row.place.pk, str(row.place), *(cell.figure for cell in row.cells)]
        for row in page.places.rows
    ]
    return Table(_file_name(lens, name), header, rows)


def _file_name(lens, name):
    place = f" {lens.place}" if lens.place else ""
    return f"{name}{place} {lens.period.since:%Y-%m-%d} {lens.period.until:%Y-%m-%d}"


def _theme(lens, name, measured, lines, tables):
    drawn = [
        charts.by_value(one, path, found)
        for (one, path), found in lines.items()
        if str(one.theme) == name
    ]
    drawn += [
        charts.of_today(lens, one)
        for one in tables
        if str(one.theme) == name and lens.is_of_today and not (one.of_all and lens.place)
    ]
    members = [found for one, found in measured.items() if str(one.theme) == name]
    return Theme(name, members, drawn)


def _told_apart(lens, one):
    """The fields to tell its rows apart by; of what stood once, a field may have changed since."""
    is_true = isinstance(one.timing, On) or lens.is_of_today
    return one.by if one.is_kept and is_true else ()


# --- Subjects and links -----------------------------------------------------------------------


def _by_subject(indicators):
    found: dict[str, list[Indicator]] = {}
    for one in indicators:
        found.setdefault(one.subject, []).append(one)
    # From the ground floor up.
    order = [config.label for config in reversed(list(apps.get_app_configs()))]
    for subject in sorted(found, key=order.index):
        yield subject, subject_name(subject), found[subject]


def subject_name(subject):
    return capfirst(apps.get_app_config(subject).verbose_name)


def _url(lens, subject):
    page = reverse("dashboard-subject", args=[subject]) if subject else reverse("dashboard")
    return f"{page}?{lens.query}"


def _links(lens, here):
    """To the whole and to each subject, under the same lens."""
    every = [*registry.indicators_for(lens.user), *registry.breakdowns_for(lens.user)]
    found = [("", _("The whole"))]
    found += [(subject, name) for subject, name, _members in _by_subject(every)]
    return [(name, _url(lens, subject), subject == here) for subject, name in found]


def _periods(lens):
    return [
        (name, f"?{replace(lens, period=period).query}", period == lens.period)
        for name, period in usual_periods(timezone.localdate())
    ]


def usual_periods(today) -> list[tuple[str, Period]]:
    """What is asked for most: one click each."""
    month, year = today.replace(day=1), today.replace(month=1, day=1)
    quarter = today.replace(month=today.month - (today.month - 1) % 3, day=1)
    return [
        (_("this month"), Period(month, today)),
        (_("last month"), Period(shifted(month, -1), month - today.resolution)),
        (_("this quarter"), Period(quarter, today)),
        (_("this year"), Period(year, today)),
        (_("last year"), Period(shifted(year, -12), year - today.resolution)),
        (_("twelve months"), Period(shifted(today, -12) + today.resolution, today)),
    ]
