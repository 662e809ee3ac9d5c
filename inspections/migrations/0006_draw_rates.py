"""What is drawn of each risk class, as far as a public source tells."""

import csv
from pathlib import Path

from django.db import migrations

RATES = Path(__file__).resolve().parents[1] / "data" / "draw_rates.csv"


def rows():
    with RATES.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def load(apps, schema_editor):
    DrawRate = apps.get_model("inspections", "DrawRate")
    DrawRate.objects.bulk_create(DrawRate(**row) for row in rows())


def unload(apps, schema_editor):
    DrawRate = apps.get_model("inspections", "DrawRate")
    for row in rows():
        DrawRate.objects.filter(risk_class=row["risk_class"], valid_from=row["valid_from"]).delete()


class Migration(migrations.Migration):
    dependencies = [("inspections", "0005_risk_formula")]
    operations = [migrations.RunPython(load, unload)]
