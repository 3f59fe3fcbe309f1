"""A late penalty is a clause of the contract, and only of one that binds all owners."""

from decimal import Decimal

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("infra", "0002_guards"),
        ("mandates", "0008_prices_by_meter"),
    ]

    operations = [
        migrations.AddField(
            model_name="mandate",
            name="penalty_cap_percent",
            field=models.SmallIntegerField(db_default=100, default=100),
        ),
        migrations.AddField(
            model_name="mandate",
            name="penalty_free_days",
            field=models.SmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="mandate",
            name="penalty_rate",
            field=models.DecimalField(db_default=0, decimal_places=6, default=0, max_digits=7),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("penalty_rate", 0),
                    ("contract_basis__in", ["owners_committee", "owners_assembly", "developer"]),
                    _connector="OR",
                ),
                name="mandate_penalty_by_contract",
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("penalty_free_days__range", (0, 365)),
                    ("penalty_rate__range", (0, Decimal("0.003"))),
                    ("penalty_cap_percent__range", (1, 100)),
                ),
                name="mandate_penalty_clause",
            ),
        ),
    ]
