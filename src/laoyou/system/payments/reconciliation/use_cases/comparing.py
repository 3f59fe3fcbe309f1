"""Our payments of a day against the channel's bill, and the bank's pay-outs against what the channel owes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from laoyou.core.calendar import city_day
from laoyou.infra import scope
from laoyou.infra.actor import system
from laoyou.infra.states import move
from laoyou.system.payments.models import BankLine, BillLine, ChannelDay, DayDifference, Payment, PayoutPart, Refund
from laoyou.system.payments.reconciliation.days import CENTRE, day_of, held_day, hold_channel, recount, sums_of
from laoyou.system.payments.reconciliation.rules.bills import Kind
from laoyou.system.payments.reconciliation.rules.matching import Difference, Found, compare
from laoyou.system.payments.reconciliation.rules.payouts import (
    MISSED_AFTER,
    OpenDay,
    OpenLine,
    match_payouts,
)
from laoyou.system.payments.reconciliation.rules.states import (
    COMPARED,
    DIFFERENCE_MOVES,
    LINE_MOVES,
    DayState,
    DifferenceState,
    LineState,
)
from laoyou.system.payments.reconciliation.use_cases.missing import billed_lines, enter, missing_of, our_lines

_COMPARER = system("payments.reconciliation")
Key = tuple[Kind, str, str]


def open_days(*, at: datetime) -> list[tuple[str, date]]:
    """Return (channel, day) of every day that has its bill and is not closed, the oldest first."""
    with scope.estate(CENTRE):
        found = ChannelDay.objects.filter(estate_id=CENTRE, state=DayState.OPEN.value).order_by("day", "channel")
        return list(found.values_list("channel", "day"))


def compare_day(*, channel: str, day: date, at: datetime) -> None:
    """Compare the day as it is now: as often as one likes, the result is the same for the same facts.

    A payment, or a refund of ours, that only the channel has done is settled first, as if it had been told: it is real
    money. A refund that nobody here asked for stays a difference. What differs then
    is written down for a person; a difference that has gone says so and stays to be read.

    A transaction for each payment that is settled, then one for the day (R4): call it outside any other.
    """
    with scope.estate(CENTRE):
        row = ChannelDay.objects.filter(estate_id=CENTRE, channel=channel, day=day, state=DayState.OPEN.value).first()
        missing = missing_of(row) if row is not None else []
    for each in missing:
        enter(each, at=at)
    with scope.estate(CENTRE):
        row = day_of(channel, day)
        if row.state == DayState.OPEN:
            compare_held(row, at=at)


def compare_held(day: ChannelDay, *, at: datetime) -> ChannelDay:
    """Compare a day that the caller holds, in the centre's scope, and return it anew. Settles nothing."""
    match_bank_lines(channel=day.channel, at=at)
    row = held_day(day.id)
    billed, ours = billed_lines(row), our_lines(row.channel, row.day)
    elsewhere = _elsewhere(row.channel, row.day, {line.key for line in billed} ^ {line.key for line in ours})
    recount(row)
    found = compare(day=row.day, ours=ours, theirs=billed, elsewhere=elsewhere)
    row.ours_count, row.ours_fen = len(ours), sum(line.signed_fen for line in ours)
    found += _missing_payout(row, at=at)
    _write_down(row, found, at=at)
    row.compared_at = at
    recount(row)
    return row


def match_bank_lines(*, channel: str, at: datetime) -> int:
    """Find which days the bank's lines of the channel pay out; return how many lines found theirs."""
    with scope.estate(CENTRE):
        hold_channel(channel)
        of_channel = ChannelDay.objects.filter(
            estate_id=CENTRE, channel=channel, state__in=[state.value for state in COMPARED]
        )
        days = {row.day: row for row in of_channel}
        lines = {
            row.id: row
            for row in BankLine.objects.select_for_update().filter(
                estate_id=CENTRE, channel=channel, state=LineState.OPEN.value, paid_out_fen=0
            )
        }
        parts = match_payouts(
            [OpenDay(row.day, sums_of(row).bank_gap_fen) for row in days.values()],
            [OpenLine(row.id, row.booked_on, row.amount_fen) for row in lines.values()],
        )
        PayoutPart.objects.bulk_create(
            PayoutPart(
                estate_id=CENTRE,
                day=days[part.day],
                bank_line=lines[part.line_id],
                amount_fen=part.amount_fen,
                made_at=at,
            )
            for part in parts
        )
        for line_id in {part.line_id for part in parts}:
            line = lines[line_id]
            line.paid_out_fen = line.amount_fen
            move(line, LineState.PAID_OUT, LINE_MOVES, actor=_COMPARER, at=at, also=["paid_out_fen"])
        for day in {part.day for part in parts}:
            recount(days[day])
        return len({part.line_id for part in parts})


