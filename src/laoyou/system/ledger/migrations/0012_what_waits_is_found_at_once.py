from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0011_two_people_reverse")]

    operations = [
        migrations.AddIndex(
            "expense",
            models.Index(fields=["estate_id"], name="expense_waits", condition=models.Q(state="recorded")),
        ),
    ]
