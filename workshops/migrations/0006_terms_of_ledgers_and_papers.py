"""How long ledgers are kept, when plants expire, and for how long quarantine papers are good."""

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
    TermRule = apps.get_model("clock", "TermRule")
    TermRule.objects.bulk_create(TermRule(**row) for row in rows("ledger_terms.csv"))
    PaperValidity = apps.get_model("workshops", "PaperValidity")
    PaperValidity.objects.bulk_create(PaperValidity(**row) for row in rows("paper_validities.csv"))


def unload(apps, schema_editor):
    """Only while no deadline was computed with a rule: those that were used are protected."""
    apps.get_model("workshops", "PaperValidity").objects.all().delete()
    terms = {row["term"] for row in rows("ledger_terms.csv")}
    apps.get_model("clock", "TermRule").objects.filter(term__in=terms).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("clock", "0003_terms_and_stages"),
        ("workshops", "0005_scoring_and_term_of_surveys"),
    ]
    operations = [migrations.RunPython(load, unload)]
