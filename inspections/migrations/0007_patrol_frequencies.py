"""How often each risk class is patrolled, as far as it was found."""

import csv
from pathlib import Path

from django.db import migrations

FREQUENCIES = Path(__file__).resolve().parents[1] / "data" / "patrol_frequencies.csv"


def rows():
    """The table's rows without their empty cells, which are the model's defaults."""
    with FREQUENCIES.open(encoding="utf-8", newline="") as lines:
        return [
            {column: cell for column, cell in row.items() if cell} for row in csv.DictReader(lines)
        ]


def load(apps, schema_editor):
    PatrolFrequency = apps.get_model("inspections", "PatrolFrequency")
    PatrolFrequency.objects.bulk_create(PatrolFrequency(**row) for row in rows())


def unload(apps, schema_editor):
    PatrolFrequency = apps.get_model("inspections", "PatrolFrequency")
    PatrolFrequency.objects.filter(rule_set__in={row["rule_set"] for row in rows()}).delete()


class Migration(migrations.Migration):
    dependencies = [("inspections", "0006_draw_rates")]
    operations = [migrations.RunPython(load, unload)]
