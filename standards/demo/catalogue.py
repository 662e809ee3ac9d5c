"""Real standards with the days of their announcements, and the products of fictional firms.

They are taken in as a table of the office would be. What somebody is not sure of is left out.
"""

import csv
from pathlib import Path

from standards.models import Classification, StandardPrefix, TradeStandard
from standards.services import executions, intake, reading

DATA = Path(__file__).resolve().parents[1] / "data"


def load():
    _classes()
    _standards()
    TradeStandard.objects.bulk_create(
        TradeStandard(industry_id=row["industry"], series=row["series"])
        for row in _rows("demo_trades")
    )
    executions.read_products()


def _classes():
    Classification.objects.bulk_create(
        Classification(key=row["scheme"] + row["code"], **row) for row in _rows("demo_classes")
    )
    StandardPrefix.objects.bulk_create(StandardPrefix(**row) for row in _rows("demo_prefixes"))


def _standards():
    rows = _rows("demo_standards")
    reader = reading.Reader(list(rows[0]))
    read = [reader.read(number, list(row.values())) for number, row in enumerate(rows, start=2)]
    batch = intake.compare(read)
    if batch.rejected:
        raise ValueError([reason for _candidate, reason in batch.rejected])
    intake.write(batch)


def _rows(name):
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
