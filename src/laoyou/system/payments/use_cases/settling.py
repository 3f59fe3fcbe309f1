"""Money arrived: a fact that posts once, in one commit with its entry and with what it pays off.

claim the channel's transaction (which waits for a parallel twin) → lock the order → compare → payment → journal entry →
the order's move → `PaymentSettled` → receipt. The counter of receipts comes last: it is the row that all share.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound
from laoyou.core.money import Money
from laoyou.infra import audit, events, scope
from laoyou.infra.actor import Actor, system
from laoyou.infra.prepared import prepared
from laoyou.system.ledger.posting import post_once_known
from laoyou.system.ledger.rules.accounts import Account, Fund, NewLine
from laoyou.system.payments.events import PaymentSettled
from laoyou.system.payments.models import ChannelClaim, Payment
from laoyou.system.payments.rules import numbers
from laoyou.system.payments.rules.orders import State
from laoyou.system.payments.rules.places import Place
from laoyou.system.payments.rules.settling import APPLIED, Outcome, outcome_of, outcome_of_twin, state_after
from laoyou.system.payments.use_cases.evidence import Told, keep
from laoyou.system.payments.use_cases.moves import locked_order_by_number, move_order, tell_home
from laoyou.system.payments.words import CHANNEL_NAMES
from laoyou.system.places import queries as places

CENTRE = 0
_SETTLER = system("payments.settle")
_RECEIPT = """
WITH counted AS (
  INSERT INTO payments_receipt_counter (estate_id, year, last) VALUES (%(estate_id)s, %(year)s, 1)
  ON CONFLICT (estate_id, year) DO UPDATE SET last = payments_receipt_counter.last + 1
  RETURNING last::text AS last
)
INSERT INTO payments_receipt (estate_id, payment_id, number, check_code, issued_at)
SELECT %(estate_id)s, %(payment_id)s, %(year)s || '-' || lpad(last, greatest(length(last), 6), '0'), %(code)s, %(at)s
FROM counted
"""
_CLAIM = """
INSERT INTO payments_channel_claim (channel, transaction, estate_id, order_number, amount_fen, claimed_at)
VALUES (%(channel)s, %(transaction)s, %(estate_id)s, %(order_number)s, %(amount_fen)s, %(at)s)
ON CONFLICT (channel, transaction) DO NOTHING RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Arrived:
    """What a channel, or the cash desk, says came in."""

    channel: str
    transaction: str
    order_number: str
    amount_fen: int
    paid_at: datetime
    seen_via: str
    is_refunded: bool = False
    card_tail: str = ""


class NoSuchEstate(Exception):
    """The number looks like ours but names no estate."""


def settle(
    *,
    channel: str,
    transaction: str,
    order_number: str,
    amount_fen: int,
    paid_at: datetime,
    seen_via: str,
    at: datetime,
    is_refunded: bool = False,
    told: Told | None = None,
) -> str:
    """Take money that a channel reports into the books and return what it was: an `Outcome`.

    `is_refunded`: the channel says at once that it has given the money back, in full or in part; then it waits in
    suspense for a person, and pays no bill. `told` is kept with the outcome in the same commit. Saying the same again
    changes nothing (`duplicate`); the same transaction with another order or amount never posts (`conflict`, written
    down for a person). Money that fits no order goes to suspense, in the estate that the order's number carries, else
    in the centre's own books (PAY-01, PAY-05, PAY-08).
    """
    arrived = Arrived(channel, transaction, order_number[:32], amount_fen, paid_at, seen_via, is_refunded)
    estate_id = numbers.estate_of_order(order_number)
    if estate_id is not None:
        try:
            return _settle_in(estate_id, arrived, told, at=at)
        except NoSuchEstate:
            pass
    return _settle_in(CENTRE, arrived, told, at=at)


def _settle_in(estate_id: int, arrived: Arrived, told: Told | None, *, at: datetime) -> str:
    with scope.estate(estate_id):
        outcome = settle_here(arrived, estate_id=estate_id, actor=_SETTLER, at=at)
        if told is not None:
            keep(told, estate_id=estate_id, outcome=outcome, at=at)
    return outcome


