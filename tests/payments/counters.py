"""The world as a merchant's server sees it, held against the stand-in gateway's own record."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import httpx

from laoyou.core.calendar import city_day
from laoyou.core.money import Money
from laoyou.demo.gateway import bills
from laoyou.demo.gateway.bills import Billed
from laoyou.demo.gateway.store import Moved
from laoyou.infra import scope
from laoyou.system.ledger.models import Line
from laoyou.system.ledger.rules.accounts import Account
from laoyou.system.payments import use_cases
from laoyou.system.payments.models import Order, Payment, Refund, RefundMove
from laoyou.system.payments.providers import doors
from laoyou.system.payments.providers.alipay import bills as alipay_bills
from laoyou.system.payments.reconciliation.rules.bills import sums_of
from laoyou.system.payments.refunds import use_cases as refunds
from laoyou.system.payments.use_cases import OpenedOrder, OrderLineRequest
from tests.payments.gateways import now
from tests.payments.standin import Postbox, StandIn
from tests.payments.world import World

AMOUNT = 5181
NO_BILL = 10**9
"""Ids of bills that don't exist: all of the money becomes the home's credit."""


class Counter:
    """The world as a merchant's server sees it: orders asked for, notifications taken, and what is true at the end."""

    def __init__(self, world: World, standin: StandIn, box: Postbox, channel: str) -> None:
        self.world, self.standin, self.box, self.channel = world, standin, box, channel
        self.orders: list[OpenedOrder] = []
        self.taken = 0
        box.status, box.text = 200, "success"

    def order(self, amount_fen: int = AMOUNT, **plan: Any) -> OpenedOrder:
        order = use_cases.open_order(
            actor=self.world.resident,
            estate_id=self.world.estate_id,
            home_id=self.world.homes[0],
            channel=self.channel,
            lines=[OrderLineRequest("bill", NO_BILL + len(self.orders), amount_fen)],
            payer_name="农秀兰",
            at=now(),
            way="native",
        )
        self.orders.append(order)
        if plan:
            self.standin.plan(self.channel, order.number, **plan)
        return order

    def ask(self, order: OpenedOrder, at: datetime | None = None) -> None:
        use_cases.ask_prepay(estate_id=self.world.estate_id, order_id=order.id, at=at or now())

    def pay(self, order: OpenedOrder) -> None:
        with scope.estate(self.world.estate_id):
            address = Order.objects.get(id=order.id).prepay["address"]
        self.standin.pay(address)

    def query(self, order: OpenedOrder, at: datetime | None = None) -> None:
        use_cases.query_order(estate_id=self.world.estate_id, order_id=order.id, at=at or now())

    def notifications(self, count: int) -> list[tuple[dict[str, str], bytes]]:
        """Return so many notifications that were not taken yet, as they came."""
        self.box.wait(self.taken + count)
        found = [(headers, body) for _, headers, body in self.box.received[self.taken : self.taken + count]]
        self.taken += count
        return found

    def take(self, headers: dict[str, str], body: bytes, at: datetime | None = None) -> str:
        return use_cases.receive_notification(channel=self.channel, headers=headers, body=body, at=at or now())

    def take_one(self) -> str:
        ((headers, body),) = self.notifications(1)
        return self.take(headers, body)

    def agrees(self, *, gone_back: int = 0) -> None:
        """Hold the gateway's record, our payments, the journal and the channel's bill against one another."""
        numbers = {order.number for order in self.orders}
        truth = {row["transaction_id"]: row["amount_fen"] for row in self.standin.truth() if row["number"] in numbers}
        with scope.everything():
            ours = dict(Payment.objects.filter(transaction__in=truth).values_list("transaction", "amount_fen"))
            count = Payment.objects.filter(estate_id__in=[0, self.world.estate_id]).count()
            lines = Line.objects.filter(estate_id__in=[0, self.world.estate_id])
            money = sum(lines.filter(account=Account.MONEY).values_list("amount_fen", flat=True))
            owed = -sum(
                lines.filter(account__in=[Account.PAYER_CREDIT, Account.SUSPENSE]).values_list("amount_fen", flat=True)
            )
            gone = sum(
                Refund.objects.filter(estate_id__in=[0, self.world.estate_id], stage="refunded").values_list(
                    "amount_fen", flat=True
                )
            )
        assert ours == truth
        assert count == len(truth)
        assert money == owed == sum(truth.values()) - gone
        provider = doors.provider_for(self.channel)
        content = provider.fetch_bill(city_day(now()), at=now())
        billed = [line for line in provider.read_bill(content) if line.number in numbers] if content else []
        sums = sums_of(billed)
        assert sums.billed_fen == money + gone
        assert sums.refunded_fen == gone_back + gone

    def ask_back(self, payment: Payment, fen: int | None = None, **changes: Any) -> int:
        given = {"actor": self.world.finance, "reason": "重复缴费", "at": now()} | changes
        amount = Money(payment.rest_fen if fen is None else fen)
        return refunds.ask_refund(estate_id=payment.estate_id, payment_id=payment.id, amount=amount, **given)

    def give_back(self, payment: Payment, fen: int | None = None) -> Refund:
        """Let two people agree that the payment, or a part of it, goes back; nobody has asked the channel yet."""
        refund_id = self.ask_back(payment, fen)
        refunds.decide_refund(
            actor=self.world.manager, estate_id=payment.estate_id, refund_id=refund_id, approve=True, at=now()
        )
        return self.refund(refund_id)

    def carry(self, refund: Refund, at: datetime | None = None) -> Refund:
        refunds.carry_refund(estate_id=refund.estate_id, refund_id=refund.id, at=at or now())
        return self.refund(refund.id)

    def refund(self, refund_id: int) -> Refund:
        with scope.everything():
            return Refund.objects.get(id=refund_id)

    def payment(self) -> Payment:
        """Return the newest payment as it is now."""
        return self.world.payments()[-1]


