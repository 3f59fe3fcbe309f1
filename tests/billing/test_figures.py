"""The four collection rates from real bills, and their kept figures."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from django.db import connection

from laoyou.system.billing import queries
from laoyou.system.billing.jobs import refresh_figures
from laoyou.system.billing.use_cases.refreshing import ask_for_refresh
from tests.billing.conftest import AUGUST, JULY, SEPTEMBER, World, at


@pytest.fixture
def two_homes(world: World) -> World:
    """Give two homes of 100 m² at 0.60: July 21.29 each, then 60.00 a month."""
    world.home("100")
    world.home("100")
    world.tariff("0.60")
    world.issue(JULY)
    return world


def jobs() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name, queueing_lock FROM procrastinate_jobs WHERE task_name = 'billing.refresh_figures'"
            " AND status = 'todo' ORDER BY id"
        )
        return cursor.fetchall()


def test_the_rates_count_what_came_in_for_the_months_own_bills_and_arrears_apart(two_homes: World) -> None:
    first, second = two_homes.homes
    july = [two_homes.bills(home)[0] for home in (first, second)]
    two_homes.pay_cash(first, [july[0].id], "21.29", on=at(7, 30))
    two_homes.issue(AUGUST)
    august = [two_homes.bills(home)[1] for home in (first, second)]
    two_homes.pay_cash(first, [august[0].id], "160.00", on=at(8, 10))  # 100.00 of it is for later
    two_homes.pay_cash(second, [july[1].id], "10.00", on=at(8, 20))

    rates = queries.rates(two_homes.estate_id, JULY)
    assert (rates.current.value, rates.recovery.value) == (Fraction(1, 2), None)
    rates = queries.rates(two_homes.estate_id, AUGUST)
    assert (rates.current.numerator, rates.current.denominator) == (6000, 12000)
    assert (rates.recovery.numerator, rates.recovery.denominator) == (1000, 2129)
    assert (rates.combined.numerator, rates.combined.denominator) == (7000, 14129)
    assert (rates.households.numerator, rates.households.denominator) == (1, 2)


def test_the_figure_of_a_month_stays_when_more_comes_in_later(two_homes: World) -> None:
    july = two_homes.bills(two_homes.homes[0])[0]
    before = queries.rates(two_homes.estate_id, JULY)
    two_homes.pay_cash(two_homes.homes[0], [july.id], "21.29", on=at(8, 5))
    assert queries.rates(two_homes.estate_id, JULY) == before
    assert queries.rates(two_homes.estate_id, JULY, until=date(2022, 8, 5)).current.value == Fraction(1, 2)
    assert queries.rates(two_homes.estate_id, JULY, until=date(2022, 8, 4)).current.value == Fraction(0)


def test_a_credit_used_at_issue_counts_for_the_month_it_pays(two_homes: World) -> None:
    two_homes.pay_cash(two_homes.homes[0], [two_homes.bills(two_homes.homes[0])[0].id], "81.29", on=at(7, 30))
    two_homes.issue(AUGUST)
    assert queries.rates(two_homes.estate_id, AUGUST).current.value == Fraction(1, 2)


def test_a_credit_note_lowers_what_is_due_and_released_money_what_came_in(two_homes: World) -> None:
    july = two_homes.bills(two_homes.homes[0])[0]
    two_homes.pay_cash(two_homes.homes[0], [july.id], "21.29", on=at(7, 25))
    two_homes.credit_note(july.id, "10.00", on=at(7, 28))
    figures = queries.rates(two_homes.estate_id, JULY).figures
    assert (figures.due_fen, figures.collected_fen) == (2 * 2129 - 1000, 1129)


def test_nothing_over_nothing_is_no_figure(world: World) -> None:
    rates = queries.rates(world.estate_id, SEPTEMBER)
    assert [rate.value for rate in (rates.current, rates.recovery, rates.combined, rates.households)] == [None] * 4


def test_the_kept_figures_are_the_live_ones_month_by_month(two_homes: World) -> None:
    first, second = two_homes.homes
    for month in (AUGUST, SEPTEMBER):
        two_homes.issue(month)
    two_homes.pay_cash(first, [bill.id for bill in two_homes.bills(first)], "100.00", on=at(9, 10))
    two_homes.pay_cash(second, [two_homes.bills(second)[1].id], "60.00", on=at(8, 10))
    refresh_figures(estate_id=two_homes.estate_id, since="2022-07")
    kept = queries.rates_series(two_homes.estate_id)
    assert [month for month, _ in kept] == [JULY, AUGUST, SEPTEMBER]
    for month, rates in kept:
        assert rates == queries.rates(two_homes.estate_id, month)
    assert queries.newest_billed_month() == SEPTEMBER
    assert queries.figures_of_month(AUGUST)[two_homes.estate_id].collected_fen == 6000
    refresh_figures(estate_id=two_homes.estate_id, since="2022-07")
    assert len(queries.figures_of_estate(two_homes.estate_id)) == 3


def test_many_changes_ask_for_one_refresh(two_homes: World) -> None:
    lock = f"billing.refresh_figures:{two_homes.estate_id}:2022-07"
    assert jobs() == [("billing.refresh_figures", lock)]
    for home in two_homes.homes:
        two_homes.pay_cash(home, [two_homes.bills(home)[0].id], "21.29", on=at(7, 30))
    ask_for_refresh(estate_id=two_homes.estate_id, since=JULY)
    assert jobs() == [("billing.refresh_figures", lock)]
    ask_for_refresh(estate_id=two_homes.estate_id, since=AUGUST)
    assert len(jobs()) == 2
