"""A closed month as a file to take away: for verifying, for another bookkeeping program, for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from datetime import date

from laoyou.core.calendar import Month
from laoyou.core.money import Money
from laoyou.infra import exports
from laoyou.infra.exports import Column, Kind
from laoyou.system.ledger.books import is_closed
from laoyou.system.ledger.errors import NotClosedYet
from laoyou.system.ledger.queries.beancount import beancount_month
from laoyou.system.ledger.queries.details import details_file
from laoyou.system.ledger.queries.packages import month_package

_KINDS = (Kind.TEXT, Kind.DAY, Kind.NUMBER, Kind.TEXT, Kind.TEXT, Kind.MONEY, Kind.MONEY, Kind.MONEY, Kind.NUMBER)


def workbook_month(estate_id: int, month: Month) -> bytes:
    """Return the month's movements as .xlsx, fund by fund with a running balance, masked as everybody may read them."""
    head, *rows = csv.reader(io.StringIO(details_file(estate_id, month).content.decode("utf-8-sig")))
    columns = [Column(title, kind) for title, kind in zip(head, _KINDS, strict=True)]
    file = io.BytesIO()
    exports.write_workbook(
        file,
        title=f"books {month}",
        columns=columns,
        rows=([_cell(kind, text) for kind, text in zip(_KINDS, row, strict=True)] for row in rows),
    )
    return file.getvalue()


def _cell(kind: Kind, text: str) -> object:
    if not text:
        return ""
    if kind is Kind.MONEY:
        return Money.parse(text.lstrip("-")) if not text.startswith("-") else -Money.parse(text[1:])
    if kind is Kind.DAY:
        return date.fromisoformat(text)
    return int(text) if kind is Kind.NUMBER else text


def _of_a_closed_month(made: Callable[[int, Month], bytes]) -> Callable[[int, Month], bytes]:
    def make(estate_id: int, month: Month) -> bytes:
        """Raises: NotClosedYet."""
        if not is_closed(estate_id, month):
            raise NotClosedYet(month=str(month))
        return made(estate_id, month)

    return make


MONTH_FILES: Mapping[str, Callable[[int, Month], bytes]] = {
    "package": month_package,
    "beancount": _of_a_closed_month(beancount_month),
    "xlsx": _of_a_closed_month(workbook_month),
}
"""By format: what writes a closed month of an estate, in the estate's scope. Each raises NotClosedYet."""
