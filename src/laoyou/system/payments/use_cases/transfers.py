"""Transfers by bank: the account that they go to, named by two people, and a line of the bank that names an order.

Two people, because whoever changes the account sends everybody's money elsewhere.
"""

from __future__ import annotations

from datetime import datetime

from laoyou.core.decisions import Decision
from laoyou.core.errors import Checks, NotFound
from laoyou.infra import audit, decisions, scope
from laoyou.infra.actor import Actor, Right, system
from laoyou.system.payments.errors import AccountNumberUnclear, AccountWaits, BankMissing, HolderMissing
from laoyou.system.payments.models import Order, TransferAccount
from laoyou.system.payments.rules import notes
from laoyou.system.payments.rules.hearing import SeenVia
from laoyou.system.payments.rules.orders import TRANSFER
from laoyou.system.payments.use_cases.settling import CENTRE, Arrived, NoSuchEstate, settle_here

LONGEST_NAME = 80
SHORTEST_NUMBER, LONGEST_NUMBER = 8, 30
_SETTLER = system("payments.settle")


def ask_transfer_account(*, actor: Actor, holder: str, bank: str, number: str, reason: str, at: datetime) -> int:
    """Name the account that payers shall transfer to; nothing changes before a second person confirms.

    All three empty ask to take no transfers any more.
    Raises: HolderMissing; BankMissing; AccountNumberUnclear; AccountWaits; SayWhy.
    """
    holder, bank, number = holder.strip(), bank.strip(), "".join(number.replace("-", " ").split())
    with scope.estate(CENTRE):
        actor.require(Right.RECONCILE, CENTRE)
        if holder or bank or number:
            _check(holder, bank, number)
        if TransferAccount.objects.filter(estate_id=CENTRE, state=Decision.ASKED.value).exists():
            raise AccountWaits
        row = TransferAccount.objects.create(
            estate_id=CENTRE,
            holder=holder,
            bank=bank,
            number=number,
            **decisions.asked_now(actor=actor, reason=reason, at=at),
        )
        _record("asked", row, actor=actor, reason=row.reason, at=at)
        return int(row.id)


def decide_transfer_account(
    *, actor: Actor, request_id: int, approve: bool, reason: str = "", at: datetime
) -> Decision:
    """Confirm or refuse, as a second person; who asked may take it back. Orders of before keep what they told.

    Raises: NotFound; DecidedAlready; AsksASecondPerson; SayWhy.
    """
    with scope.estate(CENTRE):
        actor.require(Right.RECONCILE, CENTRE)
        row = TransferAccount.objects.select_for_update().filter(estate_id=CENTRE, id=request_id).first()
        if row is None:
            raise NotFound
        after = decisions.decide(row, actor=actor, approve=approve, reason=reason, at=at)
        _record(after.value, row, actor=actor, reason=row.decision_reason, at=at)
        return after


def settle_transfer(*, code: str, transaction: str, amount_fen: int, paid_at: datetime, at: datetime) -> str:
    """Take a line of the bank that carries an order's code into the books and return what it was: an `Outcome`.

    The same rules as for any channel. A code that no order has: suspense of the estate that it names, else the
    centre's. Asked again for the same transaction, it changes nothing.
    """
    estate_id = notes.estate_of_note(code)
    if estate_id is not None:
        try:
            return _settle(estate_id, code, transaction, amount_fen, paid_at, at)
        except NoSuchEstate:
            pass
    return _settle(CENTRE, code, transaction, amount_fen, paid_at, at)


def _settle(estate_id: int, code: str, transaction: str, amount_fen: int, paid_at: datetime, at: datetime) -> str:
    with scope.estate(estate_id):
        named = Order.objects.filter(estate_id=estate_id, note_code=code).values_list("number", flat=True).first()
        arrived = Arrived(TRANSFER, transaction, named or code, amount_fen, paid_at, SeenVia.STATEMENT.value)
        return settle_here(arrived, estate_id=estate_id, actor=_SETTLER, at=at)


def _check(holder: str, bank: str, number: str) -> None:
    checks = Checks()
    with checks:
        if not 0 < len(holder) <= LONGEST_NAME:
            raise HolderMissing
    with checks:
        if not 0 < len(bank) <= LONGEST_NAME:
            raise BankMissing
    with checks:
        if not (number.isascii() and number.isdigit() and SHORTEST_NUMBER <= len(number) <= LONGEST_NUMBER):
            raise AccountNumberUnclear
    checks.end()


def _record(act: str, row: TransferAccount, *, actor: Actor, reason: str, at: datetime) -> None:
    audit.record(
        f"payments.transfer_account_{act}",
        actor=actor,
        estate_id=CENTRE,
        at=at,
        subject="payments.transfer_account",
        subject_id=row.id,
        reason=reason,
        account=f"{row.bank} {row.number}".strip() or "–",
    )
