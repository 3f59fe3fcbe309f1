"""WeChat Pay's side of the Protocol. Without an address among the keys it speaks to the real one."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from laoyou.core.calendar import CITY_TIME
from laoyou.system.payments.errors import NotificationRefused
from laoyou.system.payments.providers import wire
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
from laoyou.system.payments.providers.wechat import bills, refunds, signing
from laoyou.system.payments.providers.wechat import keys as wechat_keys
from laoyou.system.payments.reconciliation.rules.bills import BilledLine
from laoyou.system.payments.refunds.rules.stages import RefundStanding

REAL_ADDRESS = "https://api.mch.weixin.qq.com"
LONGEST_NOTIFICATION = 64 * 1024
ABSENT = frozenset({"ORDER_NOT_EXIST", "ORDERNOTEXIST", "RESOURCE_NOT_EXISTS"})
PAID = frozenset({"ORDERPAID", "ORDER_PAID"})
CLOSED = frozenset({"ORDER_CLOSED", "ORDERCLOSED"})
NO_BILL = frozenset({"NO_STATEMENT_EXIST"})
BILL_LATER = frozenset({"STATEMENT_CREATING", "SYSTEM_ERROR", "FREQUENCY_LIMITED"})
STANDINGS = {
    "SUCCESS": Standing.PAID,
    "REFUND": Standing.REFUNDED,
    "NOTPAY": Standing.WAITING,
    "USERPAYING": Standing.WAITING,
    "PAYERROR": Standing.WAITING,
    "CLOSED": Standing.CLOSED,
    "REVOKED": Standing.CLOSED,
}


def open_door(folder: KeyFolder) -> WechatPay:
    return WechatPay(wechat_keys.read(folder), folder.address(REAL_ADDRESS), rate=agreed_rate(folder))


@dataclass(frozen=True)
class WechatPay:
    keys: wechat_keys.WechatKeys
    address: str
    transport: httpx.BaseTransport | None = None
    rate: Rate | None = None

    def ask(self, order: AskedOrder, *, at: datetime) -> Prepay:
        body: dict[str, Any] = {
            "appid": self.keys.appid,
            "mchid": self.keys.mchid,
            "description": order.text[:127],
            "out_trade_no": order.number,
            "time_expire": _stamp(order.expires_at),
            "notify_url": order.notify_address,
            "amount": {"total": order.amount_fen, "currency": "CNY"},
        }
        if order.way is Way.JSAPI:
            body["payer"] = {"openid": order.openid}
        elif order.way is Way.H5:
            body["scene_info"] = {"payer_client_ip": order.payer_ip, "h5_info": {"type": "Wap"}}
        answer = self._call("POST", f"/v3/pay/transactions/{order.way.value}", body, at=at)
        if order.way is Way.JSAPI:
            return Prepay(order.way, bridge=self._bridge(_word(answer, "prepay_id"), at=at))
        if order.way is Way.NATIVE:
            return Prepay(order.way, address=_word(answer, "code_url"))
        return Prepay(
            order.way, address=f"{_word(answer, 'h5_url')}&redirect_url={quote(order.return_address, safe='')}"
        )

    def query(self, number: str, *, at: datetime) -> Told:
        path = f"/v3/pay/transactions/out-trade-no/{quote(number, safe='')}?mchid={self.keys.mchid}"
        try:
            answer = self._call("GET", path, None, at=at)
        except ChannelDeclined as declined:
            if declined.code in ABSENT:
                return Told(number, Standing.ABSENT)
            raise
        try:
            told = self._told(answer)
        except NotificationRefused as refused:
            raise ChannelTrouble(f"the answer is not about us: {refused.reason}") from refused
        if told.number != number:
            raise ChannelTrouble("the answer is about another order")
        return told

    def close(self, number: str, *, at: datetime) -> Standing:
        path = f"/v3/pay/transactions/out-trade-no/{quote(number, safe='')}/close"
        try:
            self._call("POST", path, {"mchid": self.keys.mchid}, at=at)
        except ChannelDeclined as declined:
            if declined.code in PAID:
                return Standing.PAID
            if declined.code not in ABSENT | CLOSED:
                raise
        return Standing.CLOSED

    def refund(self, refund: AskedRefund, *, at: datetime) -> ToldRefund:
        try:
            return self._refund(self._call("POST", refunds.PATH, refunds.body_of(refund), at=at), refund)
        except ChannelDeclined as declined:
            if declined.code in refunds.LATER:
                raise ChannelTrouble(declined.code) from declined
            raise

    def query_refund(self, refund: AskedRefund, *, at: datetime) -> ToldRefund:
        try:
            return self._refund(
                self._call("GET", f"{refunds.PATH}/{quote(refund.number, safe='')}", None, at=at), refund
            )
        except ChannelDeclined as declined:
            if declined.code in refunds.ABSENT:
                return ToldRefund(refund.number, RefundStanding.ABSENT)
            raise

    def read_notification(self, headers: Mapping[str, str], body: bytes, *, at: datetime) -> Told | ToldRefund:
        if len(body) > LONGEST_NOTIFICATION:
            raise NotificationRefused(reason="size")
        try:
            signing.check_signature(
                {name.lower(): value for name, value in headers.items()}, body, keys=self.keys.platform, at=at
            )
            notice = json.loads(body)
            content = json.loads(signing.unseal(notice["resource"], apiv3_key=self.keys.apiv3_key))
            is_refund = str(notice.get("event_type")).startswith("REFUND.")
        except signing.NotBelieved as error:
            raise NotificationRefused(reason=str(error)) from error
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise NotificationRefused(reason="shape") from error
        if not is_refund:
            return self._told(content)
        if not isinstance(content, dict):
            raise NotificationRefused(reason="shape")
        if content.get("mchid") != self.keys.mchid:  # a refund's message names no app
            raise NotificationRefused(reason="addressee")
        return refunds.told_of(content, status=content.get("refund_status"))

    def refresh_keys(self, *, at: datetime) -> int:
        reply = self._send("GET", "/v3/certificates", None, at=at)
        known = dict(self.keys.platform)
        certificates: list[x509.Certificate] = []
        try:
            for row in json.loads(reply.body)["data"]:
                pem = signing.unseal(row["encrypt_certificate"], apiv3_key=self.keys.apiv3_key)
                certificates.append(x509.load_pem_x509_certificate(pem))
            # The first answer is signed by a key that it brings along: our own APIv3 key vouches for that one.
            keys = known | {wechat_keys.serial_of(each): wechat_keys.key_of(each) for each in certificates}
            signing.check_signature(reply.headers, reply.body, keys=keys, at=at)
        except (signing.NotBelieved, ValueError, KeyError, TypeError) as error:
            raise ChannelTrouble("the certificates can't be believed") from error
        new = [each for each in certificates if wechat_keys.serial_of(each) not in known]
        self.keys.platform_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for certificate in new:
            file = self.keys.platform_folder / f"{wechat_keys.serial_of(certificate)}.pem"
            half = file.with_suffix(".new")
            half.write_bytes(certificate.public_bytes(Encoding.PEM))
            half.replace(file)
        return len(new)

    def fetch_bill(self, day: date, *, at: datetime) -> bytes:
        try:
            told = self._call("GET", f"/v3/bill/tradebill?bill_date={day.isoformat()}&bill_type=ALL", None, at=at)
        except ChannelDeclined as declined:
            if declined.code in NO_BILL:
                return b""
            if declined.code in BILL_LATER:
                raise BillNotReady(declined.code) from declined
            raise
        address = urlsplit(_word(told, "download_url"))
        own = urlsplit(self.address)
        if (address.scheme, address.netloc) != (own.scheme, own.netloc):
            raise ChannelTrouble("the bill lies at another address")
        # The answer that brings the file is not signed: the signed one before it says what the file has to be.
        path = address.path.removeprefix(own.path) + (f"?{address.query}" if address.query else "")
        reply = self._send("GET", path, None, at=at, longest=MOST_BYTES)
        if reply.status != 200:
            raise ChannelTrouble(f"status {reply.status}")
        if hashlib.sha1(reply.body, usedforsecurity=False).hexdigest() != _word(told, "hash_value").lower():
            raise ChannelTrouble("the bill is not the one that was promised")
        return reply.body

    def read_bill(self, content: bytes) -> tuple[BilledLine, ...]:
        return bills.read_bill(content, mchid=self.keys.mchid, appid=self.keys.appid, rate=self.rate)

    def answer(self, *, is_accepted: bool) -> Answer:
        if is_accepted:
            return Answer(204, "application/json", "")
        return Answer(400, "application/json", '{"code":"FAIL","message":"not accepted"}')

    def _told(self, content: Any) -> Told:
        """Return what the channel's own words mean. Raises: NotificationRefused when they are not for us."""
        if not isinstance(content, dict):
            raise NotificationRefused(reason="shape")
        if (content.get("mchid"), content.get("appid")) != (self.keys.mchid, self.keys.appid):
            raise NotificationRefused(reason="addressee")
        standing = STANDINGS.get(str(content.get("trade_state")))
        number = content.get("out_trade_no")
        if standing is None or not isinstance(number, str):
            raise NotificationRefused(reason="shape")
        if standing not in MONEY_MOVED:
            return Told(number, standing)
        amount = content.get("amount")
        transaction, success_time = content.get("transaction_id"), content.get("success_time")
        if not isinstance(amount, dict) or type(amount.get("total")) is not int or amount["total"] <= 0:
            raise NotificationRefused(reason="shape")
        if amount.get("currency", "CNY") != "CNY":
            raise NotificationRefused(reason="currency")
        if not isinstance(transaction, str) or not 1 <= len(transaction) <= 64:
            raise NotificationRefused(reason="shape")
        try:
            paid_at = datetime.fromisoformat(str(success_time))
        except ValueError as error:
            raise NotificationRefused(reason="shape") from error
        if paid_at.tzinfo is None:
            raise NotificationRefused(reason="shape")
        return Told(number, standing, transaction, amount["total"], paid_at)

    def _refund(self, answer: dict[str, Any], refund: AskedRefund) -> ToldRefund:
        try:
            told = refunds.told_of(answer, status=answer.get("status"))
        except NotificationRefused as refused:
            raise ChannelTrouble(f"the answer can't be read: {refused.reason}") from refused
        if told.number != refund.number:
            raise ChannelTrouble("the answer is about another refund")
        return told

    def _bridge(self, prepay_id: str, *, at: datetime) -> dict[str, str]:
        timestamp, nonce, package = str(int(at.timestamp())), secrets.token_hex(16), f"prepay_id={prepay_id}"
        return {
            "appId": self.keys.appid,
            "timeStamp": timestamp,
            "nonceStr": nonce,
            "package": package,
            "signType": "RSA",
            "paySign": signing.sign(self.keys.private_key, self.keys.appid, timestamp, nonce, package),
        }

    def _call(self, method: str, path: str, body: dict[str, Any] | None, *, at: datetime) -> dict[str, Any]:
        """Return the answer's fields, signature checked. Raises: ChannelTrouble, ChannelDeclined."""
        reply = self._send(method, path, body, at=at)
        if reply.status >= 500 or reply.status == 429:
            raise ChannelTrouble(f"status {reply.status}")
        try:
            signing.check_signature(reply.headers, reply.body, keys=self.keys.platform, at=at)
            answer = json.loads(reply.body) if reply.body else {}
        except signing.NotBelieved as error:
            raise ChannelTrouble(f"the answer's {error} can't be believed") from error
        except (ValueError, RecursionError) as error:
            raise ChannelTrouble("the answer is no JSON") from error
        if not isinstance(answer, dict):
            raise ChannelTrouble("the answer has no fields")
        if reply.status >= 300:
            raise ChannelDeclined(str(answer.get("code", reply.status))[:60], str(answer.get("message", ""))[:100])
        return answer

    def _send(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None,
        *,
        at: datetime,
        longest: int = wire.LONGEST_ANSWER,
    ) -> wire.Reply:
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":")) if body is not None else ""
        base = urlsplit(self.address).path
        header = signing.authorization(
            key=self.keys.private_key,
            mchid=self.keys.mchid,
            serial=self.keys.serial,
            method=method,
            path=base + path,
            body=text,
            nonce=secrets.token_hex(16).upper(),
            at=at,
        )
        headers = {
            "Authorization": header,
            "Accept": "application/json",
            "Content-Type": "application/json",
            "User-Agent": "laoyou",
        }
        return wire.call(
            method, self.address + path, headers=headers, body=text.encode(), transport=self.transport, longest=longest
        )


def _word(answer: Mapping[str, Any], name: str) -> str:
    word = answer.get(name)
    if not isinstance(word, str) or not word:
        raise ChannelTrouble(f"the answer has no {name}")
    return word


def _stamp(at: datetime) -> str:
    return at.astimezone(CITY_TIME).isoformat(timespec="seconds")
