"""What a seller left in a home's credit pays nothing of the buyer's and stays to be given back, come what may."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.core.calendar import Month, Period
from laoyou.core.money import Money
from laoyou.core.tenures import Tenure
from laoyou.infra import scope
from laoyou.infra.actor import Actor, ActorKind
from laoyou.system.billing import queries
from laoyou.system.billing import use_cases as billing
from laoyou.system.billing.errors import GiveBackTooLarge, GivenBackSince, NoCredit
from laoyou.system.ledger import queries as ledger
from tests.billing.conftest import AUGUST, JULY, SEPTEMBER, World, at, make_world
from tests.billing.test_former_owners import bind

SOLD_ON = date(2022, 8, 5)
LATER = tuple(Month(2022, number) for number in (9, 10, 11, 12))


def sell(world: World, home_id: int, day: date = SOLD_ON) -> Actor:
    bind(world, home_id, "李秀兰", date(2004, 3, 1), day)
    bind(world, home_id, "韦新业", day)
    tenure = Tenure((Period(day, None),))
    return Actor(kind=ActorKind.RESIDENT, name="韦新业", user_id=502, homes={(world.estate_id, home_id): tenure})


def left(world: World, home_id: int) -> Money:
    found = queries.credit_of_former_owners(
        actor=world.finance, estate_id=world.estate_id, home_id=home_id, today=date(2022, 12, 31)
    )
    return found.amount if found else Money(0)


@pytest.fixture
def sold(world: World) -> tuple[World, int, Actor]:
    """Give a home of 86.35 m² whose seller paid July with 200.00 and left 181.62."""
    home = world.home()
    world.tariff("0.60")
    world.issue(JULY)
    world.pay_cash(home, [world.bills(home)[0].id], "200.00", on=at(8, 2))
    return world, home, sell(world, home)


def test_a_sellers_credit_pays_none_of_the_buyers_bills(sold: tuple[World, int, Actor]) -> None:
    world, home, buyer = sold
    world.issue(SEPTEMBER)
    world.issue(Month(2022, 10))
    assert [(bill.month.month, bill.paid_fen) for bill in world.bills(home)] == [(7, 1838), (9, 0), (10, 0)]
    assert (world.credit(home), left(world, home)) == (18162, Money(18162))
    where = {"estate_id": world.estate_id, "home_id": home}
    assert queries.credit_of_home(actor=buyer, **where) == Money(0)
    assert queries.household_due(buyer)[0].credit == Money(0)
    with pytest.raises(NoCredit):
        billing.use_credit(actor=world.finance, **where, at=at(10, 5))


def test_a_buyers_own_credit_pays_beside_it_and_each_gets_their_own_back(sold: tuple[World, int, Actor]) -> None:
    world, home, buyer = sold
    world.pay_cash(home, [], "100.00", on=at(8, 20))
    world.issue(SEPTEMBER)
    assert world.bills(home)[-1].paid_fen == 5181
    where = {"estate_id": world.estate_id, "home_id": home}
    assert queries.credit_of_home(actor=buyer, **where) == Money(4819)
    with pytest.raises(GiveBackTooLarge, match=r"48\.19"):
        world.give_back(home, "48.20", on=at(9, 3))
    world.give_back(home, "181.62", on=at(9, 3), is_former_owners=True)
    assert (world.credit(home), left(world, home)) == (4819, Money(0))
    with pytest.raises(GiveBackTooLarge):
        world.give_back(home, "0.01", on=at(9, 4), is_former_owners=True)


def test_a_sellers_payment_that_never_was_comes_out_of_what_the_seller_left(world: World) -> None:
    home = world.home()
    world.tariff("0.60")
    wrong = world.pay_cash(home, [], "181.62", on=at(8, 2))
    sell(world, home)
    world.pay_cash(home, [], "100.00", on=at(8, 20))
    world.cancel(wrong, on=at(8, 25))
    assert (world.credit(home), left(world, home)) == (10000, Money(0))
    world.issue(SEPTEMBER)
    assert world.bills(home)[-1].paid_fen == 5181


def test_a_buyers_payment_that_never_was_opens_the_buyers_bill_and_leaves_the_sellers_credit(
    sold: tuple[World, int, Actor],
) -> None:
    world, home, _ = sold
    wrong = world.pay_cash(home, [], "60.00", on=at(8, 20))
    world.issue(SEPTEMBER)
    world.cancel(wrong, on=at(9, 20))
    assert world.bills(home)[-1].paid_fen == 0
    assert (world.credit(home), left(world, home)) == (18162, Money(18162))


def test_what_a_credit_note_releases_of_a_sellers_bill_is_the_sellers(sold: tuple[World, int, Actor]) -> None:
    world, home, _ = sold
    world.credit_note(world.bills(home)[0].id, "8.38", on=at(8, 20))
    world.issue(SEPTEMBER)
    assert (left(world, home), world.bills(home)[-1].paid_fen) == (Money(19000), 0)


class Undone(Exception):
    pass


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["pay", "pay", "give_own", "give_former", "cancel", "note_old", "note_new"]),
        st.integers(1, 9000),
    ),
    max_size=8,
)


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(left_fen=st.integers(0, 20000), steps=STEPS, sold_on=st.dates(date(2022, 8, 3), date(2022, 9, 1)))
def test_each_keeps_their_own_over_random_histories(
    db: None, left_fen: int, steps: list[tuple[str, int]], sold_on: date
) -> None:
    try:
        with transaction.atomic():
            world = make_world()
            with scope.estate(world.estate_id):
                _check(world, left_fen, steps, sold_on)
            raise Undone
    except Undone:
        pass


def _check(world: World, left_fen: int, steps: list[tuple[str, int]], sold_on: date) -> None:
    home = world.home()
    world.tariff("0.60")
    world.issue(JULY)
    world.issue(AUGUST)
    sellers = [bill.id for bill in world.bills(home)]
    world.pay_cash(home, sellers, str(Money(1838 + 5181 + left_fen)), on=at(8, 2))
    buyer = sell(world, home, sold_on)
    kept, paid = left_fen, list[int]()
    for number, month in enumerate(LATER):
        world.issue(month)
        for day, (what, fen) in enumerate(steps[number :: len(LATER)], start=5):
            on = at(month.number, day)
            if what == "pay":
                paid.append(world.pay_cash(home, [], str(Money(fen)), on=on))
            elif what == "give_own" and min(fen, world.credit(home) - kept) > 0:
                world.give_back(home, str(Money(min(fen, world.credit(home) - kept))), on=on)
            elif what == "give_former" and min(fen, kept) > 0:
                world.give_back(home, str(Money(min(fen, kept))), on=on, is_former_owners=True)
                kept -= min(fen, kept)
            elif what == "cancel" and paid:
                try:
                    with transaction.atomic():
                        world.cancel(paid.pop(), on=on)
                except GivenBackSince:
                    pass
            elif what == "note_old":
                kept += _note(world, home, sellers[0], fen, on=on)
            elif what == "note_new":
                _note(world, home, world.bills(home)[-1].id, fen, on=on)
            assert left(world, home).fen == kept
    own = world.credit(home) - kept
    assert own >= 0
    assert not queries.proof(world.estate_id)
    assert not ledger.proof(world.estate_id)
    told = queries.statement(actor=buyer, estate_id=world.estate_id, home_id=home, year=2022)
    assert told.credit_now == Money(own)
    assert told.closing == told.due_now - told.credit_now


def _note(world: World, home: int, bill_id: int, fen: int, *, on: object) -> int:
    """Take so much off a bill, as far as it goes, and return what that released."""
    bill = next(bill for bill in world.bills(home) if bill.id == bill_id)
    amount = min(fen, bill.amount_fen - bill.credited_fen)
    if not amount:
        return 0
    world.credit_note(bill_id, str(Money(amount)), on=on)  # type: ignore[arg-type]
    after = next(bill for bill in world.bills(home) if bill.id == bill_id)
    return bill.paid_fen - after.paid_fen
