"""Deposits as their readers see them: the list of the desk, those of a payment, what they do to a home's account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, IntegerField, Q, QuerySet, Sum, Value, When

from laoyou.core.decisions import Decision
from laoyou.core.money import Money
from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.infra.actor import Actor, Right
from laoyou.infra.decisions import Asked, asked_view
from laoyou.system.billing.deposits.models import Deposit, DepositReturn
from laoyou.system.people.rules.masking import masked_name
from laoyou.system.places import queries as places

STATES = ("held", "waits", "settled", "cancelled", "asked")
"""What the list can be narrowed to: `waits` are those whose settlement waits for a second person."""


@dataclass(frozen=True, slots=True)
class SettlementView:
    asked: Asked
    back: Money
    kept: Money
    way: str
    receiver: str


@dataclass(frozen=True, slots=True)
class DepositView:
    """A deposit with the settlement that waits or ended it. `payer_name` is masked but for who may settle it."""

    id: int
    home_id: int
    home_label: str
    purpose: str
    amount: Money
    payer_name: str
    payment_id: int | None
    state: str
    taken_on: date | None
    ended_on: date | None
    settlement: SettlementView | None


@dataclass(frozen=True, slots=True)
class HeldDeposits:
    count: int
    amount: Money


@dataclass(frozen=True, slots=True)
class DepositMove:
    """What a deposit does to a home's account: out of it above zero, back into it as credit below."""

    on: date
    amount: Money
    purpose: str
    payment_id: int | None


def deposits_for(
    *, actor: Actor, estate_id: int, state: str = "", search: str = "", page: int = 1, size: int = ROWS_PER_PAGE
) -> Page[DepositView]:
    """Return one page of an estate's deposits: those whose settlement waits first, then those held, then the newest."""
    actor.require(Right.TAKE_CASH, estate_id)
    found = Deposit.objects.filter(estate_id=estate_id)
    waiting = DepositReturn.objects.filter(estate_id=estate_id, state=Decision.ASKED.value).values("deposit_id")
    if state == "waits":
        found = found.filter(id__in=waiting)
    elif state in STATES:
        found = found.filter(state=state)
    else:
        found = found.exclude(state="asked")
    if text := search.strip():
        homes = places.homes_for(actor=actor, estate_id=estate_id, search=text, size=200).rows
        found = found.filter(Q(home_id__in=[home.id for home in homes]) | Q(purpose__icontains=text))
    first = Case(
        When(id__in=waiting, then=Value(0)),
        When(state="held", then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    start = offset_of(page, size)
    rows = found.order_by(first, "-asked_at", "-id")[start : start + size]
    return Page(rows=_views(rows, actor, estate_id), number=page, size=size, total=found.count())


def deposits_held(*, actor: Actor, estate_id: int) -> HeldDeposits:
    """Return how many deposits the estate holds, and how much they come to."""
    actor.require(Right.TAKE_CASH, estate_id)
    held = Deposit.objects.filter(estate_id=estate_id, state="held")
    return HeldDeposits(held.count(), Money(int(held.aggregate(sum=Sum("amount_fen"))["sum"] or 0)))


def deposits_of_payment(*, estate_id: int, payment_id: int) -> list[tuple[str, Money]]:
    """Return what a payment was left as deposits for, to those who may read the payment."""
    found = Deposit.objects.filter(estate_id=estate_id, payment_id=payment_id).order_by("id")
    return [(row.purpose, Money(row.amount_fen)) for row in found]


def moves_of_home(*, estate_id: int, home_id: int) -> list[DepositMove]:
    """Return what deposits took out of a home's account and put back as credit, for those who checked the right."""
    moves = []
    for row in Deposit.objects.filter(estate_id=estate_id, home_id=home_id).exclude(state="asked").order_by("id"):
        assert row.taken_on is not None
        moves.append(DepositMove(row.taken_on, Money(row.amount_fen), row.purpose, row.payment_id))
        if row.state == "cancelled" and row.ended_on is not None:
            moves.append(DepositMove(row.ended_on, Money(-row.amount_fen), row.purpose, row.payment_id))
    if not moves:
        return []
    returned = DepositReturn.objects.filter(
        estate_id=estate_id, deposit__home_id=home_id, state=Decision.APPROVED.value, way="credit", back_fen__gt=0
    )
    for back in returned.select_related("deposit").order_by("id"):
        moves.append(
            DepositMove(back.deposit.ended_on, Money(-back.back_fen), back.deposit.purpose, back.deposit.payment_id)
        )
    return moves


def _views(rows: QuerySet[Deposit], actor: Actor, estate_id: int) -> list[DepositView]:
    found = list(rows)
    labels = places.home_labels(estate_id=estate_id, home_ids={row.home_id for row in found}) if found else {}
    may_approve = actor.may(Right.APPROVE_EXPENSE, estate_id)
    returns = {
        each.deposit_id: each
        for each in DepositReturn.objects.filter(
            estate_id=estate_id,
            deposit_id__in=[row.id for row in found],
            state__in=[Decision.ASKED.value, Decision.APPROVED.value],
        )
    }
    return [
        DepositView(
            id=row.id,
            home_id=row.home_id,
            home_label=labels.get(row.home_id, ""),
            purpose=row.purpose,
            amount=Money(row.amount_fen),
            payer_name=masked_name(row.payer_name),
            payment_id=row.payment_id,
            state=row.state,
            taken_on=row.taken_on,
            ended_on=row.ended_on,
            settlement=_settlement(returns.get(row.id), actor, may_approve),
        )
        for row in found
    ]


def _settlement(row: DepositReturn | None, actor: Actor, may_approve: bool) -> SettlementView | None:
    if row is None:
        return None
    asked = asked_view(row, actor=actor, may_approve=may_approve)
    return SettlementView(
        asked=asked,
        back=Money(row.back_fen),
        kept=Money(row.kept_fen),
        way=row.way,
        receiver=row.receiver if asked.is_mine or asked.can_approve else masked_name(row.receiver),
    )
