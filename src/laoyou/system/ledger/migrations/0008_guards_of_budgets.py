"""Budgets keep their promises in the database: lines change while it is drafted, what was adopted never."""

from django.db import migrations
from django.db.migrations.operations import RunSQL

from laoyou.infra.schema import append_only, estate_rows_only, only_these_change, same_estate

LINES_OF_A_DRAFT = RunSQL(
    """
    CREATE FUNCTION public.ledger_budget_is_drafted() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM 1 FROM public.ledger_budget b
        WHERE (b.estate_id, b.id, b.state) = (new.estate_id, new.budget_id, 'drafted') FOR SHARE;
      IF NOT FOUND THEN
        RAISE 'lines change while a budget is drafted' USING ERRCODE = '42501', CONSTRAINT = 'ledger_budget_drafted';
      END IF;
      RETURN new;
    END $$
    """,
    "DROP FUNCTION public.ledger_budget_is_drafted()",
)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0007_budgets"), ("infra", "0002_guards")]

    operations = [
        same_estate("ledger_budget", "revises_id", "ledger_budget"),
        same_estate("ledger_budget", "document_id", "infra_file"),
        *(
            same_estate(table, "budget_id", "ledger_budget")
            for table in (
                *("ledger_budget_line", "ledger_budget_move", "ledger_budget_comment"),
                "ledger_budget_explanation",
            )
        ),
        same_estate("ledger_budget_answer", "comment_id", "ledger_budget_comment"),
        *estate_rows_only(
            *("ledger_budget", "ledger_budget_line", "ledger_budget_move", "ledger_budget_comment"),
            *("ledger_budget_answer", "ledger_budget_policy", "ledger_budget_explanation"),
        ),
        *append_only(
            *("ledger_budget_move", "ledger_budget_comment", "ledger_budget_answer"),
            *("ledger_budget_policy", "ledger_budget_explanation"),
        ),
        *only_these_change(
            "ledger_budget",
            *("state", "opened_by", "opened_at", "comments_until", "basis", "basis_text", "document_id"),
            *("adopted_on", "adopted_by", "adopted_by_name", "adopted_at"),
        ),
        *only_these_change("ledger_budget_line", "amount_fen", "note"),
        LINES_OF_A_DRAFT,
        RunSQL(
            "CREATE TRIGGER drafted BEFORE INSERT OR UPDATE ON ledger_budget_line"
            " FOR EACH ROW EXECUTE FUNCTION public.ledger_budget_is_drafted()",
            "DROP TRIGGER drafted ON ledger_budget_line",
        ),
    ]
