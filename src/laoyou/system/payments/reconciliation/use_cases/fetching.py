"""The channel's bill of a day that is over: fetched, kept whole as evidence, and its lines written down."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Min

from laoyou.core.calendar import city_day
from laoyou.infra import files, scope
from laoyou.infra.actor import Actor, system
from laoyou.system.payments.errors import ChannelNotReady
from laoyou.system.payments.models import BillLine, ChannelDay
from laoyou.system.payments.providers import doors
from laoyou.system.payments.providers.provider import BillNotReady, ChannelDeclined, ChannelTrouble
from laoyou.system.payments.reconciliation.days import CENTRE, day_of, move_day, recount
from laoyou.system.payments.reconciliation.rules.bills import BilledLine, BillRefused
from laoyou.system.payments.reconciliation.rules.states import DayState
from laoyou.system.payments.rules import numbers

LOOKS_BACK = timedelta(days=14)
ROWS_AT_ONCE = 2000
_FETCHER = system("payments.reconciliation")


def days_without_bill(*, at: datetime) -> list[tuple[str, date]]:
    """Return (channel, day) of the bills to ask for: from the first day that was asked for, two weeks at most."""
    yesterday = city_day(at) - timedelta(days=1)
    wanted: list[tuple[str, date]] = []
    with scope.estate(CENTRE):
        for channel in doors.ready_channels():
            known = ChannelDay.objects.filter(estate_id=CENTRE, channel=channel)
            first = known.aggregate(first=Min("day"))["first"] or yesterday
            # A row of the future was made by a clock that was wrong; it must not hold up the days before it.
            day = max(min(first, yesterday), yesterday - LOOKS_BACK)
            there = set(known.filter(day__gte=day, fetched_at__isnull=False).values_list("day", flat=True))
            while day <= yesterday:
                if day not in there:
                    wanted.append((channel, day))
                day += timedelta(days=1)
    return wanted


def fetch_bill(*, channel: str, day: date, at: datetime) -> bool:
    """Ask the channel for its bill of the day and take it in; return whether it is there now.

    The network is asked outside any transaction. What can't be believed is trouble of the day, and asked for again.
    """
    try:
        content = doors.provider_for(channel).fetch_bill(day, at=at)
        return take_bill(channel=channel, day=day, content=content, at=at)
    except BillNotReady:
        _note(channel, day, "", at=at)
    except (ChannelTrouble, ChannelDeclined, ChannelNotReady) as trouble:
        _note(channel, day, str(trouble) or type(trouble).__name__, at=at)
    except BillRefused as refused:
        _note(channel, day, f"refused: {refused}", at=at)
    return False


def take_bill(*, channel: str, day: date, content: bytes, at: datetime) -> bool:
    """Take the bill of a day in, once; another file for the same day is trouble, never a replacement.

    Nothing at all is the bill of a day on which nothing happened. Raises: BillRefused; ChannelNotReady.
    """
    lines = doors.provider_for(channel).read_bill(content) if content else ()
    if any(city_day(line.happened_at) != day for line in lines):
        raise BillRefused("day")
    digest = hashlib.sha256(content).hexdigest()
    with scope.estate(CENTRE):
        row = day_of(channel, day)
        row.asked_at = at
        if row.fetched_at is not None:
            if row.state != DayState.CLOSED and row.file_sha256 != digest:
                row.trouble = "the channel has changed its bill"
                row.save(update_fields=["asked_at", "trouble"])
            return True
        if content:
            row.file_id = files.store(
                estate_id=CENTRE,
                name=f"{channel}-{day.isoformat()}.csv",
                content=io.BytesIO(content),
                purpose="bill",
                actor=_FETCHER,
                at=at,
            )
        open_with(row, lines, digest=digest, actor=_FETCHER, at=at)
    return True


def open_with(row: ChannelDay, lines: Sequence[BilledLine], *, digest: str, actor: Actor, at: datetime) -> None:
    """Write the lines of a bill that has come; the day can be compared from then on."""
    row.file_sha256, row.asked_at, row.fetched_at, row.trouble = digest, at, at, ""
    taken = ["asked_at", "file_id", "file_sha256", "fetched_at", "trouble"]
    move_day(row, DayState.OPEN, actor=actor, at=at, also=taken)
    BillLine.objects.bulk_create(
        (_row(row, number, line) for number, line in enumerate(lines, start=1)), batch_size=ROWS_AT_ONCE
    )
    recount(row)


def _row(day: ChannelDay, number: int, line: BilledLine) -> BillLine:
    return BillLine(
        estate_id=CENTRE,
        day=day,
        line_number=number,
        kind=line.kind.value,
        transaction=line.transaction,
        refund=line.refund,
        order_number=line.number,
        home_estate_id=numbers.estate_of_order(line.number) or CENTRE,
        amount_fen=line.amount_fen,
        fee_fen=line.fee_fen,
        agreed_fee_fen=line.agreed_fee_fen,
        happened_at=line.happened_at,
    )


def _note(channel: str, day: date, trouble: str, *, at: datetime) -> None:
    with scope.estate(CENTRE):
        row = day_of(channel, day)
        if row.state == DayState.EXPECTED:
            row.asked_at, row.trouble = at, trouble[:200]
            row.save(update_fields=["asked_at", "trouble"])
