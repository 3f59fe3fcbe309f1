"""The account that payers transfer to: which one counts, and what was asked about it."""

from __future__ import annotations

from dataclasses import dataclass

from laoyou.core.decisions import Decision
from laoyou.infra import scope
from laoyou.infra.actor import Actor, Right
from laoyou.infra.decisions import Asked, asked_view
from laoyou.system.payments.models import TransferAccount

CENTRE = 0
SHOWN = 20


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account as payers are told of it."""

    holder: str
    bank: str
    number: str


@dataclass(frozen=True, slots=True)
class AccountRequest:
    """What somebody asked to be the account; `account` is None where there shall be none any more."""

    asked: Asked
    account: AccountView | None


def transfer_account() -> AccountView | None:
    """Return the account that payers transfer to, for everybody to read; None where transfers are not taken."""
    with scope.estate(CENTRE):
        confirmed = TransferAccount.objects.filter(estate_id=CENTRE, state=Decision.APPROVED.value)
        row = confirmed.order_by("-decided_at", "-id").first()
    return _account(row) if row is not None else None


def transfer_account_requests(*, actor: Actor) -> list[AccountRequest]:
    """Return the newest of what was asked about the account, with its decisions."""
    actor.require(Right.RECONCILE, CENTRE)
    rows = TransferAccount.objects.filter(estate_id=CENTRE).order_by("-id")[:SHOWN]
    return [AccountRequest(asked_view(row, actor=actor, may_approve=True), _account(row)) for row in rows]


def _account(row: TransferAccount) -> AccountView | None:
    return AccountView(row.holder, row.bank, row.number) if row.number else None
