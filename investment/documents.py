"""What the papers of investment say: the report of a trip, firm by firm in their own words."""

from collections import defaultdict
from pathlib import Path

from investment.board import in_yi, summed
from investment.models import Prospect, ProspectFigure, ProspectTask, ProspectVisit
from investment.workflow.trip import REPORT_PAPER
from qualitysup.documents import kinds

PAPER = Path(__file__).parent / "paper"


def report(trip) -> dict:
    """The kernel asks in the language of the office. Firms that said the same stand together."""
    visits = list(
        trip.visits.made().select_related("prospect").order_by("visited_on", "planned_on", "pk")
    )
    firms, groups = _told(visits)
    keys = [visit.prospect_id for visit in visits]
    return {
        "party": {"name": trip.division.name},
        "trip": {
            "opening": trip.opening,
            "closing": trip.closing,
            "from_on": trip.from_on,
            "to_on": trip.to_on,
            "leads": str(trip.leads),
            "size": trip.size,
            "destination": trip.destination,
            "purpose": trip.purpose,
            "host": trip.host,
            "cost": "" if trip.spent is None else f"{trip.spent:,.2f}",
        },
        "programme": [
            {
                "on": stop.on,
                "at": f"{stop.at:%H:%M}" if stop.at else "",
                "words": stop.words.rstrip("。"),
            }
            for stop in trip.programme.order_by("on", "at", "pk")
        ],
        "visits": [{"firm": str(visit.prospect)} for visit in visits],
        "counts": {
            step: sum(getattr(visit, step) for visit in visits) for step in ProspectVisit.PROTOCOL
        },
        "firms": firms,
        "groups": groups,
        "warm": _warm(visits),
        "figures": _figures(keys),
        "tasks": _tasks(visits),
    }


def _told(visits):
    """Each firm with what it said, and in one sentence those that said the same."""
    by_words = defaultdict(list)
    for visit in visits:
        by_words[visit.said].append(str(visit.prospect))
    alone = [visit for visit in visits if len(by_words[visit.said]) == 1]
    firms = [
        {"position": n, "name": str(visit.prospect), "said": visit.said}
        for n, visit in enumerate(alone, start=1)
    ]
    groups = [
        {"names": names, "said": words} for words, names in by_words.items() if len(names) > 1
    ]
    return firms, groups


def _warm(visits):
    classes = [visit.prospect.intention for visit in visits]
    counted = {name: classes.count(name) for name in Prospect.WARM}
    return counted | {"others": len(classes) - sum(counted.values())}


def _figures(keys):
    told = ProspectFigure.objects.filter(prospect__in=keys)
    return [
        {
            "label": f"{row['year']}年{ProspectFigure.Kind(row['kind']).label}",
            "sum": in_yi(row["total"]),
            "firms": row["firms"],
            "words": row["words"],
        }
        for row in summed(told)
    ]


def _tasks(visits):
    rows = ProspectTask.objects.filter(visit__in=visits).select_related("prospect", "owner")
    return [
        {
            "position": n,
            "firm": str(task.prospect),
            "words": task.words,
            "kind": task.get_kind_display(),
            "owner": str(task.owner),
            "due_on": task.due_on,
        }
        for n, task in enumerate(rows.order_by("due_on", "pk"), start=1)
    ]


kinds.register(
    kinds.Kind(
        code=REPORT_PAPER,
        title="招商考察报告",
        word="招报",
        facts=report,
        template=PAPER / "trip_report.docx",
        served=False,
    )
)
