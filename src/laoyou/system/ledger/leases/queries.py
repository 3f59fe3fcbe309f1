"""Leases of common parts: to the desk what is due and what waits for a second person, to everybody what came in."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from laoyou.core.calendar import Month
from laoyou.core.money import Money
from laoyou.infra.actor import Actor, Right
from laoyou.system.ledger.leases.models import Lease, LeaseInstalment
from laoyou.system.ledger.models import Entry
from laoyou.system.ledger.rules.payees import public_payee

LEASE_STATES, LATE = frozenset({"running", "ended"}), "late"


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
    def last_day(self) -> date:
        return self.ends_before - timedelta(days=1)

    @property
    def late(self) -> Money:
        return Money.total(part.amount for part in self.instalments if part.state == "late")

    @property
    def received(self) -> Money:
        return Money.total(part.amount for part in self.instalments if part.state == "received")


@dataclass(frozen=True, slots=True)
class PublicLease:
    """A lease as everybody may read it: the payer masked unless an organisation, and the owners' money from it.

    `received` is all that came in up to the month's end, `in_month` what of it came in during the month.
    """

    kind: str
    payer: str
    place: str
    basis: str
    starts_on: date
    last_day: date
    every_months: int
    amount: Money
    is_over: bool
    received: Money
    in_month: Money


def public_leases(estate_id: int, month: Month) -> list[PublicLease]:
    """Return the leases that ran in the month, or whose money came in then, by their place. Law: CIVIL-282."""
    came: dict[int, list[tuple[date, int]]] = defaultdict(list)
    rows = LeaseInstalment.objects.select_related("expense").filter(
        estate_id=estate_id, expense__state="approved", expense__spent_on__lt=month.ends_before
    )
    gone = _taken_back(estate_id)
    for row in rows:
        if row.expense.entry_id not in gone:
            came[row.lease_id].append((row.expense.spent_on, row.amount_fen))
    found = []
    for lease in Lease.objects.filter(estate_id=estate_id, starts_on__lt=month.ends_before).order_by("place", "id"):
        in_month = sum(fen for day, fen in came[lease.id] if day >= month.first)
        last = lease.ended_on or lease.ends_before - timedelta(days=1)
        if last < month.first and not in_month:
            continue
        found.append(
            PublicLease(
                kind=lease.kind,
                payer=public_payee(lease.payer),
                place=lease.place,
                basis=lease.basis,
                starts_on=lease.starts_on,
                last_day=last,
                every_months=lease.every_months,
                amount=Money(lease.amount_fen),
                is_over=last < month.ends_before,
                received=Money(sum(fen for _, fen in came[lease.id])),
                in_month=Money(in_month),
            )
        )
    return found


def _taken_back(estate_id: int) -> set[int]:
    """Return the entries that were reversed: what they say came in did not."""
    reversing = Entry.objects.filter(estate_id=estate_id, reverses__isnull=False)
    return set(reversing.values_list("reverses_id", flat=True))


def leases_for(*, actor: Actor, estate_id: int, today: date, search: str = "", state: str = "") -> list[LeaseView]:
    """Return the estate's leases, those that run first, with their instalments.

    `search` looks at place, payer and what the owners agreed to; `state` is running, ended, or late: something is due.
    """
    actor.require(Right.SEE_BOOKS, estate_id)
    parts: dict[int, list[InstalmentView]] = defaultdict(list)
    rows = LeaseInstalment.objects.select_related("expense").filter(estate_id=estate_id, is_dropped=False)
    gone = _taken_back(estate_id)
    for row in rows.order_by("number"):
        recorded = row.expense.state if row.expense_id and row.expense.entry_id not in gone else ""
        parts[row.lease_id].append(
            InstalmentView(
                id=row.id,
                number=row.number,
                starts_on=row.starts_on,
                ends_before=row.ends_before,
                amount=Money(row.amount_fen),
                state=_state(recorded, row.starts_on, today),
                expense_id=row.expense_id,
            )
        )
    leases = Lease.objects.filter(estate_id=estate_id)
    if text := search.strip():
        leases = leases.filter(Q(place__icontains=text) | Q(payer__icontains=text) | Q(basis__icontains=text))
    if state in LEASE_STATES:
        leases = leases.filter(state=state)
    found = [
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
        for row in leases.order_by("-state", "place", "id")
    ]
    return [each for each in found if each.late.fen] if state == LATE else found


def _state(expense_state: str, due_on: date, today: date) -> str:
    known = {"approved": "received", "recorded": "waits"}
    if expense_state in known:
        return known[expense_state]
    if due_on > today:
        return "to_come"
    return "due" if due_on == today else "late"
