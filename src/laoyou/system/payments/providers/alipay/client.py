"""Alipay's side of the Protocol. Without an address among the keys it speaks to the real one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx

from laoyou.core.calendar import CITY_TIME
from laoyou.system.payments.errors import NotificationRefused
from laoyou.system.payments.providers import wire
from laoyou.system.payments.providers.alipay import bills, refunds, signing
from laoyou.system.payments.providers.alipay import keys as alipay_keys
from laoyou.system.payments.providers.alipay.amounts import fen_of, yuan_text
from laoyou.system.payments.providers.bill_text import MOST_BYTES
from laoyou.system.payments.providers.keys import KeyFolder
from laoyou.system.payments.providers.provider import (
    MONEY_MOVED,
    Answer,
    AskedOrder,
    AskedRefund,
    BillNotReady,
    ChannelDeclined,
    ChannelTrouble,
    Prepay,
    Standing,
    Told,
    ToldRefund,
    Way,
)
from laoyou.system.payments.providers.rates import Rate, agreed_rate
from laoyou.system.payments.reconciliation.rules.bills import BilledLine, BillRefused
from laoyou.system.payments.refunds.rules.stages import RefundStanding

REAL_ADDRESS = "https://openapi.alipay.com/gateway.do"
LONGEST_NOTIFICATION = 64 * 1024
DONE = "10000"
UNSURE = frozenset({"20000", "10003"})
ABSENT = "ACQ.TRADE_NOT_EXIST"
NOT_TO_CLOSE = frozenset({"ACQ.TRADE_STATUS_ERROR", "ACQ.REASON_TRADE_STATUS_INVALID"})
STANDINGS = {
    "WAIT_BUYER_PAY": Standing.WAITING,
    "TRADE_CLOSED": Standing.CLOSED,
    "TRADE_SUCCESS": Standing.PAID,
    "TRADE_FINISHED": Standing.PAID,
}
NO_BILL = frozenset({"isp.bill_not_exist", "isv.bill_not_exist", "BILL_NOT_EXIST"})
BILL_LATER = frozenset({"isp.bill_not_ready", "isp.unknow-error", "ACQ.SYSTEM_ERROR"})
BILL_QUERY = "alipay.data.dataservice.bill.downloadurl.query"
UNSIGNED = frozenset({"sign", "sign_type"})


def open_door(folder: KeyFolder) -> Alipay:
    return Alipay(alipay_keys.read(folder), folder.address(REAL_ADDRESS), rate=agreed_rate(folder))


@dataclass(frozen=True)
class Alipay:
    keys: alipay_keys.AlipayKeys
    address: str
    transport: httpx.BaseTransport | None = None
    rate: Rate | None = None

    def ask(self, order: AskedOrder, *, at: datetime) -> Prepay:
        content = {
            "out_trade_no": order.number,
            "total_amount": yuan_text(order.amount_fen),
            "subject": order.text[:127],
            "time_expire": _stamp(order.expires_at),
        }
        if order.way is Way.NATIVE:
            answer = self._call("alipay.trade.precreate", content, at=at, notify_url=order.notify_address)
            code = answer.get("qr_code")
            if not isinstance(code, str) or not code:
                raise ChannelTrouble("the answer has no qr_code")
            return Prepay(order.way, address=code)
        # The payer's own browser brings this order to Alipay, signed by us: nothing is called here.
        content["product_code"] = "QUICK_WAP_WAY"
        content["quit_url"] = order.return_address
        parameters = self._parameters(
            "alipay.trade.wap.pay", content, at=at, notify_url=order.notify_address, return_url=order.return_address
        )
        return Prepay(Way.H5, address=f"{self.address}?{urlencode(parameters)}")

    def query(self, number: str, *, at: datetime) -> Told:
        try:
            answer = self._call("alipay.trade.query", {"out_trade_no": number}, at=at)
        except ChannelDeclined as declined:
            if declined.code == ABSENT:
                return Told(number, Standing.ABSENT)
            raise
        if answer.get("out_trade_no") != number:
            raise ChannelTrouble("the answer is about another order")
        try:
            return _told(answer, paid_at=answer.get("send_pay_date"))
        except NotificationRefused as refused:
            raise ChannelTrouble(f"the answer can't be read: {refused.reason}") from refused

    def close(self, number: str, *, at: datetime) -> Standing:
        try:
            self._call("alipay.trade.close", {"out_trade_no": number}, at=at)
        except ChannelDeclined as declined:
            if declined.code == ABSENT:
                return Standing.CLOSED
            if declined.code not in NOT_TO_CLOSE:
                raise
            standing = self.query(number, at=at).standing
            if standing is Standing.CLOSED or standing in MONEY_MOVED:
                return standing
            raise
        return Standing.CLOSED

    def refund(self, refund: AskedRefund, *, at: datetime) -> ToldRefund:
        try:
            answer = self._call("alipay.trade.refund", refunds.content_of(refund), at=at)
        except ChannelDeclined as declined:
            if declined.code.upper() in refunds.LATER:
                raise ChannelTrouble(declined.code) from declined
            raise
        return refunds.accepted(answer, refund)

    def query_refund(self, refund: AskedRefund, *, at: datetime) -> ToldRefund:
        try:
            answer = self._call("alipay.trade.fastpay.refund.query", refunds.question_of(refund), at=at)
        except ChannelDeclined as declined:
            if declined.code == ABSENT:
                return ToldRefund(refund.number, RefundStanding.ABSENT)
            raise
        return refunds.told_of(answer, refund)

    def read_notification(self, headers: Mapping[str, str], body: bytes, *, at: datetime) -> Told:
        if len(body) > LONGEST_NOTIFICATION:
            raise NotificationRefused(reason="size")
        try:
            pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, strict_parsing=True, errors="strict")
        except ValueError as error:
            raise NotificationRefused(reason="shape") from error
        told = dict(pairs)
        if len(told) != len(pairs) or told.get("sign_type") != "RSA2":
            raise NotificationRefused(reason="shape")
        if not signing.is_signed(
            self.keys.public_key, signing.content_of(told, without=UNSIGNED), told.get("sign", "")
        ):
            raise NotificationRefused(reason="signature")
        if (told.get("app_id"), told.get("seller_id")) != (self.keys.app_id, self.keys.seller_id):
            raise NotificationRefused(reason="addressee")
        return _told(told, paid_at=told.get("gmt_payment"))

    def refresh_keys(self, *, at: datetime) -> int:
        return 0  # in public-key mode the key is exchanged once, by hand

    def fetch_bill(self, day: date, *, at: datetime) -> bytes:
        try:
            told = self._call(BILL_QUERY, {"bill_type": "trade", "bill_date": day.isoformat()}, at=at)
        except ChannelDeclined as declined:
            if declined.code in NO_BILL:
                return b""
            if declined.code in BILL_LATER:
                raise BillNotReady(declined.code) from declined
            raise
        address = told.get("bill_download_url")
        if not isinstance(address, str) or not _is_alipays(address, self.address):
            raise ChannelTrouble("the answer has no address of a bill")
        # The signed answer names the address; the file itself bears no signature, and its own sums are checked.
        reply = wire.call(
            "GET", address, headers={"User-Agent": "laoyou"}, transport=self.transport, longest=MOST_BYTES
        )
        if reply.status != 200:
            raise ChannelTrouble(f"status {reply.status}")
        try:
            return bills.unpacked(reply.body)
        except BillRefused as refused:
            raise ChannelTrouble(f"the bill can't be unpacked: {refused}") from refused

    def read_bill(self, content: bytes) -> tuple[BilledLine, ...]:
        return bills.read_bill(content, seller_id=self.keys.seller_id, rate=self.rate)

    def answer(self, *, is_accepted: bool) -> Answer:
        return Answer(200, "text/plain", "success") if is_accepted else Answer(400, "text/plain", "fail")

    def _parameters(self, method: str, content: Mapping[str, object], *, at: datetime, **more: str) -> dict[str, str]:
        parameters = {
            "app_id": self.keys.app_id,
            "method": method,
            "format": "JSON",
            "charset": "utf-8",
            "sign_type": "RSA2",
            "timestamp": _stamp(at),
            "version": "1.0",
            "biz_content": json.dumps(content, ensure_ascii=False, separators=(",", ":")),
            **more,
        }
        return parameters | {"sign": signing.sign(self.keys.private_key, signing.content_of(parameters))}

    def _call(self, method: str, content: Mapping[str, object], *, at: datetime, **more: str) -> dict[str, Any]:
        """Return the answer's fields, signature checked. Raises: ChannelTrouble, ChannelDeclined."""
        body = urlencode(self._parameters(method, content, at=at, **more)).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8", "User-Agent": "laoyou"}
        reply = wire.call("POST", f"{self.address}?charset=utf-8", headers=headers, body=body, transport=self.transport)
        if reply.status != 200:
            raise ChannelTrouble(f"status {reply.status}")
        name = f"{method.replace('.', '_')}_response"
        try:
            text = reply.body.decode("utf-8")
            whole = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ChannelTrouble("the answer is no JSON") from error
        part = signing.signed_part(text, name)
        signature = whole.get("sign") if isinstance(whole, dict) else None
        if part is None or not isinstance(signature, str):
            raise ChannelTrouble("the answer has no signature")
        if not signing.is_signed(self.keys.public_key, part, signature):
            raise ChannelTrouble("the answer's signature can't be believed")
        answer = json.loads(part)
        if not isinstance(answer, dict):
            raise ChannelTrouble("the answer has no fields")
        code = str(answer.get("code"))
        if code in UNSURE:
            raise ChannelTrouble(f"code {code}")
        if code != DONE:
            raise ChannelDeclined(str(answer.get("sub_code", code))[:60], str(answer.get("sub_msg", ""))[:100])
        return answer


