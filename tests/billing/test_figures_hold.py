"""The figures of months over any history: as the rule says them, frozen when the month is over, every fen once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.core.calendar import Month, city_instant
from laoyou.infra import scope
from laoyou.system.billing import queries
from laoyou.system.billing.jobs import refresh_figures
from laoyou.system.billing.models import Allocation, Bill, Run
from laoyou.system.billing.queries.figures import figures_live
from laoyou.system.billing.rules.rates import Figures
from tests.billing.conftest import AUGUST, JULY, SEPTEMBER, World, at, make_world, write_note

OCTOBER = Month(2022, 10)
MONTHS = (JULY, AUGUST, SEPTEMBER, OCTOBER)
LAST_DAY = date(2022, 10, 31)


@dataclass(frozen=True)
class Told:
    """One bill and what happened to it: (day, fen) paid, and taken off by credit notes."""

    home: int
    month: Month
    issued_on: date
    fen: int
    paid: tuple[tuple[date, int], ...]
    noted: tuple[tuple[date, int], ...]

    def open_on(self, day: date) -> int:
        """Return what is open when the day begins."""
        return self.fen - sum(fen for when, fen in (*self.paid, *self.noted) if when < day)


@st.composite
def told_bills(draw: st.DrawFn, with_notes: bool = True) -> Told:
    month = draw(st.sampled_from(MONTHS))
    issued_on = draw(st.dates(month.first, LAST_DAY))
    fen = left = draw(st.integers(0, 300))
    paid: list[tuple[date, int]] = []
    noted: list[tuple[date, int]] = []
    for is_note in draw(st.lists(st.booleans() if with_notes else st.just(False), max_size=3)):
        part = draw(st.integers(0, left))
        left -= part
        if part:
            (noted if is_note else paid).append((draw(st.dates(issued_on, LAST_DAY)), part))
    return Told(draw(st.integers(0, 2)), month, issued_on, fen, tuple(paid), tuple(noted))


def told_once(bills: Sequence[Told]) -> list[Told]:
    """Return the bills with one for each home and month: a second one can't be."""
    return list({(bill.home, bill.month): bill for bill in bills}.values())


def as_the_rule_says(bills: Sequence[Told], month: Month, until: date) -> Figures:
    """Work out the figures of a month bill by bill, as docs/rules/billing.md tells them."""
    last = min(until, month.ends_before - timedelta(days=1))
    after = until + timedelta(days=1)
    known = [bill for bill in bills if bill.issued_on <= last]
    current = [bill for bill in known if bill.issued_on >= month.first]
    arrears = [bill for bill in known if bill.issued_on < month.first]
    billed = {bill.home for bill in current}

    def due(bill: Told) -> int:
        return bill.fen - sum(fen for day, fen in bill.noted if day < after)

    return Figures(
        until=until,
        homes_billed=len(billed),
        homes_clear=sum(not any(bill.open_on(after) for bill in known if bill.home == home) for home in billed),
        due_fen=sum(due(bill) for bill in current),
        collected_fen=sum(fen for bill in current for day, fen in bill.paid if day < after),
        opening_arrears_fen=sum(bill.open_on(month.first) for bill in arrears),
        recovered_fen=sum(fen for bill in arrears for day, fen in bill.paid if month.first <= day < after),
        of_earlier_fen=sum(due(bill) for bill in current if bill.month < month),
        billed_later_fen=sum(bill.fen for bill in bills if bill.month == month <= Month.of(bill.issued_on).previous),
    )


def write(world: World, bills: Sequence[Told], *, until: date = LAST_DAY) -> None:
    """Write what happened until the end of a day straight into the tables: the figures read nothing else."""

    def noon(day: date) -> datetime:
        return city_instant(day) + timedelta(hours=12)

    for bill in bills:
        if bill.issued_on > until:
            continue
        paid = [(day, fen) for day, fen in bill.paid if day <= until]
        noted = [(day, fen) for day, fen in bill.noted if day <= until]
        run = Run.objects.create(
            estate_id=world.estate_id, month=bill.month.first, issued_at=noon(bill.issued_on), bills=1, amount_fen=0
        )
        row = Bill.objects.create(
            estate_id=world.estate_id,
            run=run,
            home_id=world.homes[bill.home],
            month=bill.month.first,
            item="property_service",
            fund="service",
            tariff_id=1,
            method="fixed",
            quantity=1,
            rate=1,
            served_days=1,
            month_days=bill.month.days,
            full_fen=bill.fen,
            amount_fen=bill.fen,
            paid_fen=sum(fen for _, fen in paid),
            credited_fen=sum(fen for _, fen in noted),
            due_on=LAST_DAY,
            issued_at=noon(bill.issued_on),
        )
        for day, fen in paid:
            Allocation.objects.create(
                estate_id=world.estate_id,
                bill=row,
                amount_fen=fen,
                payment_id=1,
                allocated_on=day,
                allocated_at=noon(day),
            )
        for day, fen in noted:
            write_note(row, fen, on=noon(day))


class Undone(Exception):
    pass


