"""Our payments of a day against the channel's bill, and the bank's pay-outs against what the channel owes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from laoyou.core.calendar import city_day
from laoyou.infra import scope
from laoyou.system.payments.models import BankLine, BillLine, ChannelDay, DayDifference, Payment, PayoutPart, Refund
from laoyou.system.payments.providers.provider import ToldRefund
from laoyou.system.payments.reconciliation.days import CENTRE, day_of, hold_channel, recount, sums_of
from laoyou.system.payments.reconciliation.rules.bills import BilledLine, Kind
from laoyou.system.payments.reconciliation.rules.matching import Difference, Found, OurLine, compare
from laoyou.system.payments.reconciliation.rules.payouts import (
    MISSED_AFTER,
    OpenDay,
    OpenLine,
    match_payouts,
)
from laoyou.system.payments.refunds.rules.stages import UNDER_WAY, RefundOutcome, RefundStanding
from laoyou.system.payments.refunds.use_cases.settling import settle_refund
from laoyou.system.payments.use_cases.settling import settle

Key = tuple[Kind, str, str]


def open_days(*, at: datetime) -> list[tuple[str, date]]:
    """Return (channel, day) of every day that has its bill and is not closed, the oldest first."""
    with scope.estate(CENTRE):
        found = ChannelDay.objects.filter(estate_id=CENTRE, state="open").order_by("day", "channel")
        return list(found.values_list("channel", "day"))


def compare_day(*, channel: str, day: date, at: datetime) -> None:
    """Compare the day as it is now: as often as one likes, the result is the same for the same facts.

    A payment, or a refund of ours, that only the channel has done is settled first, as if it had been told: it is real
    money. A refund that nobody here asked for stays a difference. What differs then
    is written down for a person; a difference that has gone says so and stays to be read.
    """
    with scope.estate(CENTRE):
        billed = _billed(channel, day)
    if billed is None:
        return
    ours = _ours(channel, day)
    if _settle_missing(channel, billed, ours, at=at) + _settle_refunds(channel, billed, ours, at=at):
        ours = _ours(channel, day)
    elsewhere = _elsewhere(channel, day, {line.key for line in billed} ^ {line.key for line in ours})
    match_bank_lines(channel=channel, at=at)
    with scope.estate(CENTRE):
        row = day_of(channel, day)
        if row.state != "open":
            return
        recount(row)
        found = compare(day=day, ours=ours, theirs=billed, elsewhere=elsewhere)
        row.ours_count, row.ours_fen = len(ours), sum(line.signed_fen for line in ours)
        found += _missing_payout(row, at=at)
        _write_down(row, found, at=at)
        row.compared_at = at
        recount(row)


def match_bank_lines(*, channel: str, at: datetime) -> int:
    """Find which days the bank's lines of the channel pay out; return how many lines found theirs."""
    with scope.estate(CENTRE):
        hold_channel(channel)
        days = {row.day: row for row in ChannelDay.objects.filter(estate_id=CENTRE, channel=channel, state="open")}
        lines = {
            row.id: row
            for row in BankLine.objects.select_for_update().filter(
                estate_id=CENTRE, channel=channel, state="open", paid_out_fen=0
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
            line.paid_out_fen, line.state = line.amount_fen, "paid_out"
            line.save(update_fields=["paid_out_fen", "state"])
        for day in {part.day for part in parts}:
            recount(days[day])
        return len({part.line_id for part in parts})


def _billed(channel: str, day: date) -> list[BilledLine] | None:
    row = ChannelDay.objects.filter(estate_id=CENTRE, channel=channel, day=day, state="open").first()
    if row is None:
        return None
    return [
        BilledLine(
            kind=Kind(line.kind),
            transaction=line.transaction,
            refund=line.refund,
            number=line.order_number,
            amount_fen=line.amount_fen,
            fee_fen=line.fee_fen,
            happened_at=line.happened_at,
            agreed_fee_fen=line.agreed_fee_fen,
        )
        for line in BillLine.objects.filter(estate_id=CENTRE, day_id=row.id).order_by("line_number")
    ]


def _ours(channel: str, day: date) -> list[OurLine]:
    """Return our payments and refunds of the day over all estates; what the centre handed on to an estate counts where
    it came.
    """
    with scope.everything():
        rows = (
            Payment.objects.filter(channel=channel, paid_on=day)
            .exclude(seen_via="suspense")
            .values_list("transaction", "order__number", "estate_id", "amount_fen")
        )
        back = Refund.objects.filter(channel=channel, refunded_on=day).values_list(
            "transaction", "number", "order_number", "estate_id", "amount_fen"
        )
        return [
            *(
                OurLine(Kind.PAYMENT, transaction, "", number or "", estate_id, fen, day)
                for transaction, number, estate_id, fen in rows
            ),
            *(
                OurLine(Kind.REFUND, transaction, refund, number, estate_id, fen, day)
                for transaction, refund, number, estate_id, fen in back
            ),
        ]


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


def _settle_missing(channel: str, billed: Sequence[BilledLine], ours: Sequence[OurLine], *, at: datetime) -> int:
    known = {line.key for line in ours}
    missing = [line for line in billed if line.kind is Kind.PAYMENT and line.key not in known]
    if not missing:
        return 0
    with scope.everything():
        there = Payment.objects.filter(channel=channel, transaction__in=[line.transaction for line in missing])
        elsewhere = set(there.values_list("transaction", flat=True))
    given_back = {line.transaction for line in billed if line.kind is Kind.REFUND}
    settled = 0
    for line in missing:
        if line.transaction not in elsewhere:
            settled += 1
            settle(
                channel=channel,
                transaction=line.transaction,
                order_number=line.number,
                amount_fen=line.amount_fen,
                paid_at=line.happened_at,
                seen_via="bill",
                at=at,
                is_refunded=line.transaction in given_back,
            )
    return settled


def _settle_refunds(channel: str, billed: Sequence[BilledLine], ours: Sequence[OurLine], *, at: datetime) -> int:
    """Take in the refunds of ours that the bill says are done and nobody told us of; return how many were."""
    known = {line.key for line in ours}
    missing = [line for line in billed if line.kind is Kind.REFUND and line.key not in known]
    if not missing:
        return 0
    with scope.everything():
        asked = dict(
            Refund.objects.filter(
                channel=channel,
                number__in=[line.refund for line in missing],
                stage__in=[stage.value for stage in UNDER_WAY],
            ).values_list("number", "estate_id")
        )
    done = 0
    for line in missing:
        if line.refund not in asked:
            continue
        told = ToldRefund(
            line.refund,
            RefundStanding.DONE,
            line.number,
            line.transaction,
            amount_fen=line.amount_fen,
            done_at=line.happened_at,
        )
        estate_id = asked[line.refund]
        outcome = settle_refund(channel=channel, told=told, seen_via="bill", at=at, estate_id=estate_id)
        done += outcome == RefundOutcome.DONE.value
    return done


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
        elif there.state == "gone" or any(getattr(there, name) != value for name, value in amounts.items()):
            # What was explained was another difference: a person looks again.
            for name, value in amounts.items():
                setattr(there, name, value)
            there.state, there.meaning, there.reason = "open", "", ""
            there.found_at, there.ended_at, there.ended_by, there.ended_by_name = at, None, None, ""
            there.save()
    for there in known.values():
        if there.state != "gone":
            there.state, there.ended_at = "gone", at
            there.save(update_fields=["state", "ended_at"])
