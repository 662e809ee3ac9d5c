"""A piece of a number or of a party's name, found among a million papers. Made while people work."""

import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [("documents", "0001_initial"), ("regions", "0003_grams")]

    operations = [
        AddIndexConcurrently(
            model_name="issueddocument",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Func("number", function="grams"), name="issued_by_number"
            ),
        ),
        AddIndexConcurrently(
            model_name="issueddocument",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Func("recipient", function="grams"), name="issued_by_recipient"
            ),
        ),
    ]
