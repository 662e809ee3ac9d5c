"""A piece of a number or of a party's name, found among a million. Made while people work."""

import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


def by_piece(model, column, name):
    return AddIndexConcurrently(
        model_name=model,
        index=django.contrib.postgres.indexes.GinIndex(
            models.Func(column, function="grams"), name=name
        ),
    )


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ("inspections", "0011_files_of_phones_and_replacements"),
        ("regions", "0003_grams"),
    ]

    operations = [
        by_piece("rectificationorder", "number", "order_by_number"),
        by_piece("sample", "number", "sample_by_number"),
        by_piece("sample", "retest_report_number", "sample_by_retest"),
        by_piece("testresult", "report_number", "test_result_by_number"),
        by_piece("visit", "party_name", "visit_by_party"),
    ]
