"""Many payers at once, and everything that goes wrong goes wrong: what the gateway knows is what our books hold.

A short form runs with all tests; `make faults` plays it with a thousand.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import httpx
from django.db import connection

from laoyou.core.calendar import city_day
from laoyou.infra import scope
from laoyou.system.ledger.models import Line
from laoyou.system.ledger.rules.accounts import Account
from laoyou.system.payments import use_cases
from laoyou.system.payments.errors import NotificationRefused
from laoyou.system.payments.models import ChannelClaim, Order, Payment
from laoyou.system.payments.reconciliation import use_cases as reconciliation
from laoyou.system.payments.rules.orders import OPEN
from tests.payments.days import row_of
from tests.payments.gateways import now
from tests.payments.standin import Postbox, StandIn
from tests.payments.world import World, service

PAYERS = int(os.environ.get("LAOYOU_PAYERS", "45"))
AT_ONCE = 16
SEED = 20221130
TROUBLES: tuple[dict[str, Any], ...] = (
    *({}, {}, {}, {"drop": True}, {"drop": True}, {"duplicate": 2}, {"duplicate": 4}, {"delay_s": 1}),
    *({"before_response": True}, {"paid_fen": 1}, {"paid_twice": True}, {"paid_twice": True, "drop": True}),
    *({"clock_offset_s": -400}, {"errors_after": {"ask": 1}}, {"errors_after": {"query": 1, "close": 1}}),
)


def payer(world: World, standin: StandIn, place: int) -> None:
    """Open an order, ask for it and pay it, as the trouble of this place lets it be."""
    chance = random.Random(SEED + place)
    channel = chance.choice(["wechat", "alipay"])
    try:
        order = use_cases.open_order(
            actor=world.resident,
            estate_id=world.estate_id,
            home_id=world.homes[0],
            channel=channel,
            lines=[service(chance.randint(1, 100_000), 1000 + place)],
            payer_name="农秀兰",
            at=now(),
            way="native",
        )
        standin.plan(channel, order.number, **TROUBLES[place % len(TROUBLES)])
        for _ in range(3):
            use_cases.ask_prepay(estate_id=world.estate_id, order_id=order.id, at=now())
            with scope.estate(world.estate_id):
                address = Order.objects.get(id=order.id).prepay.get("address")
            if address:
                break
            use_cases.query_order(estate_id=world.estate_id, order_id=order.id, at=now())
        if address and place % 11:  # some never pay
            with httpx.Client(trust_env=False) as browser:
                browser.post(address, data={"decision": "pay", "back": ""})
        if place % 7 == 0:
            use_cases.close_order(estate_id=world.estate_id, order_id=order.id, at=now())
    finally:
        connection.close()


@contextmanager
def merchant(box: Postbox) -> Iterator[None]:
    """Take in what the gateway tells, by several workers, every message twice, until the block ends."""
    is_over = threading.Event()
    taken = iter(range(10**9))
    lock = threading.Lock()

    def work() -> None:
        while True:
            with lock:
                place = next(taken)
            while place >= len(box.received):
                if is_over.is_set():
                    connection.close()
                    return
                time.sleep(0.01)
            _, headers, body = box.received[place]
            channel = "alipay" if b"sign_type" in body else "wechat"
            for _ in range(2):
                try:
                    use_cases.receive_notification(channel=channel, headers=headers, body=body, at=now())
                except NotificationRefused:
                    break

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    try:
        yield
    finally:
        is_over.set()
        for worker in workers:
            worker.join()


def poll(world: World) -> None:
    """Ask about every open order as the calendar does, until none of them can still be paid."""
    for round_number in range(1, 12):
        at = now() + timedelta(minutes=45)
        for estate_id, order_id in use_cases.due_orders(at=at):
            if estate_id == world.estate_id:
                # The gateway's clock is the real one: a question of the future would be refused.
                use_cases.query_order(estate_id=estate_id, order_id=order_id, at=now())
                if round_number > 2:
                    use_cases.close_order(estate_id=estate_id, order_id=order_id, at=now())
        with scope.estate(world.estate_id):
            if not Order.objects.filter(state__in=[state.value for state in OPEN]).exists():
                return
    raise AssertionError("orders stay open")


def test_the_gateways_record_is_what_our_books_hold(
    committing_database: str, own_standin: StandIn, box: Postbox, settings: Any
) -> None:
    settings.PAYMENT_NOTIFY_ADDRESS = box.address
    box.status, box.text = 200, "success"
    world = World()
    with merchant(box):
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda place: payer(world, own_standin, place), range(PAYERS)))
        poll(world)
        time.sleep(2)
    today = city_day(now())
    for channel in ("wechat", "alipay"):
        if reconciliation.fetch_bill(channel=channel, day=today, at=now()):
            reconciliation.compare_day(channel=channel, day=today, at=now())

    truth = {row["transaction_id"]: row for row in own_standin.truth()}
    with scope.everything():
        ours = {row.transaction: row for row in Payment.objects.filter(transaction__in=truth)}
        count = Payment.objects.filter(transaction__in=truth).count()
        lines = Line.objects.filter(estate_id=world.estate_id)
        money = sum(lines.filter(account=Account.MONEY).values_list("amount_fen", flat=True))
        credit = -sum(lines.filter(account=Account.PAYER_CREDIT).values_list("amount_fen", flat=True))
        suspense = -sum(lines.filter(account=Account.SUSPENSE).values_list("amount_fen", flat=True))
        paid = Order.objects.filter(estate_id=world.estate_id, state="paid")
        asked = sum(paid.values_list("amount_fen", flat=True))
    assert len(truth) > PAYERS // 2
    assert {name: row["amount_fen"] for name, row in truth.items()} == {
        name: row.amount_fen for name, row in ours.items()
    }
    assert count == len(truth) == ChannelClaim.objects.filter(transaction__in=truth).count()
    assert money == sum(row["amount_fen"] for row in truth.values())
    assert money == credit + suspense
    assert credit == asked
    for channel in ("wechat", "alipay"):
        day = row_of(channel=channel, day=today)
        assert day.ours_fen == day.billed_fen
