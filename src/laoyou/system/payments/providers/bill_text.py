"""What the bills of all channels share: how large they may be, amounts as they write them, tables of text."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from laoyou.core.calendar import CITY_TIME
from laoyou.core.money import round_to_fen
from laoyou.system.payments.providers.rates import Rate
from laoyou.system.payments.reconciliation.rules.bills import BillRefused

MOST_BYTES = 64 * 1024 * 1024
MOST_LINES = 500_000
LONGEST_LINE = 8_192
_AMOUNT = re.compile(r"([+-]?)([0-9]{1,10})(?:\.([0-9]{1,2})0{0,6})?")
_NAME = re.compile(r"[0-9A-Za-z_\-|*]{1,64}")


def fen_of(text: str) -> int:
    """Return the fen of an amount in yuan. Raises: BillRefused for anything that is not exactly one.

    >>> fen_of("51.81"), fen_of("-0.31000"), fen_of("7"), fen_of("+1.5")
    (5181, -31, 700, 150)
    """
    match = _AMOUNT.fullmatch(text) if text.isascii() else None
    if match is None:
        raise BillRefused("amount")
    fen = int(match[2]) * 100 + int((match[3] or "").ljust(2, "0"))
    return -fen if match[1] == "-" else fen


def name_of(text: str) -> str:
    """Return a number that identifies something. Raises: BillRefused when it could not."""
    if not _NAME.fullmatch(text):
        raise BillRefused("number")
    return text


def moment_of(text: str) -> datetime:
    """Return the moment that the channel writes in the city's time. Raises: BillRefused."""
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=CITY_TIME)
    except ValueError as error:
        raise BillRefused("moment") from error


def agreed_fee(amount_fen: int, rate: Rate | None) -> int | None:
    """Return the fee of a payment by the agreed rate, rounded half up to the fen.

    >>> from decimal import Decimal
    >>> agreed_fee(5181, Decimal("0.006")), agreed_fee(5181, None)
    (31, None)
    """
    return None if rate is None else round_to_fen(amount_fen * rate).fen


def lines_of(text: str) -> Iterator[str]:
    """Yield the lines of a file. Raises: BillRefused for more, or longer ones, than any bill has."""
    for number, line in enumerate(text.splitlines()):
        if number > MOST_LINES + 100 or len(line) > LONGEST_LINE:
            raise BillRefused("size")
        yield line


def cells_of(line: str) -> list[str]:
    """Return the cells of a line of comma-separated text. Raises: BillRefused."""
    try:
        return [cell.strip() for cell in next(csv.reader([line], strict=True), [])]
    except csv.Error as error:
        raise BillRefused("shape") from error


def places_of(titles: Sequence[str], wanted: Sequence[str]) -> list[int]:
    """Return where the wanted titles stand. Raises: BillRefused when one is missing."""
    try:
        return [titles.index(title) for title in wanted]
    except ValueError as error:
        raise BillRefused("titles") from error
