"""What was collected for who delivers water and power is paid on to them, out of its own fund and no other."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0013_recorded_once")]

    operations = [
        migrations.RemoveConstraint(model_name="expense", name="expense_direction"),
        migrations.AddConstraint(
            model_name="expense",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("account__range", (50, 59)),
                    ("direction", "out"),
                )
                | models.Q(("account", 22), ("direction", "out"), ("fund", "deposits"))
                | models.Q(("account__range", (40, 49)), ("direction", "in")),
                name="expense_direction",
            ),
        ),
    ]
