"""How often lots are tested by class, and the terms of tests and recalls, as far as was found."""

import csv
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parents[1] / "data"


def rows(name):
    """The table's rows without their empty cells, which are the model's defaults."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return [
            {column: cell for column, cell in row.items() if cell} for row in csv.DictReader(lines)
        ]


def load(apps, schema_editor):
    TermRule = apps.get_model("clock", "TermRule")
    TermRule.objects.bulk_create(TermRule(**row) for row in rows("lab_terms"))
    TestFrequency = apps.get_model("workshops", "TestFrequency")
    TestFrequency.objects.bulk_create(TestFrequency(**row) for row in rows("test_frequencies"))


def unload(apps, schema_editor):
    """Only while no deadline was computed with a rule: those that were used are protected."""
    TermRule = apps.get_model("clock", "TermRule")
    TermRule.objects.filter(term__in={row["term"] for row in rows("lab_terms")}).delete()
    apps.get_model("workshops", "TestFrequency").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("clock", "0003_terms_and_stages"),
        ("workshops", "0002_terms_of_registrations"),
    ]
    operations = [migrations.RunPython(load, unload)]
