"""The statutory terms with the days between which they stand, and when people are reminded."""

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
    for name, model in (("term_rules.csv", "TermRule"), ("reminder_stages.csv", "ReminderStage")):
        Model = apps.get_model("clock", model)
        Model.objects.bulk_create(Model(**row) for row in rows(name))


def unload(apps, schema_editor):
    """Only while no deadline was computed with a rule: those that were used are protected."""
    for model in ("TermRule", "ReminderStage"):
        apps.get_model("clock", model).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("clock", "0002_calendar")]
    operations = [migrations.RunPython(load, unload)]
