"""Many at once, and a process that dies in between."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from laoyou.core.calendar import Month
from laoyou.core.tenures import WHOLE
from laoyou.infra import scope
from laoyou.infra.actor import Actor, ActorKind
from laoyou.system.billing import use_cases as billing
from laoyou.system.billing.models import Bill, HomeCredit
from laoyou.system.payments import use_cases
from laoyou.system.payments.models import Order
from laoyou.system.payments.rules import numbers
from tests.mandates.world import World as MandatedWorld
from tests.payments.standin import StandIn
from tests.payments.world import AUTHOR, World

pytestmark = pytest.mark.fault
THREADS = 20


def at_once(act: Callable[[int], Any], count: int = THREADS) -> list[Any]:
    """Run the act in that many threads, all starting together, each with a connection of its own."""
    gate = threading.Barrier(count)

    def run(number: int) -> Any:
        try:
            gate.wait()
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@pytest.fixture
def committed(committing_database: str) -> World:
    return World()


def test_pay_05_twenty_equal_notifications_at_once_post_once(committed: World) -> None:
    order = committed.order()
    outcomes = at_once(lambda number: committed.arrive(order))
    assert sorted(outcomes) == ["duplicate"] * (THREADS - 1) + ["paid"]
    assert (len(committed.payments()), committed.entries(), committed.receipts()) == (1, 1, ["2022-000001"])


def test_twenty_payments_of_one_order_at_once_apply_once(committed: World) -> None:
    order = committed.order()
    outcomes = at_once(lambda number: committed.arrive(order, transaction=f"t{number}"))
    assert sorted(outcomes) == ["paid"] + ["second_payment"] * (THREADS - 1)
    places = sorted(payment.place for payment in committed.payments())
    assert places == ["applied"] + ["suspense"] * (THREADS - 1)


def test_receipts_of_many_at_once_have_no_gaps(committed: World) -> None:
    orders = [committed.order(subject_id=number) for number in range(THREADS)]
    at_once(lambda number: committed.arrive(orders[number], transaction=f"t{number}"))
    assert sorted(committed.receipts()) == [
        numbers.receipt_number(year=2022, sequence=number) for number in range(1, THREADS + 1)
    ]


def test_pay_11_twenty_checkouts_of_one_bill_at_once_make_one_open_order(committed: World, standin: StandIn) -> None:
    opened = at_once(lambda number: committed.order(asks_channel=True))
    assert len({order.number for order in opened}) == 1
    with scope.estate(committed.estate_id):
        assert Order.objects.filter(state="created").count() == 1


def test_a_cash_form_sent_twenty_times_at_once_takes_the_money_once(committed: World) -> None:
    taken = at_once(lambda number: committed.cash(5181, once="form-1"))
    assert len(set(taken)) == 1
    assert len(committed.payments()) == 1


def test_pay_06_a_process_that_dies_before_the_commit_leaves_nothing(
    committed: World, committing_database: str
) -> None:
    order = committed.order()
    program = f"""
import os, django
django.setup()
from datetime import datetime, UTC
from laoyou.system.payments import use_cases
from laoyou.system.payments.use_cases import settling
settling._issue_receipt = lambda *a, **k: os._exit(9)
use_cases.settle(channel="wechat", transaction="4200000001", order_number={order.number!r}, amount_fen=5181,
                 paid_at=datetime(2022, 11, 30, 2, tzinfo=UTC), seen_via="notification",
                 at=datetime(2022, 11, 30, 2, tzinfo=UTC))
"""
    died = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, "DATABASE_URL": committing_database}, check=False
    )
    assert died.returncode == 9
    assert (committed.payments(), committed.entries(), committed.claims()) == ([], 0, 0)
    assert committed.arrive(order) == "paid"
    assert committed.receipts() == ["2022-000001"]


def test_two_members_of_a_family_pay_one_bill_and_the_second_money_is_their_credit(committing_database: str) -> None:
    world = MandatedWorld()
    world.tariff(world.in_force())
    [home_id] = world.homes("3栋", "501")[:1]
    at = datetime(2022, 8, 1, 2, tzinfo=UTC)
    billing.issue_month(actor=AUTHOR, estate_id=world.estate_id, month=Month(2022, 7), at=at)
    with scope.estate(world.estate_id):
        bill = Bill.objects.get(home_id=home_id)
    orders = []
    for user_id, channel in ((1, "wechat"), (2, "alipay")):
        actor = Actor(ActorKind.RESIDENT, "家人", user_id=user_id, homes={(world.estate_id, home_id): WHOLE})
        lines = [use_cases.OrderLineRequest("bill", bill.id, bill.amount_fen)]
        orders.append(
            use_cases.open_order(
                actor=actor,
                estate_id=world.estate_id,
                home_id=home_id,
                channel=channel,
                lines=lines,
                payer_name="家人",
                at=at,
                asks_channel=False,
            )
        )
    outcomes = at_once(
        lambda number: use_cases.settle(
            channel=("wechat", "alipay")[number],
            transaction=f"t{number}",
            order_number=orders[number].number,
            amount_fen=bill.amount_fen,
            paid_at=at,
            seen_via="notification",
            at=at,
        ),
        2,
    )
    assert outcomes == ["paid", "paid"]
    with scope.estate(world.estate_id):
        bill.refresh_from_db()
        assert bill.paid_fen == bill.amount_fen
        assert HomeCredit.objects.get(home_id=home_id).balance_fen == bill.amount_fen
