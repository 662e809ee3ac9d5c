"""Terms that came later, where the table of terms was read before it had them."""

import csv
from pathlib import Path

from django.db import migrations

RULES = Path(__file__).resolve().parents[1] / "data" / "term_rules.csv"
TERMS = ("penalty-shown-briefly", "correct-item")


def load(apps, schema_editor):
    TermRule = apps.get_model("clock", "TermRule")
    with RULES.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["term"] in TERMS]
    for row in rows:
        row = {column: cell for column, cell in row.items() if cell}
        key = {name: row.pop(name) for name in ("term", "valid_from") if name in row}
        TermRule.objects.get_or_create(**key, defaults=row)


class Migration(migrations.Migration):
    dependencies = [("inspections", "0009_results_with_orders")]
    # Taken away with the whole table, by the migration that first reads it.
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
