"""Credit notes asked for: the list of an estate with those that wait first, and what waits on one bill."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, IntegerField, QuerySet, Value, When

from laoyou.core.calendar import Month
from laoyou.core.decisions import Decision
from laoyou.core.money import Money
from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.infra.actor import Actor, Right
from laoyou.infra.decisions import Asked, asked_view
from laoyou.system.billing.models import Correction
from laoyou.system.billing.queries.rows import require_reader
from laoyou.system.places import queries as places


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """A credit note that somebody asked for, with the bill it is about and what became of it."""

    asked: Asked
    bill_id: int
    home_id: int
    home_label: str
    month: Month
    item_name: str
    billed: Money
    amount: Money


def corrections_for(
    *, actor: Actor, estate_id: int, state: str = "", page: int = 1, size: int = ROWS_PER_PAGE
) -> Page[CorrectionView]:
    """Return one page of the estate's credit notes: those that wait for a decision first, then the newest."""
    require_reader(actor, estate_id)
    found = Correction.objects.filter(estate_id=estate_id)
    if state in list(Decision):
        found = found.filter(state=state)
    waiting_first = Case(When(state="asked", then=Value(0)), default=Value(1), output_field=IntegerField())
    start = offset_of(page, size)
    rows = found.order_by(waiting_first, "-asked_at", "-id")[start : start + size]
    return Page(rows=_views(rows, actor, estate_id), number=page, size=size, total=found.count())


def correction_of_bill(*, actor: Actor, estate_id: int, bill_id: int) -> CorrectionView | None:
    """Return the credit note that waits on the bill, for staff; none when none does."""
    require_reader(actor, estate_id)
    waiting = Correction.objects.filter(estate_id=estate_id, bill_id=bill_id, state=Decision.ASKED.value)
    return next(iter(_views(waiting, actor, estate_id)), None)


def corrections_undecided(estate_id: int) -> int:
    """Return how many credit notes wait for a decision."""
    return Correction.objects.filter(estate_id=estate_id, state=Decision.ASKED.value).count()


def _views(rows: QuerySet[Correction], actor: Actor, estate_id: int) -> list[CorrectionView]:
    found = list(rows.select_related("bill"))
    labels = places.home_labels(estate_id=estate_id, home_ids={row.bill.home_id for row in found}) if found else {}
    may_approve = actor.may(Right.APPROVE_WAIVER, estate_id)
    return [
        CorrectionView(
            asked=asked_view(row, actor=actor, may_approve=may_approve),
            bill_id=row.bill_id,
            home_id=row.bill.home_id,
            home_label=labels.get(row.bill.home_id, ""),
            month=Month.of(row.bill.month),
            item_name=row.bill.item_name,
            billed=Money(row.bill.amount_fen),
            amount=Money(row.amount_fen),
        )
        for row in found
    ]