def settle_here(arrived: Arrived, *, estate_id: int, actor: Actor, at: datetime) -> str:
    """Settle within the caller's transaction and scope."""
    if not _claim(arrived, estate_id, at):
        return _twin(arrived, actor=actor, estate_id=estate_id, at=at)
    order = locked_order_by_number(estate_id=estate_id, number=arrived.order_number)
    if order is None and not is_estate(estate_id):
        raise NoSuchEstate
    outcome = outcome_of(
        state=State(order.state) if order else None,
        asked_fen=order.amount_fen if order else 0,
        arrived_fen=arrived.amount_fen,
        is_refunded=arrived.is_refunded,
        is_late=order is not None and order.note_code != "" and city_day(arrived.paid_at) > city_day(order.expires_at),
    )
    is_applied = outcome in APPLIED and order is not None
    payment = Payment.objects.create(
        estate_id=estate_id,
        order=order,
        home_id=order.home_id if order else None,
        channel=arrived.channel,
        transaction=arrived.transaction,
        amount_fen=arrived.amount_fen,
        paid_at=arrived.paid_at,
        paid_on=city_day(arrived.paid_at),
        place=(Place.APPLIED if is_applied else Place.SUSPENSE).value,
        trouble="" if outcome is Outcome.PAID else outcome.value,
        seen_via=arrived.seen_via,
        payer_name=order.payer_name if order else "",
        card_tail=arrived.card_tail,
        taken_by=actor.user_id,
        taken_by_name=actor.name[:80] if actor.user_id else "",
        recorded_at=at,
    )
    booked_on = post_money(
        payment,
        kind="payment",
        debit=Account.MONEY,
        credit=Account.PAYER_CREDIT if is_applied else Account.SUSPENSE,
        posted_on=payment.paid_on,
        text=_text(arrived),
        actor=actor,
        at=at,
    )
    if order is not None and (after := state_after(outcome, State(order.state))) is not State(order.state):
        move_order(order, to=after, reason=outcome.value, actor=actor, at=at)
    if is_applied:
        become_the_homes(payment, booked_on=booked_on, at=at)
    else:
        audit.record(
            "payments.suspense",
            actor=actor,
            estate_id=estate_id,
            at=at,
            subject="payments.payment",
            subject_id=payment.id,
            amount=f"¥{Money(payment.amount_fen)}",
            number=arrived.order_number,
        )
    return outcome.value


def is_estate(estate_id: int) -> bool:
    """Return whether books of this number exist; the centre's own, 0, always do."""
    try:
        return estate_id == CENTRE or bool(places.estate_for(actor=_SETTLER, estate_id=estate_id))
    except NotFound:
        return False


def post_money(
    payment: Payment,
    *,
    kind: str,
    debit: Account,
    credit: Account,
    posted_on: date,
    text: str,
    actor: Actor,
    at: datetime,
) -> date:
    """Post the payment's amount from one account of the credits' fund to the other; return the day it is booked on.

    What refunds speak for is left out of it.
    """
    lines = [
        NewLine(Fund.CREDITS, debit, payment.rest_fen, home_id=_home_of(debit, payment)),
        NewLine(Fund.CREDITS, credit, -payment.rest_fen, home_id=_home_of(credit, payment)),
    ]
    return post_once_known(
        estate_id=payment.estate_id,
        kind=kind,
        source=f"{payment.channel}:{payment.transaction}",
        happened_on=posted_on,
        known_on=city_day(at),
        text=text,
        lines=lines,
        actor=actor,
        at=at,
    )


def become_the_homes(payment: Payment, *, booked_on: date, at: datetime, for_its_order: bool = True) -> None:
    """Tell those who know what the money was for, let the home's open pages look, and issue its receipt: it is the
    home's money from now on.
    """
    assert payment.home_id is not None
    events.raise_event(
        PaymentSettled(
            estate_id=payment.estate_id,
            payment_id=payment.id,
            order_id=payment.order_id if for_its_order else None,
            home_id=payment.home_id,
            amount_fen=payment.rest_fen,
            paid_on=booked_on,
            at=at,
        )
    )
    tell_home(estate_id=payment.estate_id, home_id=payment.home_id, at=at)
    _issue_receipt(payment, at=at)


def _issue_receipt(payment: Payment, *, at: datetime) -> None:
    """Give the payment the estate's next receipt number (`rules.numbers.receipt_number`) and a code to check it by."""
    tail = numbers.tail_of(secrets.token_bytes(numbers.CODE_TAIL), numbers.CODE_TAIL)
    prepared(
        _RECEIPT,
        {
            "estate_id": payment.estate_id,
            "payment_id": payment.id,
            "year": city_day(at).year,
            "code": numbers.check_code(estate_id=payment.estate_id, tail=tail),
            "at": at,
        },
    )


def _claim(arrived: Arrived, estate_id: int, at: datetime) -> bool:
    claimed = prepared(
        _CLAIM,
        {
            "channel": arrived.channel,
            "transaction": arrived.transaction,
            "estate_id": estate_id,
            "order_number": arrived.order_number,
            "amount_fen": arrived.amount_fen,
            "at": at,
        },
    )
    return bool(claimed)


def _twin(arrived: Arrived, *, actor: Actor, estate_id: int, at: datetime) -> str:
    twin = ChannelClaim.objects.get(channel=arrived.channel, transaction=arrived.transaction)
    outcome = outcome_of_twin(
        same_order=twin.order_number == arrived.order_number, same_amount=twin.amount_fen == arrived.amount_fen
    )
    if outcome is Outcome.CONFLICT:
        audit.record(
            "payments.conflict",
            actor=actor,
            estate_id=estate_id,
            at=at,
            subject="payments.channel_claim",
            subject_id=twin.id,
            transaction=arrived.transaction,
            number=arrived.order_number,
        )
    return outcome.value


def _home_of(account: Account, payment: Payment) -> int | None:
    return payment.home_id if account is Account.PAYER_CREDIT else None


def _text(arrived: Arrived) -> str:
    """Return the entry's text in the language of the books."""
    with translation.override(settings.LANGUAGE_CODE):
        return gettext("%(channel)s, order %(number)s") % {
            "channel": gettext(CHANNEL_NAMES.get(arrived.channel, "")),
            "number": arrived.order_number,
        }
