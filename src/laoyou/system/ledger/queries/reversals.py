"""Entries that somebody asked to take back: the list of an estate, and what waits on one entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, IntegerField, QuerySet, Sum, Value, When

from laoyou.core.decisions import Decision
from laoyou.core.money import Money
from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.infra.actor import Actor, Right
from laoyou.infra.decisions import Asked, asked_view
from laoyou.system.ledger.models import Line, Reversal
from laoyou.system.ledger.rules.accounts import OWN_FUNDS, Account


@dataclass(frozen=True, slots=True)
class ReversalView:
    """A reversal that somebody asked for, with its entry. `amount` is what the entry moved: below zero, spent."""

    asked: Asked
    entry_id: int
    text: str
    posted_on: date
    amount: Money
    reversing_entry_id: int | None


def reversals_for(
    *, actor: Actor, estate_id: int, state: str = "", page: int = 1, size: int = ROWS_PER_PAGE
) -> Page[ReversalView]:
    """Return one page of the estate's reversals: those that wait for a decision first, then the newest."""
    actor.require(Right.RECORD_EXPENSE, estate_id)
    found = Reversal.objects.filter(estate_id=estate_id)
    if state in list(Decision):
        found = found.filter(state=state)
    waiting_first = Case(When(state="asked", then=Value(0)), default=Value(1), output_field=IntegerField())
    start = offset_of(page, size)
    rows = found.order_by(waiting_first, "-asked_at", "-id")[start : start + size]
    return Page(rows=_views(rows, actor, estate_id), number=page, size=size, total=found.count())


def reversal_of_entry(*, actor: Actor, estate_id: int, entry_id: int) -> ReversalView | None:
    """Return the reversal that waits on the entry, for those who record or approve; none when none does."""
    if not actor.may(Right.RECORD_EXPENSE, estate_id):
        return None
    waiting = Reversal.objects.filter(estate_id=estate_id, entry_id=entry_id, state=Decision.ASKED.value)
    return next(iter(_views(waiting, actor, estate_id)), None)


def reversals_undecided(estate_id: int) -> int:
    """Return how many reversals wait for a decision."""
    return Reversal.objects.filter(estate_id=estate_id, state=Decision.ASKED.value).count()


def _views(rows: QuerySet[Reversal], actor: Actor, estate_id: int) -> list[ReversalView]:
    found = list(rows.select_related("entry"))
    if not found:
        return []
    money = Line.objects.filter(
        estate_id=estate_id,
        entry_id__in=[row.entry_id for row in found],
        account=Account.MONEY,
        fund__in=[fund.value for fund in OWN_FUNDS],
    )
    moved = dict(money.values_list("entry_id").annotate(moved=Sum("amount_fen")).values_list("entry_id", "moved"))
    may_approve = actor.may(Right.APPROVE_EXPENSE, estate_id)
    return [
        ReversalView(
            asked=asked_view(row, actor=actor, may_approve=may_approve),
            entry_id=row.entry_id,
            text=row.entry.text,
            posted_on=row.entry.posted_on,
            amount=Money(moved.get(row.entry_id, 0)),
            reversing_entry_id=row.reversing_entry_id,
        )
        for row in found
    ]
