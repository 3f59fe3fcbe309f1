"""A home's statement of a year: what it owed at first, what was billed, paid and taken off, what it owes at last."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from laoyou.core.calendar import Month, city_day, city_instant
from laoyou.core.errors import NotFound
from laoyou.core.money import Money
from laoyou.infra.actor import Actor, system
from laoyou.system.billing.deposits.queries import moves_of_home as deposit_moves
from laoyou.system.billing.former_credit import share_since
from laoyou.system.billing.queries.bills import due_of_home
from laoyou.system.billing.queries.give_backs import given_back
from laoyou.system.billing.queries.rows import require_reader, select
from laoyou.system.payments import queries as payments
from laoyou.system.payments.queries import ReceiptView

EVERY_RECEIPT = 10_000
GONE_BACK = ("given_back", "refund", "refund_failed")

_CHARGED = """
SELECT 'bill' AS kind, id, id AS bill_id, month, item_name AS text, amount_fen AS change_fen, issued_at AS at
FROM billing_bill
WHERE estate_id = %(estate_id)s AND home_id = %(home_id)s AND month >= %(since)s AND issued_at < %(after)s
UNION ALL
SELECT 'credit_note', note.id, note.bill_id, bill.month, note.reason, -note.amount_fen, note.written_at
FROM billing_credit_note note JOIN billing_bill bill ON bill.estate_id = note.estate_id AND bill.id = note.bill_id
WHERE note.estate_id = %(estate_id)s AND bill.home_id = %(home_id)s AND bill.month >= %(since)s
  AND note.written_at < %(after)s
ORDER BY kind, month, id
"""
# For who came later: what went to bills of before, and below zero what came off them again.
_OF_BEFORE = """
SELECT CASE WHEN allocation.amount_fen > 0 THEN allocation.payment_id END, allocation.allocated_on,
       sum(allocation.amount_fen), coalesce(payment.paid_on < %(since)s, true)
FROM billing_allocation allocation
JOIN billing_bill bill ON bill.estate_id = allocation.estate_id AND bill.id = allocation.bill_id
LEFT JOIN payments_payment payment ON payment.estate_id = allocation.estate_id AND payment.id = allocation.payment_id
WHERE bill.estate_id = %(estate_id)s AND bill.home_id = %(home_id)s AND bill.month < %(since)s
GROUP BY 1, 2, 4 ORDER BY 2, 1
"""


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One thing that happened, with what is owed after it. `kind` is bill, payment, cancelled (a payment entered by
    mistake), given_back (credit), refund (by the channel), refund_failed, deposit (below zero it is credit again),
    credit_note, or for who came after others credit: what the home's credit came to when they came, and what of it
    went to bills of before.

    `change` is above zero for what is charged and below for what was paid or taken off; `balance` below zero is credit.
    """

    on: date
    kind: str
    change: Money
    balance: Money
    text: str
    month: Month | None = None
    bill_id: int | None = None
    payment_id: int | None = None
    number: str = ""
    channel: str = ""

    @property
    def charged(self) -> Money | None:
        return self.change if self.change.fen > 0 else None

    @property
    def settled(self) -> Money:
        """Return what was paid or taken off; below zero, what was taken or given back."""
        return -self.change


@dataclass(frozen=True, slots=True)
class Statement:
    """A home's account of a year. Balances above zero are owed, below zero are the home's credit.

    `paid` is net of what was entered by mistake.
    """

    estate_id: int
    estate_name: str
    home_id: int
    home_label: str
    year: int
    opening: Money
    lines: tuple[StatementLine, ...]
    closing: Money
    billed: Money
    paid: Money
    taken_off: Money
    left_as_deposits: Money
    given_back: Money
    due_now: Money
    credit_now: Money


def statement(*, actor: Actor, estate_id: int, home_id: int, year: int) -> Statement:
    """Return the home's statement of a calendar year, to residents since they have had the home.

    Raises: NotFound, also for a tenant: the account is the owner's.
    """
    tenure = require_reader(actor, estate_id, home_id)
    if tenure.is_tenant:
        raise NotFound
    now = due_of_home(actor=actor, estate_id=estate_id, home_id=home_id)
    first, after = date(year, 1, 1), date(year + 1, 1, 1)
    happened = sorted(_all(estate_id, home_id, tenure.since, after), key=lambda line: (line.on, _ORDER[line.kind]))
    opening = Money.total(line.change for line in happened if line.on < first)
    lines, balance = [], opening
    for line in happened:
        if line.on >= first:
            balance += line.change
            lines.append(replace(line, balance=balance))
    return Statement(
        estate_id=estate_id,
        estate_name=now.estate_name,
        home_id=home_id,
        home_label=now.home_label,
        year=year,
        opening=opening,
        lines=tuple(lines),
        closing=balance,
        billed=Money.total(line.change for line in lines if line.kind == "bill"),
        paid=Money.total(-line.change for line in lines if line.kind in ("payment", "cancelled")),
        taken_off=Money.total(-line.change for line in lines if line.kind == "credit_note"),
        left_as_deposits=Money.total(line.change for line in lines if line.kind == "deposit"),
        given_back=Money.total(line.change for line in lines if line.kind in GONE_BACK),
        due_now=now.due,
        credit_now=now.credit,
    )


_ORDER = {
    "credit": 0,
    "bill": 1,
    "credit_note": 2,
    "payment": 3,
    "cancelled": 4,
    "given_back": 5,
    "refund": 6,
    "refund_failed": 7,
    "deposit": 8,
}


