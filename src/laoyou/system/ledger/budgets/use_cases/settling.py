"""The settlement of a year: prepared by one person out of closed books, published by another. Law: CIVIL-943."""

from __future__ import annotations

from datetime import datetime

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotAllowed
from laoyou.core.money import Money
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.ledger.books import lock_books
from laoyou.system.ledger.budgets.errors import (
    BooksMoved,
    NeedsItsTerms,
    NotPreparedYet,
    SettledAlready,
    SettlementOfYourOwn,
    YearNotClosed,
)
from laoyou.system.ledger.budgets.queries.settlements import figures_of, is_year_closed
from laoyou.system.ledger.budgets.rules.settlement import Mode, Terms
from laoyou.system.ledger.budgets.settlement_models import YearSettlement
from laoyou.system.ledger.use_cases.expenses import refuse_a_persons_number

WHOLE = 10_000


def prepare_settlement(
    *,
    actor: Actor,
    estate_id: int,
    year: int,
    mode: Mode,
    terms: Terms,
    terms_text: str,
    drawn: Money,
    at: datetime,
) -> int:
    """Work a closed year out under its mode and keep the figures for a second person; return the id.

    `terms` is the company's pay as the contract states it in `terms_text`, `drawn` what of it was drawn already and
    stands in the books as expense. Under a lump sum there are none.
    Raises: YearNotClosed, SettledAlready, NeedsItsTerms, HoldsAPersonsNumber.
    """
    with scope.estate(estate_id):
        actor.require(Right.PREPARE_BUDGET, estate_id)
        if actor.user_id is None:
            raise NotAllowed
        lock_books(estate_id)
        if not is_year_closed(estate_id, year, city_day(at)):
            raise YearNotClosed(year=year)
        if YearSettlement.objects.filter(estate_id=estate_id, year=year, published_at__isnull=False).exists():
            raise SettledAlready(year=year)
        words = terms_text.strip()[:200]
        refuse_a_persons_number(words)
        stated = bool(terms.percent or terms.amount or drawn)
        fits = 0 <= terms.percent <= WHOLE and terms.amount.fen >= 0 and drawn.fen >= 0
        if not fits or (stated if mode is Mode.LUMP_SUM else not words):
            raise NeedsItsTerms
        row = YearSettlement.objects.create(
            estate_id=estate_id,
            year=year,
            mode=mode.value,
            percent=terms.percent,
            amount_fen=terms.amount.fen,
            drawn_fen=drawn.fen,
            terms_text=words,
            figures=figures_of(estate_id, year, mode, terms, drawn),
            prepared_by=actor.user_id,
            prepared_by_name=actor.name[:60],
            prepared_at=at,
        )
        _audit("ledger.settlement_prepared", actor, row, at)
        return int(row.id)


def publish_settlement(*, actor: Actor, estate_id: int, year: int, at: datetime) -> None:
    """Show the newest prepared settlement to everybody, for ever.

    Raises: NotPreparedYet, SettledAlready, SettlementOfYourOwn, BooksMoved.
    """
    with scope.estate(estate_id):
        actor.require(Right.ADOPT_BUDGET, estate_id)
        lock_books(estate_id)
        rows = YearSettlement.objects.select_for_update().filter(estate_id=estate_id, year=year)
        if rows.filter(published_at__isnull=False).exists():
            raise SettledAlready(year=year)
        row = rows.order_by("-id").first()
        if row is None:
            raise NotPreparedYet
        if actor.user_id is None or actor.user_id == row.prepared_by:
            raise SettlementOfYourOwn
        terms = Terms(row.percent, Money(row.amount_fen))
        if figures_of(estate_id, year, Mode(row.mode), terms, Money(row.drawn_fen)) != row.figures:
            raise BooksMoved
        row.published_by, row.published_by_name, row.published_at = actor.user_id, actor.name[:60], at
        row.save(update_fields=["published_by", "published_by_name", "published_at"])
        _audit("ledger.settlement_published", actor, row, at)


def _audit(action: str, actor: Actor, row: YearSettlement, at: datetime) -> None:
    audit.record(
        action,
        actor=actor,
        estate_id=row.estate_id,
        at=at,
        subject="ledger.settlement",
        subject_id=row.id,
        year=row.year,
    )
