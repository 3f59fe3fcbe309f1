"""Orders over many estates are found by how much they matter, and by age, without sorting them all."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("work", "0010_guards_of_surveys"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="workorder",
            index=models.Index(
                condition=models.Q(("state__in", ["open", "assigned", "travelling", "working", "paused"])),
                fields=["priority", "due_at", "id"],
                name="work_order_urgent",
            ),
        ),
        migrations.AddIndex(
            model_name="workorder",
            index=models.Index(fields=["-opened_at", "-id"], name="work_order_newest"),
        ),
    ]
