"""Ordered services: nobody pays for what they did not ask for, nor another price than they agreed to."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from laoyou.core.calendar import Period
from laoyou.core.decisions import AsksASecondPerson
from laoyou.core.errors import NotFound
from laoyou.core.money import Money
from laoyou.core.tenures import Tenure
from laoyou.infra.actor import Actor, ActorKind
from laoyou.system.billing.bookings import queries, use_cases
from laoyou.system.billing.bookings.errors import (
    BookingMoved,
    ConsentMissing,
    HomeChangedHands,
    OfferInThePast,
    OfferOver,
    OrderedFromAnother,
    OwnerOrders,
    PriceChanged,
    QuantityWrong,
    SayWhyCancelled,
)
from laoyou.system.billing.bookings.models import Booking, BookingMove
from laoyou.system.billing.queries import bills_of_home
from laoyou.system.billing.queries.proof import proof
from laoyou.system.ledger.rules.accounts import Account
from laoyou.system.mandates.models import Mandate
from tests.billing.conftest import AUGUST, SEPTEMBER, World, at, journal
from tests.billing.test_former_owners import bind
from tests.personas import City


def offer(world: World, yuan: str = "80", *, day: int = 1) -> int:
    return use_cases.set_offer(
        actor=world.manager,
        estate_id=world.estate_id,
        name="清洗油烟机",
        unit="次",
        price=Money.parse(yuan),
        starts_on=date(2022, 8, day),
        at=at(8, day),
    )


def book(world: World, home: int, offer_id: int, *, actor: Actor | None = None, **more: object) -> int:
    given = {"quantity": 2, "price": Money(8000), "wanted_on": date(2022, 8, 9), "at": at(8, 8)} | more
    return use_cases.book(
        actor=actor or world.resident(home),
        estate_id=world.estate_id,
        home_id=home,
        offer_id=offer_id,
        **given,  # type: ignore[arg-type]
    )


def test_what_was_ordered_is_billed_when_it_is_done_at_the_price_agreed(world: World) -> None:
    home = world.home()
    booking = book(world, home, offer(world))
    offer(world, "100", day=9)  # dearer since
    where = {"actor": world.finance, "estate_id": world.estate_id, "booking_id": booking}
    with pytest.raises(BookingMoved):
        use_cases.finish_booking(**where, at=at(8, 9))  # type: ignore[arg-type]
    use_cases.accept_booking(**where, at=at(8, 9))  # type: ignore[arg-type]
    use_cases.finish_booking(**where, at=at(8, 10))  # type: ignore[arg-type]
    with pytest.raises(BookingMoved):
        use_cases.finish_booking(**where, at=at(8, 10))  # type: ignore[arg-type]
    (bill,) = bills_of_home(actor=world.finance, estate_id=world.estate_id, home_id=home).rows
    assert (bill.amount, bill.item_name) == (Money(16000), "清洗油烟机")
    assert bill.sentence.startswith("2 × 80.00")
    assert journal(world.estate_id, Account.RECEIVABLE) == 16000
    assert proof(world.estate_id) == []
    states = BookingMove.objects.filter(booking_id=booking).order_by("id").values_list("from_state", "to_state")
    assert list(states) == [("asked", "accepted"), ("accepted", "done")]


def test_who_orders_for_a_home_does_not_finish_the_order_alone(world: World) -> None:
    home = world.home()
    booking = book(world, home, offer(world), actor=world.finance, consent="telephone")
    where = {"estate_id": world.estate_id, "booking_id": booking}
    use_cases.accept_booking(actor=world.finance, **where, at=at(8, 9))  # type: ignore[arg-type]
    with pytest.raises(AsksASecondPerson):
        use_cases.finish_booking(actor=world.finance, **where, at=at(8, 10))  # type: ignore[arg-type]
    assert world.bills(home) == []
    use_cases.finish_booking(actor=world.manager, **where, at=at(8, 10))  # type: ignore[arg-type]
    assert len(world.bills(home)) == 1


def test_the_months_issue_goes_on_as_if_nothing_was_ordered(world: World) -> None:
    home = world.home()
    world.tariff()
    booking = book(world, home, offer(world))
    where = {"actor": world.finance, "estate_id": world.estate_id, "booking_id": booking}
    use_cases.accept_booking(**where, at=at(8, 9))  # type: ignore[arg-type]
    use_cases.finish_booking(**where, at=at(8, 10))  # type: ignore[arg-type]
    assert world.issue(AUGUST).bills == 1
    assert world.issue(SEPTEMBER).bills == 1


def test_another_price_than_the_one_shown_is_refused(world: World) -> None:
    home = world.home()
    offer_id = offer(world)
    with pytest.raises(PriceChanged):
        book(world, home, offer_id, price=Money(7000))
    with pytest.raises(QuantityWrong):
        book(world, home, offer_id, quantity=0)
    later = offer(world, "90", day=8)
    with pytest.raises(OfferOver):
        book(world, home, offer_id, at=at(8, 9))
    use_cases.end_offer(actor=world.manager, estate_id=world.estate_id, offer_id=later, at=at(8, 9))
    with pytest.raises(OfferOver):
        book(world, home, later, price=Money(9000), at=at(8, 9))


def test_a_price_never_begins_in_the_past(world: World) -> None:
    with pytest.raises(OfferInThePast):
        use_cases.set_offer(
            actor=world.manager,
            estate_id=world.estate_id,
            name="磨刀",
            unit="把",
            price=Money(500),
            starts_on=date(2022, 8, 1),
            at=at(8, 2),
        )


def test_who_orders_for_somebody_says_how_they_agreed(world: World) -> None:
    home = world.home()
    offer_id = offer(world)
    with pytest.raises(ConsentMissing):
        book(world, home, offer_id, actor=world.finance)
    booking = book(world, home, offer_id, actor=world.finance, consent="telephone")
    assert Booking.objects.get(id=booking).consent == "telephone"


def test_a_home_cancels_its_own_order_only_and_staff_say_why(world: World) -> None:
    home, other = world.home(), world.home()
    booking = book(world, home, offer(world))
    where = {"estate_id": world.estate_id, "booking_id": booking, "at": at(8, 9)}
    with pytest.raises(NotFound):
        use_cases.cancel_booking(actor=world.resident(other), reason="", **where)  # type: ignore[arg-type]
    with pytest.raises(SayWhyCancelled):
        use_cases.cancel_booking(actor=world.finance, reason=" ", **where)  # type: ignore[arg-type]
    use_cases.cancel_booking(actor=world.resident(home), reason="", **where)  # type: ignore[arg-type]
    with pytest.raises(BookingMoved):
        use_cases.accept_booking(actor=world.finance, **where)  # type: ignore[arg-type]
    assert world.bills(home) == []


def test_a_tenant_orders_nothing_on_the_owners_bill(world: World) -> None:
    home = world.home()
    let = Tenure((Period(date(2022, 8, 1), None),), is_tenant=True)
    tenant = Actor(kind=ActorKind.RESIDENT, name="覃某", user_id=777, homes={(world.estate_id, home): let})
    offer_id = offer(world)
    with pytest.raises(OwnerOrders):
        book(world, home, offer_id, actor=tenant)
    booking = book(world, home, offer_id)
    with pytest.raises(NotFound):
        use_cases.cancel_booking(actor=tenant, estate_id=world.estate_id, booking_id=booking, reason="", at=at(8, 9))


def test_an_order_of_before_a_sale_is_not_the_buyers_to_pay(world: World) -> None:
    home = world.home()
    bind(world, home, "李秀兰", date(2004, 3, 1), date(2022, 8, 10))
    bind(world, home, "韦新业", date(2022, 8, 10))
    where = {"actor": world.finance, "estate_id": world.estate_id, "booking_id": book(world, home, offer(world))}
    use_cases.accept_booking(**where, at=at(8, 9))  # type: ignore[arg-type]
    with pytest.raises(HomeChangedHands):
        use_cases.finish_booking(**where, at=at(8, 10))  # type: ignore[arg-type]
    assert world.bills(home) == []


def test_what_was_ordered_from_one_company_is_not_billed_by_the_next(world: World) -> None:
    where = {
        "actor": world.finance,
        "estate_id": world.estate_id,
        "booking_id": book(world, world.home(), offer(world)),
    }
    use_cases.accept_booking(**where, at=at(8, 9))  # type: ignore[arg-type]
    ended = Mandate.objects.get(id=world.mandate_id)
    Mandate.objects.filter(id=ended.id).update(state="ended", ends_before=date(2022, 8, 10))
    ended.id, ended.starts_on = None, date(2022, 8, 10)
    ended.save(force_insert=True)
    with pytest.raises(OrderedFromAnother):
        use_cases.finish_booking(**where, at=at(8, 10))  # type: ignore[arg-type]


def test_the_database_keeps_what_was_agreed(world: World) -> None:
    booking = book(world, world.home(), offer(world))
    for change in ({"price_fen": 1}, {"quantity": 9}, {"state": "done"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Booking.objects.filter(id=booking).update(**change)


@pytest.mark.django_db
def test_from_the_price_list_to_the_order_on_the_pages(city: City) -> None:
    manager, desk, owner = city.signed_in("manager"), city.signed_in("desk"), city.signed_in("owner")
    where = f"/ops/estates/{city.estate_id}/bookings"
    assert "价目表还是空的" in desk.get(where).content.decode()
    today = desk.get(where).context["today"]
    form = {"name": "清洗油烟机", "unit": "次", "price": "x", "starts_on": today.isoformat()}
    assert manager.post(f"{where}/offers", form).status_code == 422
    assert manager.post(f"{where}/offers", form | {"price": "80"}).status_code == 302
    page = owner.get("/choose/")
    assert "清洗油烟机" in page.content.decode()
    (shown,) = page.context["offers"]
    order = {
        "home": page.context["hand"].key,
        "offer": shown.id,
        "fen": shown.price.fen,
        "quantity": "0",
        "wanted_on": today.isoformat(),
    }
    assert owner.post("/choose/order/", order).status_code == 422
    assert owner.post("/choose/order/", order | {"quantity": "1"}).status_code == 302
    assert "等接单" in owner.get("/choose/").content.decode()
    (row,) = desk.get(where).context["page"].rows
    desk.post(f"{where}/{row.id}", {"move": "accept"})
    desk.post(f"{where}/{row.id}", {"move": "finish"})
    assert "已完成、已出账" in desk.get(where).content.decode()
    assert "清洗油烟机" in owner.get("/pay/").content.decode()
    assert queries.STATES == ("asked", "accepted", "done", "cancelled")
