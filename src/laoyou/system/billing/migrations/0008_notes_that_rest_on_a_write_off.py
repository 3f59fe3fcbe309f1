"""A credit note rests on a correction or on a write-off, each of two people. Notes of before stay as they are."""

import django.db.models.deletion
from django.db import migrations, models

from laoyou.infra.schema import same_estate


class Migration(migrations.Migration):
    dependencies = [("billing", "0007_two_people_write_credit_notes")]

    operations = [
        migrations.AddField(
            model_name="creditnote",
            name="write_off",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="billing.writeoff",
            ),
        ),
        same_estate("billing_credit_note", "write_off_id", "billing_write_off"),
        migrations.RunSQL(
            "ALTER TABLE billing_credit_note DROP CONSTRAINT credit_note_of_two_people",
            "ALTER TABLE billing_credit_note ADD CONSTRAINT credit_note_of_two_people"
            " CHECK (correction_id IS NOT NULL) NOT VALID",
        ),
        migrations.RunSQL(
            "ALTER TABLE billing_credit_note ADD CONSTRAINT credit_note_of_two_people"
            " CHECK ((correction_id IS NOT NULL) <> (write_off_id IS NOT NULL)) NOT VALID",
            "ALTER TABLE billing_credit_note DROP CONSTRAINT credit_note_of_two_people",
        ),
    ]
