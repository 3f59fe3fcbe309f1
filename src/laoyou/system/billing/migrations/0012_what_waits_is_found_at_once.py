from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0011_deposits_held_for_homes")]

    operations = [
        migrations.AddIndex(
            "waiver", models.Index(fields=["estate_id"], name="waiver_waits", condition=models.Q(state="asked"))
        ),
        migrations.AddIndex(
            "writeoff", models.Index(fields=["estate_id"], name="write_off_waits", condition=models.Q(state="asked"))
        ),
    ]
