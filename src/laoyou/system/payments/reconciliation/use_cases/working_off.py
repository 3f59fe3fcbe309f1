"""What a person does with a difference or a line of the bank's: say what it is. Nothing goes away without a reason."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from laoyou.core.calendar import city_instant
from laoyou.core.errors import NotFound
from laoyou.core.money import Money
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, Right
from laoyou.infra.states import move
from laoyou.system.payments.models import BankLine, ChannelDay, DayDifference, PayoutPart
from laoyou.system.payments.reconciliation.days import CENTRE, held_day, recount, refuse_unready
from laoyou.system.payments.reconciliation.errors import (
    MeaningMissing,
    NothingChosen,
    NotMoneyIn,
    PayoutDoesNotFit,
    ReasonMissing,
    WorkedOffAlready,
)
from laoyou.system.payments.reconciliation.rules.meanings import OF_A_BANK_LINE, OF_A_DIFFERENCE
from laoyou.system.payments.reconciliation.rules.states import (
    DIFFERENCE_MOVES,
    LINE_MOVES,
    DifferenceState,
    LineState,
)
from laoyou.system.payments.reconciliation.use_cases.transfers import NOON, transaction_of
from laoyou.system.payments.use_cases.settling import settle


def explain_difference(*, actor: Actor, difference_id: int, meaning: str, reason: str, at: datetime) -> None:
    """Say what a difference is; its amounts then count as explained. Said anew, the last word counts.

    Raises: NotFound; MeaningMissing; ReasonMissing; DayClosed; WorkedOffAlready for one that has gone by itself.
    """
    with scope.estate(CENTRE):
        actor.require(Right.RECONCILE, CENTRE)
        found = DayDifference.objects.filter(estate_id=CENTRE, id=difference_id).first()
        if found is None:
            raise NotFound
        reason = _checked(meaning, reason, OF_A_DIFFERENCE)
        day = held_day(found.day_id)
        refuse_unready(day)
        row = DayDifference.objects.select_for_update().get(estate_id=CENTRE, id=difference_id)
        if row.state == DifferenceState.GONE:
            raise WorkedOffAlready
        row.meaning, row.reason = meaning, reason
        row.ended_at, row.ended_by, row.ended_by_name = at, actor.user_id or 0, actor.name[:80]
        move(
            *(row, DifferenceState.EXPLAINED, DIFFERENCE_MOVES),
            actor=actor,
            at=at,
            reason=reason,
            also=["meaning", "reason", "ended_at", "ended_by", "ended_by_name"],
            meaning=meaning,
            ours_fen=row.ours_fen,
            theirs_fen=row.theirs_fen,
        )
        recount(day)
        audit.record(
            "payments.difference_explained",
            actor=actor,
            estate_id=CENTRE,
            at=at,
            subject="payments.day_difference",
            subject_id=row.id,
            reason=reason,
            amount=f"¥{Money(row.theirs_fen - row.ours_fen)}",
            day=day.day.isoformat(),
            transaction=row.transaction,
        )


def explain_bank_lines(*, actor: Actor, line_ids: Collection[int], meaning: str, reason: str, at: datetime) -> int:
    """Say of lines that pay out nothing what they are; return how many were still open.

    Raises: NothingChosen; MeaningMissing; ReasonMissing; WorkedOffAlready when none was open.
    """
    with scope.estate(CENTRE):
        actor.require(Right.RECONCILE, CENTRE)
        if not line_ids:
            raise NothingChosen
        reason = _checked(meaning, reason, OF_A_BANK_LINE)
        rows = BankLine.objects.select_for_update().filter(
            estate_id=CENTRE, id__in=line_ids, state=LineState.OPEN.value, paid_out_fen=0
        )
        lines = list(rows.order_by("id"))
        if not lines:
            raise WorkedOffAlready
        for line in lines:
            _work_off(line, LineState.EXPLAINED, meaning, reason, actor, at)
        audit.record(
            "payments.bank_lines_explained",
            actor=actor,
            estate_id=CENTRE,
            at=at,
            subject="payments.bank_line",
            subject_id=lines[0].id,
            reason=reason,
            count=len(lines),
            amount=f"¥{Money(sum(line.amount_fen for line in lines))}",
        )
        return len(lines)


def take_transfer(*, actor: Actor, line_id: int, reason: str, at: datetime) -> str:
    """Take a transfer that came in into the books and return its transaction: it waits in suspense, once.

    Two people then find out whose it is, as of all money that names no order (`payments.use_cases.suspense`).
    Raises: NotFound; NotMoneyIn; ReasonMissing; WorkedOffAlready.
    """
    with scope.estate(CENTRE):
        actor.require(Right.RECONCILE, CENTRE)
        if not reason.strip():
            raise ReasonMissing
        line = _open_line(line_id)
        if line.amount_fen <= 0:
            raise NotMoneyIn
        if line.paid_out_fen:
            raise WorkedOffAlready
        _work_off(line, LineState.ASSIGNED, "", reason.strip()[:200], actor, at)
        transaction = transaction_of(line)
        settle(
            channel="bank",
            transaction=transaction,
            order_number="",
            amount_fen=line.amount_fen,
            paid_at=city_instant(line.booked_on, NOON),
            seen_via="statement",
            at=at,
        )
        audit.record(
            "payments.transfer_taken",
            actor=actor,
            estate_id=CENTRE,
            at=at,
            subject="payments.bank_line",
            subject_id=line.id,
            reason=reason.strip(),
            amount=f"¥{Money(line.amount_fen)}",
        )
        return transaction


def pay_out_by_hand(*, actor: Actor, line_id: int, day_id: int, amount: Money, at: datetime) -> None:
    """Say that so much of a bank line is the pay-out of a day, where the sums alone did not show it.

    Raises: NotFound; DayClosed; WorkedOffAlready; PayoutDoesNotFit.
    """
    with scope.estate(CENTRE):
        actor.require(Right.RECONCILE, CENTRE)
        day = held_day(day_id)
        refuse_unready(day)
        line = _open_line(line_id)
        rest = line.amount_fen - line.paid_out_fen
        fits = 0 < amount.fen <= rest if rest > 0 else rest <= amount.fen < 0
        if not fits:
            raise PayoutDoesNotFit(most=f"¥{Money(rest)}")
        _part(day, line, amount.fen, actor, at)
        line.channel = day.channel
        line.paid_out_fen += amount.fen
        changed = ["channel", "paid_out_fen"]
        if line.paid_out_fen == line.amount_fen:
            move(line, LineState.PAID_OUT, LINE_MOVES, actor=actor, at=at, also=changed)
        else:
            line.save(update_fields=changed)
        recount(day)
        audit.record(
            "payments.paid_out_by_hand",
            actor=actor,
            estate_id=CENTRE,
            at=at,
            subject="payments.bank_line",
            subject_id=line.id,
            amount=f"¥{amount}",
            day=day.day.isoformat(),
        )


def take_back_payouts(*, actor: Actor, line_id: int, reason: str, at: datetime) -> None:
    """Undo what days a bank line pays out, by parts of the opposite sign, while none of those days is closed.

    Raises: NotFound; ReasonMissing; DayClosed; WorkedOffAlready when there is nothing to undo.
    """
    with scope.estate(CENTRE):
        actor.require(Right.RECONCILE, CENTRE)
        if not reason.strip():
            raise ReasonMissing
        found = BankLine.objects.filter(estate_id=CENTRE, id=line_id).first()
        if found is None:
            raise NotFound
        of_line = PayoutPart.objects.filter(estate_id=CENTRE, bank_line_id=line_id)
        days = [held_day(day_id) for day_id in sorted(set(of_line.values_list("day_id", flat=True)))]
        line = BankLine.objects.select_for_update().get(estate_id=CENTRE, id=line_id)
        if not line.paid_out_fen:
            raise WorkedOffAlready
        for day in days:
            refuse_unready(day)
        for day in days:
            fen = sum(of_line.filter(day_id=day.id).values_list("amount_fen", flat=True))
            if fen:
                _part(day, line, -fen, actor, at)
                recount(day)
        line.paid_out_fen = 0
        if line.state == LineState.PAID_OUT:
            move(line, LineState.OPEN, LINE_MOVES, actor=actor, at=at, reason=reason.strip(), also=["paid_out_fen"])
        else:
            line.save(update_fields=["paid_out_fen"])
        audit.record(
            "payments.payout_taken_back",
            actor=actor,
            estate_id=CENTRE,
            at=at,
            subject="payments.bank_line",
            subject_id=line.id,
            reason=reason.strip(),
            amount=f"¥{Money(line.amount_fen)}",
        )


def _part(day: ChannelDay, line: BankLine, fen: int, actor: Actor, at: datetime) -> None:
    PayoutPart.objects.create(
        estate_id=CENTRE,
        day=day,
        bank_line=line,
        amount_fen=fen,
        made_by=actor.user_id,
        made_by_name=actor.name[:80],
        made_at=at,
    )


def _open_line(line_id: int) -> BankLine:
    line = BankLine.objects.select_for_update().filter(estate_id=CENTRE, id=line_id).first()
    if line is None:
        raise NotFound
    if line.state != LineState.OPEN:
        raise WorkedOffAlready
    return line


def _work_off(line: BankLine, to: LineState, meaning: str, reason: str, actor: Actor, at: datetime) -> None:
    line.meaning, line.reason = meaning, reason
    line.worked_off_by, line.worked_off_by_name, line.worked_off_at = actor.user_id, actor.name[:80], at
    changed = ["meaning", "reason", "worked_off_by", "worked_off_by_name", "worked_off_at"]
    move(line, to, LINE_MOVES, actor=actor, at=at, reason=reason, also=changed)


def _checked(meaning: str, reason: str, meanings: Collection[str]) -> str:
    if meaning not in meanings:
        raise MeaningMissing
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()[:200]
