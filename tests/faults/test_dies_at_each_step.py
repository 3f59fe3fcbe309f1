"""The worker is killed at each step of what it does: before every statement and every commit, whatever it is.

The next worker does the same again. What the gateway did is then in the books, once. `make faults` kills at every
step and for both channels; the tests of every day at each fourth.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from laoyou.infra import scope
from laoyou.system.payments.models import Order, Payment
from tests.payments.counters import AMOUNT, Counter, paid
from tests.payments.standin import Postbox, StandIn, postbox
from tests.payments.world import World

pytestmark = pytest.mark.fault

IS_LONG = "LAOYOU_PAYERS" in os.environ
EVERY = 1 if IS_LONG else 9
MOST_STEPS = 200


class Dying:
    """A worker that can be told when to die."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.dying"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **environment},
        )

    def acts(self, act: str, word: int, **given: Any) -> bool:
        """Say whether it lived to the end."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"act": act, "word": word, "given": given}) + "\n")
        self.process.stdin.flush()
        ended = int(self.process.stdout.readline())
        assert ended in (0, signal.SIGKILL), f"{act} ended with {ended} before word {word}"
        return ended == 0

    def end(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(20)


@pytest.fixture
def box() -> Iterator[Postbox]:
    with postbox() as opened:
        yield opened


@pytest.fixture
def gateway(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    monkeypatch.setenv("LAOYOU_HOME", str(tmp_path))
    started = StandIn(tmp_path)
    started.start()
    yield started
    started.stop()


@pytest.fixture(params=["wechat", "alipay"] if IS_LONG else ["wechat"])
def counter(
    request: pytest.FixtureRequest, committing_database: str, gateway: StandIn, box: Postbox, settings: Any
) -> Counter:
    settings.PAYMENT_NOTIFY_ADDRESS = box.address
    return Counter(World(), gateway, box, request.param)


@pytest.fixture
def worker(counter: Counter, committing_database: str) -> Iterator[Dying]:
    made = Dying({"DATABASE_URL": committing_database, "LAOYOU_NOTIFY_ADDRESS": counter.box.address})
    yield made
    made.end()


def words() -> range:
    return range(1, MOST_STEPS, EVERY)


def in_books(counter: Counter) -> int:
    with scope.everything():
        return Payment.objects.count()


@pytest.mark.parametrize("act", ["ask", "query", "close"])
def test_an_order_survives_a_death_at_each_step(counter: Counter, worker: Dying, act: str) -> None:
    for word in words():
        order = counter.order(drop=True)
        about = {"estate_id": counter.world.estate_id, "order_id": order.id}
        if act == "ask":
            lived = worker.acts("ask", word, **about)
            counter.ask(order)
            with scope.estate(counter.world.estate_id):
                assert Order.objects.get(id=order.id).prepay["address"]
            counter.pay(order)
            counter.query(order)
        else:
            counter.ask(order)
            counter.pay(order)
            lived = worker.acts(act, word, **about)
            counter.query(order)
        assert counter.world.state(order) == "paid"
        if lived:
            break
    assert word > EVERY
    assert in_books(counter) == len(counter.orders)
    counter.agrees()


def test_a_notification_survives_a_death_at_each_step(counter: Counter, worker: Dying) -> None:
    for word in words():
        paid(counter)
        ((headers, body),) = counter.notifications(1)
        lived = worker.acts("notification", word, channel=counter.channel, headers=headers, body=body.decode("latin-1"))
        assert counter.take(headers, body) in ("paid", "duplicate")
        if lived:
            break
    assert word > EVERY
    counter.agrees()


def test_a_refund_survives_a_death_at_each_step(counter: Counter, worker: Dying) -> None:
    gone_back = 0
    for word in words():
        order = paid(counter, drop=True)
        counter.query(order)
        refund = counter.give_back(counter.payment(), AMOUNT // 3)
        lived = worker.acts("refund", word, estate_id=refund.estate_id, refund_id=refund.id)
        assert counter.carry(refund).stage == "refunded"
        gone_back += AMOUNT // 3
        if lived:
            break
    assert word > EVERY
    assert sum(row["amount_fen"] for row in counter.standin.refunds()) == gone_back
    counter.agrees()