def figures_of(bills: Sequence[Told], *, told_until: date = LAST_DAY) -> list[Figures]:
    """Return the months' figures in an estate of its own where this happened; nothing of it stays."""
    found = []
    try:
        with transaction.atomic():
            world = make_world()
            with scope.estate(world.estate_id):
                for _ in range(3):
                    world.home()
                write(world, bills, until=told_until)
                found = [figures_live(estate_id=world.estate_id, month=month) for month in MONTHS]
                refresh_figures(estate_id=world.estate_id, since=str(JULY))
                kept = dict(queries.rates_series(world.estate_id))
                for month, live in zip(MONTHS, found, strict=True):
                    assert month not in kept or kept[month].figures == live
                    assert month in kept or live.due_fen == live.billed_later_fen == 0
            raise Undone
    except Undone:
        return found


histories = st.lists(told_bills(), max_size=7).map(told_once)
properties = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.django_db
@properties
@given(bills=histories)
def test_the_statement_says_what_the_rule_says_and_keeps_it(db: None, bills: list[Told]) -> None:
    expected = [as_the_rule_says(bills, month, month.ends_before - timedelta(days=1)) for month in MONTHS]
    assert figures_of(bills) == expected


@pytest.mark.django_db
@properties
@given(bills=histories, over=st.sampled_from(MONTHS[:-1]))
def test_nothing_that_happens_later_moves_the_rates_of_a_month_that_is_over(
    db: None, bills: list[Told], over: Month
) -> None:
    def numbers(figures: Figures) -> tuple[int, ...]:
        return (
            *(figures.homes_billed, figures.homes_clear, figures.due_fen, figures.collected_fen),
            *(figures.opening_arrears_fen, figures.recovered_fen, figures.of_earlier_fen),
        )

    then = figures_of(bills, told_until=over.ends_before - timedelta(days=1))
    now = figures_of(bills)
    count = MONTHS.index(over) + 1
    assert [numbers(figures) for figures in then[:count]] == [numbers(figures) for figures in now[:count]]


@pytest.mark.django_db
@properties
@given(bills=st.lists(told_bills(with_notes=False), max_size=7).map(told_once))
def test_every_bill_is_due_once_and_every_fen_that_came_in_counts_once(db: None, bills: list[Told]) -> None:
    months = figures_of(bills)
    assert sum(month.due_fen for month in months) == sum(bill.fen for bill in bills)
    received = sum(fen for bill in bills for _, fen in bill.paid)
    assert sum(month.collected_fen + month.recovered_fen for month in months) == received
    opening = 0
    for month in months:
        assert month.opening_arrears_fen == opening
        opening += month.due_fen - month.collected_fen - month.recovered_fen


def test_bills_issued_after_their_month_count_in_the_month_of_their_issue(world: World) -> None:
    """The worked example of docs/rules/billing.md: two homes of 100 m² at 0.60, July billed on 3 August."""
    first, second = world.home("100"), world.home("100")
    world.tariff("0.60")
    world.issue(JULY, on=at(8, 3))
    world.issue(AUGUST, on=at(8, 3))
    world.pay_cash(first, [bill.id for bill in world.bills(first)], "81.29", on=at(8, 20))
    world.pay_cash(second, [world.bills(second)[0].id], "21.29", on=at(9, 2))

    july = queries.rates(world.estate_id, JULY)
    assert (july.current.value, july.figures.billed_later_fen) == (None, 4258)
    august = queries.rates(world.estate_id, AUGUST)
    assert (august.current.numerator, august.current.denominator) == (8129, 16258)
    assert (august.figures.of_earlier_fen, august.recovery.value) == (4258, None)
    assert august.households.value == Fraction(1, 2)
    september = queries.rates(world.estate_id, SEPTEMBER)
    assert (september.recovery.numerator, september.recovery.denominator) == (2129, 8129)


def test_a_home_that_was_forgotten_and_billed_later_leaves_the_published_month_as_it_was(world: World) -> None:
    paying = world.home("100")
    world.tariff("0.60")
    world.issue(JULY)
    world.pay_cash(paying, [world.bills(paying)[0].id], "21.29", on=at(7, 30))
    published = queries.rates(world.estate_id, JULY)
    world.home("50")
    world.issue(JULY, on=at(8, 5))
    now = queries.rates(world.estate_id, JULY)
    assert (now.current, now.households) == (published.current, published.households)
    assert now.figures.billed_later_fen == 1065
    assert queries.rates(world.estate_id, AUGUST).current.denominator == 1065


def test_a_month_in_which_only_an_earlier_one_was_billed_has_kept_figures_too(world: World) -> None:
    world.home("100")
    world.tariff("0.60")
    world.issue(JULY, on=at(8, 3))
    refresh_figures(estate_id=world.estate_id, since=str(JULY))
    kept = {figure.month: figure for figure in queries.figures_of_estate(world.estate_id)}
    assert (kept[JULY].due_fen, kept[JULY].billed_later_fen) == (0, 2129)
    assert (kept[AUGUST].due_fen, kept[AUGUST].of_earlier_fen) == (2129, 2129)


def test_a_credit_note_in_a_later_month_leaves_the_kept_figures_of_the_bills_month_alone(world: World) -> None:
    home = world.home("100")
    world.tariff("0.60")
    world.issue(JULY, on=at(8, 3))
    refresh_figures(estate_id=world.estate_id, since=str(JULY))
    world.credit_note(world.bills(home)[0].id, "10.00", on=at(9, 2))
    refresh_figures(estate_id=world.estate_id, since=str(SEPTEMBER))
    for month, kept in queries.rates_series(world.estate_id):
        assert kept == queries.rates(world.estate_id, month)
