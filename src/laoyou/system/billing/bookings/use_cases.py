"""What people do with ordered services: set the price list, order, accept, finish and so bill, cancel."""

from __future__ import annotations

from datetime import date, datetime

from laoyou.core.calendar import Month, city_day
from laoyou.core.decisions import AsksASecondPerson
from laoyou.core.errors import NotAllowed, NotFound
from laoyou.core.money import Money
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.billing.bookings.billing_one import bill_one
from laoyou.system.billing.bookings.errors import (
    BookingMoved,
    ConsentMissing,
    HomeChangedHands,
    NoMandateForOffers,
    OfferInThePast,
    OfferOver,
    OfferUnclear,
    OrderedFromAnother,
    OwnerOrders,
    PriceChanged,
    QuantityWrong,
    SayWhyCancelled,
    WantedInThePast,
)
from laoyou.system.billing.bookings.models import Booking, BookingMove, Offer
from laoyou.system.billing.bookings.rules.states import MOST, BookingState, Consent, agreed, may_move
from laoyou.system.billing.former_credit import owned_since
from laoyou.system.billing.use_cases.issuing import lock_issue
from laoyou.system.billing.use_cases.refreshing import ask_for_refresh
from laoyou.system.mandates import queries as mandates
from laoyou.system.places import queries as places


def set_offer(
    *,
    actor: Actor,
    estate_id: int,
    name: str,
    unit: str,
    price: Money,
    starts_on: date,
    at: datetime,
    text: str = "",
) -> int:
    """Offer something under the mandate in force from a day on, and return its id; its old price ends then.

    Raises: OfferUnclear; OfferInThePast; NoMandateForOffers.
    """
    with scope.estate(estate_id):
        actor.require(Right.EDIT_MANDATES, estate_id)
        if not name.strip() or not unit.strip() or price.fen <= 0:
            raise OfferUnclear
        if starts_on < city_day(at):
            raise OfferInThePast
        mandate = mandates.mandate_in_force(estate_id, starts_on)
        if mandate is None:
            raise NoMandateForOffers(day=starts_on.isoformat())
        lock_issue(estate_id)
        old = Offer.objects.select_for_update().filter(estate_id=estate_id, name=name.strip()[:60], ends_before=None)
        for before in old:
            if before.starts_on > starts_on:
                raise OfferInThePast
            Offer.objects.filter(estate_id=estate_id, id=before.id).update(ends_before=starts_on)
        offer = Offer.objects.create(
            estate_id=estate_id,
            mandate_id=mandate.id,
            name=name.strip()[:60],
            text=text.strip()[:200],
            unit=unit.strip()[:20],
            price_fen=price.fen,
            starts_on=starts_on,
        )
        _record_offer("billing.offer_set", offer, actor, at, starts_on)
        return int(offer.id)


def end_offer(*, actor: Actor, estate_id: int, offer_id: int, at: datetime) -> None:
    """Offer it no longer, from today on. What was ordered stays ordered. Raises: NotFound; OfferOver."""
    with scope.estate(estate_id):
        actor.require(Right.EDIT_MANDATES, estate_id)
        offer = Offer.objects.select_for_update().filter(estate_id=estate_id, id=offer_id).first()
        if offer is None:
            raise NotFound
        if offer.ends_before is not None:
            raise OfferOver
        today = max(city_day(at), offer.starts_on)
        Offer.objects.filter(estate_id=estate_id, id=offer_id).update(ends_before=today)
        _record_offer("billing.offer_ended", offer, actor, at, today)


