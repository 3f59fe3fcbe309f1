"""A day is closed by a person, and only when its three columns are equal; its fees then reach the estates' books."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db.models import Sum
from django.utils import translation
from django.utils.translation import gettext

from laoyou.core.calendar import city_day
from laoyou.core.money import Money
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, Right, system
from laoyou.infra.jobs import app
from laoyou.system.ledger.posting import post_once_known
from laoyou.system.ledger.rules.accounts import Account, Fund, NewLine
from laoyou.system.payments.models import BillLine, ChannelDay, DayDifference
from laoyou.system.payments.reconciliation.days import CENTRE, held_day, recount, sums_of
from laoyou.system.payments.reconciliation.errors import DayClosed, DayHasDifferences, DayNotEqual, NoBillYet
from laoyou.system.payments.reconciliation.use_cases.comparing import compare_day
from laoyou.system.payments.use_cases.settling import is_estate
from laoyou.system.payments.words import CHANNEL_NAMES

_POSTER = system("payments.reconciliation")


def close_day(*, actor: Actor, day_id: int, at: datetime) -> None:
    """Close the day. It is compared once more first, so that it closes on what is true now.

    Raises: NotFound; NoBillYet; DayClosed; DayHasDifferences; DayNotEqual.
    """
    with scope.estate(CENTRE):
        actor.require(Right.RECONCILE, CENTRE)
        day = held_day(day_id)
        _refuse_unready(day)
    compare_day(channel=day.channel, day=day.day, at=at)
    with scope.estate(CENTRE):
        day = held_day(day_id)
        _refuse_unready(day)
        recount(day)
        waiting = DayDifference.objects.filter(estate_id=CENTRE, day_id=day.id, state="open").count()
        if waiting:
            raise DayHasDifferences(count=waiting)
        sums = sums_of(day)
        if not sums.is_equal:
            raise DayNotEqual(books=f"¥{Money(sums.books_gap_fen)}", bank=f"¥{Money(sums.bank_gap_fen)}")
        day.state, day.closed_at = "closed", at
        day.closed_by, day.closed_by_name = actor.user_id or 0, actor.name[:80]
        day.save(update_fields=["state", "closed_at", "closed_by", "closed_by_name"])
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


def close_equal_days(*, actor: Actor, at: datetime) -> int:
    """Close every day that is equal and has nothing to explain; return how many were closed."""
    with scope.estate(CENTRE):
        actor.require(Right.RECONCILE, CENTRE)
        days = list(ChannelDay.objects.filter(estate_id=CENTRE, state="open").order_by("day", "channel"))
    closed = 0
    for day in days:
        try:
            close_day(actor=actor, day_id=day.id, at=at)
            closed += 1
        except (DayHasDifferences, DayNotEqual, DayClosed):
            continue
    return closed


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


def _refuse_unready(day: ChannelDay) -> None:
    if day.state == "closed":
        raise DayClosed
    if day.state != "open":
        raise NoBillYet


def _fees(day: ChannelDay) -> list[tuple[int, int]]:
    """Return the fees by whose payments they were taken from; of no estate of ours they are the centre's."""
    found = BillLine.objects.filter(estate_id=CENTRE, day_id=day.id).values("home_estate_id")
    fees: dict[int, int] = {}
    for row in found.annotate(fee=Sum("fee_fen")).order_by("home_estate_id"):
        estate_id = row["home_estate_id"] if is_estate(row["home_estate_id"]) else CENTRE
        fees[estate_id] = fees.get(estate_id, 0) + int(row["fee"])
    return [(estate_id, fee) for estate_id, fee in sorted(fees.items()) if fee]
