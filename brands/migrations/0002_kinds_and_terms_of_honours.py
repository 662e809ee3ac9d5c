"""The kinds of honours, how long each is valid, and the terms that watch them."""

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
    return row.pop(column, "").split(";") if row.get(column) else []


def load(apps, schema_editor):
    TermRule = apps.get_model("clock", "TermRule")
    HonourKind = apps.get_model("brands", "HonourKind")
    ValidityRule = apps.get_model("brands", "ValidityRule")
    TermRule.objects.bulk_create(TermRule(**row) for row in rows("honour_terms.csv"))
    kinds = {}
    for row in rows("honour_kinds.csv"):
        also = listed(row, "also_called")
        yes = {name: row.pop(name) == "1" for name in ("of_product", "ends_with_kind")}
        kinds[row["key"]] = HonourKind.objects.create(**row, **yes, also_called=also)
    for row in rows("validity_rules.csv"):
        products, kind = listed(row, "products"), kinds[row.pop("kind")]
        ValidityRule.objects.create(**row, kind=kind, products=products)


def unload(apps, schema_editor):
    """Only while no honour was entered: what is in use is protected."""
    keys = [row["key"] for row in rows("honour_kinds.csv")]
    apps.get_model("brands", "ValidityRule").objects.filter(kind__key__in=keys).delete()
    apps.get_model("brands", "HonourKind").objects.filter(key__in=keys).delete()
    terms = [row["term"] for row in rows("honour_terms.csv")]
    apps.get_model("clock", "TermRule").objects.filter(term__in=terms).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("brands", "0001_initial"),
        ("clock", "0003_terms_and_stages"),
    ]
    operations = [migrations.RunPython(load, unload)]
