"""What the journal says of a fund's accounts over some months, on cash basis, as a budget compares it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db.models import Min

from laoyou.core.calendar import Month
from laoyou.system.ledger.budgets.rules.drafting import side_of_account
from laoyou.system.ledger.models import Entry
from laoyou.system.ledger.queries.months import movements_by_month
from laoyou.system.ledger.rules.accounts import Account, Fund
from laoyou.system.ledger.rules.movements import Side


def books_begin_on(estate_id: int) -> date | None:
    """Return the day of the estate's first entry."""
    begun: date | None = Entry.objects.filter(estate_id=estate_id).aggregate(first=Min("posted_on"))["first"]
    return begun


def sums_of_funds(estate_id: int, first: Month, last: Month) -> dict[Fund, dict[Account, int]]:
    """Return fen by fund and account, above zero as the account's side has it; what was brought forward is in none.

    An account that moved and came out even is there, with zero. Nothing for months that end before they begin.
    """
    sums: dict[Fund, dict[Account, int]] = defaultdict(lambda: defaultdict(int))
    if first <= last:
        for moved in movements_by_month(estate_id, first, last).values():
            for movement in moved:
                if movement.account is not Account.OPENING:
                    is_in = side_of_account(movement.account) is Side.INCOME
                    sums[movement.fund][movement.account] += movement.amount_fen if is_in else -movement.amount_fen
    return {fund: dict(accounts) for fund, accounts in sums.items()}
