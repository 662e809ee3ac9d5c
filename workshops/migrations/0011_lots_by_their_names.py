from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models
from django.db.models.functions import Concat


class Migration(migrations.Migration):
    dependencies = [("workshops", "0010_rule_of_site_checks"), ("enterprises", "0001_initial")]
    operations = [
        migrations.AddIndex(
            model_name="lot",
            index=GinIndex(
                models.Func(
                    Concat(
                        models.F("product"),
                        models.Value(" "),
                        models.F("batch"),
                        models.Value(" "),
                        models.F("supplier_name"),
                        output_field=models.TextField(),
                    ),
                    function="grams",
                ),
                name="lot_by_names",
            ),
        )
    ]
