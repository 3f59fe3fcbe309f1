"""The same year under three modes: whose money is whose, for any figures."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from laoyou.core.money import Money
from laoyou.system.ledger.budgets.rules.settlement import Mode, Terms, YearOfFund, settle

FEN = st.integers(-(10**12), 10**12)
ABOVE = st.integers(0, 10**12)
YEARS = st.builds(
    lambda opening, income, expense, drawn: YearOfFund(Money(opening), Money(income), Money(expense), Money(drawn)),
    *(FEN, ABOVE, ABOVE, ABOVE),
)
TERMS = st.builds(lambda percent, amount: Terms(percent, Money(amount)), st.integers(0, 10_000), ABOVE)


@given(YEARS, YEARS, TERMS, FEN, st.sampled_from(list(Mode)))
def test_fee_company_and_owners_sum_to_the_years_result(
    service: YearOfFund, common: YearOfFund, terms: Terms, before: int, mode: Mode
) -> None:
    known = settle(mode, service, common, terms, Money(before))
    assert known.fee + known.companys_result + known.owners_result == known.income - known.cost
    assert known.cost + service.drawn == service.expense
    assert known.carried_on == Money(before) + known.owners_result


@given(YEARS, YEARS, TERMS, FEN)
def test_the_mode_alone_decides_who_bears_the_result(
    service: YearOfFund, common: YearOfFund, terms: Terms, before: int
) -> None:
    lump, plus, trust = (settle(mode, service, common, terms, Money(before)) for mode in Mode)
    assert (lump.fee, lump.owners_result) == (Money(0), Money(0))
    assert plus.companys_result == trust.companys_result == Money(0)
    assert trust.fee == terms.amount
    assert plus.fee - trust.fee == Terms(percent=terms.percent).fee_of(service.income)
    assert lump.result == plus.result == trust.result


@given(YEARS, YEARS, YEARS, TERMS, st.sampled_from(list(Mode)))
def test_common_income_is_the_owners_under_every_mode_and_pays_no_fee(
    service: YearOfFund, common: YearOfFund, other: YearOfFund, terms: Terms, mode: Mode
) -> None:
    one, two = (settle(mode, service, each, terms, Money(0)) for each in (common, other))
    assert one.common_income == common.closing
    assert (one.fee, one.companys_result, one.owners_result) == (two.fee, two.companys_result, two.owners_result)


@given(st.integers(0, 10_000), ABOVE, ABOVE)
def test_a_fee_never_falls_when_more_comes_in(percent: int, received: int, more: int) -> None:
    terms = Terms(percent=percent)
    assert terms.fee_of(Money(received + more)) >= terms.fee_of(Money(received))
    assert terms.fee_of(Money(-received)) == Money(0)
