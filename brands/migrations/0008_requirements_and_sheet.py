"""What honours ask, the sheet by which firms are screened, and the term of commitments."""

import csv
import datetime as dt
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parents[1] / "data"
SHEET = "名牌培育筛选评分表（通用）"


def rows(name):
    """A table's rows without their empty cells, which are the model's defaults."""
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return [
            {column: cell for column, cell in row.items() if cell} for row in csv.DictReader(lines)
        ]


def load(apps, schema_editor):
    TermRule = apps.get_model("clock", "TermRule")
    TermRule.objects.bulk_create(TermRule(**row) for row in rows("cultivation_terms.csv"))
    Requirement = apps.get_model("brands", "Requirement")
    Requirement.objects.bulk_create(Requirement(**row) for row in rows("requirements.csv"))
    sheet = apps.get_model("brands", "ScreeningSheet").objects.create(
        name=SHEET, note="八项申请条件；各项分值为本系统缺省，由本局公布前核定"
    )
    Criterion = apps.get_model("brands", "Criterion")
    Criterion.objects.bulk_create(
        Criterion(sheet=sheet, **row) for row in rows("screening_criteria.csv")
    )
    sheet.published_on = dt.date(2026, 1, 1)
    sheet.save()


def unload(apps, schema_editor):
    """Only while nobody used them: what is in use is protected."""
    apps.get_model("brands", "Criterion").objects.filter(sheet__name=SHEET).delete()
    apps.get_model("brands", "ScreeningSheet").objects.filter(name=SHEET).delete()
    keys = [row["key"] for row in rows("requirements.csv")]
    apps.get_model("brands", "Requirement").objects.filter(key__in=keys).delete()
    terms = [row["term"] for row in rows("cultivation_terms.csv")]
    apps.get_model("clock", "TermRule").objects.filter(term__in=terms).delete()


class Migration(migrations.Migration):
    dependencies = [("brands", "0007_cultivation"), ("clock", "0003_terms_and_stages")]
    operations = [migrations.RunPython(load, unload)]
