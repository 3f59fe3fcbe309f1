"""Carrying a shared cost into the books of one estate, and back. Each step is one estate's transaction, and posts once.

The calendar's affair; the person who approved stands in the centre's books.
"""

from __future__ import annotations

from datetime import datetime

from laoyou.core.calendar import city_day
from laoyou.core.money import Money
from laoyou.infra import audit, scope
from laoyou.infra.actor import system
from laoyou.system.ledger.books import last_closed, lock_books
from laoyou.system.ledger.budgets.cost_models import SharedCost, SharedCostPart, SharedEntry
from laoyou.system.ledger.budgets.rules.costs import CostState, posted_on
from laoyou.system.ledger.budgets.use_cases.sharing import CENTRE
from laoyou.system.ledger.models import Entry
from laoyou.system.ledger.posting import post_entry
from laoyou.system.ledger.rules.accounts import Account, Fund, NewLine

POSTER = system("ledger.share_costs")


def post_part(*, cost_id: int, charged_estate_id: int, at: datetime) -> bool:
    """Bring the part of one estate to where its cost stands: posted, or taken back. Return whether that is done.

    Safe to run twice, and after a stop between any two steps: the estate's entry posts once by its source, and only
    then does the centre write down that it is there.
    """
    with scope.estate(CENTRE):
        part = (
            SharedCostPart.objects.select_related("cost")
            .filter(estate_id=CENTRE, cost_id=cost_id, charged_estate_id=charged_estate_id)
            .first()
        )
    if part is None or part.cost.state in (CostState.RECORDED, CostState.REFUSED):
        return True
    is_back = part.cost.state == CostState.REVERSED
    if is_back and part.charged_entry_id is None and not _stands(part):
        return True  # taken back before it ever came here
    entry = _charge(part, at) if part.charged_entry_id is None else None
    if entry is not None:
        _write_down(part, at, charged_entry_id=entry.id, charged_on=entry.posted_on)
    if is_back and part.returned_entry_id is None:
        _write_down(part, at, returned_entry_id=_return(part, at))
    return True


def _stands(part: SharedCostPart) -> bool:
    with scope.estate(part.charged_estate_id):
        return SharedEntry.objects.filter(
            estate_id=part.charged_estate_id, shared_cost_id=part.cost_id, is_reversal=False
        ).exists()


def _charge(part: SharedCostPart, at: datetime) -> Entry:
    """Post the part in the estate's own books, in the first month that is open, and return its entry."""
    cost, estate_id = part.cost, part.charged_estate_id
    with scope.estate(estate_id):
        lock_books(estate_id)
        entry_id = post_entry(
            estate_id=estate_id,
            kind="shared_cost",
            source=str(cost.id),
            posted_on=posted_on(cost.spent_on, last_closed(estate_id)),
            text=cost.text,
            lines=_lines(-part.amount_fen, cost.account),
            actor=POSTER,
            at=at,
        )
        if entry_id is not None:
            _keep(part, entry_id, is_reversal=False)
            _audit("ledger.cost_shared", part, at)
        return Entry.objects.get(estate_id=estate_id, kind="shared_cost", source=str(cost.id))


def _return(part: SharedCostPart, at: datetime) -> int:
    """Post the opposite of the estate's part, dated today, and return its entry."""
    cost, estate_id = part.cost, part.charged_estate_id
    with scope.estate(estate_id):
        lock_books(estate_id)
        charged = Entry.objects.get(estate_id=estate_id, kind="shared_cost", source=str(cost.id))
        entry_id = post_entry(
            estate_id=estate_id,
            kind="shared_cost_reversal",
            source=str(cost.id),
            posted_on=city_day(at),
            text=cost.text,
            lines=_lines(part.amount_fen, cost.account),
            actor=POSTER,
            at=at,
            reverses_id=charged.id,
        )
        if entry_id is not None:
            _keep(part, entry_id, is_reversal=True)
            _audit("ledger.cost_share_returned", part, at)
        return int(Entry.objects.get(estate_id=estate_id, kind="shared_cost_reversal", source=str(cost.id)).id)


def _keep(part: SharedCostPart, entry_id: int, *, is_reversal: bool) -> None:
    cost: SharedCost = part.cost
    SharedEntry.objects.create(
        estate_id=part.charged_estate_id,
        shared_cost_id=cost.id,
        entry_id=entry_id,
        is_reversal=is_reversal,
        key=cost.key,
        key_source=cost.key_source,
        numerator=part.numerator,
        denominator=part.denominator,
        amount_fen=part.amount_fen,
        whole_fen=cost.amount_fen,
        payee=cost.payee,
    )


def _write_down(part: SharedCostPart, at: datetime, **fields: object) -> None:
    """Note at the centre what stands in the estate's books now, and what it gave or got back for it."""
    is_back = "returned_entry_id" in fields
    sign = -1 if is_back else 1
    with scope.estate(CENTRE):
        SharedCostPart.objects.filter(estate_id=CENTRE, id=part.id).update(**fields)
        post_entry(
            estate_id=CENTRE,
            kind="shared_returned" if is_back else "shared_back",
            source=f"{part.cost_id}:{part.charged_estate_id}",
            posted_on=city_day(at),
            text=part.cost.text,
            lines=_lines(sign * part.amount_fen, part.cost.account),
            actor=POSTER,
            at=at,
        )


def _lines(fen: int, account: int) -> list[NewLine]:
    return [NewLine(Fund.SERVICE, Account.MONEY, fen), NewLine(Fund.SERVICE, Account(account), -fen)]


def _audit(action: str, part: SharedCostPart, at: datetime) -> None:
    audit.record(
        action,
        actor=POSTER,
        estate_id=part.charged_estate_id,
        at=at,
        subject="ledger.shared_cost",
        subject_id=part.cost_id,
        amount=str(Money(part.amount_fen)),
        whole=str(Money(part.cost.amount_fen)),
        text=part.cost.text,
    )
