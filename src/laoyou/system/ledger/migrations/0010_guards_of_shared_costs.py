"""Shared costs and settlements: rows of one estate each, and what was decided stays."""

from django.db import migrations

from laoyou.infra.schema import append_only, estate_rows_only, only_these_change, same_estate


class Migration(migrations.Migration):
    dependencies = [("ledger", "0009_shared_costs_and_settlements"), ("infra", "0002_guards")]

    operations = [
        same_estate("ledger_shared_cost_move", "cost_id", "ledger_shared_cost"),
        same_estate("ledger_shared_cost_voucher", "cost_id", "ledger_shared_cost"),
        same_estate("ledger_shared_cost_voucher", "file_id", "infra_file"),
        same_estate("ledger_shared_cost_voucher", "public_file_id", "infra_file"),
        same_estate("ledger_shared_cost_part", "cost_id", "ledger_shared_cost"),
        same_estate("ledger_shared_entry", "entry_id", "ledger_entry"),
        *estate_rows_only(
            *("ledger_shared_cost", "ledger_shared_cost_move", "ledger_shared_cost_voucher"),
            *("ledger_shared_cost_part", "ledger_shared_entry", "ledger_year_settlement"),
        ),
        *append_only("ledger_shared_cost_move", "ledger_shared_cost_voucher", "ledger_shared_entry"),
        *only_these_change("ledger_shared_cost", "state", "decided_by", "decided_at"),
        *only_these_change("ledger_shared_cost_part", "charged_entry_id", "charged_on", "returned_entry_id"),
        *only_these_change("ledger_year_settlement", "published_by", "published_by_name", "published_at"),
    ]
