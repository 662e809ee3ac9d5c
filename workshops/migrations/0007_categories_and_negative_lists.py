"""The catalogue of categories, the trades, what a province always forbids, and the term of 健康证."""

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


def load(apps, schema_editor):
    TermRule = apps.get_model("clock", "TermRule")
    FoodCategory = apps.get_model("workshops", "FoodCategory")
    Trade = apps.get_model("workshops", "Trade")
    NegativeList = apps.get_model("workshops", "NegativeList")
    NegativeEntry = apps.get_model("workshops", "NegativeEntry")
    TermRule.objects.bulk_create(TermRule(**row) for row in rows("register_terms.csv"))
    FoodCategory.objects.bulk_create(
        FoodCategory(**row | {"also_called": row.get("also_called", "").split()})
        for row in rows("food_categories.csv")
    )
    for row in rows("trades.csv"):
        trade = Trade.objects.create(
            key=row["key"], name=row["name"], also_called=row.get("also_called", "").split()
        )
        trade.categories.set(row.get("categories", "").split())
    editions = {}
    for row in rows("negative_lists.csv"):
        place = row.pop("division")
        editions[place] = NegativeList.objects.create(division_id=place, **row)
    NegativeEntry.objects.bulk_create(
        NegativeEntry(
            list=editions[row["division"]],
            category_id=row["category"],
            allowed_in_zone=row["allowed_in_zone"] == "1",
            confidence=row["confidence"],
            note=row["note"],
        )
        for row in rows("negative_entries.csv")
    )


def unload(apps, schema_editor):
    """Only while nothing was entered under them: what is in use is protected."""
    of = {row["division"]: row["valid_from"] for row in rows("negative_lists.csv")}
    NegativeList = apps.get_model("workshops", "NegativeList")
    for place, day in of.items():
        NegativeList.objects.filter(division=place, valid_from=day).delete()
    apps.get_model("workshops", "Trade").objects.filter(
        key__in={row["key"] for row in rows("trades.csv")}
    ).delete()
    apps.get_model("workshops", "FoodCategory").objects.filter(
        code__in={row["code"] for row in rows("food_categories.csv")}
    ).delete()
    apps.get_model("clock", "TermRule").objects.filter(
        term__in={row["term"] for row in rows("register_terms.csv")}
    ).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("clock", "0003_terms_and_stages"),
        ("regions", "0002_shunde_and_huangshi"),
        ("workshops", "0006_terms_of_ledgers_and_papers"),
    ]
    operations = [migrations.RunPython(load, unload)]
