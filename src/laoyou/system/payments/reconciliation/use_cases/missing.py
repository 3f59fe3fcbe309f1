"""What a channel's bill says is done and our books lack: found over all estates, entered estate by estate (R4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from laoyou.infra import scope
from laoyou.system.payments.models import BillLine, ChannelDay, Payment, Refund
from laoyou.system.payments.providers.provider import ToldRefund
from laoyou.system.payments.reconciliation.days import CENTRE
from laoyou.system.payments.reconciliation.rules.bills import BilledLine, Kind
from laoyou.system.payments.reconciliation.rules.matching import OurLine
from laoyou.system.payments.refunds.rules.stages import UNDER_WAY, RefundStanding
from laoyou.system.payments.refunds.use_cases.settling import settle_refund
from laoyou.system.payments.rules.places import Place
from laoyou.system.payments.rules.slips import slip_of
from laoyou.system.payments.use_cases.settling import settle


@dataclass(frozen=True, slots=True)
class Missing:
    """A line of the bill that our books lack. `refund_of`: it is a refund of ours, asked for in this estate;
    `is_refunded`: the bill gives the payment back on the same day.
    """

    channel: str
    line: BilledLine
    refund_of: int | None = None
    is_refunded: bool = False


def missing_of(day: ChannelDay) -> list[Missing]:
    """Return what our books lack of the day: payments, then refunds of ours. A stranger's refund is not among them."""
    billed = billed_lines(day)
    known = {line.key for line in our_lines(day.channel, day.day)}
    lacking = [line for line in billed if line.key not in known]
    paid = [line for line in lacking if line.kind is Kind.PAYMENT]
    back = [line for line in lacking if line.kind is Kind.REFUND]
    if not lacking:
        return []
    with scope.everything():
        there = Payment.objects.filter(channel=day.channel, transaction__in=[line.transaction for line in paid])
        elsewhere = set(there.values_list("transaction", flat=True))
        asked = dict(
            Refund.objects.filter(
                channel=day.channel,
                number__in=[line.refund for line in back],
                stage__in=[stage.value for stage in UNDER_WAY],
            ).values_list("number", "estate_id")
        )
    given_back = {line.transaction for line in billed if line.kind is Kind.REFUND}
    return [
        *(
            Missing(day.channel, line, is_refunded=line.transaction in given_back)
            for line in paid
            if line.transaction not in elsewhere
        ),
        *(Missing(day.channel, line, refund_of=asked[line.refund]) for line in back if line.refund in asked),
    ]


def enter(each: Missing, *, at: datetime) -> str:
    """Enter one in its estate, as if the channel had told it, and return what it was. Safe to repeat."""
    line = each.line
    if each.refund_of is None:
        return settle(
            channel=each.channel,
            transaction=line.transaction,
            order_number=line.number,
            amount_fen=line.amount_fen,
            paid_at=line.happened_at,
            seen_via="bill",
            at=at,
            is_refunded=each.is_refunded,
        )
    told = ToldRefund(
        line.refund,
        RefundStanding.DONE,
        line.number,
        line.transaction,
        amount_fen=line.amount_fen,
        done_at=line.happened_at,
    )
    return settle_refund(channel=each.channel, told=told, seen_via="bill", at=at, estate_id=each.refund_of)


def billed_lines(day: ChannelDay) -> list[BilledLine]:
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
        for line in BillLine.objects.filter(estate_id=CENTRE, day_id=day.id).order_by("line_number")
    ]


def our_lines(channel: str, day: date) -> Sequence[OurLine]:
    """Return our payments and refunds of the day over all estates; what the centre handed on to an estate counts where
    it came.
    """
    with scope.everything():
        rows = (
            Payment.objects.filter(channel=channel, paid_on=day)
            .exclude(seen_via="suspense")
            .exclude(place=Place.CANCELLED.value)
            .values_list("transaction", "order__number", "estate_id", "amount_fen")
        )
        back = Refund.objects.filter(channel=channel, refunded_on=day).values_list(
            "transaction", "number", "order_number", "estate_id", "amount_fen"
        )
        return [
            *(
                OurLine(
                    Kind.PAYMENT,
                    slip_of(transaction) if channel == "pos" else transaction,
                    "",
                    number or "",
                    estate_id,
                    fen,
                    day,
                )
                for transaction, number, estate_id, fen in rows
            ),
            *(
                OurLine(Kind.REFUND, transaction, refund, number, estate_id, fen, day)
                for transaction, refund, number, estate_id, fen in back
            ),
        ]
