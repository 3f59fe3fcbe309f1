"""What the calendar does with approved refunds: ask the channel, and ask how they stand until they have ended.

Each call over the network happens between two short transactions. Whatever was lost in between, the same number is
asked again, and the channel gives the money back once.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from laoyou.core.errors import mark
from laoyou.infra import scope
from laoyou.infra.actor import system
from laoyou.system.payments.errors import ChannelNotReady
from laoyou.system.payments.models import Refund
from laoyou.system.payments.providers import doors
from laoyou.system.payments.providers.provider import (
    AskedRefund,
    ChannelDeclined,
    ChannelTrouble,
    Provider,
    ToldRefund,
)
from laoyou.system.payments.refunds.holding import held_refund
from laoyou.system.payments.refunds.rules.stages import UNDER_WAY, RefundStanding, Stage
from laoyou.system.payments.refunds.use_cases.settling import fail, settle_refund
from laoyou.system.payments.rules.orders import QUERY_STEPS

_CARRIER = system("payments.carry_refund")
DUE_AT_ONCE = 200
TOLD_TO_THE_PAYER = mark("Refund of %(number)s")


def carry_refund(*, estate_id: int, refund_id: int, at: datetime) -> None:
    """Ask the channel for the refund, or how it stands, and take its word into the books; safe to do again."""
    row = _under_way(estate_id, refund_id)
    if row is None:
        return
    asked = _asked(row)
    try:
        provider = doors.provider_for(row.channel)
        told = _told(provider, row, asked, at=at)
    except ChannelDeclined as declined:
        _after_decline(row, asked, declined, at=at)
        return
    except (ChannelTrouble, ChannelNotReady) as trouble:
        said = type(trouble).__name__ if isinstance(trouble, ChannelNotReady) else str(trouble)
        _count(row, said, at=at)
        return
    _take(row, told, at=at)


def due_refunds(*, at: datetime) -> list[tuple[int, int]]:
    """Return (estate, refund) of those that are to be carried on, the longest waiting first."""
    with scope.everything():
        due = Refund.objects.filter(next_at__lte=at, stage__in=sorted(stage.value for stage in UNDER_WAY))
        return list(due.order_by("next_at").values_list("estate_id", "id")[:DUE_AT_ONCE])


def _under_way(estate_id: int, refund_id: int) -> Refund | None:
    with scope.estate(estate_id):
        row = Refund.objects.filter(estate_id=estate_id, id=refund_id).first()
    return row if row is not None and Stage(row.stage) in UNDER_WAY else None


def _asked(row: Refund) -> AskedRefund:
    with translation.override(settings.LANGUAGE_CODE):
        reason = gettext(TOLD_TO_THE_PAYER) % {"number": row.order_number or row.transaction}
    return AskedRefund(
        number=row.number,
        order_number=row.order_number,
        transaction=row.transaction,
        amount_fen=row.amount_fen,
        paid_fen=row.paid_fen,
        reason=reason,
        notify_address=settings.PAYMENT_NOTIFY_ADDRESS
        + reverse(settings.PAYMENT_NOTIFY_PAGE, kwargs={"channel": row.channel}),
    )


def _told(provider: Provider, row: Refund, asked: AskedRefund, *, at: datetime) -> ToldRefund:
    """Return the channel's word: asked for first where it may not have the refund yet, then how it stands."""
    may_ask = not row.made_outside and not row.given_up
    if row.stage == Stage.READY and may_ask:
        _take(row, provider.refund(asked, at=at), at=at)
    told = provider.query_refund(asked, at=at)
    if told.standing is RefundStanding.ABSENT and row.stage == Stage.SENT and may_ask:
        told = provider.refund(asked, at=at)  # accepted once and lost there: the same number again
    return told


def _take(row: Refund, told: ToldRefund, *, at: datetime) -> None:
    if told.standing is not RefundStanding.ABSENT:
        settle_refund(channel=row.channel, told=told, seen_via="query", at=at, estate_id=row.estate_id)
    elif row.given_up:
        _fail(row, row.given_up, at=at)
        return
    _count(row, "the channel has no such refund" if told.standing is RefundStanding.ABSENT else "", at=at)


def _after_decline(row: Refund, asked: AskedRefund, declined: ChannelDeclined, *, at: datetime) -> None:
    """The channel won't do it: it failed, unless the channel says at the same time that it has it."""
    try:
        told = doors.provider_for(row.channel).query_refund(asked, at=at)
    except (ChannelTrouble, ChannelDeclined, ChannelNotReady):
        _count(row, str(declined), at=at)
        return
    if told.standing is RefundStanding.ABSENT and not row.made_outside:
        _fail(row, str(declined), at=at)
    else:
        _take(row, told, at=at)


def _fail(row: Refund, reason: str, *, at: datetime) -> None:
    with scope.estate(row.estate_id):
        held = held_refund(row.estate_id, row.id)
        if Stage(held.stage) in UNDER_WAY:
            fail(held, reason=reason, at=at)


def _count(row: Refund, trouble: str, *, at: datetime) -> None:
    """Write down that it was asked about, and when again."""
    step = QUERY_STEPS[min(row.tries, len(QUERY_STEPS) - 1)]
    with scope.estate(row.estate_id):
        Refund.objects.filter(
            estate_id=row.estate_id, id=row.id, stage__in=sorted(stage.value for stage in UNDER_WAY)
        ).update(tries=F("tries") + 1, trouble=trouble[:200], next_at=at + step)
