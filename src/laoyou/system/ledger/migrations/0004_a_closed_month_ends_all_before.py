"""A closed month closes every day before its end, and no entry slips in beside the closing.

Posting takes a shared lock of the estate's books, closing takes it alone: a closing waits for entries under way and
then counts them, and an entry that waited for a closing sees it. The lock is one estate's, so it moves with it.
"""

from django.db import migrations
from django.db.migrations.operations import RunSQL

BEFORE = """
    CREATE OR REPLACE FUNCTION public.ledger_month_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM 1 FROM new_entries n JOIN public.ledger_closed_month c
        ON c.estate_id = n.estate_id AND c.month = date_trunc('month', n.posted_on)::date LIMIT 1;
      IF FOUND THEN RAISE 'the month is closed' USING ERRCODE = '23514', CONSTRAINT = 'ledger_month_open'; END IF;
      RETURN NULL;
    END $$
"""
AFTER = """
    CREATE OR REPLACE FUNCTION public.ledger_month_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM public.ledger_lock_books(estate_id, false) FROM (SELECT DISTINCT estate_id FROM new_entries) e;
      PERFORM 1 FROM new_entries n JOIN public.ledger_closed_month c
        ON c.estate_id = n.estate_id AND c.month >= date_trunc('month', n.posted_on)::date LIMIT 1;
      IF FOUND THEN RAISE 'the month is closed' USING ERRCODE = '23514', CONSTRAINT = 'ledger_month_open'; END IF;
      RETURN NULL;
    END $$
"""
LOCK = """
    CREATE FUNCTION public.ledger_lock_books(estate bigint, alone boolean) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
      IF alone THEN PERFORM pg_advisory_xact_lock(943, (estate % 2147483647)::int);
      ELSE PERFORM pg_advisory_xact_lock_shared(943, (estate % 2147483647)::int); END IF;
    END $$
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_income_and_what_the_public_sees")]

    operations = [
        RunSQL(LOCK, "DROP FUNCTION public.ledger_lock_books(bigint, boolean)"),
        RunSQL(AFTER, BEFORE),
    ]
