"""Money that fits no order waits in suspense until a person finds out whose it is."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound, mark
from laoyou.core.money import Money
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, Right, system
from laoyou.infra.jobs import app
from laoyou.system.ledger.rules.accounts import Account
from laoyou.system.payments.errors import NotInSuspense, ReasonMissing
from laoyou.system.payments.models import Payment
from laoyou.system.payments.use_cases.settling import CENTRE, become_the_homes, post_money
from laoyou.system.places import queries as places

_TAKER = system("payments.take_over")


def assign_suspense(
    *,
    actor: Actor,
    held_in: int,
    payment_id: int,
    estate_id: int,
    home_id: int,
    reason: str,
    at: datetime,
) -> None:
    """Make money in suspense a home's credit. `held_in` is the estate whose books hold it, 0 the centre's own.

    Money in the centre's books leaves them here and reaches the estate's by a job: one transaction, one estate (R4).
    Raises: NotFound; ReasonMissing; NotInSuspense.
    """
    actor.require(Right.CLOSE_MONTH, estate_id)
    if held_in not in (estate_id, CENTRE):
        raise NotFound
    if not reason.strip():
        raise ReasonMissing
    with scope.estate(estate_id):
        home = places.home_for(actor=actor, estate_id=estate_id, home_id=home_id)
    with scope.estate(held_in):
        payment = Payment.objects.select_for_update().filter(estate_id=held_in, id=payment_id).first()
        if payment is None:
            raise NotFound
        if payment.place != "suspense":
            raise NotInSuspense
        if held_in == CENTRE:
            _send_on(payment, estate_id=estate_id, home_id=home_id, actor=actor, at=at)
        else:
            payment.home_id = home_id
            payment.place = "applied"
            payment.save(update_fields=["home_id", "place"])
            booked_on = post_money(
                payment,
                kind="suspense_assigned",
                debit=Account.SUSPENSE,
                credit=Account.PAYER_CREDIT,
                posted_on=city_day(at),
                text=_text(mark("From suspense to the credit of a home")),
                actor=actor,
                at=at,
            )
            become_the_homes(payment, booked_on=booked_on, at=at, for_its_order=False)
        audit.record(
            "payments.suspense_assigned",
            actor=actor,
            estate_id=held_in,
            at=at,
            subject="payments.payment",
            subject_id=payment_id,
            reason=reason.strip(),
            amount=f"¥{Money(payment.amount_fen)}",
            home=home.label,
        )


def take_over(
    *,
    estate_id: int,
    home_id: int,
    channel: str,
    transaction: str,
    amount_fen: int,
    paid_at: datetime,
    at: datetime,
) -> None:
    """Take money that the centre sent on into the estate's books as a home's credit: once, however often asked."""
    with scope.estate(estate_id):
        payment, is_new = Payment.objects.get_or_create(
            estate_id=estate_id,
            channel=channel,
            transaction=transaction,
            defaults={
                "home_id": home_id,
                "amount_fen": amount_fen,
                "paid_at": paid_at,
                "paid_on": city_day(paid_at),
                "place": "applied",
                "trouble": "unmatched",
                "seen_via": "suspense",
                "recorded_at": at,
            },
        )
        if is_new:
            booked_on = post_money(
                payment,
                kind="payment",
                debit=Account.MONEY,
                credit=Account.PAYER_CREDIT,
                posted_on=city_day(at),
                text=_text(mark("From the suspense of the centre to the credit of a home")),
                actor=_TAKER,
                at=at,
            )
            become_the_homes(payment, booked_on=booked_on, at=at, for_its_order=False)


def _send_on(payment: Payment, *, estate_id: int, home_id: int, actor: Actor, at: datetime) -> None:
    payment.place = "moved"
    payment.save(update_fields=["place"])
    post_money(
        payment,
        kind="suspense_moved",
        debit=Account.SUSPENSE,
        credit=Account.MONEY,
        posted_on=city_day(at),
        text=_text(mark("From the suspense of the centre to an estate")),
        actor=actor,
        at=at,
    )
    app.configure_task("payments.take_over", lock=f"payments.take_over:{payment.channel}:{payment.transaction}").defer(
        estate_id=estate_id,
        home_id=home_id,
        channel=payment.channel,
        transaction=payment.transaction,
        amount_fen=payment.amount_fen,
        paid_at=payment.paid_at.isoformat(),
    )


def _text(sentence: str) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return gettext(sentence)
