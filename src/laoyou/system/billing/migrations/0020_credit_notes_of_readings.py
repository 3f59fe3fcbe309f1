"""Credit notes that a meter's reading asks for, so that a refused one is found and asked for anew."""

from django.db import migrations, models

import laoyou.infra.tables
from laoyou.infra.schema import same_estate


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0019_invoices"),
    ]

    operations = [
        migrations.AddField(model_name="correction", name="is_overestimate", field=models.BooleanField(default=False)),
        migrations.AddField(
            model_name="correction",
            name="repeats",
            field=laoyou.infra.tables.belongs_to("billing.correction", null=True),
        ),
        same_estate("billing_correction", "repeats_id", "billing_correction"),
    ]
