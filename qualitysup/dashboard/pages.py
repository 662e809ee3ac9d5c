"""What stands on the pages of managers: first how it is, then what is late, then where and why."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.apps import apps
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from qualitysup.dashboard import figures, registry
from qualitysup.dashboard.fields import field_at
from qualitysup.dashboard.figures import Measured, PlaceRow
from qualitysup.dashboard.indicator import Indicator
from qualitysup.dashboard.lens import Lens
from qualitysup.dashboard.periods import Period, shifted
from qualitysup.dashboard.registry import Breakdown, Line
from qualitysup.dashboard.timing import On
from qualitysup.states import Tone

# More would not be read side by side.
COLUMNS = 8


@dataclass(frozen=True)
class Chart:
    """A table that is drawn as well: labels, figures and the rows behind each."""

    key: str
    name: str
    definition: str
    heads: tuple[str, str]
    lines: list[Line]
    # As of ``Breakdown``, or "line".
    kind: str = "bar"
    unit: str = ""
    tone: Tone = Tone.INFO


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
    """Figures by place: one row a division, one column an indicator."""

    indicators: list[Indicator]
    rows: list[PlaceRow]


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


def whole(lens: Lens) -> Whole:
    """What a manager looks at first: each subject's first figures, what is late, and where."""
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
    columns = _columns(shown)
    return Whole(
        lens=lens,
        subject=WHOLE,
        subjects=[one for one in subjects if one.figures],
        late=sorted(late, key=lambda one: -one.figure),
        places=Places(columns, figures.by_place(lens, columns)),
        links=_links(lens, ""),
        periods=_periods(lens),
    )


def of_subject(lens: Lens, subject: str) -> SubjectPage | None:
    """One subject by its themes; ``None`` where the person sees none of it."""
    mine = [one for one in registry.indicators_for(lens.user) if one.subject == subject]
    tables = [one for one in registry.breakdowns_for(lens.user) if one.subject == subject]
    if not mine and not tables:
        return None
    measured = dict(zip(mine, figures.measure(lens, mine), strict=True))
    kept = [one for one in mine if one.is_kept and one.headline]
    columns = _columns(mine)
    names = dict.fromkeys(str(one.theme) for one in (*mine, *tables))
    return SubjectPage(
        lens=lens,
        subject=subject,
        name=subject_name(subject),
        themes=[_theme(lens, name, mine, tables, measured) for name in names],
        trends=[_trend(one, points) for one, points in figures.trend(lens, kept).items()],
        places=Places(columns, figures.by_place(lens, columns)),
        links=_links(lens, subject),
        periods=_periods(lens),
    )


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
    charts = [chart for theme in page.themes for chart in theme.charts]
    for chart in (*charts, *page.trends):
        if chart.key == key:
            rows = [[line.label, line.figure] for line in chart.lines]
            return Table(_file_name(lens, chart.name), list(map(str, chart.heads)), rows)
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


def _theme(lens, name, mine, tables, measured):
    members = [one for one in mine if str(one.theme) == name]
    charts = [_by_value(lens, one, path) for one in members for path in _told_apart(lens, one)]
    charts += [
        _of_today(lens, one)
        for one in tables
        if str(one.theme) == name and lens.is_of_today and not (one.of_all and lens.place)
    ]
    return Theme(name, [measured[one] for one in members], charts)


def _told_apart(lens, one):
    """The fields to tell its rows apart by; of what stood once, a field may have changed since."""
    is_true = isinstance(one.timing, On) or lens.is_of_today
    return one.by if one.is_kept and is_true else ()


def _of_today(lens: Lens, table: Breakdown) -> Chart:
    return Chart(
        key=table.key,
        name=table.name,
        definition=table.definition,
        heads=table.heads,
        lines=list(table.lines(lens)),
        kind=table.kind,
    )


def _by_value(lens: Lens, one: Indicator, path: str) -> Chart:
    label = field_at(one.model, path).verbose_name
    return Chart(
        key=f"{one.key}-by-{path}",
        name=_("%(figure)s by %(field)s") % {"figure": one.name, "field": label},
        definition=one.definition,
        heads=(label, one.name),
        lines=figures.by_value(lens, one, path),
        tone=one.tone,
    )


def _trend(one: Indicator, points: Iterable[figures.Point]) -> Chart:
    return Chart(
        key=f"{one.key}-by-month",
        name=one.name,
        definition=one.definition,
        heads=(_("month"), one.name),
        lines=[Line(f"{each.period.until:%Y-%m}", each.figure, each.url) for each in points],
        kind="line",
        unit=one.unit,
        tone=one.tone,
    )


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
