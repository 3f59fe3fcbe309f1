"""Record what the stand-in gateway really says, as fixtures of the providers: python -m tests.payments.record

Each fixture holds the bytes and the public halves of the keys that were used, and what the client has to make of them.
"""

from __future__ import annotations

import dataclasses
import json
import os
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from laoyou.system.payments import providers
from laoyou.system.payments.providers import doors
from laoyou.system.payments.providers.provider import AskedRefund, ChannelDeclined, Prepay, Told, ToldRefund, Way
from tests.payments.gateways import asked
from tests.payments.standin import StandIn, postbox

FOLDER = Path(providers.__file__).parent
KEPT = ("wechatpay-timestamp", "wechatpay-nonce", "wechatpay-serial", "wechatpay-signature", "content-type")


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def plain(result: object) -> Any:
    """Return what a client made of an answer, in words that a file can hold."""
    if isinstance(result, Told):
        told = dataclasses.asdict(result)
        if not result.refund_number:
            told.pop("refund_number")
        return told | {"paid_at": result.paid_at.isoformat() if result.paid_at else None}
    if isinstance(result, ToldRefund):
        told = dataclasses.asdict(result)
        return told | {"done_at": result.done_at.isoformat() if result.done_at else None}
    if isinstance(result, Prepay):
        return {"way": result.way.value, "address": result.address, "bridge": sorted(result.bridge)}
    return str(result)


def keys_of(provider: Any) -> dict[str, Any]:
    """Return the names and the public halves: enough to read what was said, not to say it."""

    def pem(key: Any) -> str:
        return str(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode())

    keys = provider.keys
    if hasattr(keys, "mchid"):
        platform = {serial: pem(key) for serial, key in keys.platform.items()}
        return {"mchid": keys.mchid, "appid": keys.appid, "apiv3_key": keys.apiv3_key.decode(), "platform": platform}
    return {"app_id": keys.app_id, "seller_id": keys.seller_id, "public_key": pem(keys.public_key)}


class Recorder:
    def __init__(self, channel: str) -> None:
        self.channel = channel
        self.replies: list[httpx.Response] = []
        self.asked_back: dict[str, Any] | None = None
        self.provider: Any = dataclasses.replace(
            doors.provider_for(channel),  # type: ignore[type-var]
            transport=httpx.MockTransport(self._pass_on),
        )

    def _pass_on(self, request: httpx.Request) -> httpx.Response:
        with httpx.Client(trust_env=False) as client:
            reply = client.send(request)
        self.replies.append(reply)
        return httpx.Response(reply.status_code, headers=reply.headers, content=reply.content)

    def answer(self, name: str, act: str, number: str, call: Callable[[datetime], object]) -> None:
        """Record the answer to one call under `<act>__<outcome>.json`."""
        at = now()
        try:
            result = plain(call(at))
        except ChannelDeclined as declined:
            result = {"declined": declined.code}
        reply = self.replies[-1]
        self._write(name, act, number, at, reply.status_code, dict(reply.headers), reply.content, result)

    def about_refund(self, name: str, act: str, refund: AskedRefund) -> None:
        """Record the answer to a call about a refund, with what was asked."""
        self.asked_back = dataclasses.asdict(refund)
        self.answer(name, act, refund.number, lambda at: getattr(self.provider, act)(refund, at=at))
        self.asked_back = None

    def notification(self, name: str, headers: dict[str, str], body: bytes) -> None:
        at = now()
        told = self.provider.read_notification(headers, body, at=at)
        self._write(name, "notification", told.number, at, None, headers, body, plain(told))

    def _write(
        self,
        name: str,
        act: str,
        number: str,
        at: datetime,
        status: int | None,
        headers: dict[str, str],
        body: bytes,
        expect: Any,
    ) -> None:
        fixture = {
            "act": act,
            "number": number,
            "at": at.isoformat(),
            "status": status,
            "headers": {key.lower(): value for key, value in headers.items() if key.lower() in KEPT},
            "body": body.decode(),
            "keys": keys_of(self.provider),
            "expect": expect,
        } | ({"refund": self.asked_back} if self.asked_back else {})
        file = FOLDER / self.channel / "fixtures" / f"{name}.json"
        file.write_text(json.dumps(fixture, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def record(channel: str, standin: StandIn) -> None:
    recorder = Recorder(channel)
    provider = recorder.provider
    with postbox() as box:
        order = asked(box)
        prepaid: list[Prepay] = []

        def ask(at: datetime) -> Prepay:
            prepaid.append(provider.ask(order, at=at))
            return prepaid[-1]

        recorder.answer("ask_native__done", "ask", order.number, ask)
        recorder.answer("query__waiting", "query", order.number, lambda at: provider.query(order.number, at=at))
        changed = dataclasses.replace(order, amount_fen=1)
        recorder.answer("ask_native__declined", "ask", order.number, lambda at: provider.ask(changed, at=at))
        standin.pay(prepaid[0].address)
        recorder.notification("notification__paid", *box.wait())
        recorder.answer("query__paid", "query", order.number, lambda at: provider.query(order.number, at=at))
        box.status, box.text = 200, provider.answer(is_accepted=True).body
        standin.refund(channel, order.number)
        recorder.answer("query__refunded", "query", order.number, lambda at: provider.query(order.number, at=at))
        if channel == "alipay":
            recorder.notification("notification__refunded", *box.wait_for(b"gmt_refund"))
    other = asked()
    provider.ask(other, at=now())
    recorder.answer("close__done", "close", other.number, lambda at: provider.close(other.number, at=at))
    recorder.answer("query__closed", "query", other.number, lambda at: provider.query(other.number, at=at))
    absent = "ERS_20221130_NONE"
    recorder.answer("query__absent", "query", absent, lambda at: provider.query(absent, at=at))
    if channel == "wechat":
        recorder.answer("close__paid", "close", order.number, lambda at: provider.close(order.number, at=at))
        h5 = asked(way=Way.H5)
        recorder.answer("ask_h5__done", "ask", h5.number, lambda at: provider.ask(h5, at=at))


def record_refunds(channel: str, standin: StandIn) -> None:
    recorder = Recorder(channel)
    provider = recorder.provider
    with postbox() as box:
        order = asked(box)
        standin.pay(provider.ask(order, at=now()).address)
        box.wait()
        box.status, box.text = 200, provider.answer(is_accepted=True).body
        transaction = provider.query(order.number, at=now()).transaction
        number = f"R{order.number[1:]}"
        part = AskedRefund(number, order.number, transaction, 181, 5181, "退款", order.notify_address)
        recorder.about_refund("query_refund__absent", "query_refund", part)
        recorder.about_refund("refund__accepted", "refund", part)
        recorder.about_refund("query_refund__done", "query_refund", part)
        recorder.about_refund("refund__declined", "refund", dataclasses.replace(part, amount_fen=182))
        if channel == "wechat":
            recorder.notification("notification__refund_done", *box.wait_for(b"REFUND.SUCCESS"))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LAOYOU_HOME"] = folder
        standin = StandIn(Path(folder))
        standin.start()
        try:
            for channel in doors.DOORS:
                record(channel, standin)
                record_refunds(channel, standin)
        finally:
            standin.stop()


if __name__ == "__main__":
    main()
