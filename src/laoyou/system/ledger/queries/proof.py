"""The nightly proof: everything that the books promise, looked at from outside the guards that keep it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext

from laoyou.core.calendar import Month
from laoyou.core.money import Money
from laoyou.system.ledger.books import balances
from laoyou.system.ledger.models import ClosedMonth
from laoyou.system.ledger.queries.publications import published, still_agrees
from laoyou.system.ledger.rules.accounts import FUND_NAMES, HELD_FOR_OTHERS


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that must not be. `code` is for machines, `sentence` for people."""

    code: str
    sentence: str


def proof(estate_id: int) -> list[Difference]:
    """Return every difference found in an estate's books; none when all is well."""
    return [difference for check in CHECKS for difference in check(estate_id)]


def unbalanced_entries(estate_id: int) -> list[Difference]:
    found = _rows(
        "SELECT entry_id, fund, sum(amount_fen) FROM ledger_line WHERE estate_id = %s"
        " GROUP BY entry_id, fund HAVING sum(amount_fen) <> 0 ORDER BY entry_id LIMIT 100",
        estate_id,
    )
    return [
        Difference(
            "unbalanced",
            gettext("Entry %(entry)s is out of balance by %(amount)s.")
            % {"entry": entry, "amount": Money(int(amount))},
        )
        for entry, _, amount in found
    ]


def lines_without_entries(estate_id: int) -> list[Difference]:
    found = _rows(
        "SELECT DISTINCT l.entry_id FROM ledger_line l LEFT JOIN ledger_entry e"
        " ON (e.estate_id, e.id, e.posted_on) = (l.estate_id, l.entry_id, l.posted_on)"
        " WHERE l.estate_id = %s AND e.id IS NULL LIMIT 100",
        estate_id,
    )
    return [
        Difference("orphan", gettext("Lines name entry %(entry)s, which is not there.") % {"entry": entry})
        for (entry,) in found
    ]


def entries_without_lines(estate_id: int) -> list[Difference]:
    found = _rows(
        "SELECT e.id FROM ledger_entry e WHERE e.estate_id = %s AND NOT EXISTS"
        " (SELECT FROM ledger_line l WHERE l.estate_id = e.estate_id AND l.entry_id = e.id) ORDER BY e.id LIMIT 100",
        estate_id,
    )
    return [Difference("empty", gettext("Entry %(entry)s has no lines.") % {"entry": entry}) for (entry,) in found]


def money_of_others_missing(estate_id: int) -> list[Difference]:
    now = balances(estate_id, before=None)
    return [
        Difference(
            "missing_money",
            gettext("The fund “%(fund)s” is short of %(amount)s that belongs to others.")
            % {"fund": gettext(FUND_NAMES[fund]), "amount": Money(-now[fund.value])},
        )
        for fund in HELD_FOR_OTHERS
        if now.get(fund.value, 0) < 0
    ]


def records_unlike_their_entries(estate_id: int) -> list[Difference]:
    found = _rows(
        "SELECT x.id FROM ledger_expense x WHERE x.estate_id = %s AND x.state = 'approved' AND x.amount_fen <>"
        " (SELECT coalesce(abs(sum(l.amount_fen)), 0) FROM ledger_line l WHERE l.estate_id = x.estate_id"
        "  AND l.entry_id = x.entry_id AND l.account = 10 AND l.fund = x.fund) LIMIT 100",
        estate_id,
    )
    return [
        Difference(
            "record_differs",
            gettext("Record %(record)s was approved with another amount than was posted.") % {"record": record},
        )
        for (record,) in found
    ]


def closed_months_changed(estate_id: int) -> list[Difference]:
    differences = []
    sums: dict[str, int] = {}
    by_month = _rows(
        "SELECT date_trunc('month', posted_on)::date, fund, sum(amount_fen) FROM ledger_line"
        " WHERE estate_id = %s AND account = 10 GROUP BY 1, 2 ORDER BY 1",
        estate_id,
    )
    for closed in ClosedMonth.objects.filter(estate_id=estate_id).order_by("month"):
        while by_month and by_month[0][0] <= closed.month:
            _, fund, amount = by_month.pop(0)
            sums[fund] = sums.get(fund, 0) + int(amount)
        if _without_zeros(sums) != _without_zeros(closed.balances):
            differences.append(
                Difference(
                    "closed_differs",
                    gettext("The journal no longer gives the balances with which %(month)s was closed.")
                    % {"month": Month.of(closed.month)},
                )
            )
    return differences


def published_months_changed(estate_id: int) -> list[Difference]:
    return [
        Difference(
            "published_differs",
            gettext("The journal no longer gives the published figures of %(month)s.") % {"month": known.month},
        )
        for known in published(estate_id)
        if not still_agrees(estate_id, known)
    ]


CHECKS: tuple[Callable[[int], list[Difference]], ...] = (
    unbalanced_entries,
    lines_without_entries,
    entries_without_lines,
    money_of_others_missing,
    records_unlike_their_entries,
    closed_months_changed,
    published_months_changed,
)


def _rows(statement: str, estate_id: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [estate_id])
        return list(cursor.fetchall())


def _without_zeros(sums: dict[str, int]) -> dict[str, int]:
    return {fund: amount for fund, amount in sums.items() if amount}
