"""A refund's rows and entries: the one function that moves it, and how its money is held, sent and taken back.

From the approval on the money is in suspense: no bill and no credit can use it (`SUSPENSE`), until the channel's word
lets it leave the books or come back to where it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound
from laoyou.core.money import Money
from laoyou.infra import audit
from laoyou.infra.actor import Actor
from laoyou.infra.jobs import app
from laoyou.system.ledger.posting import post_once_known
from laoyou.system.ledger.rules.accounts import Account, Fund, NewLine
from laoyou.system.payments.models import Payment, Receipt, Refund, RefundMove
from laoyou.system.payments.refunds.rules.stages import UNDER_WAY, Stage, may_move


def held_refund(estate_id: int, refund_id: int) -> Refund:
    """Return the refund, held until the transaction ends. Raises: NotFound."""
    row = Refund.objects.select_for_update().filter(estate_id=estate_id, id=refund_id).first()
    if row is None:
        raise NotFound
    return row


def held_payment(row: Refund) -> Payment:
    """Return the refund's payment, held after the refund itself, as everybody does."""
    return Payment.objects.select_for_update().get(estate_id=row.estate_id, id=row.payment_id)


def move_refund(
    row: Refund, *, to: Stage, reason: str, actor: Actor, at: datetime, also: Sequence[str] = (), writes: bool = True
) -> None:
    """Move a held refund and write the step down; `also` names columns that the caller has changed on it.

    With `writes` False the row itself is saved by the caller, in one statement with the decision.
    """
    before = Stage(row.stage)
    if not may_move(before, to):
        raise ValueError(f"a refund does not go from {before} to {to}")
    row.stage = to.value
    if to not in UNDER_WAY:
        row.next_at = None
    if writes:
        row.save(update_fields=["stage", "next_at", *also])
    RefundMove.objects.create(
        estate_id=row.estate_id,
        refund_id=row.id,
        from_stage=before.value,
        to_stage=to.value,
        reason=reason[:200],
        actor=actor.audit_name(),
        at=at,
    )


def post_refund(
    row: Refund,
    kind: str,
    debit: Account,
    credit: Account,
    *,
    happened_on: date,
    text: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Post the refund's amount from one account of the credits' fund to the other: in a closed month never."""
    with translation.override(settings.LANGUAGE_CODE):
        shown = gettext(text)
    homes = {Account.PAYER_CREDIT: row.home_id}
    post_once_known(
        estate_id=row.estate_id,
        kind=kind,
        source=row.number,
        happened_on=happened_on,
        known_on=city_day(at),
        text=shown,
        lines=[
            NewLine(Fund.CREDITS, debit, row.amount_fen, homes.get(debit)),
            NewLine(Fund.CREDITS, credit, -row.amount_fen, homes.get(credit)),
        ],
        actor=actor,
        at=at,
    )


def defer_refund(row: Refund) -> None:
    """Queue what is to do about the refund in the caller's transaction; tasks of one refund run one after the other."""
    app.configure_task("payments.carry_refund", lock=f"payments.refund:{row.estate_id}:{row.id}").defer(
        estate_id=row.estate_id, refund_id=row.id
    )


def record(action: str, row: Refund, *, reason: str = "", actor: Actor, at: datetime) -> None:
    receipt = Receipt.objects.filter(estate_id=row.estate_id, payment_id=row.payment_id).first()
    audit.record(
        action,
        actor=actor,
        estate_id=row.estate_id,
        at=at,
        subject="payments.payment",
        subject_id=row.payment_id,
        reason=reason,
        amount=f"¥{Money(row.amount_fen)}",
        number=row.number,
        receipt=receipt.number if receipt else "–",
    )
