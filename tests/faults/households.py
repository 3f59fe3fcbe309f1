"""What people do while everything is killed: households pay and press again, the desk gives money back."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

import httpx
from django.db import InterfaceError, OperationalError, connection

from laoyou.core.calendar import Month, city_day
from laoyou.core.errors import Refusal
from laoyou.core.money import Money
from laoyou.infra import scope
from laoyou.system.billing import use_cases as billing
from laoyou.system.billing.models import Bill
from laoyou.system.payments.models import Order, Payment, Refund
from laoyou.system.payments.refunds import use_cases as refunds
from tests.billing.conftest import World, make_world
from tests.faults.merchant import Merchant, now

AT_ONCE = 16
SEED = 20221130
BILLS_PER_HOME = 4
TELLINGS: tuple[dict[str, Any], ...] = (
    *({}, {}, {"drop": True}, {"duplicate": 2}, {"duplicate": 4}, {"delay_s": 1}, {"paid_twice": True}),
    *({"errors_after": {"refund": 1}}, {"errors_after": {"query": 1, "close": 1}}, {"no_balance": 1}),
)
AWAY = (OperationalError, InterfaceError)
T = TypeVar("T")


@dataclass
class Household:
    """All payers, and what each was told for certain: nothing of that may be lost."""

    merchant: Merchant
    world: World
    homes: list[int]
    bills: list[tuple[int, int]]
    cash: dict[int, int] = field(default_factory=dict)
    orders: set[str] = field(default_factory=set)
    approved: set[int] = field(default_factory=set)
    surprises: list[str] = field(default_factory=list)
    done: int = 0
    began: date = field(default_factory=lambda: city_day(now()))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def act(self, place: int) -> None:
        """Play the part of one payer, whatever breaks meanwhile."""
        try:
            self._pay(place)
        except Refusal:
            pass  # paid by the rest of the family meanwhile
        except AWAY as away:
            self.surprises.append(f"{place}: {away}")
        except Exception as fault:  # what no payer should ever see
            self.surprises.append(f"{place}: {fault!r}")
        finally:
            with self.lock:
                self.done += 1
            connection.close()

    def _pay(self, place: int) -> None:
        chance = random.Random(SEED + place)
        home, bill = self.bills[place % len(self.bills)]
        channel = chance.choice(["wechat", "wechat", "alipay", "alipay", "cash"])
        if channel == "cash":
            self._pay_cash(home, bill, place)
            return
        order = insist(
            lambda: billing.start_payment(
                actor=self.world.resident(home),
                estate_id=self.world.estate_id,
                home_id=home,
                bill_ids=[bill],
                channel=channel,
                at=now(),
                way="native",
            )
        )
        self.orders.add(order.number)
        self.merchant.standin.plan(channel, order.number, **TELLINGS[place % len(TELLINGS)])
        address = self._cashier(order.id)
        if not address or place % 13 == 12:  # some never get there, some never pay
            return
        with httpx.Client(trust_env=False) as browser:
            browser.post(address, data={"decision": "pay", "back": ""})
        if place % 5 == 0:
            self.gives_back()

    def _pay_cash(self, home: int, bill: int, place: int) -> None:
        received = Money(random.Random(place).randint(1, 6000))
        for _ in range(2):  # the button is pressed twice
            payment = insist(
                lambda: billing.take_cash(
                    actor=self.world.finance,
                    estate_id=self.world.estate_id,
                    home_id=home,
                    bill_ids=[bill],
                    received=received,
                    payer_name="李某",
                    at=now(),
                    once=f"form-{place}",
                )
            )
            self.cash[payment] = received.fen

    def _cashier(self, order_id: int) -> str:
        """Look at the order's page until it leads to the cashier, as the page itself does."""

        def look() -> str:
            with scope.estate(self.world.estate_id):
                order = Order.objects.filter(id=order_id).first()
                return str(order.prepay.get("address", "")) if order else ""

        return _wait_for(look, within_s=6)

    def gives_back(self) -> None:
        """Give back, as the desk does, a payment of anybody's that has come, or half of it."""
        payment = insist(self._to_give_back)
        if payment is None:
            return
        try:
            refund = insist(lambda: self._asked(payment, payment.rest_fen // (1 + payment.id % 2)))
            insist(lambda: self._approve(refund))
        except Refusal:
            return  # another clerk was faster
        self.approved.add(refund)

    def _to_give_back(self) -> Payment | None:
        with scope.estate(self.world.estate_id):
            asked = Refund.objects.values("payment_id")
            came = Payment.objects.filter(place="applied").exclude(channel="cash").exclude(id__in=asked)
            return came.order_by("id").first()

    def _asked(self, payment: Payment, fen: int) -> int:
        """Ask once: whoever does not know whether it was heard looks for the request first."""
        with scope.estate(self.world.estate_id):
            known = Refund.objects.filter(payment_id=payment.id).values_list("id", flat=True).first()
            bills = list(Bill.objects.filter(home_id=payment.home_id).values_list("id", flat=True))
        return known or billing.ask_refund(
            actor=self.world.finance,
            estate_id=self.world.estate_id,
            payment_id=payment.id,
            amount=Money(fen),
            takes_credit=True,
            bill_ids=bills,
            reason="重复缴费",
            at=now(),
        )

    def _approve(self, refund: int) -> None:
        with scope.estate(self.world.estate_id):
            if Refund.objects.get(id=refund).state == "approved":
                return
        refunds.decide_refund(
            actor=self.world.manager, estate_id=self.world.estate_id, refund_id=refund, approve=True, at=now()
        )


def settled_in(merchant: Merchant, bills: int) -> Household:
    """Let an estate with so many bills come to be: homes of all sizes, some months each."""
    world = make_world()
    with scope.estate(world.estate_id):
        for place in range(-(-bills // BILLS_PER_HOME)):
            world.home(f"{60 + place % 70}.{place % 100:02}")
        world.tariff("0.60")
        for month in range(8, 8 + BILLS_PER_HOME):
            world.issue(Month(2022, month))
        found = list(Bill.objects.order_by("month", "id").values_list("home_id", "id")[:bills])
    return Household(merchant, world, list(world.homes), found)


def insist(act: Callable[[], T], *, within_s: float = 40) -> T:
    """Do it again while the database is away, as people press again; nobody knows whether the first one counted."""
    until = time.monotonic() + within_s
    while True:
        try:
            return act()
        except AWAY:
            connection.close()
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def _wait_for(look: Callable[[], T], *, within_s: float) -> T:
    until = time.monotonic() + within_s
    while not (found := insist(look)) and time.monotonic() < until:
        time.sleep(0.05)
    return found
