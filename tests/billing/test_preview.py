"""The preview shows what the issue writes, and why the sum moves."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from laoyou.core.money import Money
from laoyou.system.billing import use_cases as billing
from laoyou.system.billing.errors import NoMandate
from laoyou.system.mandates.models import HomeTariff, Tariff
from tests.billing.conftest import AUGUST, JULY, SEPTEMBER, World, at


def preview(world: World, month: object) -> billing.Preview:
    return billing.preview_month(actor=world.finance, estate_id=world.estate_id, month=month, at=at(12, 1))  # type: ignore[arg-type]


def test_the_preview_is_what_the_issue_writes_and_writes_nothing(world: World) -> None:
    world.home("86.35")
    world.home("72.10")
    world.tariff("0.60")
    parking = world.tariff("150", item="parking", method="by_count", fund="common_income")
    world.own_tariff(world.homes[0], parking, things=2)
    shown = preview(world, AUGUST)
    assert world.bills() == []
    assert (shown.homes, shown.bills, shown.amount) == (2, 3, Money(5181 + 4326 + 30000))
    assert [(line.item, line.bills, line.amount.fen) for line in shown.lines] == [
        ("property_service", 2, 9507),
        ("parking", 1, 30000),
    ]
    run = world.issue(AUGUST)
    assert (run.bills, run.amount) == (shown.bills, shown.amount)
    after = preview(world, AUGUST)
    assert (after.bills, after.issued_bills, after.issued_amount) == (0, 3, shown.amount)


def test_each_difference_to_last_month_has_its_cause(world: World) -> None:
    world.tariff("0.60")
    lift = world.tariff("10", item="lift", method="fixed", is_default=False)
    plain, measured, waived, parked, both = (world.home("100") for _ in range(5))
    world.own_tariff(parked, lift, until=date(2022, 9, 1))
    world.own_tariff(both, lift)
    world.issue(AUGUST)
    world.area(measured, "110.00", since=date(2022, 9, 1))
    world.waiver(waived, 50, since=date(2022, 9, 1), until=date(2022, 10, 1))
    Tariff.objects.filter(id=lift).update(rate=Decimal(12))
    new = world.home("50")
    shown = preview(world, SEPTEMBER)
    assert {one.cause: (one.bills, one.amount.fen) for one in shown.differences} == {
        "quantity": (1, 600),
        "waiver_begun": (1, -3000),
        "gone": (1, -1000),
        "new": (1, 3000),
        "price": (1, 200),
    }
    assert shown.amount.fen - shown.last_month_amount.fen == sum(one.amount.fen for one in shown.differences)
    assert {change.home_id for change in shown.changes} == {measured, waived, parked, both, new}
    assert plain not in {change.home_id for change in shown.changes}
    assert HomeTariff.objects.count() == 2


def test_more_days_are_one_difference_and_not_a_list_of_all_homes(world: World) -> None:
    world.home("86.35")
    world.tariff("0.60")
    world.issue(JULY)
    shown = preview(world, AUGUST)
    assert [(one.cause, one.amount.fen) for one in shown.differences] == [("days", 5181 - 1838)]
    assert shown.changes == ()


def test_a_change_within_the_last_month_is_told_as_such(world: World) -> None:
    home = world.home("86.35")
    world.tariff("0.60")
    world.area(home, "90.00", since=date(2022, 8, 16))
    world.issue(AUGUST)
    shown = preview(world, SEPTEMBER)
    assert [(one.cause, one.amount.fen) for one in shown.differences] == [("within_month", 5400 - 5294)]


def test_what_stops_an_issue_is_listed_in_the_preview(world: World) -> None:
    world.home("86.35")
    without = world.home(None)
    world.tariff("0.60")
    shown = preview(world, AUGUST)
    assert shown.obstacle_count == 1
    assert [(one.cause, one.home_id) for one in shown.obstacles] == [("no_area", without)]
    with pytest.raises(NoMandate):
        preview(world, JULY.previous)


def test_what_is_rare_is_listed_before_what_all_have_and_says_from_what_to_what(world: World) -> None:
    world.tariff("0.60")
    homes = [world.home("100") for _ in range(5)]
    world.issue(AUGUST)
    parking = world.tariff("50", item="parking", method="by_count", fund="common_income", since=date(2022, 9, 1))
    for home in homes[:4]:
        world.own_tariff(home, parking, since=date(2022, 9, 1))
    world.area(homes[4], "103.38", since=date(2022, 9, 11))
    shown = preview(world, SEPTEMBER)
    assert [change.cause for change in shown.changes] == ["quantity", "new", "new", "new", "new"]
    first = shown.changes[0]
    assert (first.before_quantity, first.now_quantity, first.is_by_area) == (10000, 10338, True)
    assert shown.change_count == 5
