"""Prices of what meters count, passed on at their cost."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mandates", "0007_prices_by_formula")]

    operations = [
        migrations.RemoveConstraint(model_name="tariff", name="tariff_method"),
        migrations.AddConstraint(
            model_name="tariff",
            constraint=models.CheckConstraint(
                condition=models.Q(("formula", ""), ("method__in", ["by_area", "fixed", "by_count"]))
                | models.Q(("method__in", ["by_formula", "by_meter"]), models.Q(("formula", ""), _negated=True)),
                name="tariff_method",
            ),
        ),
        migrations.AddConstraint(
            model_name="tariff",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("method", "by_meter"), _negated=True), ("fund", "deposits"), _connector="OR"
                ),
                name="tariff_passed_on",
            ),
        ),
    ]
