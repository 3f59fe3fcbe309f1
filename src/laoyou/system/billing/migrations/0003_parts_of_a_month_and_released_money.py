from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("billing", "0002_guards")]

    operations = [
        migrations.AddField("bill", "parts", models.JSONField(null=True)),
        migrations.RemoveConstraint("allocation", "allocation_above_zero"),
        migrations.AddConstraint(
            "allocation",
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0) | Q(amount_fen__lt=0, payment_id__isnull=True),
                name="allocation_adds_or_releases",
            ),
        ),
        migrations.AddConstraint(
            "waiver",
            models.CheckConstraint(
                condition=Q(state="asked", decided_by__isnull=True, decided_at__isnull=True)
                | Q(state__in=["approved", "refused"], decided_by__isnull=False, decided_at__isnull=False),
                name="waiver_decided_by_somebody",
            ),
        ),
    ]
