"""What was posted is taken back by two people, and what nobody decided by who recorded it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from laoyou.core.decisions import AsksASecondPerson, DecidedAlready, Decision, SayWhy
from laoyou.core.errors import NotAllowed, NotFound
from laoyou.infra import scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.ledger import queries, use_cases
from laoyou.system.ledger.books import fund_money
from laoyou.system.ledger.errors import AlreadyDecided, ReversalWaits, WouldBeOverspent
from laoyou.system.ledger.models import Entry, Expense, Reversal
from laoyou.system.ledger.rules.accounts import Account, Fund
from tests.ledger.conftest import AT, ESTATE, Books, staff

pytestmark = pytest.mark.django_db


def ask(books: Books, entry_id: int, by: Actor | None = None) -> int:
    return use_cases.ask_reversal(actor=by or books.clerk, estate_id=ESTATE, entry_id=entry_id, reason="记错了", at=AT)


def decide(reversal_id: int, by: Actor, *, approve: bool = True, reason: str = "") -> Decision:
    return use_cases.decide_reversal(
        actor=by, estate_id=ESTATE, reversal_id=reversal_id, approve=approve, reason=reason, at=AT
    )


def reversed_entries() -> int:
    with scope.estate(ESTATE):
        return Entry.objects.filter(estate_id=ESTATE, reverses__isnull=False).count()


def test_nobody_takes_posted_money_back_alone(books: Books) -> None:
    entry_id = books.spend(fen=1_000)
    reversal_id = ask(books, entry_id)
    for alone in (books.clerk, Actor(kind=books.clerk.kind, name="", rights=books.clerk.rights)):
        with pytest.raises(AsksASecondPerson):
            decide(reversal_id, alone)
    assert reversed_entries() == 0
    with scope.estate(ESTATE), pytest.raises(IntegrityError), transaction.atomic():
        Reversal.objects.filter(id=reversal_id).update(
            state="approved", decided_by=books.clerk.user_id, decided_at=AT, reversing_entry_id=entry_id
        )
    assert decide(reversal_id, books.manager) is Decision.APPROVED
    assert reversed_entries() == 1
    with pytest.raises(DecidedAlready):
        decide(reversal_id, books.manager)


def test_who_asks_needs_to_record_and_who_decides_to_approve(books: Books) -> None:
    entry_id = books.spend(fen=1_000)
    with pytest.raises(NotAllowed):
        ask(books, entry_id, staff(16, Right.SEE_BOOKS))
    reversal_id = ask(books, entry_id, staff(16, Right.RECORD_EXPENSE))
    with pytest.raises(NotAllowed):
        decide(reversal_id, staff(17, Right.RECORD_EXPENSE))
    with pytest.raises(NotFound):
        decide(reversal_id, staff(17, estate_id=ESTATE + 1))


def test_one_request_at_a_time_and_a_refusal_says_why(books: Books) -> None:
    entry_id = books.spend(fen=1_000)
    first = ask(books, entry_id)
    with pytest.raises(ReversalWaits):
        ask(books, entry_id, books.manager)
    with pytest.raises(SayWhy):
        decide(first, books.manager, approve=False)
    assert decide(first, books.manager, approve=False, reason="没有记错") is Decision.REFUSED
    assert decide(ask(books, entry_id), books.clerk, approve=False) is Decision.WITHDRAWN
    assert reversed_entries() == 0
    with scope.estate(ESTATE):
        page = queries.reversals_for(actor=books.manager, estate_id=ESTATE)
        assert [row.asked.state for row in page.rows] == [Decision.WITHDRAWN, Decision.REFUSED]
        assert {row.amount.fen for row in page.rows} == {-1_000}
        assert queries.reversals_undecided(ESTATE) == 0


def test_the_owners_common_income_never_falls_below_zero_by_a_reversal(books: Books) -> None:
    income = books.decide(books.receive(fen=320_000))
    assert income is not None
    waiting = ask(books, income)
    spent = books.spend(fen=300_000, fund=Fund.COMMON_INCOME, account=Account.REPAIRS)
    with pytest.raises(WouldBeOverspent):
        decide(waiting, books.manager)
    assert decide(waiting, books.clerk, approve=False) is Decision.WITHDRAWN
    with pytest.raises(WouldBeOverspent):
        ask(books, income)
    books.reverse(spent)
    books.reverse(income)
    with scope.estate(ESTATE):
        assert fund_money(ESTATE, Fund.COMMON_INCOME) == 0


def test_service_fees_may_be_advanced_so_a_reversal_may_go_below_zero(books: Books) -> None:
    income = books.decide(books.receive(fen=9_000, fund=Fund.SERVICE, account=Account.OTHER_INCOME))
    assert income is not None
    books.spend(fen=8_000)
    books.reverse(income)
    with scope.estate(ESTATE):
        assert fund_money(ESTATE, Fund.SERVICE) == -8_000


class TestTakingARecordBack:
    def test_is_for_who_recorded_it_while_nobody_decided(self, books: Books) -> None:
        expense_id = books.record(fen=1_000, on=date(2022, 12, 19))
        with pytest.raises(NotFound):
            use_cases.withdraw_expense(actor=books.manager, estate_id=ESTATE, expense_id=expense_id, at=AT)
        use_cases.withdraw_expense(actor=books.clerk, estate_id=ESTATE, expense_id=expense_id, at=AT)
        with pytest.raises(AlreadyDecided):
            books.decide(expense_id)
        with scope.estate(ESTATE):
            assert queries.undecided_count(actor=books.clerk, estate_id=ESTATE) == 0
            view = queries.expense_for(actor=books.clerk, estate_id=ESTATE, expense_id=expense_id)
            assert (view.state, view.decided_by, view.entry_id) == ("withdrawn", books.clerk.name, None)

    def test_is_not_for_what_was_decided(self, books: Books) -> None:
        expense_id = books.record(fen=1_000)
        books.decide(expense_id)
        with pytest.raises(AlreadyDecided):
            use_cases.withdraw_expense(actor=books.clerk, estate_id=ESTATE, expense_id=expense_id, at=AT)

    def test_by_another_person_the_database_refuses(self, books: Books) -> None:
        expense_id = books.record(fen=1_000)
        with scope.estate(ESTATE), pytest.raises(IntegrityError), transaction.atomic():
            Expense.objects.filter(id=expense_id).update(state="withdrawn", decided_by=12, decided_at=AT)
