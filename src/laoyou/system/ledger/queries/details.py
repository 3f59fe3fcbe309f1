"""The list of all movements of a month as a file that anybody can add up, and whose digest names its every byte.

Comma-separated, in UTF-8 with a mark in front: what spreadsheet programs on Chinese computers open rightly. Its words
are Chinese whatever the reader's language: the file is a document.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext, override

from laoyou.core.calendar import Month
from laoyou.core.errors import mark
from laoyou.core.money import Money
from laoyou.system.ledger.books import balances
from laoyou.system.ledger.models import Entry, Line
from laoyou.system.ledger.rules.accounts import ACCOUNT_NAMES, FUND_NAMES, Account, Fund, NewLine
from laoyou.system.ledger.rules.movements import Side, is_text_public, movements_of, side_of
from laoyou.system.places.queries import buildings

COLUMNS = (
    mark("Fund"),
    mark("Date of entry"),
    mark("Entry number"),
    mark("What for"),
    mark("Description"),
    mark("Money in"),
    mark("Money out"),
    mark("Balance"),
    mark("Corrects entry"),
)


@dataclass(frozen=True, slots=True)
class Details:
    """The list as bytes. `entries` counts entries that moved money in any fund, `rows` the movements."""

    content: bytes
    entries: int
    rows: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def details_file(estate_id: int, month: Month) -> Details:
    """Return the month's movements, fund by fund with a running balance, masked as everybody may read them."""
    lines: dict[int, list[Line]] = defaultdict(list)
    month_lines = Line.objects.filter(estate_id=estate_id, posted_on__gte=month.first, posted_on__lt=month.ends_before)
    for line in month_lines.order_by("posted_on", "entry_id", "line_number"):
        lines[line.entry_id].append(line)
    plain = {
        entry_id: [NewLine(Fund(line.fund), Account(line.account), line.amount_fen, line.home_id) for line in of_entry]
        for entry_id, of_entry in lines.items()
    }
    moved = {entry_id: of_entry for entry_id, of_entry in plain.items() if movements_of(of_entry)}
    entries = Entry.objects.in_bulk(list(moved))
    homes = {line.home_id for of_entry in moved.values() for line in of_entry if line.home_id}
    names = buildings.buildings_of_homes(estate_id=estate_id, home_ids=homes)
    opening = balances(estate_id, before=month)
    file, rows = io.StringIO(newline=""), 0
    with override("zh-hans"):
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(gettext(column) for column in COLUMNS)
        for fund in Fund:
            for row in _rows_of_fund(fund, opening.get(fund.value, 0), moved, entries, names):
                writer.writerow(row)
                rows += 1
    return Details(b"\xef\xbb\xbf" + file.getvalue().encode(), entries=len(moved), rows=rows)


def _rows_of_fund(
    fund: Fund, opening_fen: int, moved: dict[int, list[NewLine]], entries: dict[int, Entry], names: dict[int, str]
) -> Iterator[list[str]]:
    balance = opening_fen
    name = gettext(FUND_NAMES[fund])
    with_fund = {
        entry_id: lines
        for entry_id, lines in moved.items()
        if any(line.fund is fund and line.account is Account.MONEY for line in lines)
    }
    if not with_fund and not balance:
        return
    yield [name, "", "", gettext("Opening balance"), "", "", "", _yuan(balance), ""]
    for entry_id, lines in with_fund.items():
        entry = entries[entry_id]
        is_readable = is_text_public(lines)
        for line in lines:
            if line.fund is not fund or line.account is Account.MONEY:
                continue
            amount = -line.amount_fen
            balance += amount
            side = side_of(line.account, amount)
            text = entry.text if is_readable else names.get(line.home_id or 0, "")
            yield [
                name,
                entry.posted_on.isoformat(),
                str(entry_id),
                gettext(ACCOUNT_NAMES[line.account]),
                _harmless(text),
                _yuan(amount) if side is Side.INCOME else "",
                _yuan(-amount) if side is Side.EXPENSE else "",
                _yuan(balance),
                str(entry.reverses_id or ""),
            ]


def _yuan(fen: int) -> str:
    return str(Money(fen)).replace(",", "")


def _harmless(text: str) -> str:
    """Return the text so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
