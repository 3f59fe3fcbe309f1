"""The row of a channel's day: found under a lock, and counted anew from the rows that belong to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection
from django.db.models import Count, Q, Sum

from laoyou.core.errors import NotFound
from laoyou.infra import states
from laoyou.infra.actor import Actor
from laoyou.system.payments.models import BillLine, ChannelDay, DayDifference, PayoutPart
from laoyou.system.payments.reconciliation.errors import DayClosed, DayIsClosing, NoBillYet
from laoyou.system.payments.reconciliation.rules.matching import DaySums
from laoyou.system.payments.reconciliation.rules.states import DAY_MOVES, DayState, DifferenceState

CENTRE = 0


def hold_channel(channel: str) -> None:
    """Let what matches and closes days of one channel go one after the other, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"payments.reconciliation:{channel}"])


def held_day(day_id: int) -> ChannelDay:
    """Return the day under the lock of its channel. Raises: NotFound."""
    found = ChannelDay.objects.filter(estate_id=CENTRE, id=day_id).first()
    if found is None:
        raise NotFound
    hold_channel(found.channel)
    return ChannelDay.objects.select_for_update().get(estate_id=CENTRE, id=day_id)


def day_of(channel: str, day: date) -> ChannelDay:
    """Return the row of the day under the lock of its channel; made where it is missing."""
    hold_channel(channel)
    row, _ = ChannelDay.objects.get_or_create(estate_id=CENTRE, channel=channel, day=day)
    return row


def refuse_unready(day: ChannelDay) -> None:
    """Raises: DayClosed; DayIsClosing; NoBillYet, unless the day can be worked on."""
    if day.state == DayState.CLOSED:
        raise DayClosed
    if day.state == DayState.SETTLING:
        raise DayIsClosing
    if day.state != DayState.OPEN:
        raise NoBillYet


def move_day(
    day: ChannelDay, to: DayState, *, actor: Actor, at: datetime, reason: str = "", also: Iterable[str] = ()
) -> None:
    states.move(day, to, DAY_MOVES, actor=actor, at=at, reason=reason, also=also)


def sums_of(day: ChannelDay) -> DaySums:
    return DaySums(
        ours_fen=day.ours_fen,
        theirs_fen=day.billed_fen - day.refunded_fen,
        fee_fen=day.fee_fen,
        paid_out_fen=day.paid_out_fen,
        books_fen=day.books_explained_fen,
        bank_fen=day.bank_explained_fen,
    )


def recount(day: ChannelDay) -> None:
    """Sum up the rows of an open day, but for our own, which `compare_day` counts."""
    of_day = {"estate_id": CENTRE, "day_id": day.id}
    billed = BillLine.objects.filter(**of_day).aggregate(
        count=Count("id"),
        paid=Sum("amount_fen", filter=Q(kind="payment")),
        back=Sum("amount_fen", filter=Q(kind="refund")),
        fee=Sum("fee_fen"),
    )
    explained = DayDifference.objects.filter(**of_day, state=DifferenceState.EXPLAINED.value).aggregate(
        books=Sum("books_fen"), bank=Sum("bank_fen")
    )
    day.billed_count = billed["count"]
    day.billed_fen = int(billed["paid"] or 0)
    day.refunded_fen = int(billed["back"] or 0)
    day.fee_fen = int(billed["fee"] or 0)
    day.paid_out_fen = int(PayoutPart.objects.filter(**of_day).aggregate(sum=Sum("amount_fen"))["sum"] or 0)
    day.books_explained_fen = int(explained["books"] or 0)
    day.bank_explained_fen = int(explained["bank"] or 0)
    day.save()
