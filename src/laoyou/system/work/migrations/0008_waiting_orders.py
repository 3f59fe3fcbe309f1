"""Orders that wait for a crew, found by how pressing they are: among a hundred thousand too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("work", "0007_requests_in_order"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="workorder",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["priority", "due_at", "id"], name="work_order_waiting"
            ),
        ),
    ]
