"""The door at which channels knock, over HTTP."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.test import Client

from laoyou.infra import scope
from laoyou.system.payments import use_cases
from laoyou.system.payments.models import Notification, Order
from laoyou.system.payments.providers import doors
from laoyou.system.payments.use_cases.notifying import REFUSALS_KEPT_A_MINUTE
from tests.payments.standin import Postbox, StandIn
from tests.payments.world import World

every_channel = pytest.mark.parametrize("channel", sorted(doors.DOORS))
ACCEPTED = {"wechat": (204, ""), "alipay": (200, "success")}


def now() -> datetime:
    return datetime.now(UTC)


def told(world: World, standin: StandIn, box: Postbox, channel: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return an order that was paid, and what the channel says of it: headers and body."""
    monkeypatch.setattr(settings, "PAYMENT_NOTIFY_ADDRESS", box.address)
    order = world.order(channel=channel, at=now(), asks_channel=True)
    use_cases.ask_prepay(estate_id=world.estate_id, order_id=order.id, at=now())
    with scope.estate(world.estate_id):
        address = Order.objects.get(id=order.id).prepay["address"]
    standin.pay(address)
    return order, *box.wait()


def post(client: Client, channel: str, headers: dict[str, str], body: bytes) -> Any:
    kept = {name: value for name, value in headers.items() if name.lower().startswith("wechatpay")}
    return client.post(
        f"/api/payments/{channel}/notifications", data=body, content_type=headers["Content-Type"], headers=kept
    )


@pytest.mark.django_db
@every_channel
def test_pay_04_a_notification_settles_and_its_channel_hears_what_it_wants(
    world: World,
    standin: StandIn,
    box: Postbox,
    channel: str,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    order, headers, body = told(world, standin, box, channel, monkeypatch)
    for _ in range(3):
        answer = post(client, channel, headers, body)
        assert (answer.status_code, answer.content.decode()) == ACCEPTED[channel]
    assert world.state(order) == "paid"
    assert len(world.payments()) == 1
    with scope.estate(world.estate_id):
        kept = list(Notification.objects.order_by("id").values_list("outcome", "body"))
    assert [outcome for outcome, _ in kept] == ["paid", "duplicate", "duplicate"]
    assert bytes(kept[0][1]) == body
    assert "农" not in caplog.text


@pytest.mark.django_db
@every_channel
def test_pay_15_what_is_not_believed_changes_nothing_and_is_kept_as_evidence(
    world: World, standin: StandIn, box: Postbox, channel: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    order, headers, body = told(world, standin, box, channel, monkeypatch)
    answer = post(client, channel, headers, body[:-3] + b"xyz")
    assert answer.status_code == 400
    assert world.state(order) == "waiting"
    assert world.payments() == []
    with scope.estate(0):
        assert Notification.objects.get().outcome.startswith("refused: ")


@pytest.mark.django_db
def test_a_flood_of_forgeries_fills_no_disk(world: World, standin: StandIn, client: Client) -> None:
    for _ in range(REFUSALS_KEPT_A_MINUTE + 5):
        answer = client.post(
            "/api/payments/wechat/notifications", data=b"{" + b" " * 60_000, content_type="application/json"
        )
        assert answer.status_code == 400
    with scope.estate(0):
        kept = list(Notification.objects.values_list("body", flat=True))
    assert len(kept) == REFUSALS_KEPT_A_MINUTE
    assert max(len(body) for body in kept) <= 2048


@pytest.mark.django_db
def test_refuses_a_body_that_is_too_long_and_reads_no_further(standin: StandIn, client: Client) -> None:
    answer = client.post("/api/payments/alipay/notifications", data=b"a=" + b"x" * 1_000_000, content_type="text/x")
    assert answer.status_code == 400


@pytest.mark.django_db
def test_pay_15_no_get_changes_anything_and_unknown_channels_are_not_found(standin: StandIn, client: Client) -> None:
    assert client.get("/api/payments/wechat/notifications").status_code == 405
    assert client.post("/api/payments/unionpay/notifications").status_code == 404


@pytest.mark.django_db
def test_the_health_page_answers(client: Client) -> None:
    assert client.get("/api/health").json() == {"state": "ok"}


@pytest.fixture
def server(committing_database: str, standin: StandIn, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Our own web process, as it runs in an installation, on the test's database."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "laoyou.config.asgi:application", "--port", str(port)],
        env={**os.environ, "DATABASE_URL": committing_database, "LAOYOU_PORT": str(port)},
    )
    address = f"http://127.0.0.1:{port}"
    monkeypatch.setattr(settings, "PAYMENT_NOTIFY_ADDRESS", address)
    try:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                if httpx.get(f"{address}/api/health", trust_env=False).status_code == 200:
                    break
            except httpx.HTTPError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(10)


@pytest.mark.fault
def test_paid_at_the_cashier_means_paid_here(server: str, standin: StandIn) -> None:
    world = World()
    orders = [
        world.order(channel=channel, at=now(), asks_channel=True, subject_id=number)
        for number, channel in enumerate(("wechat", "alipay"))
    ]
    for order in orders:
        use_cases.ask_prepay(estate_id=world.estate_id, order_id=order.id, at=now())
        with scope.estate(world.estate_id):
            address = Order.objects.get(id=order.id).prepay["address"]
        standin.pay(address)
    until = time.monotonic() + 15
    while time.monotonic() < until and {world.state(order) for order in orders} != {"paid"}:
        time.sleep(0.1)
    assert [world.state(order) for order in orders] == ["paid", "paid"]
    assert {payment.seen_via for payment in world.payments()} == {"notification"}
    ours = {(payment.channel, payment.transaction, payment.amount_fen) for payment in world.payments()}
    theirs = {
        (row["channel"], row["transaction_id"], row["amount_fen"])
        for row in standin.truth()
        if row["number"] in {order.number for order in orders}
    }
    assert ours == theirs
