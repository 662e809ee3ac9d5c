"""What investment begins with: the clocks of a lead, the rhythms of contact, other terms."""

import csv
from pathlib import Path

from django.db import migrations

TERMS = Path(__file__).resolve().parents[1] / "data/terms.csv"


def rows():
    """The table's rows without their empty cells, which are the model's defaults."""
    with TERMS.open(encoding="utf-8", newline="") as lines:
        return [
            {column: cell for column, cell in row.items() if cell} for row in csv.DictReader(lines)
        ]


def load(apps, schema_editor):
    TermRule = apps.get_model("clock", "TermRule")
    TermRule.objects.bulk_create(TermRule(**row) for row in rows())


def unload(apps, schema_editor):
    """Only while nobody used them: what is in use is protected."""
    terms = [row["term"] for row in rows()]
    apps.get_model("clock", "TermRule").objects.filter(term__in=terms).delete()


class Migration(migrations.Migration):
    dependencies = [("investment", "0001_initial"), ("clock", "0003_terms_and_stages")]
    operations = [migrations.RunPython(load, unload)]
