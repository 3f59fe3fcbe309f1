"""What waits for a second person in the books: money recorded by hand, shared costs, budgets, settlements of years."""

from laoyou.infra.actor import Right
from laoyou.infra.waiting import Source

WAITING = (
    Source(
        kind="expense",
        table="ledger_expense",
        right=Right.APPROVE_EXPENSE,
        waits="asked.state = 'recorded'",
        joins="LEFT JOIN people_user person ON person.id = asked.recorded_by",
        columns={
            "amount_fen": "asked.amount_fen",
            "text": "asked.text",
            "code": "asked.direction",
            "asked_by": "asked.recorded_by",
            "asked_by_name": "coalesce(person.name, '')",
            "asked_at": "asked.recorded_at",
        },
    ),
    Source(
        kind="shared_cost",
        table="ledger_shared_cost",
        right=Right.APPROVE_SHARED_COSTS,
        waits="asked.state = 'recorded'",
        columns={
            "amount_fen": "asked.amount_fen",
            "text": "asked.text",
            "company_id": "asked.organisation_id",
            "asked_by": "asked.recorded_by",
            "asked_by_name": "asked.recorded_by_name",
            "asked_at": "asked.recorded_at",
        },
    ),
    Source(
        kind="shared_cost_reversal",
        table="ledger_shared_cost_reversal",
        right=Right.APPROVE_SHARED_COSTS,
        joins="JOIN ledger_shared_cost cost ON cost.estate_id = asked.estate_id AND cost.id = asked.cost_id",
        columns={
            "subject_id": "asked.cost_id",
            "amount_fen": "cost.amount_fen",
            "company_id": "cost.organisation_id",
        },
    ),
    Source(
        kind="reversal",
        table="ledger_reversal",
        right=Right.APPROVE_EXPENSE,
        columns={"subject_id": "asked.entry_id"},
    ),
    Source(
        kind="budget",
        table="ledger_budget",
        right=Right.ADOPT_BUDGET,
        waits="asked.state = 'open' AND asked.comments_until < %(day)s",
        joins="LEFT JOIN people_user person ON person.id = asked.opened_by",
        columns={
            "text": "''",
            "code": "asked.fund",
            "number": "asked.year",
            "asked_by": "asked.opened_by",
            "also_by": "asked.drafted_by",
            "asked_by_name": "coalesce(person.name, asked.drafted_by_name)",
            "asked_at": "asked.opened_at",
        },
    ),
    Source(
        kind="settlement",
        table="ledger_year_settlement",
        right=Right.ADOPT_BUDGET,
        waits="asked.published_at IS NULL AND NOT EXISTS (SELECT FROM ledger_year_settlement other"
        " WHERE other.estate_id = asked.estate_id AND other.year = asked.year"
        " AND (other.id > asked.id OR other.published_at IS NOT NULL))",
        columns={
            "text": "''",
            "code": "asked.mode",
            "number": "asked.year",
            "asked_by": "asked.prepared_by",
            "asked_by_name": "asked.prepared_by_name",
            "asked_at": "asked.prepared_at",
        },
    ),
)
