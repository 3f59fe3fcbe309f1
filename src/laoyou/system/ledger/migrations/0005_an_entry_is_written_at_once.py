"""All lines of an entry come in one statement, so nothing is added to an entry later, not even what balances.

Each statement has to bring an entry's first line, and there is one first line only: the second statement is refused.
Like the balance, this is judged from the statement's own rows (R9).
"""

from django.db import migrations
from django.db.migrations.operations import RunSQL

WHOLE = RunSQL(
    """
    CREATE FUNCTION public.ledger_entries_are_whole() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM 1 FROM new_lines GROUP BY estate_id, entry_id HAVING min(line_number) <> 1 LIMIT 1;
      IF FOUND THEN
        RAISE 'lines added to a posted entry' USING ERRCODE = '23514', CONSTRAINT = 'ledger_entry_whole';
      END IF;
      RETURN NULL;
    END $$
    """,
    "DROP FUNCTION public.ledger_entries_are_whole()",
)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_a_closed_month_ends_all_before")]

    operations = [
        WHOLE,
        RunSQL(
            "CREATE TRIGGER whole AFTER INSERT ON ledger_line REFERENCING NEW TABLE AS new_lines"
            " FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_entries_are_whole()",
            "DROP TRIGGER whole ON ledger_line",
        ),
    ]
