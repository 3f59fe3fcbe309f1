"""A day is closed by a person, and only when its three columns are equal; its fees then reach the estates' books."""

from __future__ import annotations

import logging
from datetime import date, datetime
from typing import NamedTuple

from django.conf import settings
from django.db.models import Sum
from django.utils import translation
from django.utils.translation import gettext

from laoyou.core.calendar import city_day
from laoyou.core.errors import Refusal, mark
from laoyou.core.money import Money
from laoyou.infra import audit, scope, work
from laoyou.infra.actor import Actor, ActorKind, Right, system
from laoyou.infra.jobs import app
from laoyou.system.ledger.posting import post_once_known
from laoyou.system.ledger.rules.accounts import Account, Fund, NewLine
from laoyou.system.payments.models import BillLine, ChannelDay, DayDifference
from laoyou.system.payments.reconciliation.days import CENTRE, held_day, move_day, recount, refuse_unready, sums_of
from laoyou.system.payments.reconciliation.errors import (
    DayClosed,
    DayHasDifferences,
    DayIsClosing,
    DayNotEqual,
    NotAllEntered,
)
from laoyou.system.payments.reconciliation.rules.states import DayState, DifferenceState
from laoyou.system.payments.reconciliation.use_cases.comparing import compare_held
from laoyou.system.payments.reconciliation.use_cases.missing import enter, missing_of
from laoyou.system.payments.use_cases.settling import is_estate
from laoyou.system.payments.words import CHANNEL_NAMES

SETTLE_TASK = "payments.settle_day"
STEP = 20
"""Progress is told after so many lines."""

ENTERING = mark("Enter what only the channel had on %(day)s")
_POSTER = system("payments.reconciliation")
log = logging.getLogger(__name__)


def close_day(*, actor: Actor, day_id: int, at: datetime) -> DayState:
    """Close the day and return its state. It is compared once more first, so that it closes on what is true now.

    What only the channel has is entered before: then the day is `settling`, and a job enters it estate by estate and
    closes the day in the actor's name, or opens it again and says why.
    Raises: NotFound; NoBillYet; DayClosed; DayIsClosing; DayHasDifferences; DayNotEqual.
    """
    with scope.estate(CENTRE):
        actor.require(Right.RECONCILE, CENTRE)
        day = held_day(day_id)
        refuse_unready(day)
        if missing := missing_of(day):
            _begin_settling(day, len(missing), actor=actor, at=at)
            return DayState.SETTLING
        compare_held(day, at=at)
    with scope.estate(CENTRE):
        _close(held_day(day_id), actor=actor, at=at)
        return DayState.CLOSED


def settling_days() -> list[int]:
    """Return the days of which somebody waits that they close."""
    with scope.estate(CENTRE):
        found = ChannelDay.objects.filter(estate_id=CENTRE, state=DayState.SETTLING.value)
        return list(found.order_by("id").values_list("id", flat=True))


def settle_and_close(*, day_id: int, at: datetime) -> None:
    """Enter what a day that is being closed lacks, each in a transaction of its estate, then close it. Safe to repeat.

    Where one can't be entered, or the day differs still, it is open again and says why.
    """
    with scope.estate(CENTRE):
        day = ChannelDay.objects.filter(estate_id=CENTRE, id=day_id, state=DayState.SETTLING.value).first()
        if day is None:
            return
        missing = missing_of(day)
        progress = work.find(estate_id=CENTRE, work_id=day.work_id or 0)
    for number, each in enumerate(missing):
        if number % STEP == 0:
            with scope.estate(CENTRE):
                work.advance(progress, done=number, total=len(missing), at=at)
        try:
            enter(each, at=at)
        except Exception as fault:  # the others have waited for their turn; the day says below how many are left
            log.error("a line of day %s was not entered: %s", day_id, type(fault).__name__)
    with scope.estate(CENTRE):
        day = held_day(day_id)
        if day.state != DayState.SETTLING:
            return
        left = len(missing_of(day))
        if not left:
            compare_held(day, at=at)
    with scope.estate(CENTRE):
        day = held_day(day_id)
        asked_by = Actor(kind=ActorKind.STAFF, name=day.closed_by_name, user_id=day.closed_by)
        try:
            if left:
                raise NotAllEntered(count=left)
            with scope.estate(CENTRE):
                _close(day, actor=asked_by, at=at)
        except Refusal as refusal:
            day = held_day(day_id)
            day.trouble = (gettext(refusal.sentence) % refusal.params)[:200]
            day.closed_by, day.closed_by_name = None, ""
            also = ["trouble", "closed_by", "closed_by_name"]
            move_day(day, DayState.OPEN, actor=_POSTER, at=at, reason=day.trouble, also=also)
            work.fail(progress, at=at, message=day.trouble)
        else:
            work.finish(progress, at=at)


