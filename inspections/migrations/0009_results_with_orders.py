"""Results that led to an order before they knew of it. History does not keep that column."""

from django.db import migrations
from django.db.models import Exists, OuterRef


def note_orders(apps, schema_editor):
    orders = apps.get_model("inspections", "RectificationOrder").objects
    results = apps.get_model("inspections", "TestResult").objects
    results.filter(Exists(orders.filter(test_result=OuterRef("pk")))).update(has_order=True)


class Migration(migrations.Migration):
    dependencies = [("inspections", "0008_follow_ups_penalties_and_phones")]

    operations = [migrations.RunPython(note_orders, migrations.RunPython.noop)]
