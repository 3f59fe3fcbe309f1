"""Who may read an order or a receipt: the desk, who paid, and who had the home on the day."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from laoyou.core.errors import NotFound
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.payments.models import Order, Payment


def require_reader_of_order(actor: Actor, order: Order, day: date) -> None:
    """Raises: NotFound for a resident who neither made the order nor had the home on its day, not as a tenant."""
    if actor.kind is ActorKind.RESIDENT:
        tenure = actor.require_home(order.estate_id, order.home_id)
        if order.payer_user_id != actor.user_id and (tenure.is_tenant or not tenure.covers(day)):
            raise NotFound
    else:
        actor.require(Right.TAKE_CASH, order.estate_id)


def require_reader_of_payment(actor: Actor, payment: Payment) -> None:
    """Raises: NotFound for a resident unless they paid it, or had the home on its day and not as a tenant."""
    if actor.kind is ActorKind.RESIDENT:
        if payment.home_id is None:
            raise NotFound
        tenure = actor.require_home(payment.estate_id, payment.home_id)
        payer = payment.order.payer_user_id if payment.order else None
        if payer != actor.user_id and (tenure.is_tenant or not tenure.covers(payment.paid_on)):
            raise NotFound
    else:
        actor.require(Right.TAKE_CASH, payment.estate_id)


def readable_receipts_of_home(actor: Actor, estate_id: int, home_id: int) -> Q:
    """Return the same as a condition on the receipts of a home. Raises: NotFound or NotAllowed."""
    if actor.kind is not ActorKind.RESIDENT:
        actor.require(Right.TAKE_CASH, estate_id)
        return Q()
    tenure = actor.require_home(estate_id, home_id)
    readable = Q(payment__order__payer_user_id=actor.user_id)
    for period in () if tenure.is_tenant else tenure.periods:
        within = Q(payment__paid_on__gte=period.starts_on)
        readable |= within & Q(payment__paid_on__lt=period.ends_before) if period.ends_before else within
    return readable
