"""Transfers by bank: the account that two people named, and homes that chose to transfer.

One transferred what was asked for; one wrote another amount, so that its money waits for a person; one is still to go
to the bank.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from laoyou.core.money import Money
from laoyou.demo.city.cast import Cast
from laoyou.demo.city.story import moment
from laoyou.infra import scope
from laoyou.system.billing import queries as billing
from laoyou.system.billing import use_cases as billing_acts
from laoyou.system.payments import queries as payments
from laoyou.system.payments import use_cases as payment_acts
from laoyou.system.payments.reconciliation import use_cases as reconciliation

HOLDER, BANK, NUMBER = "南宁市片区物业运营服务有限公司", "中国建设银行南宁津头支行", "45050160455500008899"
ASKED_ON, BOOKED_ON = date(2022, 12, 30), date(2023, 1, 4)
LOOKED_THROUGH = slice(300, 420)
Row = tuple[date, Money, str, str]


def tell(cast: Cast, estate_id: int) -> list[Row]:
    """Name the account, let three homes choose to transfer, and return the lines that the bank will book."""
    at = moment(date(2022, 12, 26), 9)
    request_id = payment_acts.ask_transfer_account(
        actor=cast.on("finance", at),
        holder=HOLDER,
        bank=BANK,
        number=NUMBER,
        reason="公司对公收款户，依据开户许可证",
        at=at,
    )
    payment_acts.decide_transfer_account(
        actor=cast.on("manager", at), request_id=request_id, approve=True, at=at + timedelta(hours=2)
    )
    orders = _orders(cast, estate_id)
    (right, code), (wrong, other_code), _ = orders
    return [
        (BOOKED_ON, right, "覃秀英", f"物业费 {code}"),
        (BOOKED_ON, Money(wrong.fen - 1), "陆阿婆的女儿", other_code.lower()),
    ]


def enter(at: datetime) -> None:
    """Enter the lines that name an order, as the job does after the statement."""
    for line_id in reconciliation.named_lines():
        reconciliation.settle_line(line_id=line_id, at=at)


def _orders(cast: Cast, estate_id: int) -> list[tuple[Money, str]]:
    at = moment(ASKED_ON, 15)
    desk = cast.on("desk", at)
    found: list[tuple[Money, str]] = []
    for home_id in cast.homes(estate_id)[LOOKED_THROUGH]:
        with scope.estate(estate_id):
            bills = billing.open_bills(actor=desk, estate_id=estate_id, home_id=home_id)
        if not bills:
            continue
        order = billing_acts.start_payment(
            actor=desk,
            estate_id=estate_id,
            home_id=home_id,
            bill_ids=[bill.id for bill in bills],
            channel="bank",
            at=at,
        )
        with scope.estate(estate_id):
            view = payments.order_for(actor=desk, estate_id=estate_id, order_id=order.id)
        found.append((view.amount, view.note_code))
        if len(found) == 3:
            break
    return found
