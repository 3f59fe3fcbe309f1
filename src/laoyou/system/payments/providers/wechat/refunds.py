"""Refunds in WeChat Pay's words: what is asked, and what is told of one by an answer or a notification."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from laoyou.system.payments.errors import NotificationRefused
from laoyou.system.payments.providers.provider import AskedRefund, ToldRefund
from laoyou.system.payments.refunds.rules.stages import RefundStanding

PATH = "/v3/refund/domestic/refunds"
ABSENT = frozenset({"RESOURCE_NOT_EXISTS"})
LATER = frozenset({"NOT_ENOUGH", "FREQUENCY_LIMITED", "FREQUENCY_LIMIT", "SYSTEM_ERROR", "BIZERR_NEED_RETRY"})
"""Declined for now: the same may be asked for again under its number. NOT_ENOUGH is the merchant's balance."""
STANDINGS = {
    "SUCCESS": RefundStanding.DONE,
    "PROCESSING": RefundStanding.UNDER_WAY,
    "CLOSED": RefundStanding.CLOSED,
    "ABNORMAL": RefundStanding.ABNORMAL,
}
LONGEST_REASON = 26


def body_of(refund: AskedRefund) -> dict[str, Any]:
    return {
        "transaction_id": refund.transaction,
        "out_refund_no": refund.number,
        "reason": refund.reason[:LONGEST_REASON],
        "notify_url": refund.notify_address,
        "amount": {"refund": refund.amount_fen, "total": refund.paid_fen, "currency": "CNY"},
    }


def told_of(content: Mapping[str, Any], *, status: object) -> ToldRefund:
    """Return what the channel's words mean. Raises: NotificationRefused for what is no refund."""
    standing = STANDINGS.get(str(status))
    amount = content.get("amount")
    words = [content.get(name) for name in ("out_refund_no", "out_trade_no", "transaction_id", "refund_id")]
    if standing is None or not all(isinstance(word, str) and 1 <= len(word) <= 64 for word in words):
        raise NotificationRefused(reason="shape")
    if not isinstance(amount, dict) or type(amount.get("refund")) is not int or amount["refund"] <= 0:
        raise NotificationRefused(reason="shape")
    if amount.get("currency", "CNY") != "CNY":
        raise NotificationRefused(reason="currency")
    done_at = None
    if standing is RefundStanding.DONE:
        try:
            done_at = datetime.fromisoformat(str(content.get("success_time")))
        except ValueError as error:
            raise NotificationRefused(reason="shape") from error
        if done_at.tzinfo is None:
            raise NotificationRefused(reason="shape")
    number, order_number, transaction, refund = (str(word) for word in words)
    return ToldRefund(number, standing, order_number, transaction, refund, amount["refund"], done_at)
