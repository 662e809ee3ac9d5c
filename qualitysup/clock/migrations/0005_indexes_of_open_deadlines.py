"""What is overdue, counted by town and person, from an index alone. Made while people work."""

from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('clock', '0004_names_of_columns'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('regions', '0002_shunde_and_huangshi'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='deadline',
            index=models.Index(condition=models.Q(('met_on', None), ('voided_at', None)), fields=['due_on', 'id'], include=('division', 'holder', 'rule', 'case_type', 'case_id'), name='deadline_open_by_day'),
        ),
        AddIndexConcurrently(
            model_name='deadline',
            index=models.Index(condition=models.Q(('met_on', None), ('paused', True), ('voided_at', None)), fields=['id'], include=('division',), name='deadline_suspended'),
        ),
        RemoveIndexConcurrently(
            model_name='deadline',
            name='deadline_open_due',
        ),
    ]
