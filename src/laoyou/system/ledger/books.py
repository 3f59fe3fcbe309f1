"""What the use cases of the books ask of the database: the lock of an estate's books, and where they stand."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.db.models import Max, Sum

from laoyou.core.calendar import Month
from laoyou.system.ledger.models import ClosedMonth, Line
from laoyou.system.ledger.rules.accounts import Account, Fund


def lock_books(estate_id: int) -> None:
    """Hold the estate's books alone until the transaction ends: entries under way finish first, new ones wait."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.ledger_lock_books(%s, true)", [estate_id])


def last_closed(estate_id: int) -> Month | None:
    """Return the latest closed month; every earlier one is closed with it."""
    latest: date | None = ClosedMonth.objects.filter(estate_id=estate_id).aggregate(latest=Max("month"))["latest"]
    return Month.of(latest) if latest else None


def is_closed(estate_id: int, month: Month) -> bool:
    closed = last_closed(estate_id)
    return closed is not None and month <= closed


def fund_money(estate_id: int, fund: Fund) -> int:
    """Return the money of a fund as of now, in fen."""
    return balances(estate_id, before=None).get(fund.value, 0)


def held_deposits(estate_id: int, fund: Fund) -> int:
    """Return how much of a fund's money are deposits that homes left, in fen: nobody's bill is paid with them."""
    if fund is not Fund.DEPOSITS:
        return 0
    found = Line.objects.filter(estate_id=estate_id, fund=fund.value, account=Account.DEPOSIT)
    return -int(found.aggregate(sum=Sum("amount_fen"))["sum"] or 0)


def balances(estate_id: int, *, before: Month | None) -> dict[str, int]:
    """Return the money of each fund when the month began, or as of now, in fen: from the last closed month on."""
    closed = ClosedMonth.objects.filter(estate_id=estate_id)
    lines = Line.objects.filter(estate_id=estate_id, account=Account.MONEY)
    if before is not None:
        closed = closed.filter(month__lt=before.first)
        lines = lines.filter(posted_on__lt=before.first)
    latest = closed.order_by("-month").first()
    if latest is not None:
        lines = lines.filter(posted_on__gte=Month.of(latest.month).ends_before)
    sums: dict[str, int] = dict(latest.balances) if latest else {}
    for row in lines.values("fund").annotate(moved=Sum("amount_fen")):
        sums[row["fund"]] = sums.get(row["fund"], 0) + row["moved"]
    return sums
