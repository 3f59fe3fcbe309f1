"""Properties of the pure rules: nothing is lost, nothing is rounded twice, the order of what comes in is irrelevant."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.core.money import Money
from laoyou.system.billing.rules.allocation import OpenBill, Paid, allocate_oldest_first, lines_of_allocation
from laoyou.system.billing.rules.books import lines_of_credit_note, lines_of_issue
from laoyou.system.billing.rules.lines import Method, Part, line_amount, line_of_parts
from laoyou.system.billing.rules.rates import Figures, Rate, collection_rates
from laoyou.system.ledger.rules.accounts import Account, Fund, unbalanced_funds

rates = st.decimals(min_value=Decimal("0.0001"), max_value=Decimal("9999.9999"), places=4)
quantities = st.integers(1, 10_000_000)
methods = st.sampled_from(list(Method))
days = st.integers(1, 31)


def exact_fen(part: Part, month_days: int, *, waived: bool) -> Fraction:
    unit = 1 if part.method in (Method.BY_AREA, Method.BY_FORMULA) else 100
    whole = Fraction(part.quantity) * Fraction(part.rate) * unit * part.days / month_days
    return whole * (100 - part.waived_percent) / 100 if waived else whole


def half_up(value: Fraction) -> int:
    return int(value + Fraction(1, 2))


@st.composite
def parts_of_a_month(draw: st.DrawFn) -> list[Part]:
    left, parts = 31, []
    while left and len(parts) < draw(st.integers(1, 4)):
        length = draw(st.integers(1, left))
        parts.append(
            Part(
                starts_on=date(2022, 8, 32 - left),
                days=length,
                method=draw(methods),
                quantity=draw(quantities),
                rate=draw(rates),
                waived_percent=draw(st.integers(0, 100)),
            )
        )
        left -= length
    return parts


@given(parts=parts_of_a_month())
def test_the_exact_sum_is_rounded_half_up_once_however_many_parts_BILL_07(parts: list[Part]) -> None:
    amount = line_of_parts(parts, month_days=31)
    assert amount.full.fen == half_up(sum(exact_fen(part, 31, waived=False) for part in parts))
    assert amount.due.fen == half_up(sum(exact_fen(part, 31, waived=True) for part in parts))
    assert 0 <= amount.due.fen <= amount.full.fen


@given(method=methods, quantity=quantities, rate=rates, served=st.integers(2, 31), cut=st.data())
def test_a_stretch_cut_in_two_costs_the_same(
    method: Method, quantity: int, rate: Decimal, served: int, cut: st.DataObject
) -> None:
    first = cut.draw(st.integers(1, served - 1))
    whole = Part(date(2022, 8, 1), served, method, quantity, rate)
    halves = [
        Part(date(2022, 8, 1), first, method, quantity, rate),
        Part(date(2022, 8, 1 + first), served - first, method, quantity, rate),
    ]
    assert line_of_parts(halves, month_days=31) == line_of_parts([whole], month_days=31)


@pytest.mark.parametrize(
    ("quantity", "rate", "served", "month_days", "fen"),
    [
        (100, "0.005", 31, 31, 1),  # 0.5 fen is rounded up
        (100, "0.015", 30, 30, 2),  # 1.5 fen
        (100, "0.025", 28, 28, 3),  # 2.5 fen: half up, not half even
        (100, "0.0249", 30, 30, 2),
        (8635, "0.60", 11, 31, 1838),
        (8635, "0.60", 31, 31, 5181),
        (1, "0.0001", 1, 31, 0),
    ],
)
def test_halves_go_up_and_everything_else_to_the_nearest_fen_BILL_07(
    quantity: int, rate: str, served: int, month_days: int, fen: int
) -> None:
    amount = line_amount(
        method=Method.BY_AREA, quantity=quantity, rate=Decimal(rate), served_days=served, month_days=month_days
    )
    assert amount == Money(fen)


@pytest.mark.parametrize(
    ("quantity", "rate", "served"),
    [(0, "0.60", 31), (-1, "0.60", 31), (8635, "0", 31), (8635, "-0.60", 31), (8635, "0.60", 0), (8635, "0.60", 32)],
)
def test_a_missing_or_negative_value_is_an_error_and_never_zero_BILL_01_BILL_02_BILL_04(
    quantity: int, rate: str, served: int
) -> None:
    with pytest.raises(ValueError, match="line"):
        line_amount(method=Method.BY_AREA, quantity=quantity, rate=Decimal(rate), served_days=served, month_days=31)


bills = st.lists(
    st.builds(
        OpenBill,
        bill_id=st.integers(1, 10**6),
        home_id=st.integers(1, 5),
        month=st.dates(date(2020, 1, 1), date(2023, 1, 1)).map(lambda day: day.replace(day=1)),
        fund=st.sampled_from(["service", "common_income"]),
        open_fen=st.integers(0, 100_000),
    ),
    unique_by=lambda bill: bill.bill_id,
    max_size=12,
)


@given(amount=st.integers(0, 500_000), open_bills=bills, order=st.randoms())
def test_every_fen_goes_to_one_place_whatever_the_order(amount: int, open_bills: list[OpenBill], order: object) -> None:
    done = allocate_oldest_first(amount_fen=amount, bills=open_bills)
    shuffled = list(open_bills)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    assert allocate_oldest_first(amount_fen=amount, bills=shuffled) == done
    assert sum(paid.amount_fen for paid in done.paid) + done.rest_fen == amount
    by_id = {bill.bill_id: bill for bill in open_bills}
    assert all(0 < paid.amount_fen <= by_id[paid.bill_id].open_fen for paid in done.paid)
    if done.rest_fen:
        assert sum(bill.open_fen for bill in open_bills) == amount - done.rest_fen
    short = [paid for paid in done.paid if paid.amount_fen < by_id[paid.bill_id].open_fen]
    assert len(short) <= 1


@given(amount=st.integers(1, 500_000), open_bills=bills)
def test_the_entries_of_money_on_bills_balance_in_each_fund(amount: int, open_bills: list[OpenBill]) -> None:
    done = allocate_oldest_first(amount_fen=amount, bills=open_bills)
    lines = lines_of_allocation(done.paid)
    assert unbalanced_funds(lines) == {}
    released = lines_of_allocation([Paid(p.bill_id, p.home_id, p.fund, -p.amount_fen) for p in done.paid])
    assert [line.amount_fen for line in released] == [-line.amount_fen for line in lines]


@given(
    st.dictionaries(
        st.tuples(st.sampled_from(["service", "common_income"]), st.sampled_from(["property_service", "parking"])),
        st.integers(0, 10**9),
    )
)
def test_the_entry_of_an_issue_balances_and_claims_the_sum(sums: dict[tuple[str, str], int]) -> None:
    lines = lines_of_issue(sums)
    assert unbalanced_funds(lines) == {}
    assert sum(line.amount_fen for line in lines if line.account is Account.RECEIVABLE) == sum(sums.values())
    assert all(line.amount_fen for line in lines)


def test_a_credit_note_lowers_income_and_the_receivable_alike() -> None:
    lines = lines_of_credit_note(fund="service", home_id=7, bill_id=1, amount_fen=181)
    assert unbalanced_funds(lines) == {}
    assert {line.fund for line in lines} == {Fund.SERVICE}


@given(
    st.builds(
        Figures,
        until=st.just(date(2022, 12, 31)),
        homes_billed=st.integers(0, 1000),
        homes_clear=st.integers(0, 1000),
        due_fen=st.integers(0, 10**9),
        collected_fen=st.integers(0, 10**9),
        opening_arrears_fen=st.integers(0, 10**9),
        recovered_fen=st.integers(0, 10**9),
    )
)
def test_the_combined_rate_lies_between_the_two_it_combines(figures: Figures) -> None:
    made = collection_rates(figures)
    both = [rate.value for rate in (made.current, made.recovery) if rate.value is not None]
    if len(both) == 2:
        assert made.combined.value is not None
        assert min(both) <= made.combined.value <= max(both)
    assert (made.current.value is None) == (figures.due_fen == 0)


def test_nothing_over_nothing_is_no_figure() -> None:
    assert Rate(0, 0).value is None
    assert Rate(0, 5).value == 0
