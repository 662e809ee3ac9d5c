"""The nine titles of 顺德 and its towns, and its place in the league, as the report has them."""

import csv
import datetime as dt
from pathlib import Path

from brands.models import HonourKind, LeagueEntry, RegionalTitle
from brands.services import titles

DATA = Path(__file__).resolve().parents[1] / "data"
# 中国轻工业特色区域和产业集群管理办法（2022）: four years after the last re-review.
VALID_YEARS = 4


def load(people):
    for row in _rows("regional_titles.csv"):
        reviewed = [int(year) for year in row.pop("reviewed").split(";") if year]
        row["granted_year"] = int(row["granted_year"]) if row["granted_year"] else None
        title = RegionalTitle(
            **{name: cell for name, cell in row.items() if name != "division"},
            division_id=row["division"],
            officer=people.officer,
        )
        titles.keep(title, by=people.chief)
        for year in reviewed:
            next_on = dt.date(year + VALID_YEARS, 12, 31) if year == reviewed[-1] else None
            titles.review(title, by=people.chief, year=year, source="公开报道", next_on=next_on)
    kinds = {kind.key: kind for kind in HonourKind.objects.all()}
    LeagueEntry.objects.bulk_create(
        LeagueEntry(**row | {"kind": kinds[row["kind"]]}) for row in _rows("league.csv")
    )


def _rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
