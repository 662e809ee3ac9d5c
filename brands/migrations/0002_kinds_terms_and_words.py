"""What brands begin with: kinds of honours and their rules, what they ask, words, sheet, terms."""

import csv
import datetime as dt
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parents[1] / "data"
TERMS = ("honour", "sweep", "cultivation", "counterfeit")
SHEET = "名牌培育筛选评分表（通用）"
YES_OR_NO = ("of_product", "ends_with_kind")


def rows(name):
    """A table's rows without their empty cells, which are the model's defaults."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return [
            {column: cell for column, cell in row.items() if cell} for row in csv.DictReader(lines)
        ]


def listed(row, column):
    """The row with its column of several words as a list."""
    return row | {column: row[column].split(";") if column in row else []}


def load(apps, schema_editor):
    TermRule = apps.get_model("clock", "TermRule")
    for name in TERMS:
        TermRule.objects.bulk_create(TermRule(**row) for row in rows(f"{name}_terms"))
    _load_kinds(apps)
    Requirement = apps.get_model("brands", "Requirement")
    Requirement.objects.bulk_create(Requirement(**row) for row in rows("requirements"))
    _load_sheet(apps)
    WordingRule = apps.get_model("brands", "WordingRule")
    for row in rows("wording_rules"):
        WordingRule.objects.create(**listed(row, "unless"))


def _load_kinds(apps):
    kinds = {}
    for row in rows("honour_kinds"):
        answers = {name: row[name] == "1" for name in YES_OR_NO}
        kind = apps.get_model("brands", "HonourKind")(**listed(row, "also_called") | answers)
        kind.save()
        kinds[kind.key] = kind
    for row in rows("validity_rules"):
        rule = listed(row, "products") | {"kind": kinds[row["kind"]]}
        apps.get_model("brands", "ValidityRule").objects.create(**rule)


def _load_sheet(apps):
    """Published once its criteria are there: from then on nothing of it changes."""
    sheet = apps.get_model("brands", "ScreeningSheet").objects.create(
        name=SHEET, note="八项申请条件；各项分值为本系统缺省，由本局公布前核定"
    )
    Criterion = apps.get_model("brands", "Criterion")
    Criterion.objects.bulk_create(
        Criterion(sheet=sheet, **row) for row in rows("screening_criteria")
    )
    sheet.published_on = dt.date(2026, 1, 1)
    sheet.save()


def unload(apps, schema_editor):
    """Only while nobody used them: what is in use is protected."""
    for model, column, table in (
        ("WordingRule", "words", "wording_rules"),
        ("Requirement", "key", "requirements"),
    ):
        known = [row[column] for row in rows(table)]
        apps.get_model("brands", model).objects.filter(**{f"{column}__in": known}).delete()
    apps.get_model("brands", "Criterion").objects.filter(sheet__name=SHEET).delete()
    apps.get_model("brands", "ScreeningSheet").objects.filter(name=SHEET).delete()
    keys = [row["key"] for row in rows("honour_kinds")]
    apps.get_model("brands", "ValidityRule").objects.filter(kind__key__in=keys).delete()
    apps.get_model("brands", "HonourKind").objects.filter(key__in=keys).delete()
    terms = [row["term"] for name in TERMS for row in rows(f"{name}_terms")]
    apps.get_model("clock", "TermRule").objects.filter(term__in=terms).delete()


class Migration(migrations.Migration):
    dependencies = [("brands", "0001_initial"), ("clock", "0003_terms_and_stages")]
    operations = [migrations.RunPython(load, unload)]
