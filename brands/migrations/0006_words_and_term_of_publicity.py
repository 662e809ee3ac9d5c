"""The words that publicity does not use, and the term to check a counterfeit clue."""

import csv
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parents[1] / "data"


def rows(name):
    """A table's rows without their empty cells, which are the model's defaults."""
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return [
            {column: cell for column, cell in row.items() if cell} for row in csv.DictReader(lines)
        ]


def listed(row, column):
    return row[column].split(";") if column in row else []


def load(apps, schema_editor):
    TermRule = apps.get_model("clock", "TermRule")
    WordingRule = apps.get_model("brands", "WordingRule")
    TermRule.objects.bulk_create(TermRule(**row) for row in rows("counterfeit_terms.csv"))
    for row in rows("wording_rules.csv"):
        WordingRule.objects.create(**row | {"unless": listed(row, "unless")})


def unload(apps, schema_editor):
    """Only while no deadline was computed with a rule: those that were used are protected."""
    terms = {row["term"] for row in rows("counterfeit_terms.csv")}
    apps.get_model("clock", "TermRule").objects.filter(term__in=terms).delete()
    words = {row["words"] for row in rows("wording_rules.csv")}
    apps.get_model("brands", "WordingRule").objects.filter(words__in=words).delete()


class Migration(migrations.Migration):
    dependencies = [("brands", "0005_publicity_and_counterfeit_clues"), ("clock", "0003_terms_and_stages")]
    operations = [migrations.RunPython(load, unload)]