def book(
    *,
    actor: Actor,
    estate_id: int,
    home_id: int,
    offer_id: int,
    quantity: int,
    wanted_on: date,
    price: Money,
    at: datetime,
    consent: str = "",
    note: str = "",
) -> int:
    """Order something for a home at the price that was shown, and return the order's id.

    A resident agrees by ordering; whoever orders for them says how they agreed. A tenant can't: the owner would owe it.
    Raises: NotFound; OwnerOrders; OfferOver; PriceChanged; QuantityWrong; WantedInThePast; ConsentMissing.
    """
    with scope.estate(estate_id):
        is_resident = actor.kind is ActorKind.RESIDENT
        if is_resident:
            if actor.require_home(estate_id, home_id).is_tenant:
                raise OwnerOrders
        else:
            actor.require(Right.TAKE_CASH, estate_id)
        if actor.user_id is None:
            raise NotAllowed
        home = places.home_for(actor=actor, estate_id=estate_id, home_id=home_id)
        offer = Offer.objects.filter(estate_id=estate_id, id=offer_id).first()
        today = city_day(at)
        if offer is None:
            raise NotFound
        if offer.starts_on > today or (offer.ends_before is not None and offer.ends_before <= today):
            raise OfferOver
        if price.fen != offer.price_fen:
            raise PriceChanged(price=f"¥{Money(offer.price_fen)}")
        if not 1 <= quantity <= MOST:
            raise QuantityWrong
        if wanted_on < today:
            raise WantedInThePast
        said = Consent.APP.value if is_resident else consent
        if said not in set(Consent) or (not is_resident and said == Consent.APP):
            raise ConsentMissing
        row = Booking.objects.create(
            estate_id=estate_id,
            home_id=home_id,
            offer=offer,
            name=offer.name,
            unit=offer.unit,
            quantity=quantity,
            price_fen=offer.price_fen,
            note=note.strip()[:200],
            wanted_on=wanted_on,
            consent=said,
            asked_by=actor.user_id,
            asked_by_name=actor.name[:100],
            asked_at=at,
        )
        _record(row, actor, at, home=home.label)
        return int(row.id)


def accept_booking(*, actor: Actor, estate_id: int, booking_id: int, at: datetime) -> None:
    """Say that it will be done. Raises: NotFound; BookingMoved."""
    with scope.estate(estate_id):
        actor.require(Right.TAKE_CASH, estate_id)
        row = _held(estate_id, booking_id)
        _move(row, BookingState.ACCEPTED, actor, at)


def cancel_booking(*, actor: Actor, estate_id: int, booking_id: int, reason: str, at: datetime) -> None:
    """Cancel an order before it is done: who asked for it, or the owners of that day; staff with the reason.

    Raises: NotFound; BookingMoved; SayWhyCancelled.
    """
    with scope.estate(estate_id):
        row = Booking.objects.select_for_update().filter(estate_id=estate_id, id=booking_id).first()
        if actor.kind is ActorKind.RESIDENT:
            tenure = actor.require_home(estate_id, row.home_id if row else 0)
            if row and row.asked_by != actor.user_id and not tenure.has_account_on(city_day(row.asked_at)):
                raise NotFound
        else:
            actor.require(Right.TAKE_CASH, estate_id)
            if not reason.strip():
                raise SayWhyCancelled
        if row is None:
            raise NotFound
        _move(row, BookingState.CANCELLED, actor, at, reason=reason)


def finish_booking(*, actor: Actor, estate_id: int, booking_id: int, at: datetime) -> int:
    """Say that it is done today, bill it at the price agreed on, and return the bill's id.

    Order, bill and books are one commit. It is billed to those who ordered it, by the mandate under which they did. Who
    took the order for them, by telephone or at the desk, does not bill it too.
    Raises: NotFound; BookingMoved; AsksASecondPerson; NoMandateForOffers; OrderedFromAnother; HomeChangedHands;
    MonthClosed.
    """
    with scope.estate(estate_id):
        actor.require(Right.TAKE_CASH, estate_id)
        lock_issue(estate_id)
        row = _held(estate_id, booking_id)
        if not may_move(BookingState(row.state), BookingState.DONE):
            raise BookingMoved
        if row.consent != Consent.APP and row.asked_by == actor.user_id:
            raise AsksASecondPerson
        today = city_day(at)
        mandate = mandates.mandate_in_force(estate_id, today)
        if mandate is None:
            raise NoMandateForOffers(day=today.isoformat())
        if mandate.id != row.offer.mandate_id:
            raise OrderedFromAnother
        if owned_since(estate_id=estate_id, home_id=row.home_id, day=today) > city_day(row.asked_at):
            raise HomeChangedHands
        bill_id = bill_one(
            actor=actor,
            estate_id=estate_id,
            home_id=row.home_id,
            item=f"booking_{row.id}",
            name=row.name,
            tariff_id=row.offer_id,
            quantity=row.quantity,
            price=Money(row.price_fen),
            at=at,
        )
        row.done_on, row.bill_id = today, bill_id
        _move(row, BookingState.DONE, actor, at)
        ask_for_refresh(estate_id=estate_id, since=Month.of(today))
        return bill_id


