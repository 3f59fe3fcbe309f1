"""Shared costs: the centre's list, one cost with each estate's part, and what an estate's entry says of its part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction

from django.db.models import F, Q

from laoyou.core.errors import NotFound
from laoyou.core.money import Money
from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.infra import scope
from laoyou.infra.actor import Actor, Right
from laoyou.infra.decisions import Asked, asked_view
from laoyou.system.ledger.budgets.cost_models import (
    SharedCost,
    SharedCostMove,
    SharedCostPart,
    SharedCostReversal,
    SharedCostVoucher,
    SharedEntry,
)
from laoyou.system.ledger.budgets.rules.costs import KEY_NAMES, STATE_NAMES, UNITS, CostState, Key, shown_quantity
from laoyou.system.ledger.rules.accounts import Account
from laoyou.system.ledger.rules.payees import public_payee

CENTRE = 0


@dataclass(frozen=True, slots=True)
class Share:
    """A fraction of a cost as people read it: “86,400 of 1,400,000 m²”."""

    key: Key
    key_source: str
    numerator: int
    denominator: int
    amount: Money
    whole: Money

    @property
    def key_name(self) -> str:
        return KEY_NAMES[self.key]

    @property
    def unit(self) -> str:
        return UNITS[self.key]

    @property
    def quantity(self) -> str:
        return shown_quantity(self.key, self.numerator)

    @property
    def total(self) -> str:
        return shown_quantity(self.key, self.denominator)

    @property
    def ratio(self) -> Fraction:
        return Fraction(self.numerator, self.denominator)


@dataclass(frozen=True, slots=True)
class SharedVoucherView:
    id: int
    is_shown: bool
    is_picture: bool


@dataclass(frozen=True, slots=True)
class SharedEntryView:
    """What the public entry of an estate says of its part of a shared cost."""

    share: Share
    payee: str
    is_reversal: bool
    vouchers: tuple[SharedVoucherView, ...]


@dataclass(frozen=True, slots=True)
class PartView:
    """An estate's part as the centre sees it: posted there, taken back, or still missing."""

    estate_id: int
    share: Share
    charged_entry_id: int | None
    charged_on: date | None
    returned_entry_id: int | None


@dataclass(frozen=True, slots=True)
class CostMoveView:
    name: str
    by: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CostView:
    """A shared cost. `missing` are the parts that the estates' books don't have yet, or still have."""

    id: int
    account: Account
    amount: Money
    spent_on: date
    payee: str
    text: str
    key: Key
    key_source: str
    state: CostState
    recorded_by: int
    recorded_by_name: str
    recorded_at: datetime
    parts: tuple[PartView, ...]
    moves: tuple[CostMoveView, ...] = ()
    reversal: Asked | None = None
    vouchers: tuple[SharedVoucherView, ...] = ()

    @property
    def state_name(self) -> str:
        return STATE_NAMES[self.state]

    @property
    def key_name(self) -> str:
        return KEY_NAMES[self.key]

    @property
    def missing(self) -> tuple[PartView, ...]:
        if self.state is CostState.APPROVED:
            return tuple(part for part in self.parts if part.charged_entry_id is None)
        if self.state is CostState.REVERSED:
            return tuple(part for part in self.parts if part.charged_entry_id and part.returned_entry_id is None)
        return ()

    @property
    def done(self) -> int:
        return len(self.parts) - len(self.missing)


def shared_costs_for(*, actor: Actor, page: int = 1, size: int = ROWS_PER_PAGE) -> Page[CostView]:
    """Return one page of the company's shared costs, the newest first."""
    actor.require(Right.SHARE_COSTS, CENTRE)
    rows = SharedCost.objects.filter(estate_id=CENTRE, organisation_id=actor.organisation_id or 0).order_by("-id")
    start = offset_of(page, size)
    with scope.estate(CENTRE):
        shown = list(rows[start : start + size])
        parts = _parts_of(shown)
        return Page(rows=[_view(row, parts[row.id]) for row in shown], number=page, size=size, total=rows.count())


def shared_cost_for(*, actor: Actor, cost_id: int) -> CostView:
    """Return one cost of the company with its way so far. Raises: NotFound."""
    actor.require(Right.SHARE_COSTS, CENTRE)
    with scope.estate(CENTRE):
        row = SharedCost.objects.filter(
            estate_id=CENTRE, id=cost_id, organisation_id=actor.organisation_id or 0
        ).first()
        if row is None:
            raise NotFound
        asked = SharedCostReversal.objects.filter(estate_id=CENTRE, cost=row).order_by("-id").first()
        may_approve = actor.may(Right.APPROVE_SHARED_COSTS, CENTRE)
        reversal = asked_view(asked, actor=actor, may_approve=may_approve) if asked else None
        return replace(_view(row, _parts_of([row])[row.id], in_full=True), reversal=reversal)


