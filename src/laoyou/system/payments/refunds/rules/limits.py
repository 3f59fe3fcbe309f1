"""What a channel gives back at all: for how long, in how many parts, and never more than was paid."""

from __future__ import annotations

from datetime import datetime, timedelta

from laoyou.system.payments.rules.orders import GATEWAYS

MOST_PARTS = 50
WITHIN = timedelta(days=365)


def may_be_refunded(*, channel: str, place: str, was_returned: bool) -> bool:
    """Return whether a payment goes back by its channel: one that the channel holds, and has not returned itself.

    >>> may_be_refunded(channel="wechat", place="applied", was_returned=False)
    True
    >>> may_be_refunded(channel="cash", place="applied", was_returned=False)
    False
    """
    return channel in GATEWAYS and place in {"applied", "suspense"} and not was_returned


def is_too_late(*, paid_at: datetime, at: datetime) -> bool:
    """Return whether the channel's time for refunds is over: 365 days after the payment.

    >>> from datetime import UTC
    >>> paid = datetime(2022, 11, 30, 12, tzinfo=UTC)
    >>> is_too_late(paid_at=paid, at=paid + WITHIN), is_too_late(paid_at=paid, at=paid + WITHIN + timedelta(seconds=1))
    (False, True)
    """
    return at - paid_at > WITHIN
