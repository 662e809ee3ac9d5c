"""The seven functional areas of the report, and the terms of moving in and of leases."""

import csv
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parents[1] / "data"


def rows(name):
    """The table's rows without their empty cells, which are the model's defaults."""
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return [
            {column: cell for column, cell in row.items() if cell} for row in csv.DictReader(lines)
        ]


def load(apps, schema_editor):
    AreaKind = apps.get_model("workshops", "AreaKind")
    AreaKind.objects.bulk_create(AreaKind(**row) for row in rows("area_kinds.csv"))
    TermRule = apps.get_model("clock", "TermRule")
    TermRule.objects.bulk_create(TermRule(**row) for row in rows("zone_terms.csv"))


def unload(apps, schema_editor):
    """Only while no zone and no deadline uses them: those that were used are protected."""
    TermRule = apps.get_model("clock", "TermRule")
    TermRule.objects.filter(term__in={row["term"] for row in rows("zone_terms.csv")}).delete()
    AreaKind = apps.get_model("workshops", "AreaKind")
    AreaKind.objects.filter(key__in=[row["key"] for row in rows("area_kinds.csv")]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("clock", "0003_terms_and_stages"),
        ("workshops", "0003_terms_and_tests_of_lots"),
    ]
    operations = [migrations.RunPython(load, unload)]
