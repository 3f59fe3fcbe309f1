"""Correcting an issued bill: never by change, always by a credit note (BILL-13)."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext

from laoyou.core.calendar import Month, city_day
from laoyou.core.errors import NotFound, mark
from laoyou.core.money import Money
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.billing.errors import AmountNotAboveZero, CreditTooLarge, NeedsAReason
from laoyou.system.billing.models import Bill, CreditNote
from laoyou.system.billing.rules.allocation import Paid
from laoyou.system.billing.rules.books import lines_of_credit_note
from laoyou.system.billing.use_cases.crediting import move, post_allocation
from laoyou.system.billing.use_cases.refreshing import ask_for_refresh
from laoyou.system.ledger.posting import post_entry
from laoyou.system.places import queries as places

TEXT = mark("Credit note on a bill")
RELEASED = mark("Paid on a corrected bill, now the home's credit")


def write_credit_note(*, actor: Actor, estate_id: int, bill_id: int, amount: Money, reason: str, at: datetime) -> int:
    """Take an amount off an issued bill, with the reason, and return the note's id.

    What is open is taken off first. What was paid beyond the corrected amount becomes the home's credit.
    Raises: NotFound; NeedsAReason; AmountNotAboveZero; CreditTooLarge.
    """
    with scope.estate(estate_id):
        actor.require(Right.WRITE_CREDIT_NOTE, estate_id)
        if not reason.strip():
            raise NeedsAReason
        if amount.fen <= 0:
            raise AmountNotAboveZero
        bill = Bill.objects.select_for_update().filter(estate_id=estate_id, id=bill_id).first()
        if bill is None:
            raise NotFound
        most = bill.amount_fen - bill.credited_fen
        if amount.fen > most:
            raise CreditTooLarge(most=str(Money(most)))
        note = CreditNote.objects.create(
            estate_id=estate_id,
            bill=bill,
            amount_fen=amount.fen,
            reason=reason.strip()[:200],
            written_by=actor.user_id,
            written_at=at,
        )
        _release(bill, amount.fen - min(amount.fen, most - bill.paid_fen), note=note, actor=actor, at=at)
        Bill.objects.filter(estate_id=estate_id, id=bill_id).update(credited_fen=F("credited_fen") + amount.fen)
        with translation.override(settings.LANGUAGE_CODE):
            text = gettext(TEXT)
        post_entry(
            estate_id=estate_id,
            kind="credit_note",
            source=f"credit_note:{note.id}",
            posted_on=city_day(at),
            text=text,
            lines=lines_of_credit_note(fund=bill.fund, home_id=bill.home_id, bill_id=bill.id, amount_fen=amount.fen),
            actor=actor,
            at=at,
        )
        home = places.home_for(actor=actor, estate_id=estate_id, home_id=bill.home_id)
        audit.record(
            "billing.credit_note_written",
            actor=actor,
            estate_id=estate_id,
            at=at,
            subject="billing.bill",
            subject_id=bill.id,
            reason=reason.strip(),
            amount=str(amount),
            item=bill.item_name,
            month=str(Month.of(bill.month)),
            home=home.label,
        )
        ask_for_refresh(estate_id=estate_id, since=Month.of(city_day(at)))
        return int(note.id)


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