def bill_agreed_work(
    *, actor: Actor, estate_id: int, home_id: int, order_id: int, name: str, price: Money, agreed_on: date, at: datetime
) -> int:
    """Bill work in a home at the price that its owner agreed to on a day, and return the bill's id.

    For the package of work orders, which checks who finishes one; within its transaction.
    Raises: NoMandateForOffers; OrderedFromAnother; HomeChangedHands; MonthClosed.
    """
    with scope.estate(estate_id):
        lock_issue(estate_id)
        today = city_day(at)
        mandate, then = (mandates.mandate_in_force(estate_id, day) for day in (today, agreed_on))
        if mandate is None:
            raise NoMandateForOffers(day=today.isoformat())
        if then is None or mandate.id != then.id:
            raise OrderedFromAnother
        if owned_since(estate_id=estate_id, home_id=home_id, day=today) > agreed_on:
            raise HomeChangedHands
        bill_id = bill_one(
            actor=actor,
            estate_id=estate_id,
            home_id=home_id,
            item=f"work_{order_id}",
            name=name[:60],
            tariff_id=order_id,
            quantity=1,
            price=price,
            at=at,
        )
        ask_for_refresh(estate_id=estate_id, since=Month.of(today))
        return bill_id


def _held(estate_id: int, booking_id: int) -> Booking:
    row = Booking.objects.select_for_update().filter(estate_id=estate_id, id=booking_id).first()
    if row is None:
        raise NotFound
    return row


def _move(row: Booking, after: BookingState, actor: Actor, at: datetime, *, reason: str = "") -> None:
    """Move an order, which the caller holds: the one way its state changes."""
    before = BookingState(row.state)
    if not may_move(before, after):
        raise BookingMoved
    row.state = after.value
    row.save(update_fields=["state", "done_on", "bill"])
    BookingMove.objects.create(
        estate_id=row.estate_id,
        booking=row,
        from_state=before.value,
        to_state=after.value,
        reason=reason.strip()[:200],
        actor=actor.audit_name(),
        actor_name=actor.name[:100],
        at=at,
    )
    _record(row, actor, at, reason=reason.strip()[:200])


def _record(row: Booking, actor: Actor, at: datetime, *, home: str = "", reason: str = "") -> None:
    label = home or places.home_labels(estate_id=row.estate_id, home_ids=[row.home_id]).get(row.home_id, "–")
    audit.record(
        f"billing.booking_{row.state}",
        actor=actor,
        estate_id=row.estate_id,
        at=at,
        subject="billing.booking",
        subject_id=row.id,
        reason=reason,
        name=row.name,
        quantity=row.quantity,
        home=label,
        amount=str(agreed(Money(row.price_fen), row.quantity)),
    )


def _record_offer(action: str, offer: Offer, actor: Actor, at: datetime, day: date) -> None:
    audit.record(
        action,
        actor=actor,
        estate_id=offer.estate_id,
        at=at,
        subject="billing.offer",
        subject_id=offer.id,
        name=offer.name,
        price=str(Money(offer.price_fen)),
        unit=offer.unit,
        day=day.isoformat(),
    )
