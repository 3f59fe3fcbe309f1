"""A login of staff has no telephone, so that no code sent to one opens it."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("people", "0005_first_passwords")]

    operations = [
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=Q(is_staff_member=False) | Q(telephone__isnull=True), name="staff_sign_in_by_password"
            ),
        )
    ]
