"""Refunds in Alipay's words. Asking and having are two: only the query of the refund itself says that it is done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from laoyou.core.calendar import CITY_TIME
from laoyou.system.payments.providers.alipay.amounts import fen_of, yuan_text
from laoyou.system.payments.providers.provider import AskedRefund, ChannelTrouble, ToldRefund
from laoyou.system.payments.refunds.rules.stages import RefundStanding

LATER = frozenset({"ACQ.SYSTEM_ERROR", "AOP.ACQ.SYSTEM_ERROR", "ACQ.SELLER_BALANCE_NOT_ENOUGH"})
"""Declined for now: the same refund may be asked for again under its number."""
LONGEST_REASON = 128


def content_of(refund: AskedRefund) -> dict[str, object]:
    return {
        "out_trade_no": refund.order_number,
        "trade_no": refund.transaction,
        "out_request_no": refund.number,
        "refund_amount": yuan_text(refund.amount_fen),
        "refund_reason": refund.reason[:LONGEST_REASON],
    }


def question_of(refund: AskedRefund) -> dict[str, object]:
    return {
        "out_trade_no": refund.order_number,
        "trade_no": refund.transaction,
        "out_request_no": refund.number,
        "query_options": ["gmt_refund_pay"],
    }


def accepted(answer: Mapping[str, Any], refund: AskedRefund) -> ToldRefund:
    """Return an accepted refund: under way, whatever else the answer says. Raises: ChannelTrouble."""
    if (answer.get("out_trade_no"), answer.get("trade_no")) != (refund.order_number, refund.transaction):
        raise ChannelTrouble("the answer is about another order")
    return ToldRefund(
        refund.number,
        RefundStanding.UNDER_WAY,
        refund.order_number,
        refund.transaction,
        amount_fen=refund.amount_fen,
    )


def told_of(answer: Mapping[str, Any], refund: AskedRefund) -> ToldRefund:
    """Return how a refund stands; an answer without its number knows of none. Raises: ChannelTrouble."""
    if not answer.get("out_request_no"):
        return ToldRefund(refund.number, RefundStanding.ABSENT)
    if answer["out_request_no"] != refund.number:
        raise ChannelTrouble("the answer is about another refund")
    amount_fen = fen_of(str(answer.get("refund_amount")))
    number, transaction = answer.get("out_trade_no"), answer.get("trade_no")
    if not amount_fen or not isinstance(number, str) or not isinstance(transaction, str):
        raise ChannelTrouble("the answer can't be read")
    if answer.get("refund_status") != "REFUND_SUCCESS":
        return ToldRefund(refund.number, RefundStanding.UNDER_WAY, number, transaction, amount_fen=amount_fen)
    return ToldRefund(
        refund.number,
        RefundStanding.DONE,
        number,
        transaction,
        amount_fen=amount_fen,
        done_at=_moment(answer.get("gmt_refund_pay")),
    )


def _moment(text: object) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.strptime(str(text)[:19], "%Y-%m-%d %H:%M:%S").replace(tzinfo=CITY_TIME)
    except ValueError as error:
        raise ChannelTrouble("the answer can't be read") from error
