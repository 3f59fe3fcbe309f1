"""A cost of the centre: recorded by one person, approved by another, then borne by each estate in its own books.

The parts are posted one estate at a time (`posting_parts`), so that no transaction spans two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from laoyou.core.calendar import city_day
from laoyou.core.decisions import Decision
from laoyou.core.errors import NotAllowed, NotFound
from laoyou.core.money import Money
from laoyou.infra import audit, decisions, events, files, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.ledger.books import lock_books
from laoyou.system.ledger.budgets.cost_models import (
    SharedCost,
    SharedCostMove,
    SharedCostPart,
    SharedCostReversal,
    SharedCostVoucher,
)
from laoyou.system.ledger.budgets.errors import (
    CostDecided,
    CostOfYourOwn,
    NeedsItsKey,
    NobodyBears,
    NotAboveZero,
    NotAnExpense,
)
from laoyou.system.ledger.budgets.events import SharedCostMoved
from laoyou.system.ledger.budgets.rules.costs import CostState, Key, may_move, parts_of
from laoyou.system.ledger.errors import InTheFuture, NeedsAReason, NotAVoucher, NoVoucher, ReversalWaits
from laoyou.system.ledger.posting import post_entry
from laoyou.system.ledger.rules.accounts import EXPENSE, Account, Fund, NewLine
from laoyou.system.ledger.use_cases.expenses import refuse_a_persons_number

CENTRE = 0


def record_shared_cost(
    *,
    actor: Actor,
    account: Account,
    amount: Money,
    spent_on: date,
    payee: str,
    text: str,
    key: Key,
    key_source: str,
    quantities: Mapping[int, int],
    file_ids: Sequence[int],
    at: datetime,
    public_copies: Mapping[int, int | None] | None = None,
    once: str = "",
) -> int:
    """Record what the centre paid for these estates, with its vouchers, and return its id. Nothing is posted yet.

    The same `once` again, a form sent twice, records nothing and returns the first one's id.
    `quantities` holds of the key what falls on each estate; the vouchers are files of the centre (estate 0).
    Raises: NotFound for an estate in which the actor records nothing; NotAboveZero, NotAnExpense, InTheFuture,
    NeedsItsKey, NobodyBears, HoldsAPersonsNumber, NoVoucher, NotAVoucher.
    """
    with scope.estate(CENTRE):
        actor.require(Right.SHARE_COSTS, CENTRE)
        for estate_id in quantities:
            actor.require(Right.RECORD_EXPENSE, estate_id)
        if actor.user_id is None or actor.organisation_id is None:
            raise NotAllowed
        if amount.fen <= 0:
            raise NotAboveZero
        if account not in EXPENSE:
            raise NotAnExpense
        if spent_on > city_day(at):
            raise InTheFuture(day=spent_on.isoformat())
        if not key_source.strip():
            raise NeedsItsKey
        if not any(quantities.values()) or min(quantities.values()) < 0:
            raise NobodyBears
        refuse_a_persons_number(payee, text, key_source)
        shown = {file_id: (public_copies or {}).get(file_id, file_id) for file_id in dict.fromkeys(file_ids)}
        if not shown:
            raise NoVoucher
        wanted = {*shown, *(copy for copy in shown.values() if copy is not None)}
        if not files.are_kept(estate_id=CENTRE, file_ids=wanted, purpose="voucher"):
            raise NotAVoucher
        lock_books(CENTRE)
        sent = SharedCost.objects.filter(estate_id=CENTRE, recorded_by=actor.user_id, once=once[:40]).first()
        if once and sent is not None:
            return int(sent.id)
        cost = SharedCost.objects.create(
            estate_id=CENTRE,
            organisation_id=actor.organisation_id,
            account=int(account),
            amount_fen=amount.fen,
            spent_on=spent_on,
            payee=payee.strip()[:80],
            text=text.strip()[:200],
            key=key.value,
            key_source=key_source.strip()[:200],
            recorded_by=actor.user_id,
            recorded_by_name=actor.name[:60],
            recorded_at=at,
            once=once[:40],
        )
        SharedCostVoucher.objects.bulk_create(
            SharedCostVoucher(estate_id=CENTRE, cost=cost, file_id=file_id, public_file_id=public_file_id)
            for file_id, public_file_id in shown.items()
        )
        SharedCostPart.objects.bulk_create(
            SharedCostPart(
                estate_id=CENTRE,
                cost=cost,
                charged_estate_id=part.estate_id,
                numerator=part.numerator,
                denominator=part.denominator,
                amount_fen=part.amount.fen,
            )
            for part in parts_of(amount, quantities)
        )
        _step(cost, "", actor, "", at)
        _record("ledger.shared_cost_recorded", actor, cost, at)
        return int(cost.id)


def decide_shared_cost(*, actor: Actor, cost_id: int, approve: bool, reason: str = "", at: datetime) -> None:
    """Approve a cost, after which each estate bears its part, or refuse it with a reason.

    Raises: NotFound, CostDecided, CostOfYourOwn, NeedsAReason.
    """
    with scope.estate(CENTRE):
        cost = _locked(actor, cost_id, Right.APPROVE_SHARED_COSTS)
        if CostState(cost.state) is not CostState.RECORDED:
            raise CostDecided
        if actor.user_id is None or actor.user_id == cost.recorded_by:
            raise CostOfYourOwn
        if not approve and not reason.strip():
            raise NeedsAReason
        if approve:
            _require_in_each(actor, cost, Right.APPROVE_EXPENSE)
        _move(cost, CostState.APPROVED if approve else CostState.REFUSED, actor, reason, at)
        if approve:
            post_entry(
                estate_id=CENTRE,
                kind="shared_cost",
                source=str(cost.id),
                posted_on=city_day(at),
                text=cost.text,
                lines=_lines(-cost.amount_fen, cost.account),
                actor=actor,
                at=at,
            )
            events.raise_event(SharedCostMoved(cost_id=cost.id))


def ask_shared_cost_reversal(*, actor: Actor, cost_id: int, reason: str, at: datetime) -> int:
    """Ask to take a cost back from every estate, with the reason that everybody will read; return the request's id.

    Raises: NotFound, also where the company no longer serves an estate that bore a part; CostDecided unless it is
    approved; ReversalWaits; NeedsAReason; HoldsAPersonsNumber.
    """
    with scope.estate(CENTRE):
        cost = _locked(actor, cost_id, Right.SHARE_COSTS)
        if CostState(cost.state) is not CostState.APPROVED:
            raise CostDecided
        if not reason.strip():
            raise NeedsAReason
        refuse_a_persons_number(reason)
        _require_in_each(actor, cost, Right.RECORD_EXPENSE)
        waiting = SharedCostReversal.objects.filter(estate_id=CENTRE, cost=cost, state=Decision.ASKED.value)
        if waiting.exists():
            raise ReversalWaits
        row = SharedCostReversal.objects.create(
            estate_id=CENTRE, cost=cost, **decisions.asked_now(actor=actor, reason=reason, at=at)
        )
        _record("ledger.shared_cost_reversal_asked", actor, cost, at, reason=row.reason)
        return int(row.id)


def decide_shared_cost_reversal(
    *, actor: Actor, cost_id: int, approve: bool, reason: str = "", at: datetime
) -> Decision:
    """Take back, as a second person, the cost that somebody else asked about: the part of every estate is reversed in
    its own books. Or refuse; who asked may withdraw.

    Raises: NotFound, also where the company no longer serves an estate that bore a part; DecidedAlready;
    AsksASecondPerson; SayWhy.
    """
    with scope.estate(CENTRE):
        cost = _locked(actor, cost_id, Right.SHARE_COSTS)
        row = SharedCostReversal.objects.select_for_update().filter(estate_id=CENTRE, cost=cost).order_by("-id").first()
        if row is None:
            raise NotFound
        if approve or row.asked_by != actor.user_id:
            actor.require(Right.APPROVE_SHARED_COSTS, CENTRE)
        after = decisions.decide(row, actor=actor, approve=approve, reason=reason, at=at)
        if after is Decision.APPROVED:
            _require_in_each(actor, cost, Right.APPROVE_EXPENSE)
            _take_back(cost, row.reason, actor, at)
        else:
            _record(f"ledger.shared_cost_reversal_{after.value}", actor, cost, at, reason=row.decision_reason)
        return after


def _take_back(cost: SharedCost, reason: str, actor: Actor, at: datetime) -> None:
    _move(cost, CostState.REVERSED, actor, reason, at)
    post_entry(
        estate_id=CENTRE,
        kind="shared_cost_reversal",
        source=str(cost.id),
        posted_on=city_day(at),
        text=reason,
        lines=_lines(cost.amount_fen, cost.account),
        actor=actor,
        at=at,
    )
    events.raise_event(SharedCostMoved(cost_id=cost.id))


def _require_in_each(actor: Actor, cost: SharedCost, right: Right) -> None:
    """Raises: NotFound, NotAllowed where the actor lacks the right in one of the estates that bear a part."""
    for part in SharedCostPart.objects.filter(estate_id=CENTRE, cost=cost).order_by("charged_estate_id"):
        actor.require(right, part.charged_estate_id)


def _locked(actor: Actor, cost_id: int, right: Right) -> SharedCost:
    """Return the cost of the actor's own company, held until the transaction ends."""
    actor.require(right, CENTRE)
    cost = (
        SharedCost.objects.select_for_update()
        .filter(estate_id=CENTRE, id=cost_id, organisation_id=actor.organisation_id or 0)
        .first()
    )
    if cost is None:
        raise NotFound
    return cost