def _begin_settling(day: ChannelDay, count: int, *, actor: Actor, at: datetime) -> None:
    title = gettext(ENTERING) % {"day": day.day.isoformat()}
    begun = work.begin(kind=SETTLE_TASK, title=title, estate_id=CENTRE, actor=actor, total=count, at=at)
    day.work_id, day.trouble = begun.pk, ""
    day.closed_by, day.closed_by_name = actor.user_id or 0, actor.name[:80]
    also = ["work_id", "trouble", "closed_by", "closed_by_name"]
    move_day(day, DayState.SETTLING, actor=actor, at=at, also=also)
    app.configure_task(SETTLE_TASK, lock=f"{SETTLE_TASK}:{day.id}").defer(day_id=day.id)


def _close(day: ChannelDay, *, actor: Actor, at: datetime) -> None:
    recount(day)
    waiting = DayDifference.objects.filter(estate_id=CENTRE, day_id=day.id, state=DifferenceState.OPEN.value).count()
    if waiting:
        raise DayHasDifferences(count=waiting)
    sums = sums_of(day)
    if not sums.is_equal:
        raise DayNotEqual(books=f"¥{Money(sums.books_gap_fen)}", bank=f"¥{Money(sums.bank_gap_fen)}")
    day.closed_at, day.trouble = at, ""
    day.closed_by, day.closed_by_name = actor.user_id or 0, actor.name[:80]
    also = ["closed_at", "closed_by", "closed_by_name", "trouble"]
    move_day(day, DayState.CLOSED, actor=actor, at=at, also=also)
    for estate_id, fee_fen in _fees(day):
        app.configure_task("payments.post_channel_fee").defer(
            estate_id=estate_id, channel=day.channel, day=day.day.isoformat(), fee_fen=fee_fen
        )
    audit.record(
        "payments.channel_day_closed",
        actor=actor,
        estate_id=CENTRE,
        at=at,
        subject="payments.channel_day",
        subject_id=day.id,
        day=day.day.isoformat(),
        amount=f"¥{Money(day.ours_fen)}",
    )


class ClosedDays(NamedTuple):
    """How many days were closed, and how many close once what their books lack is entered."""

    closed: int
    settling: int


def close_equal_days(*, actor: Actor, at: datetime) -> ClosedDays:
    """Close every day that is equal and has nothing to explain."""
    with scope.estate(CENTRE):
        actor.require(Right.RECONCILE, CENTRE)
        days = list(ChannelDay.objects.filter(estate_id=CENTRE, state=DayState.OPEN.value).order_by("day", "channel"))
    ends = []
    for day in days:
        try:
            ends.append(close_day(actor=actor, day_id=day.id, at=at))
        except (DayHasDifferences, DayNotEqual, DayClosed, DayIsClosing):
            continue
    return ClosedDays(ends.count(DayState.CLOSED), ends.count(DayState.SETTLING))


def post_channel_fee(*, estate_id: int, channel: str, day: date, fee_fen: int, at: datetime) -> None:
    """Post what a channel kept of an estate's payments of a day, as an expense of its service fees: once.

    Booked on the day itself; where that month is closed already, on the day on which it is posted.
    """
    with translation.override(settings.LANGUAGE_CODE):
        text = gettext("Fee of %(channel)s, %(day)s") % {
            "channel": gettext(CHANNEL_NAMES.get(channel, "")),
            "day": day.isoformat(),
        }
    lines = [
        NewLine(Fund.SERVICE, Account.CHANNEL_FEES, fee_fen),
        NewLine(Fund.SERVICE, Account.MONEY, -fee_fen),
    ]
    with scope.estate(estate_id):
        post_once_known(
            estate_id=estate_id,
            kind="channel_fee",
            source=f"{channel}:{day.isoformat()}",
            happened_on=day,
            known_on=city_day(at),
            text=text,
            lines=lines,
            actor=_POSTER,
            at=at,
        )


def _fees(day: ChannelDay) -> list[tuple[int, int]]:
    """Return the fees by whose payments they were taken from; of no estate of ours they are the centre's."""
    found = BillLine.objects.filter(estate_id=CENTRE, day_id=day.id).values("home_estate_id")
    fees: dict[int, int] = {}
    for row in found.annotate(fee=Sum("fee_fen")).order_by("home_estate_id"):
        estate_id = row["home_estate_id"] if is_estate(row["home_estate_id"]) else CENTRE
        fees[estate_id] = fees.get(estate_id, 0) + int(row["fee"])
    return [(estate_id, fee) for estate_id, fee in sorted(fees.items()) if fee]
