"""What a refund takes back: the home's credit first, then the chosen bills, the newest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from laoyou.system.billing.rules.allocation import Paid, Standing


@dataclass(frozen=True, slots=True)
class RefundPlan:
    """So much comes out of the credit, so much off each bill: of what the payment paid there, of what credit paid.

    `short_fen` is what the chosen places lack: above zero, nothing goes back.
    """

    credit_fen: int
    own: tuple[Paid, ...]
    from_credit: tuple[Paid, ...]
    short_fen: int


def plan_refund(*, amount_fen: int, credit_fen: int, takes_credit: bool, bills: Iterable[Standing]) -> RefundPlan:
    """Return where the money of a refund comes from. What other payments paid is never touched.

    100.00 paid July (18.38) and August (51.81) and left 29.81 as credit; 50.00 of it go back:

    >>> from datetime import date
    >>> july = Standing(1, 7, date(2022, 7, 1), "service", 1838, 1838, 0)
    >>> august = Standing(2, 7, date(2022, 8, 1), "service", 5181, 5181, 0)
    >>> plan = plan_refund(amount_fen=5000, credit_fen=2981, takes_credit=True, bills=[july, august])
    >>> plan.credit_fen, [(part.bill_id, part.amount_fen) for part in plan.own], plan.short_fen
    (2981, [(2, 2019)], 0)

    With August alone and no credit there is not enough:

    >>> plan_refund(amount_fen=6000, credit_fen=2981, takes_credit=False, bills=[august]).short_fen
    819
    """
    from_balance = min(credit_fen, amount_fen) if takes_credit else 0
    left = amount_fen - from_balance
    own, from_credit = [], []
    for bill in sorted(bills, key=lambda bill: (bill.month, bill.bill_id), reverse=True):
        first = min(bill.own_fen, bill.paid_fen, left)
        if first > 0:
            own.append(Paid(bill.bill_id, bill.home_id, bill.fund, first))
            left -= first
        second = min(bill.credit_fen, bill.paid_fen - max(first, 0), left)
        if second > 0:
            from_credit.append(Paid(bill.bill_id, bill.home_id, bill.fund, second))
            left -= second
    return RefundPlan(from_balance, tuple(own), tuple(from_credit), left)
