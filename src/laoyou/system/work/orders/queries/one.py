"""One work order with all that is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound
from laoyou.core.money import Money
from laoyou.infra import states
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.people.rules.masking import masked_telephone
from laoyou.system.work.crews import queries as crews
from laoyou.system.work.orders import contracting
from laoyou.system.work.orders.models import FieldAct, OrderMaterial, OrderPhoto, OrderQuote, WorkOrder
from laoyou.system.work.orders.queries.lists import OrderView, views
from laoyou.system.work.orders.rules.states import TO_DO


@dataclass(frozen=True, slots=True)
class StepView:
    """One step. `field` says of what: the order's state, or its price."""

    from_state: str
    to_state: str
    actor_name: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PhotoView:
    file_id: int
    moment: str
    taken_by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class QuoteView:
    price: Money
    text: str
    quoted_by_name: str
    quoted_at: datetime
    answer: str
    consent: str
    answer_reason: str
    answered_by_name: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class MaterialView:
    name: str
    unit: str
    quantity: Decimal
    cost: Money


@dataclass(frozen=True, slots=True)
class OrderStory:
    """An order with its steps from the oldest on, photos, quotes from the newest on, and what it used.

    `telephone` has its middle hidden.
    """

    order: OrderView
    steps: tuple[StepView, ...]
    photos: tuple[PhotoView, ...]
    quotes: tuple[QuoteView, ...]
    materials: tuple[MaterialView, ...]
    telephone: str

    @property
    def before(self) -> list[PhotoView]:
        return [photo for photo in self.photos if photo.moment == "before"]

    @property
    def after(self) -> list[PhotoView]:
        return [photo for photo in self.photos if photo.moment == "after"]

    @property
    def quote(self) -> QuoteView | None:
        return self.quotes[0] if self.quotes else None

    @property
    def material_cost(self) -> Money:
        return Money.total(material.cost for material in self.materials)


def may_do(*, actor: Actor, order: OrderView, at: datetime) -> bool:
    """Say whether the actor may take the order's steps: a dispatcher, or a member of its crew on that day."""
    if actor.may(Right.DISPATCH_ORDERS, order.estate_id):
        return True
    if not actor.may(Right.DO_ORDERS, order.estate_id):
        return False
    mine = {crew.id for crew in crews.my_crews(actor=actor, day=city_day(at))}
    return order.crew_id in mine or order.second_crew_id in mine


def order_for(*, actor: Actor, estate_id: int, order_id: int, at: datetime) -> OrderView:
    """Return the order to who sees the estate's orders, to its crew, and to the residents of its home.

    Raises: NotFound.
    """
    return views([_row_for(actor, estate_id, order_id, at)])[0]


def story_of(*, actor: Actor, estate_id: int, order_id: int, at: datetime) -> OrderStory:
    """Return the order with all that is known of it. Raises: NotFound, as `order_for`."""
    row = _row_for(actor, estate_id, order_id, at)
    moved = states.moves_of(WorkOrder, estate_id=estate_id, ids=[row.pk]).get(row.pk, [])
    return OrderStory(
        order=views([row])[0],
        steps=tuple(StepView(each.from_state, each.to_state, each.actor_name, each.reason, each.at) for each in moved),
        photos=tuple(
            PhotoView(photo.file_id, photo.moment, photo.taken_by_name, photo.at)
            for photo in OrderPhoto.objects.filter(estate_id=estate_id, order=row).order_by("id")
        ),
        quotes=tuple(
            _quote(each) for each in OrderQuote.objects.filter(estate_id=estate_id, order=row).order_by("-id")
        ),
        materials=tuple(
            MaterialView(used.name, used.unit, used.quantity, Money(used.cost_fen))
            for used in OrderMaterial.objects.filter(estate_id=estate_id, order=row).order_by("id")
        ),
        telephone=masked_telephone(row.contact_telephone),
    )


def contractor_code(*, actor: Actor, estate_id: int, order_id: int) -> str:
    """Return the code of the link by which a contractor opens the order, to who dispatches; '' when there is none."""
    actor.require(Right.DISPATCH_ORDERS, estate_id)
    row = WorkOrder.objects.filter(estate_id=estate_id, id=order_id).first()
    return contracting.code_of(row) if row else ""


def orders_of_home(*, actor: Actor, estate_id: int, home_id: int) -> list[OrderView]:
    """Return the orders in a home, the newest first; to residents those of their own time there. Raises: NotFound."""
    rows = WorkOrder.objects.filter(estate_id=estate_id, home_id=home_id).order_by("-opened_at", "-id")
    if actor.kind is not ActorKind.RESIDENT:
        actor.require(Right.SEE_ORDERS, estate_id)
        return views(list(rows))
    tenure = actor.require_home(estate_id, home_id)
    return views([row for row in rows if tenure.covers(city_day(row.opened_at))])


def quotes_waiting(*, actor: Actor, estate_id: int, home_id: int) -> list[OrderView]:
    """Return the orders in a resident's home whose price waits for their word. Raises: NotFound."""
    actor.require_home(estate_id, home_id)
    rows = WorkOrder.objects.filter(
        estate_id=estate_id, home_id=home_id, price_state="quoted", state__in=[state.value for state in TO_DO]
    )
    return views(list(rows.order_by("id")))


def is_act_done(*, actor: Actor, estate_id: int, client_id: str) -> bool:
    """Say whether an act that the actor's telephone named so was done already."""
    rows = FieldAct.objects.filter(estate_id=estate_id, client_id=client_id, user_id=actor.user_id)
    return bool(client_id) and rows.exists()


def photo_of(*, actor: Actor, estate_id: int, order_id: int, file_id: int, at: datetime) -> int:
    """Return the stored file of one of the order's photos. Raises: NotFound."""
    row = _row_for(actor, estate_id, order_id, at)
    if not OrderPhoto.objects.filter(estate_id=estate_id, order=row, file_id=file_id).exists():
        raise NotFound
    return file_id


def _row_for(actor: Actor, estate_id: int, order_id: int, at: datetime) -> WorkOrder:
    row = WorkOrder.objects.filter(estate_id=estate_id, id=order_id).first()
    if row is None:
        raise NotFound
    if actor.kind is ActorKind.RESIDENT:
        tenure = actor.require_home(estate_id, row.home_id or 0)
        if not tenure.covers(city_day(row.opened_at)):
            raise NotFound
        return row
    if not actor.may(Right.SEE_ORDERS, estate_id):
        actor.require(Right.DO_ORDERS, estate_id)
        if contracting.is_its_contractor(actor, row):
            return row
        mine = {crew.id for crew in crews.my_crews(actor=actor, day=city_day(at))}
        if row.crew_id not in mine and row.second_crew_id not in mine:
            raise NotFound
    return row


def _quote(row: OrderQuote) -> QuoteView:
    return QuoteView(
        price=Money(row.price_fen),
        text=row.text,
        quoted_by_name=row.quoted_by_name,
        quoted_at=row.quoted_at,
        answer=row.answer,
        consent=row.consent,
        answer_reason=row.answer_reason,
        answered_by_name=row.answered_by_name,
        answered_at=row.answered_at,
    )