def shared_cost_voucher(*, actor: Actor, cost_id: int, voucher_id: int) -> int:
    """Return the file of a voucher as it was handed in. Raises: NotFound."""
    shared_cost_for(actor=actor, cost_id=cost_id)
    with scope.estate(CENTRE):
        row = SharedCostVoucher.objects.filter(estate_id=CENTRE, cost_id=cost_id, id=voucher_id).first()
    if row is None:
        raise NotFound
    return int(row.file_id)


def shared_entry(estate_id: int, entry_id: int) -> SharedEntryView | None:
    """Return what everybody may read of the shared cost behind an entry; None for any other entry."""
    with scope.estate(estate_id):
        row = SharedEntry.objects.filter(estate_id=estate_id, entry_id=entry_id).first()
    if row is None:
        return None
    with scope.estate(CENTRE):
        vouchers = _vouchers(SharedCostVoucher.objects.filter(estate_id=CENTRE, cost_id=row.shared_cost_id))
    share = Share(
        Key(row.key), row.key_source, row.numerator, row.denominator, Money(row.amount_fen), Money(row.whole_fen)
    )
    return SharedEntryView(share, public_payee(row.payee), row.is_reversal, vouchers)


def public_shared_voucher(estate_id: int, entry_id: int, voucher_id: int) -> int:
    """Return the centre's file that everybody may see of a voucher behind the entry. Raises: NotFound."""
    with scope.estate(estate_id):
        row = SharedEntry.objects.filter(estate_id=estate_id, entry_id=entry_id).first()
    if row is None:
        raise NotFound
    with scope.estate(CENTRE):
        voucher = SharedCostVoucher.objects.filter(estate_id=CENTRE, cost_id=row.shared_cost_id, id=voucher_id).first()
    if voucher is None or voucher.public_file_id is None:
        raise NotFound
    return int(voucher.public_file_id)


def parts_to_post() -> list[tuple[int, int]]:
    """Return cost and estate of every part that the estates' books don't have as they should, the oldest cost first."""
    not_there = Q(cost__state=CostState.APPROVED.value, charged_entry_id__isnull=True)
    still_there = Q(
        cost__state=CostState.REVERSED.value, charged_entry_id__isnull=False, returned_entry_id__isnull=True
    )
    with scope.estate(CENTRE):
        rows = SharedCostPart.objects.filter(not_there | still_there, estate_id=CENTRE).order_by("cost_id", "id")
        return list(rows.values_list("cost_id", "charged_estate_id"))


def parts_of_cost(cost_id: int) -> list[int]:
    """Return the estates that bear a part of the cost."""
    with scope.estate(CENTRE):
        rows = SharedCostPart.objects.filter(estate_id=CENTRE, cost_id=cost_id).order_by("id")
        return list(rows.values_list("charged_estate_id", flat=True))


def _parts_of(costs: Sequence[SharedCost]) -> dict[int, list[SharedCostPart]]:
    found: dict[int, list[SharedCostPart]] = {cost.id: [] for cost in costs}
    rows = SharedCostPart.objects.filter(estate_id=CENTRE, cost_id__in=list(found)).order_by("charged_estate_id")
    for part in rows:
        found[part.cost_id].append(part)
    return found


def _view(row: SharedCost, parts: Sequence[SharedCostPart], *, in_full: bool = False) -> CostView:
    key = Key(row.key)
    moves: Iterable[SharedCostMove] = ()
    vouchers: tuple[SharedVoucherView, ...] = ()
    if in_full:
        moves = SharedCostMove.objects.filter(estate_id=CENTRE, cost=row).order_by("id")
        vouchers = _vouchers(SharedCostVoucher.objects.filter(estate_id=CENTRE, cost=row))
    return CostView(
        id=row.id,
        account=Account(row.account),
        amount=Money(row.amount_fen),
        spent_on=row.spent_on,
        payee=row.payee,
        text=row.text,
        key=key,
        key_source=row.key_source,
        state=CostState(row.state),
        recorded_by=row.recorded_by,
        recorded_by_name=row.recorded_by_name,
        recorded_at=row.recorded_at,
        parts=tuple(
            PartView(
                part.charged_estate_id,
                Share(
                    key,
                    row.key_source,
                    part.numerator,
                    part.denominator,
                    Money(part.amount_fen),
                    Money(row.amount_fen),
                ),
                part.charged_entry_id,
                part.charged_on,
                part.returned_entry_id,
            )
            for part in parts
        ),
        moves=tuple(
            CostMoveView(STATE_NAMES[CostState(move.to_state)], move.actor_name, move.reason, move.at) for move in moves
        ),
        vouchers=vouchers,
    )


def _vouchers(rows: Iterable[SharedCostVoucher]) -> tuple[SharedVoucherView, ...]:
    kept = rows.select_related("public_file").annotate(own=F("public_file__media_type")).order_by("id")  # type: ignore[attr-defined]
    return tuple(
        SharedVoucherView(row.id, row.public_file_id is not None, (row.own or "").startswith("image/")) for row in kept
    )