def _elsewhere(channel: str, day: date, keys: Iterable[Key]) -> dict[Key, date]:
    """Return of the lines that one side of the day lacks on which other day that side has them."""
    wanted = {key[1] for key in keys}
    if not wanted:
        return {}
    with scope.everything():
        found = Payment.objects.filter(channel=channel, transaction__in=wanted).exclude(seen_via="suspense")
        ours: dict[Key, date] = {
            (Kind.PAYMENT, transaction, ""): paid_on
            for transaction, paid_on in found.values_list("transaction", "paid_on")
        }
        back = Refund.objects.filter(channel=channel, transaction__in=wanted, refunded_on__isnull=False)
        ours |= {
            (Kind.REFUND, transaction, number): refunded_on
            for transaction, number, refunded_on in back.values_list("transaction", "number", "refunded_on")
            if refunded_on is not None
        }
        billed = BillLine.objects.filter(estate_id=CENTRE, transaction__in=wanted, day__channel=channel)
        theirs: dict[Key, date] = {
            (Kind(kind), transaction, refund): billed_on
            for kind, transaction, refund, billed_on in billed.values_list("kind", "transaction", "refund", "day__day")
        }
    both = [key for key in keys if key in ours and key in theirs]
    return {key: theirs[key] if ours[key] == day else ours[key] for key in both}


def _missing_payout(row: ChannelDay, *, at: datetime) -> list[Found]:
    rest = sums_of(row).net_fen - row.paid_out_fen
    if rest == 0 or city_day(at) < row.day + MISSED_AFTER:
        return []
    net = sums_of(row).net_fen
    return [Found(Difference.PAYOUT_MISSING, Kind.PAYMENT, "", "", "", row.paid_out_fen, net, bank_fen=rest)]


def _write_down(row: ChannelDay, found: Sequence[Found], *, at: datetime) -> None:
    known = {
        (each.what, each.kind, each.transaction, each.refund): each
        for each in DayDifference.objects.select_for_update().filter(estate_id=CENTRE, day_id=row.id)
    }
    for one in found:
        key = (one.what.value, one.kind.value, one.transaction, one.refund)
        there = known.pop(key, None)
        amounts = {
            "order_number": one.number,
            "ours_fen": one.ours_fen,
            "theirs_fen": one.theirs_fen,
            "books_fen": one.books_fen,
            "bank_fen": one.bank_fen,
        }
        if there is None:
            DayDifference.objects.create(
                estate_id=CENTRE,
                day=row,
                what=key[0],
                kind=key[1],
                transaction=key[2],
                refund=key[3],
                found_at=at,
                **amounts,
            )
        elif there.state == DifferenceState.GONE or any(
            getattr(there, name) != value for name, value in amounts.items()
        ):
            _open_again(there, amounts, at=at)
    for there in known.values():
        if there.state != DifferenceState.GONE:
            there.ended_at = at
            move(there, DifferenceState.GONE, DIFFERENCE_MOVES, actor=_COMPARER, at=at, also=["ended_at"])


def _open_again(row: DayDifference, amounts: Mapping[str, object], *, at: datetime) -> None:
    """Let a person look again: what was explained was another difference. What they said is among its moves."""
    for name, value in amounts.items():
        setattr(row, name, value)
    row.meaning = row.reason = row.ended_by_name = ""
    row.found_at, row.ended_at, row.ended_by = at, None, None
    said = ["meaning", "reason", "found_at", "ended_at", "ended_by", "ended_by_name"]
    move(
        *(row, DifferenceState.OPEN, DIFFERENCE_MOVES),
        actor=_COMPARER,
        at=at,
        also=[*amounts, *said],
        ours_fen=row.ours_fen,
        theirs_fen=row.theirs_fen,
    )
