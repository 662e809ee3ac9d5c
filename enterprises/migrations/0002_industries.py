"""The sections and divisions of GB/T 4754-2017, and the classes that the demo needs."""

import csv
from pathlib import Path

from django.db import migrations

TABLE = Path(__file__).resolve().parents[1] / "data" / "industries.csv"
LEVELS = {2: "division", 3: "group", 4: "class"}


def load(apps, schema_editor):
    IndustryClass = apps.get_model("enterprises", "IndustryClass")
    section = None
    rows = []
    with TABLE.open(encoding="utf-8", newline="") as lines:
        for code, name in list(csv.reader(lines))[1:]:
            if code.isalpha():
                section, level, parent = code, "section", None
            else:
                level = LEVELS[len(code)]
                parent = section if len(code) == 2 else code[:-1]
            rows.append(IndustryClass(code=code, name=name, level=level, parent_id=parent))
    IndustryClass.objects.bulk_create(rows)


def unload(apps, schema_editor):
    classes = apps.get_model("enterprises", "IndustryClass").objects
    for level in ("class", "group", "division", "section"):
        classes.filter(level=level).delete()


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0001_initial")]
    operations = [migrations.RunPython(load, unload)]
