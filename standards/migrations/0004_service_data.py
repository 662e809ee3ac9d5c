"""What the institute's services begin with: promised terms, prefixes of barcodes, label items."""

import csv
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parents[1] / "data"
TABLES = (
    ("clock", "TermRule", "service_terms", "term"),
    ("standards", "BarcodePrefix", "barcode_prefixes", "prefix"),
    ("standards", "LabelItem", "label_items", "edition"),
)


def rows(name):
    """A table's rows without their empty cells, which are the model's defaults."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return [
            {column: cell for column, cell in row.items() if cell} for row in csv.DictReader(lines)
        ]


def load(apps, schema_editor):
    for app, model, name, _key in TABLES:
        table = apps.get_model(app, model)
        table.objects.bulk_create(table(**row) for row in rows(name))


def unload(apps, schema_editor):
    """Only while nobody used them: what is in use is protected."""
    for app, model, name, key in TABLES:
        keys = {row[key] for row in rows(name)}
        apps.get_model(app, model).objects.filter(**{f"{key}__in": keys}).delete()


class Migration(migrations.Migration):
    dependencies = [("standards", "0003_services"), ("clock", "0003_terms_and_stages")]
    operations = [migrations.RunPython(load, unload)]
