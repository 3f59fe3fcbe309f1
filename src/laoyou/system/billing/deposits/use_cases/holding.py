"""When the money of a deposit is here it is held; when its cash was entered by mistake it never was."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from laoyou.core.errors import mark
from laoyou.core.money import Money
from laoyou.infra import audit, states
from laoyou.infra.actor import system
from laoyou.system.billing.deposits.errors import DepositNotHeld
from laoyou.system.billing.deposits.models import Deposit, DepositReturn
from laoyou.system.billing.deposits.rules.books import lines_of_cancelling, lines_of_taking
from laoyou.system.billing.deposits.rules.states import MOVES, DepositState
from laoyou.system.billing.deposits.use_cases.taking import SUBJECT
from laoyou.system.billing.standings import hold_bills
from laoyou.system.billing.use_cases.crediting import move
from laoyou.system.ledger.posting import post_entry
from laoyou.system.payments import queries as payments
from laoyou.system.payments.events import PaymentCancelled, PaymentSettled
from laoyou.system.places import queries as places

_HANDLER = system("billing.deposits")
TAKEN = mark("Deposit taken")
CANCELLED = mark("Deposit entered by mistake")


def hold_deposits(event: PaymentSettled) -> None:
    """Hold what a payment's order asked for as deposits, in the transaction of the payment."""
    lines = payments.order_lines(estate_id=event.estate_id, order_id=event.order_id)
    wanted = [subject_id for subject, subject_id, _ in lines if subject == SUBJECT]
    if not wanted:
        return
    found = Deposit.objects.select_for_update().filter(estate_id=event.estate_id, id__in=wanted, state="asked")
    for row in found.order_by("id"):
        row.payment_id, row.taken_on = event.payment_id, event.paid_on
        taken = ["payment_id", "taken_on"]
        states.move(row, DepositState.HELD, MOVES, actor=_HANDLER, at=event.at, also=taken)
        with translation.override(settings.LANGUAGE_CODE):
            text = gettext(TAKEN)
        post_entry(
            estate_id=row.estate_id,
            kind="deposit_taken",
            source=f"deposit:{row.id}",
            posted_on=event.paid_on,
            text=text,
            lines=lines_of_taking(home_id=row.home_id, amount_fen=row.amount_fen),
            actor=_HANDLER,
            at=event.at,
        )
        _record("billing.deposit_taken", row, at=event.at)


def cancel_deposits(event: PaymentCancelled) -> None:
    """Let the deposits of a payment that never was be the home's credit again, out of which it is then taken.

    Raises: DepositNotHeld when one was settled since.
    """
    found = Deposit.objects.select_for_update().filter(estate_id=event.estate_id, payment_id=event.payment_id)
    for row in found.order_by("id"):
        if (
            row.state != DepositState.HELD
            or DepositReturn.objects.filter(estate_id=row.estate_id, deposit_id=row.id, state="asked").exists()
        ):
            raise DepositNotHeld
        hold_bills(row.estate_id, row.home_id)
        row.ended_on = event.cancelled_on
        states.move(row, DepositState.CANCELLED, MOVES, actor=_HANDLER, at=event.at, also=["ended_on"])
        with translation.override(settings.LANGUAGE_CODE):
            text = gettext(CANCELLED)
        post_entry(
            estate_id=row.estate_id,
            kind="deposit_cancelled",
            source=f"deposit:{row.id}",
            posted_on=event.cancelled_on,
            text=text,
            lines=lines_of_cancelling(home_id=row.home_id, amount_fen=row.amount_fen),
            actor=_HANDLER,
            at=event.at,
        )
        move(
            estate_id=row.estate_id,
            paid=[],
            payment_id=None,
            day=event.cancelled_on,
            at=event.at,
            credits={row.home_id: row.amount_fen},
        )
        _record("billing.deposit_cancelled", row, at=event.at)


def _record(action: str, row: Deposit, *, at: datetime) -> None:
    labels = places.home_labels(estate_id=row.estate_id, home_ids=[row.home_id])
    audit.record(
        action,
        actor=_HANDLER,
        estate_id=row.estate_id,
        at=at,
        subject="home",
        subject_id=row.home_id,
        home=labels.get(row.home_id, "–"),
        amount=str(Money(row.amount_fen)),
        purpose=row.purpose,
    )
