"""The first risk formula: the bureau's own trial values, marked as inferred."""

import csv
from pathlib import Path

from django.db import migrations

FORMULA = Path(__file__).resolve().parents[1] / "data" / "risk_formula.csv"
WEIGHT = ("factor", "points", "cap", "months", "reason")


def rows():
    with FORMULA.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def load(apps, schema_editor):
    formulas = apps.get_model("inspections", "RiskFormula").objects
    for row in rows():
        weight = {name: row.pop(name) for name in WEIGHT}
        formula, _ = formulas.get_or_create(valid_from=row.pop("valid_from"), defaults=row)
        formula.weights.create(**weight)


def unload(apps, schema_editor):
    """Only while no scoring used it: a formula that was used is protected."""
    formulas = apps.get_model("inspections", "RiskFormula").objects
    formulas.filter(valid_from__in={row["valid_from"] for row in rows()}).delete()


class Migration(migrations.Migration):
    dependencies = [("inspections", "0004_terms")]
    operations = [migrations.RunPython(load, unload)]
