"""What people do with leases of common parts: enter one, record what came in, end it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotAllowed, NotFound
from laoyou.core.money import Money
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.ledger.leases.errors import (
    InstalmentTaken,
    LeaseOver,
    LeaseTerm,
    LeaseUnclear,
    NoBasis,
    SayWhyEnded,
)
from laoyou.system.ledger.leases.models import Lease, LeaseInstalment
from laoyou.system.ledger.leases.rules.instalments import MOVES, LeaseKind, LeaseState, instalments_of
from laoyou.system.ledger.models import Entry, Expense
from laoyou.system.ledger.rules.accounts import Account, Fund
from laoyou.system.ledger.use_cases.expenses import record_income, refuse_a_persons_number

LIVE = ("recorded", "approved")


def make_lease(
    *,
    actor: Actor,
    estate_id: int,
    kind: str,
    payer: str,
    place: str,
    basis: str,
    starts_on: date,
    last_day: date,
    every_months: int,
    amount: Money,
    at: datetime,
) -> int:
    """Enter a lease of a place in common parts with its instalments, and return its id.

    Law: CIVIL-278-SPECIAL, the owners agree to a business on common parts; CIVIL-282, the income is theirs.
    Raises: LeaseUnclear; LeaseTerm; NoBasis; HoldsAPersonsNumber.
    """
    with scope.estate(estate_id):
        actor.require(Right.RECORD_EXPENSE, estate_id)
        if actor.user_id is None:
            raise NotAllowed
        is_clear = kind in set(LeaseKind) and payer.strip() and place.strip() and amount.fen > 0
        if not is_clear or not 1 <= every_months <= 12:
            raise LeaseUnclear
        if not basis.strip():
            raise NoBasis
        refuse_a_persons_number(payer, place, basis)
        try:
            ends_before = last_day + timedelta(days=1)
            parts = instalments_of(
                starts_on=starts_on, ends_before=ends_before, every_months=every_months, amount=amount
            )
        except (ValueError, OverflowError):  # nobody lets a place until the year 9999
            raise LeaseTerm from None
        lease = Lease.objects.create(
            estate_id=estate_id,
            kind=kind,
            payer=payer.strip()[:80],
            place=place.strip()[:80],
            basis=basis.strip()[:120],
            starts_on=starts_on,
            ends_before=ends_before,
            every_months=every_months,
            amount_fen=amount.fen,
            made_by=actor.user_id,
            made_by_name=actor.name[:100],
            made_at=at,
        )
        LeaseInstalment.objects.bulk_create(
            LeaseInstalment(
                estate_id=estate_id,
                lease=lease,
                number=part.number,
                starts_on=part.starts_on,
                ends_before=part.ends_before,
                amount_fen=part.amount.fen,
            )
            for part in parts
        )
        _record("ledger.lease_made", lease, actor, at)
        return int(lease.id)


def receive_instalment(
    *,
    actor: Actor,
    estate_id: int,
    instalment_id: int,
    received_on: date,
    file_ids: Sequence[int],
    text: str,
    at: datetime,
) -> int:
    """Record an instalment that came in, with its voucher, as income of the owners; a second person approves it.

    What was refused, taken back or reversed can be recorded anew. Returns the record's id.
    Raises: NotFound; InstalmentTaken; what `record_income` raises.
    """
    with scope.estate(estate_id):
        actor.require(Right.RECORD_EXPENSE, estate_id)
        row = LeaseInstalment.objects.select_for_update().filter(estate_id=estate_id, id=instalment_id).first()
        if row is None:
            raise NotFound
        if row.is_dropped or _is_taken(row):
            raise InstalmentTaken
        lease = Lease.objects.get(estate_id=estate_id, id=row.lease_id)
        row.expense_id = record_income(
            actor=actor,
            estate_id=estate_id,
            fund=Fund.COMMON_INCOME,
            account=Account.ADVERTISING,
            amount=Money(row.amount_fen),
            received_on=received_on,
            payer=lease.payer,
            text=text.strip() or lease.place,
            file_ids=file_ids,
            at=at,
        )
        row.save(update_fields=["expense"])
        return int(row.expense_id)


def end_lease(*, actor: Actor, estate_id: int, lease_id: int, reason: str, at: datetime) -> None:
    """End a lease today: instalments that begin later, and that nobody has paid, are no longer due.

    Raises: NotFound; LeaseOver; SayWhyEnded.
    """
    with scope.estate(estate_id):
        actor.require(Right.RECORD_EXPENSE, estate_id)
        lease = Lease.objects.select_for_update().filter(estate_id=estate_id, id=lease_id).first()
        if lease is None:
            raise NotFound
        if LeaseState.ENDED not in MOVES[LeaseState(lease.state)]:
            raise LeaseOver
        if not reason.strip():
            raise SayWhyEnded
        lease.state, lease.ended_on, lease.end_reason = LeaseState.ENDED.value, city_day(at), reason.strip()[:200]
        lease.save(update_fields=["state", "ended_on", "end_reason"])
        later = LeaseInstalment.objects.filter(estate_id=estate_id, lease_id=lease_id, starts_on__gt=lease.ended_on)
        dropped = [row.id for row in later if not _is_taken(row)]
        later.filter(id__in=dropped).update(is_dropped=True, expense=None)
        _record("ledger.lease_ended", lease, actor, at, reason=lease.end_reason)


def _is_taken(row: LeaseInstalment) -> bool:
    """Return whether its money came in, or waits for a second person: not where that was refused or taken back."""
    expense = Expense.objects.filter(estate_id=row.estate_id, id=row.expense_id or 0, state__in=LIVE).first()
    if expense is None or expense.entry_id is None:
        return expense is not None
    return not Entry.objects.filter(estate_id=row.estate_id, reverses_id=expense.entry_id).exists()


def _record(action: str, lease: Lease, actor: Actor, at: datetime, *, reason: str = "") -> None:
    audit.record(
        action,
        actor=actor,
        estate_id=lease.estate_id,
        at=at,
        subject="ledger.lease",
        subject_id=lease.id,
        reason=reason,
        place=lease.place,
        amount=str(Money(lease.amount_fen)),
        months=lease.every_months,
    )
