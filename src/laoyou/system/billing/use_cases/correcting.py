"""Correcting an issued bill: never by change, always by a credit note that two people agree on (BILL-13)."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext

from laoyou.core.calendar import Month, city_day
from laoyou.core.decisions import Decision
from laoyou.core.errors import NotFound, mark
from laoyou.core.money import Money
from laoyou.infra import audit, decisions, events, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.billing.errors import AmountNotAboveZero, CorrectionWaits, CreditTooLarge, NeedsAReason
from laoyou.system.billing.events import PaidBillCredited
from laoyou.system.billing.models import Bill, Correction, CreditNote
from laoyou.system.billing.rules.allocation import Paid
from laoyou.system.billing.rules.books import lines_of_credit_note
from laoyou.system.billing.use_cases.crediting import move, post_allocation
from laoyou.system.billing.use_cases.refreshing import ask_for_refresh
from laoyou.system.ledger.posting import post_entry
from laoyou.system.places import queries as places

TEXT = mark("Credit note on a bill")
RELEASED = mark("Paid on a corrected bill, now the home's credit")


def ask_credit_note(*, actor: Actor, estate_id: int, bill_id: int, amount: Money, reason: str, at: datetime) -> int:
    """Ask to take an amount off an issued bill, with the reason, and return the request's id. The bill stays as it is.

    Raises: NotFound; NeedsAReason; AmountNotAboveZero; CreditTooLarge; CorrectionWaits.
    """
    with scope.estate(estate_id):
        actor.require(Right.WRITE_CREDIT_NOTE, estate_id)
        if not reason.strip():
            raise NeedsAReason
        if amount.fen <= 0:
            raise AmountNotAboveZero
        bill = _held(estate_id, bill_id)
        _refuse_too_much(bill, amount.fen)
        if Correction.objects.filter(estate_id=estate_id, bill_id=bill_id, state=Decision.ASKED.value).exists():
            raise CorrectionWaits
        row = Correction.objects.create(
            estate_id=estate_id,
            bill=bill,
            amount_fen=amount.fen,
            **decisions.asked_now(actor=actor, reason=reason, at=at),
        )
        record_correction("billing.credit_note_asked", row, bill, reason=row.reason, actor=actor, at=at)
        return int(row.id)


def decide_credit_note(
    *, actor: Actor, estate_id: int, correction_id: int, approve: bool, reason: str = "", at: datetime
) -> Decision:
    """Write the credit note that somebody else asked for, or refuse it; who asked may take the request back.

    What is open is taken off first. What was paid beyond the corrected amount becomes the home's credit.
    Raises: NotFound; DecidedAlready; AsksASecondPerson; SayWhy; CreditTooLarge when less is left by now.
    """
    with scope.estate(estate_id):
        row = Correction.objects.select_for_update().filter(estate_id=estate_id, id=correction_id).first()
        is_own = row is not None and row.asked_by == actor.user_id and not approve
        actor.require(Right.WRITE_CREDIT_NOTE if is_own else Right.APPROVE_WAIVER, estate_id)
        if row is None:
            raise NotFound
        after = decisions.decide(row, actor=actor, approve=approve, reason=reason, at=at)
        bill = _held(estate_id, row.bill_id)
        if after is Decision.APPROVED:
            _write(row, bill, actor=actor, at=at)
        record_correction(
            f"billing.credit_note_{after.value}", row, bill, reason=row.decision_reason, actor=actor, at=at
        )
        if after is Decision.APPROVED:
            ask_for_refresh(estate_id=estate_id, since=Month.of(city_day(at)))
        return after


def _held(estate_id: int, bill_id: int) -> Bill:
    bill = Bill.objects.select_for_update().filter(estate_id=estate_id, id=bill_id).first()
    if bill is None:
        raise NotFound
    return bill


def _refuse_too_much(bill: Bill, amount_fen: int) -> None:
    most = bill.amount_fen - bill.credited_fen
    if amount_fen > most:
        raise CreditTooLarge(most=str(Money(most)))


def _write(row: Correction, bill: Bill, *, actor: Actor, at: datetime) -> None:
    _refuse_too_much(bill, row.amount_fen)
    note = CreditNote.objects.create(
        estate_id=bill.estate_id,
        bill=bill,
        correction=row,
        amount_fen=row.amount_fen,
        reason=row.reason,
        written_by=row.asked_by,
        written_at=at,
    )
    open_fen = bill.amount_fen - bill.credited_fen - bill.paid_fen
    released_fen = row.amount_fen - min(row.amount_fen, open_fen)
    _release(bill, released_fen, note=note, actor=actor, at=at)
    Bill.objects.filter(estate_id=bill.estate_id, id=bill.id).update(credited_fen=F("credited_fen") + row.amount_fen)
    with translation.override(settings.LANGUAGE_CODE):
        text = gettext(TEXT)
    post_entry(
        estate_id=bill.estate_id,
        kind="credit_note",
        source=f"credit_note:{note.id}",
        posted_on=city_day(at),
        text=text,
        lines=lines_of_credit_note(fund=bill.fund, home_id=bill.home_id, bill_id=bill.id, amount_fen=row.amount_fen),
        actor=actor,
        at=at,
    )
    if released_fen:
        events.raise_event(PaidBillCredited(bill.estate_id, bill.id, released_fen, at))


def _release(bill: Bill, released_fen: int, *, note: CreditNote, actor: Actor, at: datetime) -> None:
    """Give back to the home's credit what was paid beyond the corrected amount: an allocation's mirror image."""
    if not released_fen:
        return
    back = [Paid(bill.id, bill.home_id, bill.fund, -released_fen)]
    move(
        estate_id=bill.estate_id,
        paid=back,
        payment_id=None,
        day=city_day(at),
        at=at,
        credits={bill.home_id: released_fen},
    )
    post_allocation(
        actor=actor,
        estate_id=bill.estate_id,
        kind="payment_released",
        source=f"credit_note:{note.id}",
        posted_on=city_day(at),
        text=RELEASED,
        paid=back,
        at=at,
    )


def record_correction(action: str, row: Correction, bill: Bill, *, reason: str, actor: Actor, at: datetime) -> None:
    labels = places.home_labels(estate_id=bill.estate_id, home_ids=[bill.home_id])
    audit.record(
        action,
        actor=actor,
        estate_id=bill.estate_id,
        at=at,
        subject="billing.bill",
        subject_id=bill.id,
        reason=reason,
        amount=str(Money(row.amount_fen)),
        item=bill.item_name,
        month=str(Month.of(bill.month)),
        home=labels.get(bill.home_id, "–"),
    )
