"""A home's statement of a year: what it owed at first, what was billed, paid and taken off, what it owes at last."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from laoyou.core.calendar import Month, city_day, city_instant
from laoyou.core.money import Money
from laoyou.infra.actor import Actor
from laoyou.system.billing.queries.bills import due_of_home
from laoyou.system.billing.queries.rows import require_reader, select
from laoyou.system.payments import queries as payments

EVERY_RECEIPT = 10_000

_BILLS = """
SELECT id, month, item_name, amount_fen, issued_at FROM billing_bill
WHERE estate_id = %(estate_id)s AND home_id = %(home_id)s AND issued_at < %(after)s ORDER BY month, id
"""
_NOTES = """
SELECT note.id, note.bill_id, bill.month, bill.item_name, note.amount_fen, note.reason, note.written_at
FROM billing_credit_note note JOIN billing_bill bill ON bill.estate_id = note.estate_id AND bill.id = note.bill_id
WHERE note.estate_id = %(estate_id)s AND bill.home_id = %(home_id)s AND note.written_at < %(after)s ORDER BY note.id
"""


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One thing that happened, with what is owed after it. `kind` is bill, payment or credit_note.

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
    def settled(self) -> Money | None:
        return -self.change if self.change.fen < 0 else None


@dataclass(frozen=True, slots=True)
class Statement:
    """A home's account of a year. Balances above zero are owed, below zero are the home's credit."""

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
    due_now: Money
    credit_now: Money


def statement(*, actor: Actor, estate_id: int, home_id: int, year: int) -> Statement:
    """Return the home's statement of a calendar year. Raises: NotFound."""
    require_reader(actor, estate_id, home_id)
    now = due_of_home(actor=actor, estate_id=estate_id, home_id=home_id)
    first, after = date(year, 1, 1), date(year + 1, 1, 1)
    happened = sorted(_all(actor, estate_id, home_id, after), key=lambda line: (line.on, _ORDER[line.kind]))
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
        paid=Money.total(-line.change for line in lines if line.kind == "payment"),
        taken_off=Money.total(-line.change for line in lines if line.kind == "credit_note"),
        due_now=now.due,
        credit_now=now.credit,
    )


_ORDER = {"bill": 0, "credit_note": 1, "payment": 2}


def _all(actor: Actor, estate_id: int, home_id: int, after: date) -> list[StatementLine]:
    values = {"estate_id": estate_id, "home_id": home_id, "after": city_instant(after)}
    zero = Money(0)
    happened = [
        StatementLine(
            on=city_day(issued_at),
            kind="bill",
            change=Money(fen),
            balance=zero,
            text=item_name,
            month=Month.of(month),
            bill_id=bill_id,
        )
        for bill_id, month, item_name, fen, issued_at in select(_BILLS, values)
    ]
    happened += [
        StatementLine(
            on=city_day(written_at),
            kind="credit_note",
            change=Money(-fen),
            balance=zero,
            text=reason,
            month=Month.of(month),
            bill_id=bill_id,
            number=str(note_id),
        )
        for note_id, bill_id, month, _, fen, reason, written_at in select(_NOTES, values)
    ]
    receipts = payments.receipts_of_home(actor=actor, estate_id=estate_id, home_id=home_id, limit=EVERY_RECEIPT)
    happened += [
        StatementLine(
            on=receipt.paid_on,
            kind="payment",
            change=-receipt.amount,
            balance=zero,
            text="",
            payment_id=receipt.payment_id,
            number=receipt.number,
            channel=receipt.channel,
        )
        for receipt in receipts
        if receipt.paid_on < after
    ]
    return happened
