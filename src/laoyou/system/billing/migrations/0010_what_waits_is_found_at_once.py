from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0009_credit_given_back_and_money_taken_back")]

    operations = [
        migrations.AddIndex(
            "waiver", models.Index(fields=["estate_id"], name="waiver_waits", condition=models.Q(state="asked"))
        ),
        migrations.AddIndex(
            "writeoff", models.Index(fields=["estate_id"], name="write_off_waits", condition=models.Q(state="asked"))
        ),
    ]
