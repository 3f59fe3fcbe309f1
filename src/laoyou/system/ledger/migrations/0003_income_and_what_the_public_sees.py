"""Other income beside expenses, vouchers' public copies, balances at closing, the details of a publication."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from laoyou.infra.schema import same_estate


def reference(to: str) -> models.ForeignKey:
    return models.ForeignKey(
        to,
        null=True,
        on_delete=django.db.models.deletion.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_guards"), ("infra", "0002_guards")]

    operations = [
        migrations.AddField("expense", "direction", models.CharField(default="out", max_length=3)),
        migrations.AddConstraint(
            "expense",
            models.CheckConstraint(
                condition=Q(direction="out", account__range=(50, 59)) | Q(direction="in", account__range=(40, 49)),
                name="expense_direction",
            ),
        ),
        migrations.AddIndex(
            "expense",
            models.Index(fields=["estate_id", "entry"], name="expense_by_entry", condition=Q(entry__isnull=False)),
        ),
        migrations.AddField("voucher", "public_file", reference("infra.storedfile")),
        same_estate("ledger_voucher", "public_file_id", "infra_file"),
        migrations.AddIndex("voucher", models.Index(fields=["estate_id", "expense"], name="voucher_by_expense")),
        migrations.AddField("closedmonth", "balances", models.JSONField(default=dict)),
        migrations.AddField("publication", "details", reference("infra.storedfile")),
        same_estate("ledger_publication", "details_id", "infra_file"),
        migrations.AddIndex(
            "line",
            models.Index(
                fields=["estate_id", "fund", "posted_on"],
                name="line_of_money",
                condition=Q(account=10),
                include=["amount_fen"],
            ),
        ),
    ]
