"""The term of one item of an order, where the table of terms was read before it had it."""

import csv
from pathlib import Path

from django.db import migrations

RULES = Path(__file__).resolve().parents[1] / "data" / "term_rules.csv"
TERM = "correct-item"


def load(apps, schema_editor):
    TermRule = apps.get_model("clock", "TermRule")
    with RULES.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["term"] == TERM]
    for row in rows:
        row = {column: cell for column, cell in row.items() if cell}
        TermRule.objects.get_or_create(term=row.pop("term"), defaults=row)


class Migration(migrations.Migration):
    dependencies = [("inspections", "0015_checklist_limits_confidence")]
    # Taken away with the whole table, by the migration that first reads it.
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
