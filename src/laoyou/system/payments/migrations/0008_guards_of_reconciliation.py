from django.db import migrations

from laoyou.infra.schema import append_only, estate_rows_only, only_these_change, same_estate

OF_A_DAY = (
    *("state", "ours_count", "ours_fen", "billed_count", "billed_fen", "refunded_fen", "fee_fen", "paid_out_fen"),
    *("books_explained_fen", "bank_explained_fen", "file_id", "file_sha256", "trouble", "asked_at", "fetched_at"),
    *("compared_at", "closed_at", "closed_by", "closed_by_name"),
)
OF_A_DIFFERENCE = (
    *("order_number", "ours_fen", "theirs_fen", "books_fen", "bank_fen", "state", "meaning", "reason", "found_at"),
    *("ended_at", "ended_by", "ended_by_name"),
)
OF_A_LINE = (
    *("channel", "state", "paid_out_fen", "meaning", "reason"),
    *("worked_off_by", "worked_off_by_name", "worked_off_at"),
)
OF_A_STATEMENT = ("account", "state", "layout", "new_lines", "known_lines", "entered_at")


class Migration(migrations.Migration):
    dependencies = [("payments", "0007_statements_of_banks")]

    operations = [
        same_estate("payments_bill_line", "day_id", "payments_channel_day"),
        same_estate("payments_bank_line", "statement_id", "payments_statement"),
        same_estate("payments_payout_part", "day_id", "payments_channel_day"),
        same_estate("payments_payout_part", "bank_line_id", "payments_bank_line"),
        same_estate("payments_day_difference", "day_id", "payments_channel_day"),
        *estate_rows_only(
            *("payments_channel_day", "payments_bill_line", "payments_statement", "payments_bank_line"),
            *("payments_payout_part", "payments_day_difference"),
        ),
        *append_only("payments_bill_line", "payments_payout_part"),
        *only_these_change("payments_channel_day", *OF_A_DAY),
        *only_these_change("payments_day_difference", *OF_A_DIFFERENCE),
        *only_these_change("payments_bank_line", *OF_A_LINE),
        *only_these_change("payments_statement", *OF_A_STATEMENT),
        migrations.RunSQL(
            """
            CREATE FUNCTION public.payments_channel_day_closing() RETURNS trigger LANGUAGE plpgsql AS $$
            DECLARE billed record; parts bigint; explained record;
            BEGIN
              IF old.state = 'closed' THEN
                RAISE 'a closed day stays as it is' USING ERRCODE = '42501';
              END IF;
              IF new.state <> 'closed' THEN RETURN new; END IF;
              SELECT count(*) AS n, coalesce(sum(amount_fen) FILTER (WHERE kind = 'payment'), 0) AS paid,
                     coalesce(sum(amount_fen) FILTER (WHERE kind = 'refund'), 0) AS back,
                     coalesce(sum(fee_fen), 0) AS fee
                INTO billed FROM public.payments_bill_line WHERE estate_id = new.estate_id AND day_id = new.id;
              SELECT coalesce(sum(amount_fen), 0) INTO parts
                FROM public.payments_payout_part WHERE estate_id = new.estate_id AND day_id = new.id;
              SELECT coalesce(sum(books_fen) FILTER (WHERE state = 'explained'), 0) AS books,
                     coalesce(sum(bank_fen) FILTER (WHERE state = 'explained'), 0) AS bank,
                     count(*) FILTER (WHERE state = 'open') AS open
                INTO explained FROM public.payments_day_difference
                WHERE estate_id = new.estate_id AND day_id = new.id;
              IF explained.open > 0 THEN
                RAISE 'the day has differences that nobody explained'
                  USING ERRCODE = '23514', CONSTRAINT = 'closed_day_is_worked_off';
              END IF;
              IF (new.billed_count, new.billed_fen, new.refunded_fen, new.fee_fen, new.paid_out_fen,
                  new.books_explained_fen, new.bank_explained_fen)
                 IS DISTINCT FROM
                 (billed.n, billed.paid, billed.back, billed.fee, parts, explained.books, explained.bank) THEN
                RAISE 'the sums of the day are not those of its rows'
                  USING ERRCODE = '23514', CONSTRAINT = 'closed_day_sums_its_rows';
              END IF;
              RETURN new;
            END $$
            """,
            "DROP FUNCTION public.payments_channel_day_closing()",
        ),
        migrations.RunSQL(
            "CREATE TRIGGER closing BEFORE UPDATE ON payments_channel_day FOR EACH ROW"
            " EXECUTE FUNCTION public.payments_channel_day_closing()",
            "DROP TRIGGER closing ON payments_channel_day",
        ),
        migrations.RunSQL(
            """
            CREATE FUNCTION public.payments_channel_day_begins() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
              IF new.state = 'closed' THEN
                RAISE 'a day begins open' USING ERRCODE = '23514', CONSTRAINT = 'channel_day_begins_open';
              END IF; RETURN new;
            END $$
            """,
            "DROP FUNCTION public.payments_channel_day_begins()",
        ),
        migrations.RunSQL(
            "CREATE TRIGGER begins BEFORE INSERT ON payments_channel_day FOR EACH ROW"
            " EXECUTE FUNCTION public.payments_channel_day_begins()",
            "DROP TRIGGER begins ON payments_channel_day",
        ),
        migrations.RunSQL(
            """
            CREATE FUNCTION public.payments_row_of_a_closed_day() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
              PERFORM 1 FROM public.payments_channel_day AS day
                WHERE (day.estate_id, day.id) = (new.estate_id, new.day_id) AND day.state = 'closed';
              IF FOUND THEN
                RAISE 'a closed day stays as it is' USING ERRCODE = '42501';
              END IF; RETURN new;
            END $$
            """,
            "DROP FUNCTION public.payments_row_of_a_closed_day()",
        ),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER closed_day BEFORE {acts} ON {table} FOR EACH ROW"
                " EXECUTE FUNCTION public.payments_row_of_a_closed_day()",
                f"DROP TRIGGER closed_day ON {table}",
            )
            for table, acts in (
                ("payments_bill_line", "INSERT"),
                ("payments_payout_part", "INSERT"),
                ("payments_day_difference", "INSERT OR UPDATE"),
            )
        ),
    ]
