"""Lists and counts of a million orders, from indexes alone. Made while people work."""

from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('enterprises', '0002_industries'),
        ("inspections", "0002_daily_inspections"),
        ('regions', '0002_shunde_and_huangshi'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='rectificationorder',
            index=models.Index(fields=['state', '-id'], include=('division',), name='order_in_state'),
        ),
        AddIndexConcurrently(
            model_name='testresult',
            index=models.Index(fields=['-tested_on', '-id'], name='test_result_newest'),
        ),
        AddIndexConcurrently(
            model_name='testresult',
            index=models.Index(condition=models.Q(('passed', False)), fields=['-tested_on', '-id'], include=('division',), name='test_result_failed'),
        ),
        RemoveIndexConcurrently(
            model_name='rectificationorder',
            name='order_by_state',
        ),
    ]
