"""The adopted budgets of a year as the closing of one of its months binds them into the log."""

from __future__ import annotations

from laoyou.core.calendar import Month
from laoyou.system.ledger.budgets.queries.actuals import sums_of_funds
from laoyou.system.ledger.budgets.queries.budgets import adopted_budgets
from laoyou.system.ledger.rules.leaves import LeafBudget


def stated_budgets(estate_id: int, month: Month) -> dict[str, LeafBudget]:
    """Return by fund the budget that holds, and what the books say from January to the end of the month.

    Every account that has a budget or moved money is named, so that nothing spent outside the budget is left out.
    """
    budgets = adopted_budgets(estate_id, month.year)
    if not budgets:
        return {}
    actual = sums_of_funds(estate_id, Month(month.year, 1), month)
    stated = {}
    for budget in budgets:
        planned = {int(line.account): line.amount.fen for line in budget.lines if line.amount}
        moved = {int(account): fen for account, fen in actual.get(budget.fund, {}).items()}
        assert budget.adopted_on is not None  # the database holds it
        stated[budget.fund.value] = LeafBudget(
            budget.version,
            budget.adopted_on,
            {account: (planned.get(account, 0), moved.get(account, 0)) for account in {*planned, *moved}},
        )
    return stated
