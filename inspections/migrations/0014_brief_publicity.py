"""The term of small penalties, where the table of terms was read before it had it."""

import csv
from pathlib import Path

from django.db import migrations

RULES = Path(__file__).resolve().parents[1] / "data" / "term_rules.csv"
TERM = "penalty-shown-briefly"


def load(apps, schema_editor):
    TermRule = apps.get_model("clock", "TermRule")
    with RULES.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["term"] == TERM]
    for row in rows:
        row = {column: cell for column, cell in row.items() if cell}
        key = {"term": row.pop("term"), "valid_from": row.pop("valid_from")}
        TermRule.objects.get_or_create(**key, defaults=row)


class Migration(migrations.Migration):
    dependencies = [("inspections", "0013_penalties_and_what_samples_were_taken_at")]
    # Taken away with the whole table, by the migration that first reads it.
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
