"""A form that is sent twice records once."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("ledger", "0012_what_waits_is_found_at_once")]

    operations = [
        operation
        for model, name in (("expense", "expense_recorded_once"), ("sharedcost", "shared_cost_recorded_once"))
        for operation in (
            migrations.AddField(model, "once", models.CharField(max_length=40, default="", db_default="")),
            migrations.AddConstraint(
                model,
                models.UniqueConstraint(fields=["estate_id", "recorded_by", "once"], condition=~Q(once=""), name=name),
            ),
        )
    ]