def _all(estate_id: int, home_id: int, since: date, after: date) -> list[StatementLine]:
    values = {"estate_id": estate_id, "home_id": home_id, "since": since, "after": city_instant(after)}
    zero = Money(0)
    happened = [
        StatementLine(
            on=city_day(happened_at),
            kind=kind,
            change=Money(fen),
            balance=zero,
            text=text,
            month=Month.of(month),
            bill_id=bill_id,
            number=str(row_id) if kind == "credit_note" else "",
        )
        for kind, row_id, bill_id, month, text, fen, happened_at in select(_CHARGED, values)
    ]
    receipts = payments.receipts_of_home(
        actor=system("billing.statement"), estate_id=estate_id, home_id=home_id, limit=EVERY_RECEIPT
    )
    of_before = select(_OF_BEFORE, values) if since > date.min else []
    returned = given_back(estate_id=estate_id, home_id=home_id)
    own = [receipt for receipt in receipts if receipt.paid_on >= since]
    happened += _payments(own, of_before)
    happened += _cancelled(own, since)
    deposits = _deposits(estate_id, home_id, since)
    happened += [line for line in deposits if line.on >= since]
    refunds = _refunds(estate_id, home_id, {receipt.payment_id: receipt for receipt in receipts}, since)
    happened += [line for line in refunds if line.on >= since and (line.payment_id is not None or since == date.min)]
    happened += [
        StatementLine(on=day, kind="given_back", change=amount, balance=zero, text="")
        for day, amount, is_former in returned
        if day >= since and not (is_former and since > date.min)
    ]
    if since > date.min:
        left = sum(receipt.amount.fen for receipt in receipts if receipt.paid_on < since)
        left -= sum(r.amount.fen for r in receipts if r.cancelled_on is not None and r.cancelled_on < since)
        left -= sum(amount.fen for day, amount, _ in returned if day < since)
        left -= sum(line.change.fen for line in (*refunds, *deposits) if line.on < since)
        left -= sum(int(fen) for _, day, fen, _ in of_before if day < since)
        # What those before left is theirs, and what their money did since is not told.
        share = share_since(estate_id=estate_id, home_id=home_id, since=since)
        moved = [(since, Money(share.kept_fen - share.moved_fen - left))]
        told = {receipt.payment_id for receipt in own}
        moved += [
            (day, Money(int(fen)))
            for paid, day, fen, is_former in of_before
            if day >= since and paid not in told and not is_former
        ]
        happened += [
            StatementLine(on=day, kind="credit", change=change, balance=zero, text="")
            for day, change in moved
            if change
        ]
    return [line for line in happened if line.on < after]


def _cancelled(receipts: list[ReceiptView], since: date) -> list[StatementLine]:
    """Return the payments that were taken back as entered by mistake, on the day of that."""
    return [
        StatementLine(
            on=receipt.cancelled_on,
            kind="cancelled",
            change=receipt.amount,
            balance=Money(0),
            text="",
            payment_id=receipt.payment_id if receipt.paid_on >= since else None,
            number=receipt.number if receipt.paid_on >= since else "",
            channel=receipt.channel,
        )
        for receipt in receipts
        if receipt.cancelled_on is not None and receipt.cancelled_on >= since
    ]


def _refunds(estate_id: int, home_id: int, receipts: dict[int, ReceiptView], since: date) -> list[StatementLine]:
    """Return what refunds took out of the home's account, on the day they were approved, and what came back."""
    lines = []
    for refund in payments.refunds_of_home(estate_id=estate_id, home_id=home_id):
        receipt = receipts.get(refund.payment_id)
        is_shown = receipt is not None and receipt.paid_on >= since
        line = StatementLine(
            on=refund.on,
            kind="refund",
            change=refund.amount,
            balance=Money(0),
            text="",
            payment_id=refund.payment_id if is_shown else None,
            number=receipt.number if receipt is not None and is_shown else "",
            channel=receipt.channel if receipt is not None else "",
        )
        lines.append(line)
        if refund.failed_on is not None:
            lines.append(replace(line, on=refund.failed_on, kind="refund_failed", change=-refund.amount))
    return lines


def _deposits(estate_id: int, home_id: int, since: date) -> list[StatementLine]:
    """Return what was left as deposits, which is nobody's bill and no credit, and what of it became credit again."""
    return [
        StatementLine(
            on=move.on,
            kind="deposit",
            change=move.amount,
            balance=Money(0),
            text=move.purpose,
            payment_id=move.payment_id if move.on >= since else None,
        )
        for move in deposit_moves(estate_id=estate_id, home_id=home_id)
    ]


def _payments(receipts: list[ReceiptView], of_before: list[tuple[Any, ...]]) -> list[StatementLine]:
    """Return payments by what of them was not for bills of before; with such a part, without their receipt."""
    before: dict[int, int] = {}
    for payment_id, _, fen, _ in of_before:
        if payment_id is not None:
            before[payment_id] = before.get(payment_id, 0) + int(fen)
    lines = []
    for receipt in receipts:
        change = Money(before.get(receipt.payment_id, 0)) - receipt.amount
        is_whole = receipt.payment_id not in before
        if is_whole or change:
            lines.append(
                StatementLine(
                    on=receipt.paid_on,
                    kind="payment",
                    change=change,
                    balance=Money(0),
                    text="",
                    payment_id=receipt.payment_id if is_whole else None,
                    number=receipt.number if is_whole else "",
                    channel=receipt.channel,
                )
            )
    return lines
