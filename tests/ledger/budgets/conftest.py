"""An estate with two years of books, and short ways to make a budget of them."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from laoyou.core.calendar import Month, city_instant
from laoyou.core.money import Money
from laoyou.infra import files, scope
from laoyou.infra.actor import Right
from laoyou.system.ledger.budgets import queries, use_cases
from laoyou.system.ledger.budgets.queries import BudgetView
from laoyou.system.ledger.budgets.rules.states import Basis
from laoyou.system.ledger.rules.accounts import Account, Fund
from tests.ledger.conftest import BOOK_RIGHTS, ESTATE, Books, books, files_apart, staff

__all__ = ["books", "files_apart"]

DRAFTED_AT = datetime(2022, 12, 20, 3, 0, tzinfo=UTC)
OPENED_AT = datetime(2022, 12, 21, 3, 0, tzinfo=UTC)
UNTIL = date(2023, 1, 10)
ADOPTED_AT = datetime(2023, 1, 12, 3, 0, tzinfo=UTC)
BUDGET_RIGHTS = (*BOOK_RIGHTS, Right.PREPARE_BUDGET, Right.ADOPT_BUDGET, Right.SEE_PEOPLE)


class Budgets:
    """The budgets of the estate as a test speaks of them."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.clerk = staff(11, *BUDGET_RIGHTS)
        self.manager = staff(12, *BUDGET_RIGHTS)

    def a_year_before(self) -> None:
        """Books from 25 July 2022: fees of 50,000 and wages of 31,000 each month from August to November."""
        self.books.pay_bill(1_000_000, on=date(2022, 7, 25))
        for month in Month(2022, 8).until(Month(2022, 11)):
            self.books.pay_bill(5_000_000, on=month.first)
            self.spend(3_100_000, Account.WAGES, date(month.year, month.number, 28))

    def spend(self, fen: int, account: Account, on: date) -> int:
        """Spend on the day, recorded and approved on it."""
        at = city_instant(on)
        entry_id = self.books.decide(self.books.record(fen=fen, account=account, on=on, at=at), at=at)
        assert entry_id is not None
        return entry_id

    def reverse(self, entry_id: int, at: datetime) -> None:
        self.books.reverse(entry_id, "记错了小区", at)

    def draft(self, fund: Fund = Fund.SERVICE, year: int = 2023, at: datetime = DRAFTED_AT) -> int:
        return use_cases.draft_budget(actor=self.clerk, estate_id=ESTATE, fund=fund, year=year, at=at)

    def set(self, budget_id: int, *, at: datetime = DRAFTED_AT, note: str = "", **yuan: int) -> int:
        lines = [use_cases.LineEdit(Account[name.upper()], Money(amount * 100), note) for name, amount in yuan.items()]
        return use_cases.set_lines(actor=self.clerk, estate_id=ESTATE, budget_id=budget_id, lines=lines, at=at)

    def open(self, budget_id: int, until: date = UNTIL, at: datetime = OPENED_AT) -> None:
        use_cases.open_for_comments(actor=self.clerk, estate_id=ESTATE, budget_id=budget_id, until=until, at=at)

    def document(self) -> int:
        with scope.estate(ESTATE):
            return files.store(
                estate_id=ESTATE,
                name="表决结果.pdf",
                content=io.BytesIO(b"%PDF-1.4 the vote"),
                purpose="document",
                actor=self.clerk,
                at=ADOPTED_AT,
            )

    def adopt(self, budget_id: int, at: datetime = ADOPTED_AT, **more: object) -> None:
        given: dict[str, object] = {
            "actor": self.manager,
            "basis": Basis.ASSEMBLY_VOTE,
            "basis_text": "业主大会 2023 年第 1 号决议",
            "adopted_on": date(2023, 1, 11),
            "document_file_id": self.document(),
        }
        use_cases.adopt_budget(estate_id=ESTATE, budget_id=budget_id, at=at, **(given | more))  # type: ignore[arg-type]

    def adopted(self, fund: Fund = Fund.SERVICE, **yuan: int) -> int:
        """Bring a budget of 2023 with these amounts all the way."""
        budget_id = self.draft(fund)
        self.set(budget_id, **yuan)
        self.open(budget_id)
        self.adopt(budget_id)
        return budget_id

    def view(self, budget_id: int) -> BudgetView:
        with scope.estate(ESTATE):
            return queries.budget_for(actor=self.clerk, estate_id=ESTATE, budget_id=budget_id)


@pytest.fixture
def budgets(books: Books) -> Budgets:
    return Budgets(books)


Amount = Callable[[BudgetView, Account], str]


def amount(view: BudgetView, account: Account) -> str:
    return next(str(line.amount) for line in view.lines if line.account is account)
