from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0010_credit_of_former_owners")]

    operations = [
        migrations.AddIndex(
            "waiver", models.Index(fields=["estate_id"], name="waiver_waits", condition=models.Q(state="asked"))
        ),
        migrations.AddIndex(
            "writeoff", models.Index(fields=["estate_id"], name="write_off_waits", condition=models.Q(state="asked"))
        ),
    ]
