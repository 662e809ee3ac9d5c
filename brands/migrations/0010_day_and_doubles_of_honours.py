import django.utils.timezone
from django.db import migrations, models
from django.db.models import Q

STATES = [
    ("held", "held"),
    ("revoked", "revoked"),
    ("given_up", "given up"),
    ("abolished", "ended with its kind"),
    ("double", "entered twice"),
]


def state():
    return models.CharField(
        choices=STATES, default="held", editable=False, max_length=10, verbose_name="state"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("brands", "0009_day_of_finding"),
    ]

    operations = [
        migrations.AddField(
            model_name="honourperiod",
            name="said_on",
            field=models.DateField(default=django.utils.timezone.localdate, verbose_name="said on"),
            preserve_default=False,
        ),
        migrations.RemoveConstraint(model_name="honour", name="honour_state_known"),
        migrations.RemoveConstraint(model_name="honour", name="honour_once"),
        migrations.AlterField(model_name="honour", name="state", field=state()),
        migrations.AlterField(model_name="honourhistory", name="state", field=state()),
        migrations.AddConstraint(
            model_name="honour",
            constraint=models.CheckConstraint(
                name="honour_state_known",
                condition=Q(state__in=["held", "revoked", "given_up", "abolished", "double"]),
            ),
        ),
        migrations.AddConstraint(
            model_name="honour",
            constraint=models.UniqueConstraint(
                fields=["enterprise", "kind", "product", "granted_on"],
                condition=~Q(state="double"),
                name="honour_once",
                violation_error_message="This honour is entered already.",
            ),
        ),
    ]
