"""The log of the books: leaves and signed checkpoints, per estate and (estate 0) of the city."""

import django.db.models.deletion
from django.db import migrations, models

from laoyou.infra.schema import append_only, estate_rows_only, same_estate


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0005_an_entry_is_written_at_once"),
    ]

    operations = [
        migrations.CreateModel(
            name="LogCheckpoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("size", models.BigIntegerField()),
                ("root", models.BinaryField(max_length=32)),
                ("parts", models.BinaryField()),
                ("note", models.TextField()),
                ("signed_at", models.DateTimeField()),
            ],
            options={
                "db_table": "ledger_log_checkpoint",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="ledger_logcheckpoint_estate_row"),
                    models.UniqueConstraint(fields=("estate_id", "size"), name="checkpoint_once"),
                    models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="checkpoint_size"),
                ],
            },
        ),
        migrations.CreateModel(
            name="LogLeaf",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("number", models.BigIntegerField()),
                ("month", models.DateField(null=True)),
                ("logged_estate_id", models.BigIntegerField(null=True)),
                ("logged_size", models.BigIntegerField(null=True)),
                ("data", models.TextField()),
                ("hash", models.BinaryField(max_length=32)),
                ("salt", models.BinaryField(max_length=16)),
                ("appended_at", models.DateTimeField()),
                (
                    "entry",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="ledger.entry",
                    ),
                ),
            ],
            options={
                "db_table": "ledger_log_leaf",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="ledger_logleaf_estate_row"),
                    models.UniqueConstraint(fields=("estate_id", "number"), name="log_leaf_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("entry__isnull", False)),
                        fields=("estate_id", "entry"),
                        name="entry_logged_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("month__isnull", False)),
                        fields=("estate_id", "month"),
                        name="closing_logged_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("logged_estate_id__isnull", False)),
                        fields=("estate_id", "logged_estate_id", "logged_size"),
                        name="checkpoint_logged_once",
                    ),
                    models.CheckConstraint(condition=models.Q(("number__gte", 0)), name="log_leaf_number"),
                ],
            },
        ),
        same_estate("ledger_log_leaf", "entry_id", "ledger_entry"),
        *estate_rows_only("ledger_log_leaf", "ledger_log_checkpoint"),
        *append_only("ledger_log_leaf", "ledger_log_checkpoint"),
    ]
