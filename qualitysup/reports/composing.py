"""What a study report says of one subject, as plain values that a row can keep.

It asks the same pages as the dashboard, as its maker sees them; the words are those of the office.
"""

from decimal import Decimal

from django.apps import apps

from qualitysup import bounds
from qualitysup.bounds import Bound
from qualitysup.dashboard import pages, registry
from qualitysup.dashboard.lens import Lens
from qualitysup.documents.rendering import plain
from qualitysup.reports import registry as sources
from qualitysup.states import Tone

# More lines of a chart would not be read on paper; the dashboard has them all.
LINES = 12


def subjects(user) -> list[str]:
    """The subjects that the person may be told of, from the ground floor up."""
    every = [*registry.indicators_for(user), *registry.breakdowns_for(user)]
    found = {one.subject for one in every}
    return [app.label for app in reversed(list(apps.get_app_configs())) if app.label in found]


def compose(lens: Lens, subject: str, *, brief: bool) -> dict:
    """One of ``subjects``; in brief its first figures, what is late and how the months went."""
    page = pages.of_subject(lens, subject)
    return plain(
        {
            "subject": subject,
            "name": page.name,
            "stated": [_stated(line) for line in sources.stated(lens, subject)],
            "themes": [_theme(theme, brief) for theme in page.themes],
            "trends": [_chart(chart) for chart in page.trends[: 1 if brief else None]],
            "places": {} if brief else _places(page.places),
        }
    )


def _stated(line):
    return {
        "name": line.name,
        "value": line.shown,
        "unit": line.unit,
        "as_of": line.as_of,
        "source": line.source,
    }


def _theme(theme, brief):
    # What is known for today only is not told of another day.
    known = [one for one in theme.figures if one.figure is not None]
    if brief:
        known = [one for one in known if one.indicator.headline or _is_late(one)]
    charts = () if brief else theme.charts
    return {
        "name": theme.name,
        "figures": [_figure(one) for one in known],
        "charts": [_chart(one) for one in charts if one.lines],
    }


def _is_late(measured):
    return measured.indicator.tone is Tone.LATE and bool(measured.figure)


def _figure(measured):
    indicator = measured.indicator
    return {
        "name": indicator.name,
        "unit": indicator.unit,
        "figure": in_words(measured.figure, measured.is_capped),
        "before": in_words(measured.before),
        "change": None if measured.change is None else str(measured.change),
        "is_headline": indicator.headline,
        "is_late": _is_late(measured),
        "definition": indicator.definition,
    }


def _chart(chart):
    lines = chart.lines if chart.kind in ("grid", "line") else chart.lines[:LINES]
    return {
        "name": chart.name,
        "heads": chart.heads,
        "kind": chart.kind,
        "unit": chart.unit,
        "lines": [
            {
                "label": line.label,
                "column": line.column,
                "figure": None if line.figure is None else str(line.figure),
                "words": in_words(line.figure),
            }
            for line in lines
        ],
        "left_out": len(chart.lines) - len(lines),
    }


def _places(places):
    return {
        "heads": [one.name for one in places.indicators],
        "rows": [
            [str(row.place), *(in_words(cell.figure) for cell in row.cells)] for row in places.rows
        ],
    }


def in_words(figure, is_capped=False) -> str:
    """A figure as it is printed; what is not known is "—"."""
    if figure is None:
        return "—"
    if isinstance(figure, int | Decimal):
        return bounds.shown(figure, Bound.AT_LEAST if is_capped else Bound.EXACT)
    return str(figure)
