"""The inbox in its order, and all requests by their coming, over all estates."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("work", "0006_guards_of_facilities"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="request",
            name="request_open",
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                models.F("urgency"),
                models.OrderBy(models.F("finish_due_at"), nulls_first=True),
                models.F("id"),
                condition=models.Q(("state__in", ["received", "taken", "working"])),
                name="request_open",
            ),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(fields=["-came_at", "-id"], name="request_by_coming"),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                condition=models.Q(("state__in", ["received", "taken", "working"])),
                fields=["taken_by"],
                name="request_of_somebody",
            ),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                condition=models.Q(("escalated__gte", 1), ("state__in", ["received", "taken", "working"])),
                fields=["estate_id"],
                name="request_climbed",
            ),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                condition=models.Q(("followed_up_at__isnull", True), ("state", "closed")),
                fields=["estate_id"],
                name="request_to_ask_after",
            ),
        ),
    ]
