"""Months: figures on cash basis, closing, publishing, reversing, and the proof."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.core.calendar import Month
from laoyou.core.errors import NotAllowed, NotFound
from laoyou.core.money import Money
from laoyou.infra import files, scope
from laoyou.infra.actor import Right
from laoyou.system.ledger import queries, use_cases
from laoyou.system.ledger.errors import (
    EarlierMonthOpen,
    MonthClosed,
    MonthNotOver,
    NeedsAReason,
    NotClosedYet,
    NothingToClose,
    NotReversedHere,
    PublishedAlready,
    ReversedAlready,
    UndecidedLeft,
)
from laoyou.system.ledger.models import Line
from laoyou.system.ledger.queries import EntriesFilter
from laoyou.system.ledger.rules.accounts import Account, Fund, NewLine
from laoyou.system.ledger.rules.months import BooksState
from laoyou.system.ledger.rules.movements import Side, movements_of
from tests.ledger.conftest import AFTER, AT, ESTATE, Books, staff

NOVEMBER, DECEMBER, JANUARY = Month(2022, 11), Month(2022, 12), Month(2023, 1)
RATES = {"current": {"numerator": 4_286_834, "denominator": 5_164_860}, "recovery": None}


def close(books: Books, month: Month, at: datetime = AFTER) -> None:
    use_cases.close_month(actor=books.manager, estate_id=ESTATE, month=month, at=at)


def publish(books: Books, month: Month = DECEMBER) -> None:
    use_cases.publish_month(actor=books.manager, estate_id=ESTATE, month=month, rates=RATES, at=AFTER)


def of(fund: Fund, month: Month = DECEMBER) -> tuple[int, int, int, int]:
    with scope.estate(ESTATE):
        found = next(known for known in queries.month_books(ESTATE, month).funds if known.fund is fund)
    return (found.opening.fen, found.income.fen, found.expense.fen, found.closing.fen)


class TestFigures:
    def test_a_paid_bill_is_income_of_its_fund_and_passes_through_the_credits(self, books: Books) -> None:
        books.pay_bill(5_181)
        assert of(Fund.SERVICE) == (0, 5_181, 0, 5_181)
        assert of(Fund.CREDITS) == (0, 5_181, 5_181, 0)

    def test_the_sum_holds_the_own_funds_once_and_nothing_that_belongs_to_others(self, books: Books) -> None:
        books.pay_bill(5_181)
        books.post(
            NewLine(Fund.CREDITS, Account.MONEY, 70), NewLine(Fund.CREDITS, Account.PAYER_CREDIT, -70, home_id=501)
        )
        books.decide(books.receive(fen=3_000))
        books.spend(fen=1_000)
        with scope.estate(ESTATE):
            total = queries.month_books(ESTATE, DECEMBER).sum
        assert (total.income.fen, total.expense.fen, total.closing.fen) == (8_181, 1_000, 7_181)

    def test_issued_bills_move_no_money(self, books: Books) -> None:
        books.post(
            NewLine(Fund.SERVICE, Account.RECEIVABLE, 5_164_860),
            NewLine(Fund.SERVICE, Account.SERVICE_FEES, -5_164_860),
        )
        assert of(Fund.SERVICE) == (0, 0, 0, 0)

    def test_the_closing_of_a_month_is_the_opening_of_the_next(self, books: Books) -> None:
        books.pay_bill(5_181, on=date(2022, 11, 30))
        books.spend(fen=2_000)
        assert of(Fund.SERVICE, NOVEMBER)[3] == of(Fund.SERVICE, DECEMBER)[0] == 5_181
        assert of(Fund.SERVICE, DECEMBER)[3] == of(Fund.SERVICE, JANUARY)[0] == 3_181

    def test_the_opening_is_the_same_from_closed_balances_as_from_all_lines(self, books: Books) -> None:
        books.pay_bill(5_181, on=date(2022, 11, 30))
        books.spend(fen=2_000)
        before = [of(fund, JANUARY) for fund in Fund]
        close(books, NOVEMBER)
        close(books, DECEMBER)
        assert [of(fund, JANUARY) for fund in Fund] == before

    def test_a_reversed_expense_makes_the_expense_smaller_not_the_income_larger(self, books: Books) -> None:
        entry_id = books.spend(fen=1_000)
        books.reverse(entry_id, "重复入账")
        assert of(Fund.SERVICE) == (0, 0, 0, 0)

    def test_the_series_for_charts_says_the_same_as_each_month(self, books: Books) -> None:
        books.pay_bill(5_181, on=date(2022, 11, 30))
        books.spend(fen=2_000)
        with scope.estate(ESTATE):
            series = queries.month_sums(ESTATE, NOVEMBER, JANUARY)
            for known in series:
                single = queries.month_books(ESTATE, known.month).sum
                assert (known.sum.opening, known.sum.income, known.sum.expense, known.sum.closing) == (
                    *(single.opening, single.income, single.expense, single.closing),
                )

    def test_figures_of_a_month_take_a_handful_of_statements(
        self, books: Books, django_assert_max_num_queries: object
    ) -> None:
        books.pay_bill(5_181)
        with scope.estate(ESTATE), django_assert_max_num_queries(4):  # type: ignore[operator]
            queries.month_books(ESTATE, DECEMBER)


amounts = st.integers(min_value=1, max_value=9_999_999)
pairs = st.tuples(
    st.sampled_from(list(Fund)),
    st.sampled_from([account for account in Account if account is not Account.MONEY]),
    amounts,
    st.booleans(),
    st.booleans(),
)


@st.composite
def entries(draw: st.DrawFn) -> tuple[list[NewLine], date]:
    lines: list[NewLine] = []
    for fund, account, amount, is_debit, with_money in draw(st.lists(pairs, min_size=1, max_size=4)):
        signed = amount if is_debit else -amount
        other = Account.MONEY if with_money else Account.RECEIVABLE
        lines += [NewLine(fund, account, signed), NewLine(fund, other, -signed)]
    return lines, draw(st.dates(min_value=date(2022, 9, 1), max_value=date(2022, 12, 31)))


class TestAnySequenceOfEntries:
    @given(posted=st.lists(entries(), min_size=1, max_size=12))
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_sums_to_zero_closes_right_and_hands_its_closing_on(
        self, books: Books, posted: list[tuple[list[NewLine], date]]
    ) -> None:
        scope_before = connection.savepoint_ids[:]
        with scope.estate(ESTATE):
            known_before = {fund: self._money(fund) for fund in Fund}
            for lines, day in posted:
                books.post(*lines, on=day)
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(*) FROM (SELECT 1 FROM ledger_line"
                    " GROUP BY entry_id, fund HAVING sum(amount_fen) <> 0) x"
                )
                assert cursor.fetchone() == (0,)
            months = [queries.month_books(ESTATE, month) for month in Month(2022, 9).until(DECEMBER)]
            for before, after in pairwise(months):
                assert [fund.closing for fund in before.funds] == [fund.opening for fund in after.funds]
            for month in months:
                for fund in (*month.funds, month.sum):
                    assert fund.closing == fund.opening + fund.income - fund.expense
            expected = {fund: known_before[fund] for fund in Fund}
            for lines, _ in posted:
                for line in lines:
                    if line.account is Account.MONEY:
                        expected[line.fund] += line.amount_fen
            assert {fund.fund: fund.closing.fen for fund in months[-1].funds} == expected
            assert not [d for d in queries.proof(ESTATE) if d.code != "missing_money"]
        assert connection.savepoint_ids == scope_before

    @given(entry=entries())
    def test_its_movements_are_its_money(self, entry: tuple[list[NewLine], date]) -> None:
        lines, _ = entry
        for fund in Fund:
            money = sum(line.amount_fen for line in lines if line.fund is fund and line.account is Account.MONEY)
            if any(line.fund is fund and line.account is Account.MONEY for line in lines):
                assert sum(m.amount_fen for m in movements_of(lines) if m.fund is fund) == money

    @staticmethod
    def _money(fund: Fund) -> int:
        return sum(
            Line.objects.filter(estate_id=ESTATE, fund=fund, account=Account.MONEY).values_list("amount_fen", flat=True)
        )


class TestClosing:
    def test_closes_in_order_after_the_month_is_over_and_all_is_decided(self, books: Books) -> None:
        books.pay_bill(5_181, on=date(2022, 11, 30))
        waiting = books.record()
        with pytest.raises(MonthNotOver):
            close(books, DECEMBER, at=AT)
        with pytest.raises(EarlierMonthOpen) as refusal:
            close(books, DECEMBER)
        assert refusal.value.params == {"month": "2022-11"}
        close(books, NOVEMBER)
        with pytest.raises(UndecidedLeft):
            close(books, DECEMBER)
        books.decide(waiting)
        close(books, DECEMBER)
        with scope.estate(ESTATE):
            assert [known.state for known in queries.months_with_books(ESTATE)] == [BooksState.CLOSED] * 2

    def test_refuses_a_second_closing_and_a_month_without_books(self, books: Books) -> None:
        books.spend(fen=1)
        close(books, DECEMBER)
        with pytest.raises(MonthClosed):
            close(books, DECEMBER)
        with pytest.raises(NothingToClose):
            close(books, Month(2022, 6))

    def test_a_closed_month_refuses_entries_with_a_sentence(self, books: Books) -> None:
        books.spend(fen=1)
        close(books, DECEMBER)
        with pytest.raises(MonthClosed) as refusal:
            books.pay_bill(5_181)
        assert refusal.value.params == {"month": "2022-12"}

    def test_needs_the_right(self, books: Books) -> None:
        books.spend(fen=1)
        with pytest.raises(NotAllowed):
            use_cases.close_month(actor=staff(15, Right.SEE_BOOKS), estate_id=ESTATE, month=DECEMBER, at=AFTER)


class TestPublishing:
    def test_keeps_the_figures_so_that_they_can_be_recomputed(self, books: Books) -> None:
        books.pay_bill(5_181)
        books.spend(fen=1_000, text="清运垃圾")
        close(books, DECEMBER)
        publish(books)
        with scope.estate(ESTATE):
            known = queries.published_month(ESTATE, DECEMBER)
            assert known is not None
            assert known.books == queries.month_books(ESTATE, DECEMBER)
            assert known.rates["current"] == RATES["current"]
            assert known.rates["recovery"] == {"numerator": 0, "denominator": 0}
            assert queries.still_agrees(ESTATE, known)
            file = files.open_stored(estate_id=ESTATE, file_id=known.details_file_id or 0)
            content = file.content.read()
        assert hashlib.sha256(content).hexdigest() == known.sha256
        assert len(content) == known.details_bytes

    def test_the_list_adds_up_to_the_published_closing_and_names_nobody(self, books: Books) -> None:
        books.pay_bill(5_181, text="李秀兰 3栋2单元501 缴费")
        books.spend(fen=1_000, text="清运垃圾", payee="王建国")
        with scope.estate(ESTATE):
            listed = queries.details_file(ESTATE, DECEMBER)
            closing = {f.fund: f.closing for f in queries.month_books(ESTATE, DECEMBER).funds}
        text = listed.content.decode("utf-8-sig")
        assert "李秀兰" not in text
        assert "501" not in text
        assert "王建国" not in text
        assert "清运垃圾" in text
        rows = [line.split(",") for line in text.splitlines()[1:]]
        last = {row[0]: row[7] for row in rows}
        assert {Money.parse(balance) for balance in last.values()} == {closing[Fund.SERVICE], closing[Fund.CREDITS]}
        service = [row for row in rows if row[0] == rows[0][0]]
        total = sum(Money.parse(row[5] or "0").fen - Money.parse(row[6] or "0").fen for row in service[1:])
        assert Money.parse(service[0][7]).fen + total == closing[Fund.SERVICE].fen

    def test_refuses_an_open_month_and_a_second_time(self, books: Books) -> None:
        books.spend(fen=1)
        with pytest.raises(NotClosedYet):
            publish(books)
        close(books, DECEMBER)
        publish(books)
        with pytest.raises(PublishedAlready):
            publish(books)


class TestReversing:
    def test_posts_the_opposite_in_the_same_funds_once(self, books: Books) -> None:
        entry_id = books.spend(fen=1_000)
        at = datetime(2023, 1, 9, 3, tzinfo=UTC)
        reversal_id = books.reverse(entry_id, "金额录错", at)
        with scope.estate(ESTATE):
            view = queries.entry_for(actor=books.manager, estate_id=ESTATE, entry_id=reversal_id)
            assert (view.row.reverses_id, view.row.posted_on, view.row.amount) == (
                entry_id,
                date(2023, 1, 9),
                Money(1_000),
            )
            first = queries.entry_for(actor=books.manager, estate_id=ESTATE, entry_id=entry_id)
            assert (first.row.reversed_by_id, first.can_be_reversed) == (reversal_id, False)
        for again in (entry_id, reversal_id):
            with pytest.raises(ReversedAlready):
                use_cases.ask_reversal(actor=books.manager, estate_id=ESTATE, entry_id=again, reason="再来", at=at)

    def test_refuses_what_bills_and_payments_keep_the_detail_of(self, books: Books) -> None:
        with pytest.raises(NotReversedHere):
            use_cases.ask_reversal(
                actor=books.manager, estate_id=ESTATE, entry_id=books.pay_bill(5_181), reason="错", at=AT
            )

    def test_needs_a_reason_a_right_and_an_entry(self, books: Books) -> None:
        entry_id = books.spend(fen=1_000)
        with pytest.raises(NeedsAReason):
            use_cases.ask_reversal(actor=books.manager, estate_id=ESTATE, entry_id=entry_id, reason="", at=AT)
        with pytest.raises(NotAllowed):
            use_cases.ask_reversal(
                actor=staff(16, Right.SEE_BOOKS), estate_id=ESTATE, entry_id=entry_id, reason="错", at=AT
            )
        with pytest.raises(NotFound):
            use_cases.ask_reversal(actor=books.manager, estate_id=ESTATE, entry_id=0, reason="错", at=AT)


class TestEntries:
    def test_lists_the_biggest_first_with_what_all_of_them_make(self, books: Books) -> None:
        small, big = books.spend(fen=100), books.spend(fen=900)
        books.pay_bill(500)
        with scope.estate(ESTATE):
            page = queries.entries_of_month(ESTATE, DECEMBER)
            by_day = queries.entries_of_month(ESTATE, DECEMBER, wanted=EntriesFilter(side=Side.EXPENSE, order="oldest"))
        assert [row.amount.fen for row in page.rows] == [-900, 500, -100]
        assert (page.total, page.came_in.fen, page.went_out.fen) == (3, 500, 1_000)
        assert [row.id for row in by_day.rows] == [small, big]

    def test_pages_and_keeps_a_number_beyond_the_end_on_the_last_page(self, books: Books) -> None:
        for fen in range(1, 8):
            books.spend(fen=fen)
        with scope.estate(ESTATE):
            page = queries.entries_of_month(ESTATE, DECEMBER, page=9, size=3)
        assert (page.number, page.pages, [row.amount.fen for row in page.rows]) == (3, 3, [-1])

    def test_everybody_reads_no_name_and_finds_none(self, books: Books) -> None:
        books.pay_bill(500, text="李秀兰 缴费")
        books.spend(fen=5, text="李子树苗", payee="王建国")
        with scope.estate(ESTATE):
            for row in queries.entries_of_month(ESTATE, DECEMBER).rows:
                view = queries.entry_view(ESTATE, row.id)
                assert "李秀兰" not in repr(view)
                assert view.payee in ("", "王**")
            found = queries.entries_of_month(ESTATE, DECEMBER, wanted=EntriesFilter(search="李"))
            assert [row.text for row in found.rows] == ["李子树苗"]
            staff_found = queries.entries_for(
                actor=books.clerk, estate_id=ESTATE, month=DECEMBER, wanted=EntriesFilter(search="李秀兰")
            )
            assert len(staff_found.rows) == 1

    def test_wildcards_in_a_search_are_letters(self, books: Books) -> None:
        books.spend(fen=5, text="打折 100%")
        books.spend(fen=6, text="没有")
        with scope.estate(ESTATE):
            for search, count in (("%", 1), ("_", 0), ("\\", 0), ("' OR 1=1", 0)):
                found = queries.entries_of_month(ESTATE, DECEMBER, wanted=EntriesFilter(search=search))
                assert len(found.rows) == count, search

    def test_entries_that_moved_no_money_are_for_staff_only(self, books: Books) -> None:
        issued = books.post(
            NewLine(Fund.SERVICE, Account.RECEIVABLE, 5), NewLine(Fund.SERVICE, Account.SERVICE_FEES, -5)
        )
        with scope.estate(ESTATE):
            assert queries.entries_of_month(ESTATE, DECEMBER).total == 0
            with pytest.raises(NotFound):
                queries.entry_view(ESTATE, issued)
            wanted = EntriesFilter(without_money=True)
            page = queries.entries_for(actor=books.clerk, estate_id=ESTATE, month=DECEMBER, wanted=wanted)
            assert [row.id for row in page.rows] == [issued]

    def test_a_page_of_entries_takes_a_fixed_number_of_statements(
        self, books: Books, django_assert_max_num_queries: object
    ) -> None:
        for fen in range(1, 15):
            books.spend(fen=fen)
            books.pay_bill(fen)
        with scope.estate(ESTATE), django_assert_max_num_queries(9):  # type: ignore[operator]
            queries.entries_of_month(ESTATE, DECEMBER)


class TestProof:
    def test_finds_nothing_in_sound_books(self, books: Books) -> None:
        books.pay_bill(5_181)
        books.spend(fen=1_000)
        close(books, DECEMBER)
        publish(books)
        with scope.estate(ESTATE):
            assert queries.proof(ESTATE) == []

    def test_finds_money_of_payers_that_is_missing(self, books: Books) -> None:
        books.post(NewLine(Fund.CREDITS, Account.MONEY, -5), NewLine(Fund.CREDITS, Account.SUSPENSE, 5))
        with scope.estate(ESTATE):
            assert [difference.code for difference in queries.proof(ESTATE)] == ["missing_money"]
