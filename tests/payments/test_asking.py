"""From an order to its end: asked, unknown, waiting, paid without a word, closed. Against the stand-in as a process."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from django.conf import settings as conf
from django.db import connection

from laoyou.core.errors import NotFound
from laoyou.infra import scope
from laoyou.system.ledger.rules.accounts import Account
from laoyou.system.payments import errors, jobs, queries, use_cases
from laoyou.system.payments.models import Order
from laoyou.system.payments.providers import doors
from laoyou.system.payments.rules.orders import LIFETIME, LINK_LIFETIME
from laoyou.system.payments.use_cases import OpenedOrder
from tests.payments.standin import StandIn
from tests.payments.world import AUTHOR, World, service

pytestmark = pytest.mark.django_db
every_channel = pytest.mark.parametrize("channel", sorted(doors.DOORS))


def now() -> datetime:
    return datetime.now(UTC)


class Desk:
    """Orders of one world, asked for real; says what the stand-in and our own books hold."""

    def __init__(self, world: World, standin: StandIn) -> None:
        self.world, self.standin = world, standin

    def open(self, channel: str = "wechat", **changes: Any) -> OpenedOrder:
        return self.world.order(channel=channel, at=now(), asks_channel=True, **changes)

    def ask(self, order: OpenedOrder, at: datetime | None = None) -> None:
        use_cases.ask_prepay(estate_id=self.world.estate_id, order_id=order.id, at=at or now())

    def query(self, order: OpenedOrder, at: datetime | None = None) -> None:
        use_cases.query_order(estate_id=self.world.estate_id, order_id=order.id, at=at or now())

    def close(self, order: OpenedOrder) -> None:
        use_cases.close_order(estate_id=self.world.estate_id, order_id=order.id, at=now())

    def view(self, order: OpenedOrder) -> queries.OrderView:
        with scope.estate(self.world.estate_id):
            return queries.order_for(actor=self.world.resident, estate_id=self.world.estate_id, order_id=order.id)

    def age(self, order: OpenedOrder, by: timedelta) -> None:
        """Let the order, and what it was told, be older: `expires_at` itself never changes."""
        with scope.estate(self.world.estate_id):
            row = Order.objects.get(id=order.id)
            asked_at = datetime.fromisoformat(row.prepay["asked_at"]) - by
            Order.objects.filter(id=order.id).update(prepay=row.prepay | {"asked_at": asked_at.isoformat()})


@pytest.fixture
def desk(world: World, standin: StandIn) -> Desk:
    return Desk(world, standin)


def with_transport(monkeypatch: pytest.MonkeyPatch, handler: Callable[[httpx.Request], httpx.Response]) -> None:
    real = dict(doors.DOORS)

    def opened(channel: str) -> Callable[[Any], Any]:
        return lambda folder: dataclasses.replace(real[channel](folder), transport=httpx.MockTransport(handler))  # type: ignore[type-var]

    monkeypatch.setattr(doors, "DOORS", {channel: opened(channel) for channel in real})


def deferred() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name FROM procrastinate_jobs WHERE task_name LIKE 'payments.%' ORDER BY id")
        return [name for (name,) in cursor.fetchall()]


@every_channel
def test_opening_calls_nobody_and_a_job_asks(desk: Desk, channel: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with_transport(monkeypatch, _unreachable)
    order = desk.open(channel)
    assert deferred() == ["payments.ask_prepay"]
    assert (desk.view(order).state, desk.view(order).address) == ("created", "")


@every_channel
def test_an_order_is_asked_paid_without_a_word_and_found_by_the_poller(desk: Desk, channel: str) -> None:
    order = desk.open(channel)
    desk.ask(order)
    view = desk.view(order)
    assert view.state == "waiting"
    back = desk.standin.pay(view.address)
    assert back.startswith(conf.PUBLIC_ADDRESS)
    soon = now() + timedelta(seconds=40)
    assert (desk.world.estate_id, order.id) in use_cases.due_orders(at=soon)
    desk.query(order, soon)
    assert desk.view(order).state == "paid"
    [payment] = desk.world.payments()
    assert (payment.seen_via, payment.amount_fen, payment.place) == ("query", 5181, "applied")
    assert (desk.world.estate_id, order.id) not in use_cases.due_orders(at=soon + timedelta(days=2))
    assert desk.world.move_states(order) == ["created", "waiting", "paid"]


def test_what_the_payers_way_needed_is_forgotten_once_the_order_has_ended(desk: Desk) -> None:
    order = desk.world.order(at=now(), asks_channel=True)
    desk.ask(order)
    desk.close(order)
    with scope.estate(desk.world.estate_id):
        assert Order.objects.get(id=order.id).prepay == {}


@every_channel
def test_no_answer_leaves_it_unknown_and_the_same_number_is_asked_again(
    desk: Desk, channel: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = desk.world.order(channel=channel, at=now(), asks_channel=True)
    _native(desk, order)
    with monkeypatch.context() as patched:
        with_transport(patched, _slow)
        desk.ask(order)
    assert (desk.view(order).state, desk.view(order).trouble) == ("unknown", "ReadTimeout")
    before = deferred().count("payments.ask_prepay")
    desk.query(order)
    assert deferred().count("payments.ask_prepay") == before + 1
    desk.ask(order)
    assert (desk.view(order).state, desk.view(order).trouble) == ("waiting", "")
    assert desk.world.move_states(order) == ["created", "unknown", "waiting"]


@every_channel
def test_an_answer_lost_on_its_way_back_makes_no_second_order(
    desk: Desk, channel: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = desk.world.order(channel=channel, at=now(), asks_channel=True)
    _native(desk, order)
    with monkeypatch.context() as patched:
        with_transport(patched, _done_but_lost)
        desk.ask(order)
    assert desk.view(order).state == "unknown"
    desk.query(order)
    desk.ask(order)
    desk.standin.pay(desk.view(order).address)
    desk.query(order)
    assert desk.view(order).state == "paid"
    assert [row["number"] for row in desk.standin.truth()].count(order.number) == 1


def test_a_notification_faster_than_the_answer_wins(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    order = desk.open()

    def faster(request: httpx.Request) -> httpx.Response:
        assert desk.world.arrive(order) == "paid"
        with httpx.Client(trust_env=False) as client:
            answer = client.send(request)
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    with_transport(monkeypatch, faster)
    desk.ask(order)
    assert desk.view(order).state == "paid"
    assert desk.world.move_states(order) == ["created", "paid"]


@every_channel
def test_an_order_that_ran_out_is_closed_there_and_here(desk: Desk, channel: str) -> None:
    order = desk.open(channel)
    desk.ask(order)
    if channel == "alipay":
        httpx.get(desk.view(order).address, trust_env=False)
    with scope.estate(desk.world.estate_id):
        expires_at = Order.objects.get(id=order.id).expires_at
    assert expires_at - now() <= LIFETIME
    use_cases.close_order(estate_id=desk.world.estate_id, order_id=order.id, at=now())
    assert desk.view(order).state == "closed"
    assert doors.provider_for(channel).query(order.number, at=now()).standing == "closed"


@every_channel
def test_a_payer_faster_than_the_closing_has_paid(desk: Desk, channel: str) -> None:
    order = desk.open(channel)
    desk.ask(order)
    desk.standin.pay(desk.view(order).address)
    desk.close(order)
    assert desk.view(order).state == "paid"
    assert len(desk.world.payments()) == 1


@every_channel
@pytest.mark.parametrize("finds", ["query", "close"])
def test_money_that_went_back_before_we_knew_of_it_pays_nothing(desk: Desk, channel: str, finds: str) -> None:
    order = desk.open(channel)
    desk.ask(order)
    desk.standin.pay(desk.view(order).address)
    desk.standin.refund(channel, order.number)
    getattr(desk, finds)(order)
    seen = desk.view(order)
    assert (seen.state, seen.payment_id, seen.was_given_back) == ("closed", None, True)
    (payment,) = desk.world.payments()
    assert (payment.place, payment.trouble, payment.amount_fen) == ("suspense", "refunded", 5181)
    assert (desk.world.balance(Account.PAYER_CREDIT), desk.world.receipts()) == (0, [])
    assert desk.world.arrive(order, transaction=payment.transaction, channel=channel) == "duplicate"
    assert desk.open(channel).id != order.id


def test_no_order_ends_without_its_channel_saying_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    order = desk.open()
    desk.ask(order)
    with_transport(monkeypatch, _slow)
    for _ in range(3):
        desk.close(order)
    view = desk.view(order)
    assert (view.state, view.trouble) == ("waiting", "ReadTimeout")
    with scope.estate(desk.world.estate_id):
        assert Order.objects.get(id=order.id).queries == 3


def test_what_the_channel_declines_is_closed_with_its_word(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    order = desk.open()
    with monkeypatch.context() as patched:
        patched.setattr("django.conf.settings.PAYMENT_NOTIFY_ADDRESS", "nowhere")
        desk.ask(order)
    view = desk.view(order)
    assert view.state == "closed"
    assert "PARAM_ERROR" in view.trouble


def test_the_same_choice_again_meets_the_same_order_and_an_old_link_is_asked_for_anew(desk: Desk) -> None:
    order = desk.open()
    assert desk.open() == order
    desk.ask(order)
    before = desk.view(order).address
    desk.age(order, LINK_LIFETIME)
    assert desk.open() == order
    desk.ask(order)
    assert desk.view(order).address == before
    assert deferred().count("payments.ask_prepay") == 2


def test_another_choice_closes_the_order_that_was_open_for_the_same(desk: Desk) -> None:
    first = desk.open("wechat")
    desk.ask(first)
    second = desk.open("alipay")
    assert second.number != first.number
    assert "payments.close_order" in deferred()
    desk.close(first)
    assert (desk.view(first).state, desk.view(second).state) == ("closed", "created")
    third = desk.open("alipay", amount_fen=100, subject_id=7)
    assert third.number not in (first.number, second.number)
    assert deferred().count("payments.close_order") == 1


def test_inside_wechat_an_order_is_handed_out_again_to_its_own_payer_only(desk: Desk) -> None:
    hers = desk.open(way="jsapi", openid="o-hers")
    assert desk.open(way="jsapi", openid="o-hers") == hers
    assert "payments.close_order" not in deferred()
    his = desk.open(way="jsapi", openid="o-his")
    assert his.number != hers.number
    assert "payments.close_order" in deferred()


def test_cash_at_the_desk_closes_what_is_open_on_the_phone(desk: Desk) -> None:
    order = desk.open()
    desk.ask(order)
    desk.world.cash(5181, lines=[service(5181)], at=now())
    assert "payments.close_order" in deferred()
    desk.close(order)
    assert desk.view(order).state == "closed"


def test_a_payer_who_is_back_lets_us_look_at_once(desk: Desk) -> None:
    order = desk.open()
    desk.ask(order)
    with pytest.raises(NotFound):
        use_cases.look_again(actor=desk.world.stranger, estate_id=desk.world.estate_id, order_id=order.id, at=now())
    for _ in range(3):
        use_cases.look_again(actor=desk.world.resident, estate_id=desk.world.estate_id, order_id=order.id, at=now())
    assert deferred().count("payments.query_order") == 1


def test_jobs_run_twice_change_nothing(desk: Desk) -> None:
    order = desk.open()
    for _ in range(2):
        jobs.ask_prepay(estate_id=desk.world.estate_id, order_id=order.id)
    desk.standin.pay(desk.view(order).address)
    for _ in range(2):
        jobs.query_order(estate_id=desk.world.estate_id, order_id=order.id)
        jobs.close_order(estate_id=desk.world.estate_id, order_id=order.id)
        jobs.ask_prepay(estate_id=desk.world.estate_id, order_id=order.id)
    jobs.poll(timestamp=0)
    assert len(desk.world.payments()) == 1
    assert desk.world.move_states(order) == ["created", "waiting", "paid"]


def test_refuses_orders_for_nothing_for_others_homes_and_by_channels_that_are_not_here(
    desk: Desk, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = desk.world
    common: dict[str, Any] = {
        "estate_id": world.estate_id,
        "home_id": world.homes[0],
        "channel": "wechat",
        "payer_name": "",
        "at": now(),
    }
    with pytest.raises(errors.NothingToPay):
        use_cases.open_order(actor=world.resident, lines=[], **common)
    with pytest.raises(errors.NothingToPay):
        use_cases.open_order(actor=world.resident, lines=[service(0)], **common)
    with pytest.raises(errors.AmountTooLarge):
        use_cases.open_order(actor=world.resident, lines=[service(10**12)], **common)
    with pytest.raises(NotFound):
        use_cases.open_order(actor=world.stranger, lines=[service(1)], **common)
    monkeypatch.setenv("LAOYOU_HOME", str(tmp_path))
    with pytest.raises(errors.ChannelNotReady):
        use_cases.open_order(actor=AUTHOR, lines=[service(1)], **common)


def _native(desk: Desk, order: OpenedOrder) -> None:
    """Let the payer scan a code: that way both channels are called when the order is made."""
    with scope.estate(desk.world.estate_id):
        Order.objects.filter(id=order.id).update(prepay={"way": "native"})


def _unreachable(request: httpx.Request) -> httpx.Response:
    raise AssertionError("a call outside")


def _slow(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadTimeout("slow")


def _done_but_lost(request: httpx.Request) -> httpx.Response:
    with httpx.Client(trust_env=False) as client:
        client.send(request)
    raise httpx.ReadTimeout("lost")
