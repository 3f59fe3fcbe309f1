"""A bill bears one late penalty at most."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0017_endings"), ("mandates", "0009_penalty_by_contract")]

    operations = [
        migrations.AddConstraint(
            model_name="bill",
            constraint=models.UniqueConstraint(
                condition=models.Q(("method", "penalty")),
                fields=("estate_id", "tariff_id"),
                name="bill_penalised_once",
            ),
        ),
    ]