def _move(cost: SharedCost, to: CostState, actor: Actor, reason: str, at: datetime) -> None:
    before = CostState(cost.state)
    if not may_move(before, to):
        raise CostDecided
    cost.state = to.value
    if cost.decided_by is None:
        cost.decided_by, cost.decided_at = actor.user_id, at
    cost.save(update_fields=["state", "decided_by", "decided_at"])
    _step(cost, before.value, actor, reason, at)
    _record(f"ledger.shared_cost_{to.value}", actor, cost, at, reason=reason.strip())


def _step(cost: SharedCost, before: str, actor: Actor, reason: str, at: datetime) -> None:
    SharedCostMove.objects.create(
        estate_id=CENTRE,
        cost=cost,
        from_state=before,
        to_state=cost.state,
        actor=actor.audit_name(),
        actor_name=actor.name[:60],
        reason=reason.strip()[:200],
        at=at,
    )


def _lines(fen: int, account: int) -> list[NewLine]:
    """Return money of the service fund, below zero when it goes out, and what it was for."""
    return [NewLine(Fund.SERVICE, Account.MONEY, fen), NewLine(Fund.SERVICE, Account(account), -fen)]


def _record(action: str, actor: Actor, cost: SharedCost, at: datetime, *, reason: str = "") -> None:
    audit.record(
        action,
        actor=actor,
        estate_id=CENTRE,
        at=at,
        subject="ledger.shared_cost",
        subject_id=cost.id,
        reason=reason,
        amount=str(Money(cost.amount_fen)),
        text=cost.text,
    )
