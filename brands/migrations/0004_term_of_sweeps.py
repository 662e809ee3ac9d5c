"""The term that watches the end of a sweep."""

import csv
from pathlib import Path

from django.db import migrations

RULES = Path(__file__).resolve().parents[1] / "data" / "sweep_terms.csv"


def rows():
    """The table's rows without their empty cells, which are the model's defaults."""
    with RULES.open(encoding="utf-8", newline="") as lines:
        return [
            {column: cell for column, cell in row.items() if cell} for row in csv.DictReader(lines)
        ]


def load(apps, schema_editor):
    TermRule = apps.get_model("clock", "TermRule")
    TermRule.objects.bulk_create(TermRule(**row) for row in rows())


def unload(apps, schema_editor):
    """Only while no deadline was computed with a rule: those that were used are protected."""
    TermRule = apps.get_model("clock", "TermRule")
    TermRule.objects.filter(term__in={row["term"] for row in rows()}).delete()


class Migration(migrations.Migration):
    dependencies = [("brands", "0003_sweeps"), ("clock", "0003_terms_and_stages")]
    operations = [migrations.RunPython(load, unload)]
