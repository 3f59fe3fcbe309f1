"""Ordered services as their readers see them: the price list of a day, orders of a home, orders of an estate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from laoyou.core.money import Money
from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.billing.bookings.models import Booking, BookingMove, Offer
from laoyou.system.billing.bookings.rules.states import MOVES, BookingState, agreed
from laoyou.system.places import queries as places

STATES = tuple(state.value for state in BookingState)


@dataclass(frozen=True, slots=True)
class OfferView:
    id: int
    name: str
    text: str
    unit: str
    price: Money
    starts_on: date
    ends_before: date | None


@dataclass(frozen=True, slots=True)
class BookingView:
    """An order with what it comes to; `reason` is why it was cancelled."""

    id: int
    home_id: int
    home_label: str
    name: str
    unit: str
    quantity: int
    price: Money
    amount: Money
    note: str
    wanted_on: date
    consent: str
    asked_by_name: str
    state: str
    done_on: date | None
    bill_id: int | None
    reason: str

    @property
    def can_be_cancelled(self) -> bool:
        return BookingState.CANCELLED in MOVES[BookingState(self.state)]


def offers_for(*, actor: Actor, estate_id: int, day: date) -> list[OfferView]:
    """Return what is offered on the day or later, by name. Prices are public to whoever belongs to the estate."""
    if actor.kind is not ActorKind.RESIDENT:
        actor.require(Right.SEE_ESTATE, estate_id)
    running = Q(ends_before__isnull=True) | Q(ends_before__gt=day)
    rows = Offer.objects.filter(running, estate_id=estate_id).order_by("name", "starts_on")
    if actor.kind is ActorKind.RESIDENT:
        rows = rows.filter(starts_on__lte=day)
    return [
        OfferView(row.id, row.name, row.text, row.unit, Money(row.price_fen), row.starts_on, row.ends_before)
        for row in rows
    ]


def bookings_for(
    *, actor: Actor, estate_id: int, state: str = "", page: int = 1, size: int = ROWS_PER_PAGE
) -> Page[BookingView]:
    """Return one page of the estate's orders: what is to be accepted, then to be done, then the rest, newest first."""
    actor.require(Right.TAKE_CASH, estate_id)
    found = Booking.objects.filter(estate_id=estate_id)
    if state in STATES:
        found = found.filter(state=state)
    first = Case(
        When(state="asked", then=Value(0)),
        When(state="accepted", then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    start = offset_of(page, size)
    rows = found.order_by(first, "-asked_at", "-id")[start : start + size]
    return Page(rows=_views(rows, estate_id), number=page, size=size, total=found.count())


def bookings_of_home(*, actor: Actor, estate_id: int, home_id: int) -> list[BookingView]:
    """Return the orders of a home, the newest first; to residents those of their own time there.

    Raises: NotFound.
    """
    found = Booking.objects.filter(estate_id=estate_id, home_id=home_id).order_by("-asked_at", "-id")
    if actor.kind is not ActorKind.RESIDENT:
        actor.require(Right.TAKE_CASH, estate_id)
        return _views(found, estate_id)
    tenure = actor.require_home(estate_id, home_id)
    return [view for view in _views(found, estate_id) if tenure.covers(view.wanted_on)]


def _views(rows: QuerySet[Booking], estate_id: int) -> list[BookingView]:
    found = list(rows)
    labels = places.home_labels(estate_id=estate_id, home_ids={row.home_id for row in found}) if found else {}
    reasons = dict(
        BookingMove.objects.filter(
            estate_id=estate_id, booking_id__in=[row.id for row in found if row.state == "cancelled"]
        ).values_list("booking_id", "reason")
    )
    return [
        BookingView(
            id=row.id,
            home_id=row.home_id,
            home_label=labels.get(row.home_id, ""),
            name=row.name,
            unit=row.unit,
            quantity=row.quantity,
            price=Money(row.price_fen),
            amount=agreed(Money(row.price_fen), row.quantity),
            note=row.note,
            wanted_on=row.wanted_on,
            consent=row.consent,
            asked_by_name=row.asked_by_name,
            state=row.state,
            done_on=row.done_on,
            bill_id=row.bill_id,
            reason=reasons.get(row.id, ""),
        )
        for row in found
    ]