def paid(counter: Counter, **plan: Any) -> OpenedOrder:
    order = counter.order(**plan)
    counter.ask(order)
    counter.pay(order)
    return order


def only(counter: Counter, content: bytes, number: str) -> bytes:
    """Return the bill with the lines of one order alone: the stand-in serves other tests too."""
    provider: Any = doors.provider_for(counter.channel)
    lines = [line for line in provider.read_bill(content) if line.number == number] if content else []
    if not lines:
        return b""
    written = [
        Billed(
            Moved(
                number=line.number,
                transaction_id=line.transaction,
                refund_number=line.refund,
                refund_id=line.refund,
                amount_fen=line.signed_fen,
                text="",
                trade="native",
                at=line.happened_at.isoformat(),
                paid_fen=line.amount_fen,
            ),
            line.fee_fen,
        )
        for line in lines
    ]
    if counter.channel == "wechat":
        return bills.wechat_bill(written, provider.keys)
    return alipay_bills.unpacked(bills.alipay_bill(written, provider.keys, city_day(now()).isoformat()))


def arrived(counter: Counter, **plan: Any) -> Payment:
    """Return a payment that came in by the channel and is the home's."""
    paid(counter, **plan)
    counter.take_one()
    return counter.payment()


def stages(refund: Refund) -> list[str]:
    with scope.everything():
        return list(RefundMove.objects.filter(refund_id=refund.id).order_by("id").values_list("to_stage", flat=True))


def gone(counter: Counter, payment: Payment) -> list[int]:
    """Return what the gateway itself says it gave back of the payment."""
    found = [row for row in counter.standin.refunds() if row["transaction_id"] == payment.transaction]
    return sorted(row["amount_fen"] for row in found if row["state"] == "success")


def end(counter: Counter, refund: Refund, state: str, *, tells: bool = False) -> None:
    """Let the gateway end a refund that was under way."""
    form = {"channel": counter.channel, "refund_number": refund.number, "state": state, "tells": "1" if tells else ""}
    assert httpx.post(f"{counter.standin.address}/faults/refund", data=form, trust_env=False).status_code == 204


class Killed(BaseException):
    """The worker is gone."""


def die(**_: object) -> None:
    raise Killed
