"""A payment says by one of six words how it was heard of; older rows had others for two of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0010_refunds_by_the_channel")]

    operations = [
        migrations.RunSQL(
            [
                "SET CONSTRAINTS ALL IMMEDIATE",
                "ALTER TABLE payments_payment NO FORCE ROW LEVEL SECURITY",
                "ALTER TABLE payments_payment DISABLE TRIGGER keep",
                "UPDATE payments_payment SET seen_via = CASE seen_via WHEN 'file' THEN 'bill' ELSE 'notification' END"
                " WHERE seen_via NOT IN ('notification', 'query', 'desk', 'suspense', 'bill', 'statement')",
                "ALTER TABLE payments_payment ENABLE TRIGGER keep",
                "ALTER TABLE payments_payment FORCE ROW LEVEL SECURITY",
            ],
            migrations.RunSQL.noop,
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("seen_via__in", ["notification", "query", "desk", "suspense", "bill", "statement"])
                ),
                name="payment_seen_via",
            ),
        ),
    ]
