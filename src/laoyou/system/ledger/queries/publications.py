"""Published months: the figures as they were shown, read back, and whether the journal still says the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from laoyou.core.calendar import Month
from laoyou.core.money import Money
from laoyou.system.ledger.models import Publication
from laoyou.system.ledger.queries.details import Details
from laoyou.system.ledger.queries.months import MonthBooks, as_books, month_books
from laoyou.system.ledger.rules.accounts import Account, Fund
from laoyou.system.ledger.rules.months import plain_rates
from laoyou.system.ledger.rules.movements import FundMonth, Part, Side

SHAPE = 1


@dataclass(frozen=True, slots=True)
class Published:
    """A published month, out of its kept figures alone.

    `rates` maps a rate's name to {"numerator": …, "denominator": …}. `sha256` is the digest of the list of details, in
    hexadecimal, `details_bytes` its size.
    """

    month: Month
    published_at: datetime
    books: MonthBooks
    rates: Mapping[str, Any]
    entries: int
    sha256: str
    details_bytes: int
    details_file_id: int | None


def published(estate_id: int) -> list[Published]:
    """Return the estate's published months, oldest first."""
    return [_read(row) for row in Publication.objects.filter(estate_id=estate_id).order_by("month")]


def published_months() -> dict[int, frozenset[Month]]:
    """Return the published months of each estate in scope."""
    months: dict[int, set[Month]] = {}
    for estate_id, first in Publication.objects.values_list("estate_id", "month"):
        months.setdefault(estate_id, set()).add(Month.of(first))
    return {estate_id: frozenset(of_estate) for estate_id, of_estate in months.items()}


def published_month(estate_id: int, month: Month) -> Published | None:
    """Return one published month, or None before it is published."""
    row = Publication.objects.filter(estate_id=estate_id, month=month.first).first()
    return _read(row) if row else None


def still_agrees(estate_id: int, known: Published) -> bool:
    """Return whether the journal gives the published figures again, to the fen."""
    return month_books(estate_id, known.month).funds == known.books.funds


def figures_of(estate_id: int, month: Month, *, rates: Mapping[str, Any], listed: Details) -> dict[str, Any]:
    """Return what is published of a month, as plain numbers in fen."""
    books = month_books(estate_id, month)
    return {
        "shape": SHAPE,
        "month": str(month),
        "funds": [_plain(fund) for fund in books.funds],
        "sum": _plain(books.sum) | {"fund": ""},
        "rates": plain_rates(rates),
        "entries": listed.entries,
        "details": {"sha256": listed.sha256, "bytes": len(listed.content), "rows": listed.rows},
    }


def _plain(fund: FundMonth) -> dict[str, Any]:
    return {
        "fund": fund.fund.value,
        "opening_fen": fund.opening.fen,
        "income_fen": fund.income.fen,
        "expense_fen": fund.expense.fen,
        "closing_fen": fund.closing.fen,
        "parts": [
            {"side": part.side.value, "account": int(part.account), "amount_fen": part.amount.fen}
            for part in fund.parts
        ],
    }


def _read(row: Publication) -> Published:
    figures = row.figures
    funds = (
        FundMonth(
            fund=Fund(fund["fund"]),
            opening=Money(fund["opening_fen"]),
            income=Money(fund["income_fen"]),
            expense=Money(fund["expense_fen"]),
            closing=Money(fund["closing_fen"]),
            parts=tuple(
                Part(Side(part["side"]), Account(part["account"]), Money(part["amount_fen"])) for part in fund["parts"]
            ),
        )
        for fund in figures["funds"]
    )
    return Published(
        month=Month.of(row.month),
        published_at=row.published_at,
        books=as_books(Month.of(row.month), funds),
        rates=figures["rates"],
        entries=figures["entries"],
        sha256=figures["details"]["sha256"],
        details_bytes=figures["details"]["bytes"],
        details_file_id=row.details_id,
    )
