"""Budget against books after some months of the year: per account, with the differences and what was said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from laoyou.core.calendar import Month
from laoyou.core.money import Money
from laoyou.system.ledger.budgets.models import BudgetExplanation
from laoyou.system.ledger.budgets.queries.actuals import sums_of_funds
from laoyou.system.ledger.budgets.queries.budgets import BudgetView, adopted_budgets, threshold_of
from laoyou.system.ledger.budgets.rules.comparing import AgainstLine, Threshold, asks_for_a_word, share_gone
from laoyou.system.ledger.budgets.rules.drafting import sum_on
from laoyou.system.ledger.queries.months import months_with_books
from laoyou.system.ledger.rules.accounts import Account
from laoyou.system.ledger.rules.movements import Side


@dataclass(frozen=True, slots=True)
class Explanation:
    text: str
    month: Month
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ShownLine:
    """An account with its budget, its books, and what was said of the difference, if it asks for a word."""

    line: AgainstLine
    note: str
    is_apart: bool
    explanation: Explanation | None

    @property
    def is_unexplained(self) -> bool:
        return self.is_apart and self.explanation is None

    @property
    def used_percent(self) -> int:
        """Return how much of the budget is used up, as 0 to 100, for a bar."""
        share = self.line.share
        return max(0, min(round(share * 100), 100)) if share is not None else (100 if self.line.actual else 0)


@dataclass(frozen=True, slots=True)
class Against:
    """An adopted budget after the months up to `through`."""

    budget: BudgetView
    through: Month
    lines: tuple[ShownLine, ...]
    threshold: Threshold

    @property
    def gone(self) -> Fraction:
        return share_gone(self.through.number)

    @property
    def gone_percent(self) -> int:
        return round(self.gone * 100)

    @property
    def income_lines(self) -> tuple[ShownLine, ...]:
        return tuple(shown for shown in self.lines if shown.line.side is Side.INCOME)

    @property
    def expense_lines(self) -> tuple[ShownLine, ...]:
        return tuple(shown for shown in self.lines if shown.line.side is Side.EXPENSE)

    @property
    def income(self) -> Money:
        return self._sum(Side.INCOME)

    @property
    def expense(self) -> Money:
        return self._sum(Side.EXPENSE)

    @property
    def income_sum(self) -> AgainstLine:
        return AgainstLine(Account.RECEIVABLE, self.budget.income, self.income, self.through.number)

    @property
    def expense_sum(self) -> AgainstLine:
        return AgainstLine(Account.OTHER_EXPENSE, self.budget.expense, self.expense, self.through.number)

    @property
    def spent_percent(self) -> int:
        """Return how much of the planned expense is spent, as 0 to 100, for a bar."""
        share = self.expense_sum.share
        return max(0, min(round(share * 100), 100)) if share is not None else 0

    @property
    def unexplained(self) -> tuple[ShownLine, ...]:
        return tuple(shown for shown in self.lines if shown.is_unexplained)

    @property
    def apart(self) -> tuple[ShownLine, ...]:
        return tuple(shown for shown in self.lines if shown.is_apart)

    def _sum(self, side: Side) -> Money:
        return sum_on(side, [(shown.line.account, shown.line.actual) for shown in self.lines])


def spent_against(estate_id: int, through: Month) -> list[Against]:
    """Return each adopted budget of the month's year beside the books from January to the end of the month."""
    return against(estate_id, adopted_budgets(estate_id, through.year), through)


def against(estate_id: int, budgets: Sequence[BudgetView], through: Month) -> list[Against]:
    """Return these budgets, all of the month's year, beside the books from January to the end of the month."""
    if not budgets:
        return []
    actual = sums_of_funds(estate_id, Month(through.year, 1), through)
    threshold = threshold_of(estate_id, through.first)
    said = _explanations(estate_id, [budget.id for budget in budgets], through)
    shown = []
    for budget in budgets:
        moved = actual.get(budget.fund, {})
        planned = {line.account: line for line in budget.lines if line.amount or line.note}
        lines = []
        for account in sorted({*planned, *moved}):
            line = AgainstLine(
                account,
                planned[account].amount if account in planned else Money(0),
                Money(moved.get(account, 0)),
                through.number,
            )
            lines.append(
                ShownLine(
                    line,
                    planned[account].note if account in planned else "",
                    asks_for_a_word(line, threshold),
                    said.get((budget.id, account)),
                )
            )
        shown.append(Against(budget, through, tuple(lines), threshold))
    return shown


def last_month_over(estate_id: int, year: int, today: date) -> Month | None:
    """Return the last month of the year that is over and has books; None when there is none yet."""
    over = [
        known.month
        for known in months_with_books(estate_id)
        if known.month.year == year and known.month.ends_before <= today
    ]
    return max(over, default=None)


def _explanations(estate_id: int, budget_ids: Sequence[int], through: Month) -> dict[tuple[int, Account], Explanation]:
    """Return the newest word on each line that was said of this very month."""
    rows = BudgetExplanation.objects.filter(estate_id=estate_id, budget_id__in=budget_ids, month=through.first)
    return {
        (row.budget_id, Account(row.account)): Explanation(row.text, through, row.written_by_name, row.at)
        for row in rows.order_by("id")
    }
