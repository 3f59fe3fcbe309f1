"""Leases of common parts as the desk sees them: what is due, what came in, what waits for a second person."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from laoyou.core.money import Money
from laoyou.infra.actor import Actor, Right
from laoyou.system.ledger.leases.models import Lease, LeaseInstalment
from laoyou.system.ledger.models import Entry


@dataclass(frozen=True, slots=True)
class InstalmentView:
    """`state` is received, waits (for a second person), late, due or to_come."""

    id: int
    number: int
    starts_on: date
    ends_before: date
    amount: Money
    state: str
    expense_id: int | None

    @property
    def can_be_received(self) -> bool:
        return self.state in ("late", "due", "to_come")


@dataclass(frozen=True, slots=True)
class LeaseView:
    id: int
    kind: str
    payer: str
    place: str
    basis: str
    starts_on: date
    ends_before: date
    every_months: int
    amount: Money
    state: str
    ended_on: date | None
    end_reason: str
    instalments: tuple[InstalmentView, ...]

    @property
    def late(self) -> Money:
        return Money.total(part.amount for part in self.instalments if part.state == "late")

    @property
    def received(self) -> Money:
        return Money.total(part.amount for part in self.instalments if part.state == "received")


def leases_for(*, actor: Actor, estate_id: int, today: date) -> list[LeaseView]:
    """Return the estate's leases, those that run first, with their instalments."""
    actor.require(Right.SEE_BOOKS, estate_id)
    parts: dict[int, list[InstalmentView]] = defaultdict(list)
    rows = LeaseInstalment.objects.select_related("expense").filter(estate_id=estate_id, is_dropped=False)
    entries = [row.expense.entry_id for row in rows if row.expense_id and row.expense.entry_id]
    reversed_ = Entry.objects.filter(estate_id=estate_id, reverses_id__in=entries)
    taken_back = set(reversed_.values_list("reverses_id", flat=True))
    for row in rows.order_by("number"):
        state = row.expense.state if row.expense_id and row.expense.entry_id not in taken_back else ""
        parts[row.lease_id].append(
            InstalmentView(
                id=row.id,
                number=row.number,
                starts_on=row.starts_on,
                ends_before=row.ends_before,
                amount=Money(row.amount_fen),
                state=_state(state, row.starts_on, today),
                expense_id=row.expense_id,
            )
        )
    return [
        LeaseView(
            id=row.id,
            kind=row.kind,
            payer=row.payer,
            place=row.place,
            basis=row.basis,
            starts_on=row.starts_on,
            ends_before=row.ends_before,
            every_months=row.every_months,
            amount=Money(row.amount_fen),
            state=row.state,
            ended_on=row.ended_on,
            end_reason=row.end_reason,
            instalments=tuple(parts[row.id]),
        )
        for row in Lease.objects.filter(estate_id=estate_id).order_by("-state", "place", "id")
    ]


def _state(expense_state: str, due_on: date, today: date) -> str:
    known = {"approved": "received", "recorded": "waits"}
    if expense_state in known:
        return known[expense_state]
    if due_on > today:
        return "to_come"
    return "due" if due_on == today else "late"
