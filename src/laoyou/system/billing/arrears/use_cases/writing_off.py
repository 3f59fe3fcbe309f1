"""核销: asked for with the reason and a paper, approved by a second person, kept and shown for ever."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext

from laoyou.core.calendar import Month, city_day
from laoyou.core.errors import NotFound, mark
from laoyou.core.money import Money
from laoyou.infra import audit, files, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.billing.arrears.errors import (
    AnotherPersonDecides,
    BillsChanged,
    NeedsADocument,
    NeedsWords,
    NothingOverdue,
    PlanDecided,
    PlanRunsAlready,
)
from laoyou.system.billing.arrears.models import Plan, WriteOff, WriteOffBill
from laoyou.system.billing.arrears.rules.moves import WRITE_OFF_TRANSITIONS, WriteOffState
from laoyou.system.billing.arrears.use_cases.moving import begin, move
from laoyou.system.billing.models import Bill, CreditNote
from laoyou.system.billing.rules.books import lines_of_write_off
from laoyou.system.billing.use_cases.refreshing import ask_for_refresh
from laoyou.system.ledger.posting import post_entry
from laoyou.system.places import queries as places

TEXT = mark("Bills written off")
DOCUMENT = "document"


def ask_write_off(
    *,
    actor: Actor,
    estate_id: int,
    home_id: int,
    bill_ids: Sequence[int],
    reason: str,
    document_id: int | None,
    at: datetime,
) -> int:
    """Ask to write off what is open on overdue bills of a home, with the reason and its paper; return the id.

    Only bills of an earlier month: a write-off never makes the rate of the month in which a bill was issued look
    better. Raises: NotFound; NothingOverdue; NeedsWords; NeedsADocument; PlanRunsAlready while parts are being paid.
    """
    with scope.estate(estate_id):
        actor.require(Right.WRITE_CREDIT_NOTE, estate_id)
        if actor.user_id is None:
            raise NotFound
        home = places.home_for(actor=actor, estate_id=estate_id, home_id=home_id)
        bills = list(Bill.objects.filter(estate_id=estate_id, home_id=home_id, id__in=set(bill_ids)).order_by("id"))
        if len(bills) != len(set(bill_ids)):
            raise NotFound
        day = city_day(at)
        if not bills or not all(_may_be_written_off(bill, at) for bill in bills):
            raise NothingOverdue
        if not reason.strip():
            raise NeedsWords
        if document_id is None or not files.are_kept(estate_id=estate_id, file_ids=[document_id], purpose=DOCUMENT):
            raise NeedsADocument
        if Plan.objects.filter(estate_id=estate_id, home_id=home_id, state="running").exists():
            raise PlanRunsAlready
        write_off = WriteOff.objects.create(
            estate_id=estate_id,
            home_id=home_id,
            amount_fen=sum(_open(bill) for bill in bills),
            reason=reason.strip()[:200],
            document_id=document_id,
            asked_by=actor.user_id,
            asked_by_name=actor.name[:60],
            asked_at=at,
        )
        WriteOffBill.objects.bulk_create(
            WriteOffBill(estate_id=estate_id, write_off=write_off, bill=bill, amount_fen=_open(bill)) for bill in bills
        )
        begin(write_off, actor=actor, at=at, reason=reason.strip())
        audit.record(
            "billing.write_off_asked",
            actor=actor,
            estate_id=estate_id,
            at=at,
            subject="billing.write_off",
            subject_id=write_off.id,
            reason=reason.strip(),
            amount=str(Money(write_off.amount_fen)),
            home=home.label,
            day=day.isoformat(),
        )
        return int(write_off.id)


def decide_write_off(
    *, actor: Actor, estate_id: int, write_off_id: int, approve: bool, note: str = "", at: datetime
) -> None:
    """Approve or refuse a write-off that somebody else asked for. Approved, each bill gets its credit note, and the
    books an entry on an account of its own; nothing is deleted.

    Raises: NotFound; PlanDecided; AnotherPersonDecides; NeedsWords for a refusal; BillsChanged; MonthClosed.
    """
    with scope.estate(estate_id):
        actor.require(Right.APPROVE_WAIVER, estate_id)
        write_off = WriteOff.objects.select_for_update().filter(estate_id=estate_id, id=write_off_id).first()
        if write_off is None:
            raise NotFound
        to = WriteOffState.APPROVED if approve else WriteOffState.REFUSED
        if to not in WRITE_OFF_TRANSITIONS[WriteOffState(write_off.state)]:
            raise PlanDecided
        if actor.user_id is None or actor.user_id == write_off.asked_by:
            raise AnotherPersonDecides
        if not approve and not note.strip():
            raise NeedsWords
        if approve:
            _post(write_off, actor=actor, at=at)
        write_off.decided_by, write_off.decided_by_name, write_off.decided_at = actor.user_id, actor.name[:60], at
        write_off.note = note.strip()[:200]
        move(
            write_off,
            to,
            WRITE_OFF_TRANSITIONS,
            actor=actor,
            at=at,
            reason=write_off.note,
            also=("decided_by", "decided_by_name", "decided_at", "note"),
        )
        label = places.home_labels(estate_id=estate_id, home_ids=[write_off.home_id]).get(write_off.home_id, "")
        audit.record(
            "billing.write_off_approved" if approve else "billing.write_off_refused",
            actor=actor,
            estate_id=estate_id,
            at=at,
            subject="billing.write_off",
            subject_id=write_off.id,
            reason=write_off.note,
            amount=str(Money(write_off.amount_fen)),
            home=label,
        )
        if approve:
            ask_for_refresh(estate_id=estate_id, since=Month.of(city_day(at)))


def _post(write_off: WriteOff, *, actor: Actor, at: datetime) -> None:
    parts = list(WriteOffBill.objects.filter(estate_id=write_off.estate_id, write_off=write_off).order_by("bill_id"))
    locked = Bill.objects.select_for_update().filter(
        estate_id=write_off.estate_id, id__in=[part.bill_id for part in parts]
    )
    bills = {bill.id: bill for bill in locked.order_by("id")}
    if any(_open(bills[part.bill_id]) != part.amount_fen for part in parts):
        raise BillsChanged
    CreditNote.objects.bulk_create(
        CreditNote(
            estate_id=write_off.estate_id,
            bill_id=part.bill_id,
            write_off=write_off,
            amount_fen=part.amount_fen,
            reason=write_off.reason,
            written_by=write_off.asked_by,
            written_at=at,
        )
        for part in parts
    )
    for part in parts:
        Bill.objects.filter(estate_id=write_off.estate_id, id=part.bill_id).update(
            credited_fen=F("credited_fen") + part.amount_fen
        )
    with translation.override(settings.LANGUAGE_CODE):
        text = gettext(TEXT)
    lines = [
        line
        for part in parts
        for line in lines_of_write_off(
            fund=bills[part.bill_id].fund,
            home_id=write_off.home_id,
            bill_id=part.bill_id,
            amount_fen=part.amount_fen,
        )
    ]
    post_entry(
        estate_id=write_off.estate_id,
        kind="write_off",
        source=f"write_off:{write_off.id}",
        posted_on=city_day(at),
        text=text,
        lines=lines,
        actor=actor,
        at=at,
    )


def _open(bill: Bill) -> int:
    return int(bill.amount_fen - bill.paid_fen - bill.credited_fen)


def _may_be_written_off(bill: Bill, at: datetime) -> bool:
    day = city_day(at)
    return bool(_open(bill) > 0 and bill.due_on < day and Month.of(city_day(bill.issued_at)) < Month.of(day))
