"""A channel tells unasked. Believed only when signed, fresh and meant for us; kept as evidence either way."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from laoyou.infra import scope
from laoyou.system.payments.errors import NotificationRefused
from laoyou.system.payments.models import Notification
from laoyou.system.payments.providers import doors
from laoyou.system.payments.providers.provider import MONEY_MOVED, Standing, ToldRefund
from laoyou.system.payments.refunds.use_cases.settling import ask_about_refund, settle_refund
from laoyou.system.payments.rules import numbers
from laoyou.system.payments.use_cases import evidence
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
        said = provider.read_notification(headers, body, at=at)
    except NotificationRefused as refused:
        log.warning("a notification of %s was refused: %s", channel, refused.reason)
        _keep_refused(channel, refused.reason, kept, body, at)
        raise
    heard = evidence.Told(channel, kept, body)
    if isinstance(said, ToldRefund):
        return settle_refund(channel=channel, told=said, seen_via="notification", at=at, heard=heard)
    if said.standing in MONEY_MOVED and said.paid_at is not None:
        outcome = settle(
            channel=channel,
            transaction=said.transaction,
            order_number=said.number,
            amount_fen=said.amount_fen,
            paid_at=said.paid_at,
            seen_via="notification",
            at=at,
            is_refunded=said.standing is Standing.REFUNDED,
            told=heard,
        )
        if said.refund_number:  # says that something went back, and not how much of this refund: it is asked about
            ask_about_refund(channel=channel, number=said.refund_number, at=at)
        return outcome
    named = numbers.estate_of_order(said.number) or CENTRE
    estate_id = named if is_estate(named) else CENTRE
    with scope.estate(estate_id):
        evidence.keep(heard, estate_id=estate_id, outcome="noted", at=at)
    return "noted"


def _keep_refused(channel: str, reason: str, headers: dict[str, str], body: bytes, at: datetime) -> None:
    with scope.estate(CENTRE):
        lately = Notification.objects.filter(estate_id=CENTRE, received_at__gt=at - timedelta(minutes=1))
        if lately.count() < REFUSALS_KEPT_A_MINUTE:
            refused = evidence.Told(channel, headers, body[:KEPT_OF_A_REFUSED_BODY])
            evidence.keep(refused, estate_id=CENTRE, outcome=f"refused: {reason}"[:30], at=at)
