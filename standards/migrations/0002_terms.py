"""The terms that standards begin with."""

import csv
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parents[1] / "data"
TERMS = ("filing", "institute")


def rows(name):
    """A table's rows without their empty cells, which are the model's defaults."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return [
            {column: cell for column, cell in row.items() if cell} for row in csv.DictReader(lines)
        ]


def load(apps, schema_editor):
    TermRule = apps.get_model("clock", "TermRule")
    for name in TERMS:
        TermRule.objects.bulk_create(TermRule(**row) for row in rows(f"{name}_terms"))


def unload(apps, schema_editor):
    """Only while nobody used them: what is in use is protected."""
    terms = [row["term"] for name in TERMS for row in rows(f"{name}_terms")]
    apps.get_model("clock", "TermRule").objects.filter(term__in=terms).delete()


class Migration(migrations.Migration):
    dependencies = [("standards", "0001_initial"), ("clock", "0003_terms_and_stages")]
    operations = [migrations.RunPython(load, unload)]
