"""What a manager finds of each theme: its figures and its tables, of everything up to today."""

import datetime as dt

from django.utils import timezone

from qualitysup.dashboard import figures, registry
from qualitysup.dashboard.lens import Lens
from qualitysup.dashboard.periods import Period

BEGIN = dt.date(1990, 1, 1)


def ever(user, place=None):
    return Lens(user, Period(BEGIN, timezone.localdate()), place)


def measure(user, lens=None) -> dict[str, dict[str, list]]:
    lens = lens or ever(user)
    themes = {}
    for found in figures.measure(lens, registry.indicators_for(user)):
        theme = themes.setdefault(str(found.indicator.theme), {"figures": [], "tables": []})
        theme["figures"].append(found)
    for table in registry.breakdowns_for(user):
        theme = themes.setdefault(str(table.theme), {"figures": [], "tables": []})
        theme["tables"].append((table, list(table.lines(lens))))
    return themes
