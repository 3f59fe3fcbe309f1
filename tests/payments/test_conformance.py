"""One suite for every gateway, spoken over the network with a stand-in that shares no code with it (PAY-02)."""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Callable
from datetime import timedelta
from time import sleep
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from laoyou.system.payments.errors import ChannelNotReady
from laoyou.system.payments.providers import doors
from laoyou.system.payments.providers.provider import (
    AskedOrder,
    AskedRefund,
    ChannelDeclined,
    ChannelTrouble,
    Standing,
    Told,
    Way,
)
from laoyou.system.payments.refunds.rules.stages import RefundStanding
from laoyou.system.payments.rules import numbers
from tests.payments.gateways import asked, every_channel, now, paid
from tests.payments.standin import Postbox, StandIn


@every_channel
@pytest.mark.parametrize("way", list(Way))
def test_asks_and_is_told_the_way_to_the_cashier(channel: str, way: Way, standin: StandIn) -> None:
    prepay = doors.provider_for(channel).ask(asked(way=way), at=now())
    if channel == "wechat" and way is Way.JSAPI:
        assert set(prepay.bridge) == {"appId", "timeStamp", "nonceStr", "package", "signType", "paySign"}
    else:
        assert prepay.address.startswith(standin.address)


@every_channel
def test_an_answer_about_another_order_is_not_believed(
    channel: str, standin: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider: Any = doors.provider_for(channel)
    order = asked()
    provider.ask(order, at=now())
    honest = provider._call

    monkeypatch.setattr(
        type(provider), "_call", lambda _, *what, **how: honest(*what, **how) | {"out_trade_no": "E1_ANOTHER_ORDER"}
    )
    with pytest.raises(ChannelTrouble, match="another order"):
        provider.query(order.number, at=now())


@every_channel
def test_asking_twice_makes_one_order(channel: str, standin: StandIn) -> None:
    provider, order = doors.provider_for(channel), asked()
    assert provider.ask(order, at=now()).address == provider.ask(order, at=now()).address


@every_channel
def test_the_same_number_with_another_amount_is_declined(channel: str, standin: StandIn) -> None:
    provider, order = doors.provider_for(channel), asked()
    provider.ask(order, at=now())
    with pytest.raises(ChannelDeclined):
        provider.ask(dataclasses.replace(order, amount_fen=1), at=now())


@every_channel
def test_an_order_waits_is_closed_and_can_not_be_asked_again(channel: str, standin: StandIn) -> None:
    provider, order = doors.provider_for(channel), asked()
    address = provider.ask(order, at=now()).address
    assert provider.query(order.number, at=now()) == Told(order.number, Standing.WAITING)
    assert provider.close(order.number, at=now()) is Standing.CLOSED
    assert provider.close(order.number, at=now()) is Standing.CLOSED
    assert provider.query(order.number, at=now()).standing is Standing.CLOSED
    with pytest.raises(ChannelDeclined):
        provider.ask(order, at=now())
    assert "已关闭" in httpx.get(address, trust_env=False).text


@every_channel
def test_an_unknown_number_is_absent_and_closing_it_is_no_fault(channel: str, standin: StandIn) -> None:
    provider = doors.provider_for(channel)
    assert provider.query("ERS_20221130_NONE", at=now()).standing is Standing.ABSENT
    assert provider.close("ERS_20221130_NONE", at=now()) is Standing.CLOSED


@every_channel
def test_the_notification_and_the_query_say_the_same(channel: str, standin: StandIn, box: Postbox) -> None:
    provider, order, headers, body = paid(channel, standin, box)
    told = provider.read_notification(headers, body, at=now())
    assert (told.number, told.standing, told.amount_fen) == (order.number, Standing.PAID, 5181)
    assert told.paid_at is not None
    assert abs(told.paid_at - now()) < timedelta(seconds=60)
    assert provider.query(order.number, at=now()) == told
    assert [row["transaction_id"] for row in standin.truth() if row["number"] == order.number] == [told.transaction]


@every_channel
def test_closing_what_is_paid_says_so(channel: str, standin: StandIn, box: Postbox) -> None:
    provider, order, _, _ = paid(channel, standin, box)
    assert provider.close(order.number, at=now()) is Standing.PAID


@every_channel
@pytest.mark.parametrize("given_back_fen", [5181, 181])
def test_what_was_paid_and_given_back_is_refunded_and_neither_paid_nor_closed(
    channel: str, given_back_fen: int, standin: StandIn, box: Postbox
) -> None:
    provider, order, headers, body = paid(channel, standin, box)
    before = provider.read_notification(headers, body, at=now())
    standin.refund(channel, order.number, given_back_fen)
    if channel == "alipay":  # tells of refunds where it told of the payment
        told = provider.read_notification(*box.wait_for(b"gmt_refund"), at=now())
        number = told.refund_number  # which refund it is about; how much of it went back, it does not say
        assert number
        assert told == dataclasses.replace(before, standing=Standing.REFUNDED, refund_number=number)
    told = provider.query(order.number, at=now())
    if channel == "alipay" and given_back_fen < 5181:
        assert told == before  # a query of Alipay knows of no part that went back: the notification does
    else:
        assert told == dataclasses.replace(before, standing=Standing.REFUNDED)
    assert provider.close(order.number, at=now()) is not Standing.CLOSED
    assert [row["refunded_fen"] for row in standin.truth() if row["number"] == order.number] == [given_back_fen]


@every_channel
@pytest.mark.parametrize("way", [Way.H5, Way.NATIVE])
def test_the_payer_comes_back_paid_or_not(channel: str, way: Way, standin: StandIn) -> None:
    provider, order = doors.provider_for(channel), asked(way=way)
    back = standin.pay(provider.ask(order, at=now()).address, decision="cancel")
    assert provider.query(order.number, at=now()).standing is Standing.WAITING
    assert back == (order.return_address if way is Way.H5 else "")
    back = standin.pay(provider.ask(order, at=now()).address)
    assert provider.query(order.number, at=now()).standing is Standing.PAID
    assert back.startswith(order.return_address if way is Way.H5 else "")


@every_channel
def test_tells_again_until_it_is_accepted_also_after_a_kill(channel: str, tmp_path: Any, box: Postbox) -> None:
    own = StandIn(tmp_path, pace=0.001)
    own.start()
    try:
        with pytest.MonkeyPatch.context() as patched:
            patched.setenv("LAOYOU_HOME", str(tmp_path))
            own.pay(doors.provider_for(channel).ask(asked(box), at=now()).address)
            box.wait(2)
            own.kill()
            accepted = doors.provider_for(channel).answer(is_accepted=True)
            box.status, box.text = accepted.status, accepted.body
            before = len(box.received)
            own.start()
            box.wait(before + 1)
            until = now() + timedelta(seconds=5)
            while own.notices_waiting() and now() < until:
                sleep(0.05)
            assert own.notices_waiting() == 0
    finally:
        own.stop()


def test_certificates_are_fetched_by_the_calendar_and_old_ones_stay_good(
    standin: StandIn, box: Postbox, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from laoyou.demo.gateway.keys import hand_over

    hand_over(standin.home / "gateway", tmp_path / "keys", address=standin.address)
    platform = tmp_path / "keys" / "wechat" / "platform"
    for file in platform.iterdir():
        file.unlink()
    monkeypatch.setenv("LAOYOU_HOME", str(tmp_path))
    with pytest.raises(ChannelTrouble):
        doors.provider_for("wechat").query("ERS_20221130_NONE", at=now())
    assert doors.provider_for("wechat").refresh_keys(at=now()) == 1
    assert doors.provider_for("wechat").refresh_keys(at=now()) == 0
    assert doors.provider_for("wechat").query("ERS_20221130_NONE", at=now()).standing is Standing.ABSENT


def test_certificates_of_somebody_else_are_not_believed(standin: StandIn, tmp_path: Any) -> None:
    provider: Any = doors.provider_for("wechat")
    forged = dataclasses.replace(provider.keys, apiv3_key=b"x" * 32, platform={}, platform_folder=tmp_path)
    with pytest.raises(ChannelTrouble):
        dataclasses.replace(provider, keys=forged).refresh_keys(at=now())
    assert list(tmp_path.iterdir()) == []


@every_channel
@pytest.mark.parametrize(
    "answer",
    [
        lambda: httpx.Response(500),
        lambda: httpx.Response(429),
        lambda: httpx.Response(200, content=b"<html>"),
        lambda: httpx.Response(200, content=b'{"code":"10000"}'),
        lambda: httpx.Response(302, headers={"location": "http://127.0.0.1/"}),
        lambda: httpx.Response(200, content=b"x" * 300_000),
        lambda: _raise(httpx.ReadTimeout("slow")),
        lambda: _raise(httpx.ConnectError("down")),
    ],
)
def test_an_answer_that_can_not_be_believed_is_trouble(
    channel: str, answer: Callable[[], httpx.Response], standin: StandIn
) -> None:
    provider: Any = dataclasses.replace(
        doors.provider_for(channel),  # type: ignore[type-var]
        transport=httpx.MockTransport(lambda request: answer()),
    )
    for act in (provider.query, provider.close):
        with pytest.raises(ChannelTrouble):
            act("ERS_20221130_NONE", at=now())
    with pytest.raises(ChannelTrouble):
        provider.ask(asked(), at=now())


@every_channel
def test_an_answer_changed_on_its_way_is_trouble(channel: str, standin: StandIn) -> None:
    order = asked()
    doors.provider_for(channel).ask(order, at=now())

    def changed(request: httpx.Request) -> httpx.Response:
        answer = httpx.Client(trust_env=False).send(request)
        return httpx.Response(
            answer.status_code,
            headers=answer.headers,
            content=answer.content.replace(b"NOTPAY", b"CLOSED").replace(b"WAIT_BUYER_PAY", b"TRADE_CLOSED"),
        )

    provider: Any = dataclasses.replace(
        doors.provider_for(channel),  # type: ignore[type-var]
        transport=httpx.MockTransport(changed),
    )
    with pytest.raises(ChannelTrouble):
        provider.query(order.number, at=now())


@every_channel
def test_the_stand_in_refuses_a_merchant_who_signs_wrongly(channel: str, standin: StandIn) -> None:
    provider: Any = doors.provider_for(channel)
    forged = dataclasses.replace(provider.keys, private_key=rsa.generate_private_key(65537, 2048))
    with pytest.raises((ChannelDeclined, ChannelTrouble)):
        dataclasses.replace(provider, keys=forged).ask(asked(), at=now())


@pytest.mark.parametrize("minutes", [-6, 6])
def test_the_stand_in_refuses_a_request_of_another_time(minutes: int, standin: StandIn) -> None:
    with pytest.raises((ChannelDeclined, ChannelTrouble)):
        doors.provider_for("wechat").ask(asked(), at=now() + timedelta(minutes=minutes))


def test_the_stand_in_refuses_a_request_sent_twice(standin: StandIn) -> None:
    sent: list[httpx.Response] = []

    def twice(request: httpx.Request) -> httpx.Response:
        with httpx.Client(trust_env=False) as client:
            sent.extend(
                client.request(request.method, request.url, headers=request.headers, content=request.content)
                for _ in range(2)
            )
        return httpx.Response(sent[0].status_code, headers=sent[0].headers, content=sent[0].content)

    provider: Any = doors.provider_for("wechat")
    dataclasses.replace(provider, transport=httpx.MockTransport(twice)).ask(asked(), at=now())
    assert [answer.status_code for answer in sent] == [200, 401]
    assert sent[1].json()["message"] == "随机串重复使用"


def test_the_stand_in_leaves_real_keys_alone(tmp_path: Any) -> None:
    from laoyou.demo.gateway import make_keys
    from laoyou.demo.gateway.keys import RealKeysHere
    from laoyou.infra.home import Home

    real = tmp_path / "keys" / "wechat" / "mchid.txt"
    real.parent.mkdir(parents=True)
    real.write_text("1900000001")
    with pytest.raises(RealKeysHere):
        make_keys(Home(tmp_path))
    assert real.read_text() == "1900000001"


def test_without_keys_a_channel_is_not_offered(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAOYOU_HOME", str(tmp_path))
    assert doors.ready_channels() == []
    with pytest.raises(ChannelNotReady):
        doors.provider_for("wechat")
    with pytest.raises(ChannelNotReady):
        doors.provider_for("unionpay")


def test_keys_may_come_from_the_environment(tmp_path: Any, standin: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = standin.home / "keys" / "alipay"
    monkeypatch.setenv("LAOYOU_HOME", str(tmp_path))
    for file in folder.glob("*"):
        if file.stem != "stand_in":
            monkeypatch.setenv(f"LAOYOU_ALIPAY_{file.stem.upper()}", file.read_text())
    assert doors.ready_channels() == ["alipay"]
    assert doors.provider_for("alipay").query("ERS_20221130_NONE", at=now()).standing is Standing.ABSENT


def _raise(error: Exception) -> httpx.Response:
    raise error


def refund_of(order: AskedOrder, transaction: str, *, fen: int = 181, number: str = "") -> AskedRefund:
    tail = numbers.tail_of(secrets.token_bytes(10), 10)
    return AskedRefund(
        number=number or numbers.refund_number(estate_id=1000, day=now().date(), tail=tail),
        order_number=order.number,
        transaction=transaction,
        amount_fen=fen,
        paid_fen=order.amount_fen,
        reason="退款",
        notify_address=order.notify_address,
    )


@every_channel
def test_a_refund_is_accepted_first_and_done_when_the_channel_says_so(
    channel: str, standin: StandIn, box: Postbox
) -> None:
    provider, order, headers, body = paid(channel, standin, box)
    told = provider.read_notification(headers, body, at=now())
    assert isinstance(told, Told)
    asked_back = refund_of(order, told.transaction)
    assert provider.query_refund(asked_back, at=now()).standing is RefundStanding.ABSENT
    accepted = provider.refund(asked_back, at=now())
    assert (accepted.standing, accepted.amount_fen) == (RefundStanding.UNDER_WAY, 181)
    assert provider.refund(asked_back, at=now()) == accepted
    done = provider.query_refund(asked_back, at=now())
    assert (done.standing, done.number, done.order_number, done.transaction, done.amount_fen) == (
        RefundStanding.DONE,
        asked_back.number,
        order.number,
        told.transaction,
        181,
    )
    assert done.done_at is not None
    assert abs(done.done_at - now()) < timedelta(seconds=60)
    assert [row["refunded_fen"] for row in standin.truth() if row["number"] == order.number] == [181]
    if channel == "wechat":
        assert provider.read_notification(*box.wait(2), at=now()) == done
    else:
        heard = provider.read_notification(*box.wait_for(b"gmt_refund"), at=now())
        assert isinstance(heard, Told)
        assert heard.refund_number == asked_back.number


@every_channel
def test_a_refund_beyond_what_was_paid_or_with_another_amount_is_declined(
    channel: str, standin: StandIn, box: Postbox
) -> None:
    provider, order, headers, body = paid(channel, standin, box)
    told = provider.read_notification(headers, body, at=now())
    assert isinstance(told, Told)
    first = refund_of(order, told.transaction)
    provider.refund(first, at=now())
    for wrong in (
        refund_of(order, told.transaction, fen=5001),
        refund_of(order, told.transaction, fen=182, number=first.number),
    ):
        with pytest.raises(ChannelDeclined):
            provider.refund(wrong, at=now())


@every_channel
def test_too_low_a_balance_is_trouble_and_no_refusal(channel: str, standin: StandIn, box: Postbox) -> None:
    provider, order = doors.provider_for(channel), asked(box)
    standin.plan(channel, order.number, no_balance=1)
    standin.pay(provider.ask(order, at=now()).address)
    told = provider.read_notification(*box.wait(), at=now())
    assert isinstance(told, Told)
    asked_back = refund_of(order, told.transaction)
    with pytest.raises(ChannelTrouble, match="NOT_ENOUGH"):
        provider.refund(asked_back, at=now())
    assert provider.refund(asked_back, at=now()).standing is RefundStanding.UNDER_WAY
