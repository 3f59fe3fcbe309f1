"""The settlement of a year, read out of closed books and as it was published."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime

from laoyou.core.calendar import Month
from laoyou.core.money import Money
from laoyou.infra.actor import Actor, Right
from laoyou.system.ledger.books import balances
from laoyou.system.ledger.budgets.rules.drafting import MONTHS_OF_A_YEAR, side_of_account
from laoyou.system.ledger.budgets.rules.settlement import MODE_NAMES, Mode, Settlement, Terms, YearOfFund, settle
from laoyou.system.ledger.budgets.settlement_models import YearSettlement
from laoyou.system.ledger.queries.months import months_with_books, movements_by_month
from laoyou.system.ledger.rules.accounts import Fund
from laoyou.system.ledger.rules.movements import Side


@dataclass(frozen=True, slots=True)
class SettlementView:
    """A settlement as it was prepared, and since when everybody reads it."""

    year: int
    settlement: Settlement
    terms: Terms
    terms_text: str
    drawn: Money
    prepared_by: int
    prepared_by_name: str
    prepared_at: datetime
    published_by_name: str
    published_at: datetime | None

    @property
    def mode_name(self) -> str:
        """Return the mode in English, to be translated at the edge."""
        return MODE_NAMES[self.settlement.mode]


def settlements_for(*, actor: Actor, estate_id: int) -> list[SettlementView]:
    """Return of each year the newest settlement, published or prepared, the latest year first."""
    actor.require(Right.SEE_BOOKS, estate_id)
    newest: dict[int, YearSettlement] = {}
    for row in YearSettlement.objects.filter(estate_id=estate_id).order_by("id"):
        kept = newest.get(row.year)
        if kept is None or kept.published_at is None:
            newest[row.year] = row
    return [_view(newest[year]) for year in sorted(newest, reverse=True)]


def public_settlement(estate_id: int, year: int) -> SettlementView | None:
    """Return the published settlement of a year; None before it is published."""
    row = YearSettlement.objects.filter(estate_id=estate_id, year=year, published_at__isnull=False).first()
    return _view(row) if row else None


def is_year_closed(estate_id: int, year: int, today: date) -> bool:
    """Return whether the year is over and each of its months with books is closed; there has to be one."""
    months = [books for books in months_with_books(estate_id) if books.month.year == year]
    return bool(months) and today.year > year and all(books.is_closed for books in months)


def closed_years(estate_id: int, today: date) -> list[int]:
    """Return the years that can be settled, the latest first."""
    years = {books.month.year for books in months_with_books(estate_id)}
    return [year for year in sorted(years, reverse=True) if is_year_closed(estate_id, year, today)]


def figures_of(estate_id: int, year: int, mode: Mode, terms: Terms, drawn: Money) -> dict[str, int | str]:
    """Return the settlement that the books give under the mode, as plain numbers in fen."""
    service = _year_of(estate_id, year, Fund.SERVICE, drawn)
    common = _year_of(estate_id, year, Fund.COMMON_INCOME, Money(0))
    # Under a lump sum what was there before was the company's; else it was the owners'.
    before = Money(0) if mode is Mode.LUMP_SUM else service.opening
    known = settle(mode, service, common, terms, before)
    return {name.name: _plain(getattr(known, name.name)) for name in fields(known)}


def _plain(value: Money | Mode) -> int | str:
    return value.fen if isinstance(value, Money) else value.value


def _year_of(estate_id: int, year: int, fund: Fund, drawn: Money) -> YearOfFund:
    first, last = Month(year, 1), Month(year, MONTHS_OF_A_YEAR)
    income = expense = 0
    for moved in movements_by_month(estate_id, first, last).values():
        for movement in moved:
            if movement.fund is fund:
                if side_of_account(movement.account) is Side.INCOME:
                    income += movement.amount_fen
                else:
                    expense -= movement.amount_fen
    opening = balances(estate_id, before=first).get(fund.value, 0)
    return YearOfFund(Money(opening), Money(income), Money(expense), drawn)


def _view(row: YearSettlement) -> SettlementView:
    kept = {name: Money(value) for name, value in row.figures.items() if name != "mode"}
    return SettlementView(
        year=row.year,
        settlement=Settlement(mode=Mode(row.mode), **kept),
        terms=Terms(row.percent, Money(row.amount_fen)),
        terms_text=row.terms_text,
        drawn=Money(row.drawn_fen),
        prepared_by=row.prepared_by,
        prepared_by_name=row.prepared_by_name,
        prepared_at=row.prepared_at,
        published_by_name=row.published_by_name,
        published_at=row.published_at,
    )
