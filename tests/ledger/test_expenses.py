"""Recording money with a voucher, and the second person."""

from __future__ import annotations

from datetime import date

import pytest

from laoyou.core.calendar import Month
from laoyou.core.errors import NotAllowed, NotFound
from laoyou.core.money import Money
from laoyou.infra import audit, scope
from laoyou.infra.actor import Right
from laoyou.infra.models import AuditRow
from laoyou.system.ledger import queries, use_cases
from laoyou.system.ledger.errors import (
    AlreadyDecided,
    InTheFuture,
    MonthClosed,
    NeedsAReason,
    NeedsASecondPerson,
    NotAboveZero,
    NotAVoucher,
    NotEnoughMoney,
    NoVoucher,
    WrongFund,
)
from laoyou.system.ledger.rules.accounts import Account, Fund, NewLine
from laoyou.system.ledger.rules.expenses import Direction
from tests.ledger.conftest import AFTER, AT, ESTATE, Books, staff

DECEMBER = Month(2022, 12)


def month(books: Books) -> queries.MonthBooks:
    with scope.estate(ESTATE):
        return queries.month_books(ESTATE, DECEMBER)


def test_a_recorded_expense_is_not_in_the_books_before_it_is_approved(books: Books) -> None:
    expense_id = books.record(fen=1_040_000)
    assert month(books).sum.expense == Money(0)
    books.decide(expense_id)
    assert month(books).sum.expense == Money(1_040_000)


def test_an_approved_expense_leaves_a_view_with_its_voucher_and_sentence(books: Books) -> None:
    expense_id = books.record()
    entry_id = books.decide(expense_id)
    with scope.estate(ESTATE):
        view = queries.expense_for(actor=books.clerk, estate_id=ESTATE, expense_id=expense_id)
        sentences = [audit.sentence(row) for row in AuditRow.objects.order_by("id")]
    assert (view.state, view.entry_id, view.direction, len(view.vouchers)) == ("approved", entry_id, Direction.OUT, 1)
    assert len(sentences) == 2
    assert "10,400.00" in sentences[1]


def test_the_one_who_recorded_is_refused_as_second_person(books: Books) -> None:
    expense_id = books.record()
    with pytest.raises(NeedsASecondPerson):
        use_cases.decide_expense(actor=books.clerk, estate_id=ESTATE, expense_id=expense_id, approve=True, at=AT)
    with scope.estate(ESTATE):
        assert not queries.expense_for(actor=books.clerk, estate_id=ESTATE, expense_id=expense_id).can_decide
        assert queries.expense_for(actor=books.manager, estate_id=ESTATE, expense_id=expense_id).can_decide


def test_refuses_to_decide_twice(books: Books) -> None:
    expense_id = books.record()
    books.decide(expense_id)
    with pytest.raises(AlreadyDecided):
        books.decide(expense_id, approve=False, reason="重复")


def test_a_refusal_needs_a_reason_and_posts_nothing(books: Books) -> None:
    expense_id = books.record()
    with pytest.raises(NeedsAReason):
        books.decide(expense_id, approve=False, reason=" ")
    assert books.decide(expense_id, approve=False, reason="发票抬头不对") is None
    assert month(books).sum.expense == Money(0)


def test_other_income_goes_to_the_owners_fund_after_approval(books: Books) -> None:
    books.decide(books.receive(fen=320_000))
    common = next(fund for fund in month(books).funds if fund.fund is Fund.COMMON_INCOME)
    assert (common.income, common.parts[0].account) == (Money(320_000), Account.PARKING)


@pytest.mark.parametrize(
    ("fund", "account"),
    [(Fund.SERVICE, Account.PARKING), (Fund.COMMON_INCOME, Account.SERVICE_FEES), (Fund.SERVICE, Account.WAGES)],
)
def test_refuses_income_in_a_fund_where_it_does_not_belong(books: Books, fund: Fund, account: Account) -> None:
    with pytest.raises(WrongFund):
        books.receive(fund=fund, account=account)


@pytest.mark.parametrize("fund", [Fund.CREDITS, Fund.DEPOSITS])
def test_refuses_to_spend_the_money_of_payers(books: Books, fund: Fund) -> None:
    with pytest.raises(WrongFund):
        books.record(fund=fund)


def test_refuses_an_amount_of_nothing_and_a_day_to_come(books: Books) -> None:
    with pytest.raises(NotAboveZero):
        books.record(fen=0)
    with pytest.raises(InTheFuture):
        books.record(on=date(2022, 12, 21))


