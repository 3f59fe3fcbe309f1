from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0010_guards_of_shared_costs")]

    operations = [
        migrations.AddIndex(
            "expense",
            models.Index(fields=["estate_id"], name="expense_waits", condition=models.Q(state="recorded")),
        ),
    ]
