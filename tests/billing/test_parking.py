"""Parking from end to end: a space held, a price by count, a bill, its money in the owners' books, a space given up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from laoyou.core.money import Money
from laoyou.system.billing import queries
from laoyou.system.ledger import queries as books
from laoyou.system.ledger.rules.accounts import Account, Fund
from laoyou.system.mandates import use_cases as mandates
from laoyou.system.places import queries as places
from laoyou.system.places import use_cases as place_acts
from tests.billing.conftest import AUGUST, SEPTEMBER, World, at, journal


def test_a_space_is_billed_by_count_its_money_is_the_owners_and_a_month_given_up_counts_by_days(world: World) -> None:
    home = world.home()
    where = {"actor": replace(world.manager, organisation_id=2), "estate_id": world.estate_id}
    space = place_acts.add_parking_space(**where, number="A-01", at=at(7, 25))  # type: ignore[arg-type]
    place_acts.hold_parking_space(
        **where,  # type: ignore[arg-type]
        space_id=space,
        home_id=home,
        plate="桂A·12345",
        starts_on=date(2022, 8, 1),
        at=at(7, 25),
    )
    price = mandates.set_tariff(
        **where,  # type: ignore[arg-type]
        mandate_id=world.mandate_id,
        item="parking",
        name="停车费",
        method="by_count",
        rate=Decimal(150),
        fund="common_income",
        starts_on=date(2022, 8, 1),
        is_default=False,
        at=at(7, 25),
    )
    mandates.give_home_tariff(
        **where,  # type: ignore[arg-type]
        home_id=home,
        tariff_id=price,
        count=1,
        starts_on=date(2022, 8, 1),
        at=at(7, 25),
    )

    world.issue(AUGUST)
    (bill,) = world.bills(home)
    assert (bill.item, bill.amount_fen, bill.fund) == ("parking", 15000, Fund.COMMON_INCOME)
    assert journal(world.estate_id, Account.PARKING) == -15000
    world.pay_cash(home, [bill.id], "150", on=at(8, 5))
    assert journal(world.estate_id, Account.RECEIVABLE) == 0
    funds = {fund.fund: fund for fund in books.month_books(world.estate_id, AUGUST).funds}
    assert (funds[Fund.COMMON_INCOME].income, funds[Fund.SERVICE].income) == (Money(15000), Money(0))

    given_up = date(2022, 9, 16)
    place_acts.release_parking_space(**where, space_id=space, ends_before=given_up, at=at(8, 30))  # type: ignore[arg-type]
    mandates.end_home_tariff(
        **where,  # type: ignore[arg-type]
        home_id=home,
        item="parking",
        ends_before=given_up,
        at=at(8, 30),
    )
    assert [held.ends_before for held in places.parking_of_home(**where, home_id=home)] == [given_up]  # type: ignore[arg-type]
    world.issue(SEPTEMBER)
    shown = queries.bills_of_home(actor=world.finance, estate_id=world.estate_id, home_id=home).rows
    september = next(each for each in shown if each.month == SEPTEMBER)
    assert september.amount == Money(7500)  # 150 × 15/30
    assert "15/30" in september.sentence.replace(" ", "") or "15÷30" in september.sentence.replace(" ", "")
    assert journal(world.estate_id, Account.PARKING) == -22500
