"""The journal keeps its promises in the database: balanced per fund, no orphans, append-only, closed months closed.

Balance is judged from the statement's own new rows: every entry is inserted whole by one statement, and nothing is
ever changed, so each sums to zero for ever. The checks that read another table stand in triggers of their own (R9).
"""

from django.db import migrations
from django.db.migrations.operations import RunSQL

from laoyou.infra.schema import append_only, estate_rows_only, only_these_change, same_estate

BALANCED = RunSQL(
    """
    CREATE FUNCTION public.ledger_lines_balance() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM 1 FROM new_lines GROUP BY estate_id, entry_id, fund HAVING sum(amount_fen) <> 0 LIMIT 1;
      IF FOUND THEN RAISE 'unbalanced entry' USING ERRCODE = '23514', CONSTRAINT = 'ledger_entry_balanced'; END IF;
      RETURN NULL;
    END $$
    """,
    "DROP FUNCTION public.ledger_lines_balance()",
)
NO_ORPHANS = RunSQL(
    """
    CREATE FUNCTION public.ledger_lines_have_entries() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM 1 FROM new_lines n LEFT JOIN public.ledger_entry e
        ON (e.estate_id, e.id, e.posted_on) = (n.estate_id, n.entry_id, n.posted_on) WHERE e.id IS NULL LIMIT 1;
      IF FOUND THEN RAISE 'line without its entry' USING ERRCODE = '23503', CONSTRAINT = 'ledger_line_entry'; END IF;
      RETURN NULL;
    END $$
    """,
    "DROP FUNCTION public.ledger_lines_have_entries()",
)
MONTH_OPEN = RunSQL(
    """
    CREATE FUNCTION public.ledger_month_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM 1 FROM new_entries n JOIN public.ledger_closed_month c
        ON c.estate_id = n.estate_id AND c.month = date_trunc('month', n.posted_on)::date LIMIT 1;
      IF FOUND THEN RAISE 'the month is closed' USING ERRCODE = '23514', CONSTRAINT = 'ledger_month_open'; END IF;
      RETURN NULL;
    END $$
    """,
    "DROP FUNCTION public.ledger_month_is_open()",
)


def after_insert(table: str, name: str, rows: str, function: str) -> RunSQL:
    return RunSQL(
        f"CREATE TRIGGER {name} AFTER INSERT ON {table} REFERENCING NEW TABLE AS {rows}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION public.{function}()",
        f"DROP TRIGGER {name} ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_tables"), ("infra", "0002_guards")]

    operations = [
        BALANCED,
        NO_ORPHANS,
        MONTH_OPEN,
        after_insert("ledger_line", "balanced", "new_lines", "ledger_lines_balance"),
        after_insert("ledger_line", "no_orphans", "new_lines", "ledger_lines_have_entries"),
        after_insert("ledger_entry", "month_open", "new_entries", "ledger_month_is_open"),
        same_estate("ledger_expense", "entry_id", "ledger_entry"),
        same_estate("ledger_voucher", "expense_id", "ledger_expense"),
        same_estate("ledger_voucher", "file_id", "infra_file"),
        *estate_rows_only(
            *("ledger_entry", "ledger_line", "ledger_expense", "ledger_voucher"),
            *("ledger_closed_month", "ledger_publication"),
        ),
        *append_only("ledger_entry", "ledger_line", "ledger_voucher", "ledger_closed_month", "ledger_publication"),
        *only_these_change("ledger_expense", "state", "decided_by", "decided_at", "decision_reason", "entry_id"),
    ]