def _told(content: Mapping[str, Any], *, paid_at: object) -> Told:
    standing = STANDINGS.get(str(content.get("trade_status")))
    number = content.get("out_trade_no")
    if standing is None or not isinstance(number, str):
        raise NotificationRefused(reason="shape")
    # TRADE_CLOSED says two things: never paid in time, or paid and all of it refunded; only the latter was paid once.
    if (standing is Standing.CLOSED and paid_at) or (standing is Standing.PAID and _went_back(content)):
        standing = Standing.REFUNDED
    if standing not in MONEY_MOVED:
        return Told(number, standing)
    amount_fen = fen_of(str(content.get("total_amount")))
    transaction = content.get("trade_no")
    if not amount_fen or not isinstance(transaction, str) or not 1 <= len(transaction) <= 64:
        raise NotificationRefused(reason="shape")
    try:
        paid = datetime.strptime(str(paid_at)[:19], "%Y-%m-%d %H:%M:%S").replace(tzinfo=CITY_TIME)
    except ValueError as error:
        raise NotificationRefused(reason="shape") from error
    refund_number = str(content.get("out_biz_no", ""))[:64] if content.get("gmt_refund") else ""
    return Told(number, standing, transaction, amount_fen, paid, refund_number)


def _is_alipays(address: str, gateway: str) -> bool:
    """Say whether a file lies with Alipay: at the gateway's own host, or over TLS at another of its names."""
    there, own = urlsplit(address), urlsplit(gateway)
    if (there.scheme, there.netloc) == (own.scheme, own.netloc):
        return True
    return there.scheme == "https" and (there.hostname or "").endswith(".alipay.com")


def _went_back(content: Mapping[str, Any]) -> bool:
    return bool(content.get("gmt_refund")) or bool(fen_of(str(content.get("refund_fee", "0.00"))))


def _stamp(at: datetime) -> str:
    return at.astimezone(CITY_TIME).strftime("%Y-%m-%d %H:%M:%S")
