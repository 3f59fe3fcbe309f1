"""Transfers by bank: the account that two people name, and the code by which a line of the bank names its order."""

from django.db import migrations, models

from laoyou.infra.schema import estate_rows_only, only_these_change

MOVES = """
    CREATE OR REPLACE FUNCTION public.payments_bank_line_state_moves() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF old.state <> new.state AND old.state || '>' || new.state <> ALL ('{%s}'::text[]) THEN
        RAISE 'no step from % to %', old.state, new.state
          USING ERRCODE = '23514', CONSTRAINT = 'payments_bank_line_state_moves';
      END IF; RETURN new; END $$
"""
BEFORE = "open>paid_out,open>assigned,open>explained,paid_out>open"


def moves(steps: str) -> str:
    return MOVES.replace("%s", steps)


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0013_card_terminals"),
    ]

    operations = [
        migrations.CreateModel(
            name="TransferAccount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("reason", models.CharField(max_length=200)),
                ("state", models.CharField(default="asked", max_length=10)),
                ("asked_by", models.BigIntegerField()),
                ("asked_by_name", models.CharField(max_length=100)),
                ("asked_at", models.DateTimeField()),
                ("decided_by", models.BigIntegerField(null=True)),
                ("decided_by_name", models.CharField(default="", max_length=100)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decision_reason", models.CharField(default="", max_length=200)),
                ("holder", models.CharField(max_length=80)),
                ("bank", models.CharField(max_length=80)),
                ("number", models.CharField(max_length=30)),
            ],
            options={
                "db_table": "payments_transfer_account",
                "abstract": False,
            },
        ),
        migrations.RemoveConstraint(
            model_name="bankline",
            name="bank_line_state",
        ),
        migrations.AddField(
            model_name="bankline",
            name="note_code",
            field=models.CharField(default="", max_length=20),
        ),
        migrations.AddField(
            model_name="order",
            name="note_code",
            field=models.CharField(default="", max_length=20),
        ),
        migrations.AddIndex(
            model_name="bankline",
            index=models.Index(condition=models.Q(("state", "named")), fields=["estate_id"], name="bank_line_named"),
        ),
        migrations.AddConstraint(
            model_name="bankline",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "named", "paid_out", "assigned", "explained"])),
                name="bank_line_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "named"), _negated=True),
                    models.Q(models.Q(("note_code", ""), _negated=True), ("amount_fen__gt", 0)),
                    _connector="OR",
                ),
                name="named_line_has_its_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.UniqueConstraint(
                condition=models.Q(("note_code", ""), _negated=True),
                fields=("estate_id", "note_code"),
                name="order_note_code_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="transferaccount",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="payments_transferaccount_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="transferaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["asked", "approved", "refused", "withdrawn"])),
                name="payments_transferaccount_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="transferaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("state", "asked")),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        models.Q(("state", "asked"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="payments_transferaccount_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="transferaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "asked"),
                    models.Q(("decided_by", models.F("asked_by")), ("state", "withdrawn")),
                    models.Q(
                        ("state__in", ["approved", "refused"]),
                        models.Q(("decided_by", models.F("asked_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="payments_transferaccount_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="transferaccount",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "asked")), fields=("estate_id",), name="one_transfer_account_asked"
            ),
        ),
        migrations.AddConstraint(
            model_name="transferaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("bank", ""), ("holder", ""), ("number", "")),
                    models.Q(
                        ("number__regex", "^[0-9]{8,30}$"),
                        models.Q(("holder", ""), _negated=True),
                        models.Q(("bank", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="transfer_account_whole",
            ),
        ),
        *estate_rows_only("payments_transfer_account"),
        *only_these_change(
            "payments_transfer_account", "state", "decided_by", "decided_by_name", "decided_at", "decision_reason"
        ),
        migrations.RunSQL(moves(f"{BEFORE},named>assigned"), moves(BEFORE)),
    ]
