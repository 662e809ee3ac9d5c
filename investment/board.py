"""The whole of the prospects: by stage as a board, by stage and horizon as a table, as a sum."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext_lazy as _

from investment.models import Prospect, ProspectFigure
from investment.querysets.prospect import HORIZONS
from qualitysup.lists import list_url

Stage = Prospect.State
STAGES = [Stage(stage) for stage in Prospect.STAGES]
# More cards of one stage would be a list, and the list is one click away.
SHOWN = 20

HORIZON_WORDS = dict(
    zip(
        HORIZONS,
        (
            _("this year or earlier"),
            _("next year"),
            _("within three years"),
            _("within five years"),
            _("later, or open"),
            _("not said"),
        ),
        strict=True,
    )
)


@dataclass(frozen=True)
class Column:
    """A stage with its firms, those to be contacted first, and how many there are."""

    stage: Stage
    firms: list[Prospect]
    count: int

    @property
    def url(self) -> str:
        return list_url(Prospect, state__exact=self.stage.value)

    @property
    def more(self) -> int:
        return self.count - len(self.firms)


def columns(user) -> list[Column]:
    seen = Prospect.objects.visible_to(user).once()
    counted = dict(seen.order_by().values_list("state").annotate(Count("pk")))
    return [
        Column(stage, _first(seen, stage) if counted.get(stage) else [], counted.get(stage, 0))
        for stage in STAGES
    ]


def _first(seen, stage):
    rows = seen.filter(state=stage).for_list()
    return list(rows.order_by("next_contact_on", "-pk")[:SHOWN])


@dataclass(frozen=True)
class Cell:
    count: int
    url: str


class Forecast:
    """What may come when; what nobody said is counted as unsaid, never as nothing."""

    def __init__(self, user):
        self.user = user

    @cached_property
    def _open(self):
        return Prospect.objects.visible_to(self.user).under_way()

    @property
    def heads(self):
        return HORIZON_WORDS.values()

    @cached_property
    def rows(self):
        """Each stage under way with its cells by horizon, and their sum."""
        counted = self._open.stages_by_horizon()
        found = []
        for stage in STAGES:
            if stage in Prospect.ENDED_STATES:
                continue
            cells = [
                Cell(
                    counted.get((stage.value, horizon), 0),
                    list_url(Prospect, state__exact=stage.value, horizon=horizon),
                )
                for horizon in HORIZONS
            ]
            total = sum(cell.count for cell in cells)
            whole = Cell(total, list_url(Prospect, state__exact=stage.value))
            found.append((stage, cells, whole))
        return found

    @cached_property
    def ranges(self):
        """By horizon: from least to most in 亿元, of how many, and of how many nothing is said."""
        found = self._open.warm().forecast()
        return [
            (
                HORIZON_WORDS[horizon],
                found.get(horizon),
                list_url(Prospect, standing="warm", horizon=horizon),
            )
            for horizon in HORIZONS
        ]

    @cached_property
    def elsewhere(self):
        """Where firms went instead and why, the most first; what nobody said is a place too."""
        rows = Prospect.objects.visible_to(self.user).elsewhere().order_by()
        counted = rows.values("went_to", "went_because").annotate(found=Count("pk"))
        return [
            row | {"url": list_url(Prospect, standing="elsewhere", went_to=row["went_to"])}
            for row in counted.order_by("-found", "went_to", "went_because")
        ]

    @cached_property
    def figures(self):
        """What firms said of each year, summed up: of how many, and how many said only words."""
        told = ProspectFigure.objects.visible_to(self.user).counted()
        return [
            {
                "label": f"{row['year']} {ProspectFigure.Kind(row['kind']).label}",
                "shown": in_yi(row["total"]),
                "firms": row["firms"],
                "words": row["words"],
                "url": list_url(Prospect, figure=f"{row['kind']}-{row['year']}"),
            }
            for row in summed(told)
        ]


def summed(figures):
    """By year and kind: the sum in 万元, of how many firms, and how many said only words."""
    rows = figures.order_by().values("year", "kind")
    rows = rows.annotate(
        total=Sum("value"), firms=Count("value"), words=Count("pk", filter=Q(value=None))
    )
    return rows.order_by("-year", "kind")


def in_yi(wan) -> str:
    """万元 as people say them: 亿元, without zeros that say nothing; nothing is "—"."""
    if wan is None:
        return "—"
    return f"{wan / 10_000:,.4f}".rstrip("0").rstrip(".")
