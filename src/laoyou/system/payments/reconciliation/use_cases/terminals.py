"""Days of card terminals: expected where a card was taken, and compared once their file is handed in."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import BinaryIO

from laoyou.core.calendar import city_day
from laoyou.infra import audit, files, scope, sheets
from laoyou.infra.actor import Actor, Right
from laoyou.system.payments.models import ChannelClaim, Payment
from laoyou.system.payments.reconciliation.days import CENTRE, day_of
from laoyou.system.payments.reconciliation.errors import (
    DayNotOver,
    NotATerminalFile,
    SlipTwiceInFile,
    TerminalDayThere,
    TerminalRowRefused,
)
from laoyou.system.payments.reconciliation.rules.bills import BilledLine, BillRefused, refuse_twice
from laoyou.system.payments.reconciliation.rules.terminals import RowRefused, columns_of, read_terminal_rows
from laoyou.system.payments.reconciliation.use_cases.fetching import LOOKS_BACK, open_with
from laoyou.system.payments.rules.places import Place
from laoyou.system.payments.rules.slips import slip_of

CHANNEL = "pos"


def expect_terminal_days(*, at: datetime) -> int:
    """Let each day of the last two weeks on which a card was taken wait for its file; return how many there are."""
    today = city_day(at)
    with scope.everything():
        found = Payment.objects.filter(channel=CHANNEL, paid_on__gte=today - LOOKS_BACK, paid_on__lt=today)
        days = sorted(set(found.exclude(place=Place.CANCELLED.value).values_list("paid_on", flat=True)))
    for day in days:
        with scope.estate(CENTRE):
            day_of(CHANNEL, day)
    return len(days)


def take_terminal_file(
    *, actor: Actor, name: str, content: BinaryIO, at: datetime, titles: Mapping[str, str] | None = None
) -> list[date]:
    """Take the acquirer's file in and return its days: all of it or nothing. The same day again is passed over.

    `titles` say by hand how the acquirer calls the columns; they are kept, and offered for its next file.

    Raises: NotATerminalFile; TerminalRowRefused; SlipTwiceInFile; DayNotOver; TerminalDayThere where another file told
    something else of the day; what `infra.sheets` and `infra.files` refuse.
    """
    with scope.estate(CENTRE):
        actor.require(Right.RECONCILE, CENTRE)
        said = {column: text.strip()[:40] for column, text in (titles or {}).items() if text.strip()}
        by_day = _read(content, said)
        today = city_day(at)
        if max(by_day) > today - timedelta(days=1):
            raise DayNotOver
        content.seek(0)
        file_id = files.store(estate_id=CENTRE, name=name, content=content, purpose="sheet", actor=actor, at=at)
        for day, lines in sorted(by_day.items()):
            row = day_of(CHANNEL, day)
            digest = hashlib.sha256("\n".join(sorted(map(repr, lines))).encode()).hexdigest()
            if row.fetched_at is None:
                row.file_id, row.titles = file_id, said
                row.save(update_fields=["titles"])
                open_with(row, _with_orders(lines), digest=digest, actor=actor, at=at)
            elif row.file_sha256 != digest:
                raise TerminalDayThere(day=day.isoformat())
        audit.record(
            "payments.terminal_file_taken",
            actor=actor,
            estate_id=CENTRE,
            at=at,
            subject="payments.channel_day",
            subject_id=0,
            count=sum(map(len, by_day.values())),
            day=max(by_day).isoformat(),
        )
        return sorted(by_day)


def _read(content: BinaryIO, said: Mapping[str, str]) -> dict[date, list[BilledLine]]:
    content.seek(0)
    for sheet in sheets.read(content):
        found = columns_of(sheet.rows, said)
        if found is None:
            continue
        try:
            lines = read_terminal_rows(sheet.rows, *found)
            refuse_twice(lines)
        except RowRefused as refused:
            raise TerminalRowRefused(row=refused.row) from refused
        except BillRefused as refused:
            raise SlipTwiceInFile from refused
        by_day: defaultdict[date, list[BilledLine]] = defaultdict(list)
        for line in lines:
            by_day[city_day(line.happened_at)].append(line)
        if by_day:
            return dict(by_day)
    raise NotATerminalFile


def _with_orders(lines: Sequence[BilledLine]) -> list[BilledLine]:
    """Return the lines with the orders that their slips paid here, so that each estate bears its own fees."""
    slips = {line.transaction for line in lines}
    again = [f"{slip}-{number}" for slip in slips for number in range(2, 10)]
    claims = ChannelClaim.objects.filter(channel=CHANNEL, transaction__in=[*slips, *again]).order_by("id")
    orders = {slip_of(transaction): number for transaction, number in claims.values_list("transaction", "order_number")}
    return [replace(line, number=orders.get(line.transaction, "")) for line in lines]
