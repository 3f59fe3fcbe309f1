"""Prices whose quantity a formula works out for each home."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mandates", "0006_public_copies")]

    operations = [
        migrations.AddField(
            model_name="tariff", name="formula", field=models.CharField(max_length=200, default="", db_default="")
        ),
        migrations.RemoveConstraint(model_name="tariff", name="tariff_method"),
        migrations.AddConstraint(
            model_name="tariff",
            constraint=models.CheckConstraint(
                condition=models.Q(("formula", ""), ("method__in", ["by_area", "fixed", "by_count"]))
                | models.Q(("method", "by_formula"), models.Q(("formula", ""), _negated=True)),
                name="tariff_method",
            ),
        ),
    ]
