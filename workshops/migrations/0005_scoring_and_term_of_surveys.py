"""The term of a survey, and the rule that scores what it finds."""

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
    TermRule = apps.get_model("clock", "TermRule")
    TermRule.objects.bulk_create(TermRule(**row) for row in rows("survey_terms.csv"))
    ScoringRule = apps.get_model("workshops", "ScoringRule")
    ScoringRule.objects.bulk_create(ScoringRule(**row) for row in rows("scoring_rules.csv"))


def unload(apps, schema_editor):
    """Only while no record and no deadline uses them: those that were used are protected."""
    ScoringRule = apps.get_model("workshops", "ScoringRule")
    ScoringRule.objects.filter(name__in=[row["name"] for row in rows("scoring_rules.csv")]).delete()
    TermRule = apps.get_model("clock", "TermRule")
    TermRule.objects.filter(term__in={row["term"] for row in rows("survey_terms.csv")}).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("clock", "0003_terms_and_stages"),
        ("workshops", "0004_area_kinds_and_terms_of_zones"),
    ]
    operations = [migrations.RunPython(load, unload)]