def test_refuses_a_record_without_a_voucher_or_with_a_foreign_picture(books: Books) -> None:
    def with_files(*file_ids: int) -> None:
        use_cases.record_expense(
            actor=books.clerk,
            estate_id=ESTATE,
            fund=Fund.SERVICE,
            account=Account.GREEN,
            amount=Money(100),
            spent_on=date(2022, 12, 1),
            payee="",
            text="树苗",
            file_ids=file_ids,
            at=AT,
        )

    with pytest.raises(NoVoucher):
        with_files()
    with pytest.raises(NotAVoucher):
        with_files(books.voucher(estate_id=72))
    with pytest.raises(NotAVoucher):
        with_files(books.voucher(purpose="photo"))


def test_only_service_fees_may_be_overspent(books: Books) -> None:
    books.spend(fen=5_000, fund=Fund.SERVICE)
    over = books.record(fen=5_000, fund=Fund.COMMON_INCOME, account=Account.REPAIRS)
    with pytest.raises(NotEnoughMoney):
        books.decide(over)
    books.decide(books.receive(fen=5_000))
    assert books.decide(over)


def test_refuses_a_record_in_a_closed_month(books: Books) -> None:
    books.spend(fen=1)
    use_cases.close_month(actor=books.manager, estate_id=ESTATE, month=DECEMBER, at=AFTER)
    with pytest.raises(MonthClosed):
        books.record(at=AFTER)


def test_needs_the_right_and_hides_the_estate_from_strangers(books: Books) -> None:
    expense_id = books.record()
    with pytest.raises(NotAllowed):
        use_cases.decide_expense(
            actor=staff(13, Right.RECORD_EXPENSE), estate_id=ESTATE, expense_id=expense_id, approve=True, at=AT
        )
    stranger = staff(14, Right.APPROVE_EXPENSE, estate_id=72)
    with pytest.raises(NotFound):
        use_cases.decide_expense(actor=stranger, estate_id=ESTATE, expense_id=expense_id, approve=True, at=AT)
    with scope.estate(ESTATE), pytest.raises(NotFound):
        queries.expense_for(actor=stranger, estate_id=ESTATE, expense_id=expense_id)


def test_waiting_records_come_oldest_first(books: Books) -> None:
    later = books.record(on=date(2022, 12, 19))
    earlier = books.record(on=date(2022, 12, 2))
    books.spend(fen=1)
    with scope.estate(ESTATE):
        page = queries.expenses_for(actor=books.clerk, estate_id=ESTATE, state="recorded")
        assert [view.id for view in page.rows] == [earlier, later]
        assert queries.undecided_count(actor=books.clerk, estate_id=ESTATE, month=DECEMBER) == 2


def test_a_voucher_may_have_a_covered_copy_or_be_kept_for_staff(books: Books) -> None:
    whole, covered, kept = books.voucher("red"), books.voucher("black"), books.voucher("blue")
    expense_id = use_cases.record_expense(
        actor=books.clerk,
        estate_id=ESTATE,
        fund=Fund.SERVICE,
        account=Account.WAGES,
        amount=Money(100),
        spent_on=date(2022, 12, 1),
        payee="李秀兰",
        text="工资",
        file_ids=[whole, kept],
        public_copies={whole: covered, kept: None},
        at=AT,
    )
    with scope.estate(ESTATE):
        vouchers = queries.expense_for(actor=books.clerk, estate_id=ESTATE, expense_id=expense_id).vouchers
        with pytest.raises(NotFound):
            queries.public_voucher(ESTATE, vouchers[0].id)
    books.decide(expense_id)
    with scope.estate(ESTATE):
        assert [(voucher.is_shown, voucher.is_covered) for voucher in vouchers] == [(True, True), (False, False)]
        assert queries.public_voucher(ESTATE, vouchers[0].id) == covered
        assert queries.voucher_file(actor=books.clerk, estate_id=ESTATE, voucher_id=vouchers[0].id) == whole
        with pytest.raises(NotFound):
            queries.public_voucher(ESTATE, vouchers[1].id)


def test_the_fund_is_asked_under_the_lock_of_the_books(books: Books) -> None:
    """What a fund holds includes what was posted before it in the same breath."""
    books.post(NewLine(Fund.SUBSIDY, Account.MONEY, 900), NewLine(Fund.SUBSIDY, Account.SUBSIDIES, -900))
    first = books.record(fen=600, fund=Fund.SUBSIDY, account=Account.CARE)
    second = books.record(fen=600, fund=Fund.SUBSIDY, account=Account.CARE)
    books.decide(first)
    with pytest.raises(NotEnoughMoney) as refusal:
        books.decide(second)
    assert refusal.value.params == {"available": "3.00"}
