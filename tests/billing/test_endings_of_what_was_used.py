"""An ending gives back days of service to come: neither water that ran nor work that was done, nor others' deposits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from laoyou.core.errors import NotFound
from laoyou.core.money import Money
from laoyou.infra.actor import Right
from laoyou.system.billing.bookings import use_cases as bookings
from laoyou.system.billing.deposits import use_cases as deposits
from laoyou.system.billing.deposits.models import Deposit
from laoyou.system.billing.endings import queries, use_cases
from laoyou.system.billing.endings.errors import ReceiverNotOnRecord
from laoyou.system.billing.endings.queries.receivers import receivers_of
from laoyou.system.billing.meters import use_cases as meters
from laoyou.system.mandates import use_cases as mandates
from laoyou.system.mandates.models import Mandate
from tests.billing.conftest import AUGUST, JULY, World, at
from tests.billing.test_bookings import book, offer
from tests.billing.test_credit_changes_no_hands import sell
from tests.billing.test_endings import LAST_DAY_IS_THE_14TH, of_home, settle, sound
from tests.billing.test_meters import hang, price, read
from tests.billing.test_refunds import pay_online


def preview(world: World) -> queries.EndingPreview:
    return queries.preview_ending(
        actor=world.finance,
        estate_id=world.estate_id,
        mandate_id=world.mandate_id,
        ends_before=LAST_DAY_IS_THE_14TH,
        with_deposits=True,
        at=at(8, 12),
    )


def leave_deposit(world: World, home_id: int, day: int) -> None:
    deposits.take_deposit(
        actor=world.finance,
        estate_id=world.estate_id,
        home_id=home_id,
        amount=Money(50000),
        purpose="装修",
        payer_name="装修公司",
        at=at(8, day),
        once=f"{home_id}:{day}",
    )


def test_water_that_was_used_before_the_end_is_not_given_back(world: World) -> None:
    home = world.home()
    price(world, "2.00")
    read(world, hang(world, home), 1334, date(2022, 8, 10))
    meters.issue_meters(actor=world.finance, estate_id=world.estate_id, item="water", month=AUGUST, at=at(8, 10, 9))
    (bill,) = world.bills(home)
    world.pay_cash(home, [bill.id], "100", on=at(8, 11))
    assert preview(world).notes == Money(0)
    mandates.end_mandate(
        actor=replace(world.manager, organisation_id=2),
        estate_id=world.estate_id,
        mandate_id=world.mandate_id,
        ended_on=LAST_DAY_IS_THE_14TH,
        reason="街道另有安排",
        at=at(8, 12),
    )
    assert Mandate.objects.get(id=world.mandate_id).ends_before == LAST_DAY_IS_THE_14TH


def test_an_ordered_service_that_was_done_before_the_end_is_not_given_back(world: World) -> None:
    home = world.home()
    where = {"actor": world.finance, "estate_id": world.estate_id, "booking_id": book(world, home, offer(world))}
    bookings.accept_booking(**where, at=at(8, 9))  # type: ignore[arg-type]
    bookings.finish_booking(**where, at=at(8, 10))  # type: ignore[arg-type]
    (bill,) = world.bills(home)
    world.pay_cash(home, [bill.id], "160", on=at(8, 11))
    assert preview(world).notes == Money(0)


def test_a_sellers_deposit_is_not_given_to_the_buyer(world: World) -> None:
    home = world.home()
    leave_deposit(world, home, 2)
    sell(world, home, date(2022, 8, 5))
    assert preview(world).deposits == Money(0)
    leave_deposit(world, home, 6)
    settle(world)
    assert (of_home(world).deposits_fen, of_home(world).desk_fen) == (50000, 50000)
    assert list(Deposit.objects.order_by("id").values_list("state", flat=True)) == ["held", "settled"]
    sound(world)


def test_a_deposit_waits_at_the_desk_and_takes_no_other_persons_channel(world: World) -> None:
    home = world.home("86.35")
    world.tariff("0.60")
    for month in (JULY, AUGUST):
        world.issue(month)
    pay_online(world)
    leave_deposit(world, home, 4)
    settle(world)
    assert (of_home(world).channel_fen, of_home(world).desk_fen) == (2841, 50000)
    sound(world)


def test_a_company_that_serves_no_more_pays_nothing_out_of_anothers_ending(world: World) -> None:
    home = world.home("86.35")
    leave_deposit(world, home, 4)
    settle(world)
    theirs = frozenset({Right.SETTLE_ENDING, Right.SEE_MANDATES})
    rival = replace(world.finance, user_id=99, organisation_id=77, rights={world.estate_id: theirs})
    where = {"estate_id": world.estate_id, "row_id": of_home(world).id, "way": "cash", "at": at(8, 12)}
    with pytest.raises(NotFound):
        use_cases.pay_out(actor=rival, receiver="某人", **where)  # type: ignore[arg-type]
    with pytest.raises(ReceiverNotOnRecord):
        use_cases.pay_out(actor=world.finance, receiver="某人", **where)  # type: ignore[arg-type]
    (who_left_it,) = receivers_of(estate_id=world.estate_id, home_ids=[home])[home]
    assert use_cases.pay_out(actor=world.finance, receiver=who_left_it.key, **where) == Money(50000)  # type: ignore[arg-type]
