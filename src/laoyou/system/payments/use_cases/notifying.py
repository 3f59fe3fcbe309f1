"""A channel tells unasked. Believed only when signed, fresh and meant for us; kept as evidence either way."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from laoyou.infra import scope
from laoyou.system.payments.errors import NotificationRefused
from laoyou.system.payments.models import Notification
from laoyou.system.payments.providers import doors
from laoyou.system.payments.providers.provider import MONEY_MOVED, Standing
from laoyou.system.payments.rules import numbers
from laoyou.system.payments.use_cases.settling import CENTRE, is_estate, settle

KEPT_OF_A_REFUSED_BODY = 2048
REFUSALS_KEPT_A_MINUTE = 30
LONGEST_HEADER = 800
_HEADERS = (
    *("wechatpay-timestamp", "wechatpay-nonce", "wechatpay-serial", "wechatpay-signature"),
    *("content-type", "user-agent"),
)
log = logging.getLogger(__name__)


def receive_notification(*, channel: str, headers: Mapping[str, str], body: bytes, at: datetime) -> str:
    """Take a notification into the books and return its outcome; `noted` for what is no payment.

    A refused one changes nothing but the evidence, of which only so much is kept, and causes no outbound call.
    Raises: NotificationRefused; ChannelNotReady.
    """
    provider = doors.provider_for(channel)
    kept = {name: value[:LONGEST_HEADER] for name, value in headers.items() if name.lower() in _HEADERS}
    try:
        told = provider.read_notification(headers, body, at=at)
    except NotificationRefused as refused:
        log.warning("a notification of %s was refused: %s", channel, refused.reason)
        _keep_refused(channel, refused.reason, kept, body, at)
        raise
    if told.standing in MONEY_MOVED and told.paid_at is not None:
        outcome = settle(
            channel=channel,
            transaction=told.transaction,
            order_number=told.number,
            amount_fen=told.amount_fen,
            paid_at=told.paid_at,
            seen_via="notification",
            at=at,
            is_refunded=told.standing is Standing.REFUNDED,
        )
    else:
        outcome = "noted"
    estate_id = numbers.estate_of_order(told.number) or CENTRE
    estate_id = estate_id if is_estate(estate_id) else CENTRE
    with scope.estate(estate_id):
        Notification.objects.create(
            estate_id=estate_id, channel=channel, outcome=outcome, headers=kept, body=body, received_at=at
        )
    return outcome


def _keep_refused(channel: str, reason: str, headers: dict[str, str], body: bytes, at: datetime) -> None:
    with scope.estate(CENTRE):
        lately = Notification.objects.filter(estate_id=CENTRE, received_at__gt=at - timedelta(minutes=1))
        if lately.count() < REFUSALS_KEPT_A_MINUTE:
            Notification.objects.create(
                estate_id=CENTRE,
                channel=channel,
                outcome=f"refused: {reason}"[:30],
                headers=headers,
                body=body[:KEPT_OF_A_REFUSED_BODY],
                received_at=at,
            )
