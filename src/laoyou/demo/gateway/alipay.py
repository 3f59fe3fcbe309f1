"""Alipay's side of the open platform. Written from the protocol alone: it shares no code with the client."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from laoyou.demo.gateway import bills, clock, pages, refunds
from laoyou.demo.gateway.keys import GatewayKeys
from laoyou.demo.gateway.store import Refund, Store, Trade
from laoyou.demo.gateway.web import Asked, Reply, page, redirect

_NUMBER = re.compile(r"[0-9A-Za-z_]{1,64}")
_YUAN = re.compile(r"([0-9]{1,9})\.([0-9]{2})")
STATES = {"waiting": "WAIT_BUYER_PAY", "paid": "TRADE_SUCCESS", "closed": "TRADE_CLOSED"}
TOLERANCE_S = 900
BILL_QUERY = "alipay.data.dataservice.bill.downloadurl.query"
BILL_READY_HOUR = 9
REFUSED_REFUNDS = {
    "unpaid": ("ACQ.TRADE_STATUS_ERROR", "交易状态不合法"),
    "late": ("ACQ.TRADE_HAS_FINISHED", "交易已完结"),
    "parts": ("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", "退款次数超过限制"),
    "amount": ("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", "退款金额超限"),
    "number": ("ACQ.DISCORDANT_REPEAT_REQUEST", "不一致的请求"),
    "balance": ("ACQ.SELLER_BALANCE_NOT_ENOUGH", "卖家余额不足"),
}
ENDED = {"ACQ.TRADE_HAS_SUCCESS", "ACQ.TRADE_HAS_CLOSE"}


class Declined(Exception):
    def __init__(self, code: str, message: str, sub_code: str, sub_message: str) -> None:
        self.content = {"code": code, "msg": message, "sub_code": sub_code, "sub_msg": sub_message}
        super().__init__(sub_code)


@dataclass(frozen=True)
class AlipayDesk:
    """`early_bills`: a day's bill can be had before the day is over, for tests that don't wait."""

    keys: GatewayKeys
    store: Store
    public: str
    early_bills: bool = False

    def answer(self, asked: Asked) -> Reply:
        """Answer one call of a merchant, or take over a payer whom a merchant's page sent."""
        parameters = asked.parameters() | (asked.form() if asked.method == "POST" else {})
        method = parameters.get("method", "")
        try:
            self._authenticate(parameters)
            content = self._content(parameters)
            if method == "alipay.trade.wap.pay":
                trade = self._ask(parameters, content, "wap")
                return redirect(f"{self.public}/cashier/{trade.token}")
            done = self._do(method, parameters, content)
        except Declined as declined:
            if method == "alipay.trade.wap.pay":
                return self._turn_away(parameters, declined)
            done = declined.content
        text = json.dumps(done, ensure_ascii=False)
        name = f"{method.replace('.', '_')}_response" if method else "error_response"
        body = f'{{"{name}":{text},"sign":"{self._sign(text)}"}}'
        return Reply(200, body.encode(), "text/html; charset=utf-8")

    def _turn_away(self, parameters: dict[str, str], declined: Declined) -> Reply:
        """Show a payer whose order has ended how it ended, and anybody else why not."""
        if declined.content["sub_code"] in ENDED:
            trade = self.store.by_number("alipay", str(json.loads(parameters["biz_content"])["out_trade_no"]))
            if trade is not None:
                return redirect(f"{self.public}/cashier/{trade.token}")
        return page(pages.message("不能支付", declined.content["sub_msg"]), 400)

    def notification(
        self, trade: Trade, refund: Refund | None = None, offset_s: int = 0
    ) -> tuple[bytes, dict[str, str]]:
        """Return body and headers of the message that the order is paid, or of a refund, signed anew for each try."""
        yuan = _yuan(trade.paid_fen)
        told = {
            "notify_time": clock.plain(clock.now() + timedelta(seconds=offset_s)),
            "notify_type": "trade_status_sync",
            "notify_id": f"{trade.transaction_id}{secrets.token_hex(4)}",
            "app_id": self.keys.app_id,
            "auth_app_id": self.keys.app_id,
            "charset": "utf-8",
            "version": "1.0",
            "trade_no": trade.transaction_id or "",
            "out_trade_no": trade.number,
            "seller_id": self.keys.seller_id,
            "buyer_id": "2088000000000000",
            "trade_status": _status(trade),
            "subject": trade.text,
            "total_amount": yuan,
            "receipt_amount": yuan,
            "buyer_pay_amount": yuan,
            "fund_bill_list": f'[{{"amount":"{yuan}","fundChannel":"ALIPAYACCOUNT"}}]',
            "gmt_payment": _plain(trade.paid_at),
        }
        if trade.refunded_fen:
            told |= {"refund_fee": _yuan(trade.refunded_fen), "gmt_refund": f"{_plain(trade.refunded_at)}.000"}
        if refund is not None:
            told["out_biz_no"] = refund.refund_number
        body = urlencode({**told, "sign_type": "RSA2", "sign": self._sign(_joined(told))})
        return body.encode(), {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}

    def back(self, trade: Trade) -> str:
        """Return where the payer goes after paying, with what Alipay adds to it."""
        told = {
            "app_id": self.keys.app_id,
            "charset": "utf-8",
            "method": "alipay.trade.wap.pay.return",
            "out_trade_no": trade.number,
            "seller_id": self.keys.seller_id,
            "timestamp": clock.plain(clock.now()),
            "total_amount": _yuan(trade.amount_fen),
            "trade_no": trade.transaction_id or "",
            "version": "1.0",
        }
        query = urlencode({**told, "sign_type": "RSA2", "sign": self._sign(_joined(told))})
        return f"{trade.return_address}{'&' if urlsplit(trade.return_address).query else '?'}{query}"

    def _authenticate(self, parameters: dict[str, str]) -> None:
        if parameters.get("app_id") != self.keys.app_id:
            raise Declined("40002", "Invalid Arguments", "isv.invalid-app-id", "无效的AppID参数")
        signed = {name: value for name, value in parameters.items() if name != "sign" and value}
        try:
            signature = base64.b64decode(parameters.get("sign", ""), validate=True)
            self.keys.app_key.verify(signature, _joined(signed).encode(), PKCS1v15(), SHA256())
            sent_at = clock.from_plain(parameters.get("timestamp", ""))
        except (InvalidSignature, ValueError) as error:
            raise Declined("40002", "Invalid Arguments", "isv.invalid-signature", "无效签名") from error
        is_page = parameters.get("method") == "alipay.trade.wap.pay"  # signed once, opened when the payer gets to it
        if not is_page and abs((clock.now() - sent_at).total_seconds()) > TOLERANCE_S:
            raise Declined("40002", "Invalid Arguments", "isv.invalid-timestamp", "非法的时间戳参数")

    def _content(self, parameters: dict[str, str]) -> dict[str, Any]:
        try:
            content = json.loads(parameters.get("biz_content", ""))
        except ValueError as error:
            raise Declined("40002", "Invalid Arguments", "isv.invalid-parameter", "biz_content 不是 JSON") from error
        if not isinstance(content, dict):
            raise Declined("40002", "Invalid Arguments", "isv.invalid-parameter", "biz_content 不是对象")
        if "out_trade_no" not in content and content.get("trade_no"):  # an order may be named by its payment alone
            paid = self.store.by_transaction("alipay", str(content["trade_no"]))
            content["out_trade_no"] = paid.number if paid is not None else ""
        is_bill = parameters.get("method") == BILL_QUERY
        if not is_bill and not _NUMBER.fullmatch(str(content.get("out_trade_no"))):
            raise Declined("40002", "Invalid Arguments", "isv.invalid-parameter", "商户订单号不合规则")
        return content

    def _do(self, method: str, parameters: dict[str, str], content: dict[str, Any]) -> dict[str, str]:
        if method == BILL_QUERY:
            day = str(content.get("bill_date"))
            self.bill(day)
            return _success(bill_download_url=f"{self.public}/downloadBill?day={day}&sign={self._bill_mark(day)}")
        number = str(content["out_trade_no"])
        if method == "alipay.trade.refund":
            return self._refund(number, content)
        if method == "alipay.trade.fastpay.refund.query":
            return self._find_refund(self._paid(number, content), str(content.get("out_request_no")))
        if method == "alipay.trade.precreate":
            trade = self._ask(parameters, content, "precreate")
            return _success(out_trade_no=number, qr_code=f"{self.public}/cashier/{trade.token}")
        if method == "alipay.trade.query":
            return self._told(self._found(number))
        if method == "alipay.trade.close":
            trade = self._found(number)
            if trade.state == "paid":
                raise Declined("40004", "Business Failed", "ACQ.TRADE_STATUS_ERROR", "交易状态不合法")
            self.store.close("alipay", number)
            return _success(out_trade_no=number, trade_no=trade.token)
        raise Declined("40002", "Invalid Arguments", "isv.invalid-method", "不存在的方法名")

    def _refund(self, number: str, content: dict[str, Any]) -> dict[str, str]:
        trade = self._paid(number, content)
        amount = _YUAN.fullmatch(str(content.get("refund_amount")))
        refund_number = str(content.get("out_request_no", number))
        if amount is None or not int(amount[1] + amount[2]) or not _NUMBER.fullmatch(refund_number):
            raise Declined("40004", "Business Failed", "ACQ.INVALID_PARAMETER", "参数无效")
        is_new = self.store.refund_by_number("alipay", refund_number) is None
        try:
            refunds.refund(
                self.store,
                trade,
                refund_number=refund_number,
                amount_fen=int(amount[1] + amount[2]),
                notify_address=trade.notify_address,
                tells=True,
            )
        except refunds.RefundRefused as refused:
            raise Declined("40004", "Business Failed", *REFUSED_REFUNDS[str(refused)]) from refused
        trade = self._paid(number, content)
        return _success(
            out_trade_no=number,
            trade_no=trade.transaction_id or "",
            buyer_logon_id="138****0000",
            fund_change="Y" if is_new else "N",
            refund_fee=_yuan(trade.refunded_fen),
        )

    def _paid(self, number: str, content: dict[str, Any]) -> Trade:
        """Return the order, by the payment that the call names where it names one."""
        trade = self.store.by_transaction("alipay", str(content.get("trade_no", "")))
        return trade if trade is not None and trade.number == number else self._found(number)

    def _find_refund(self, trade: Trade, refund_number: str) -> dict[str, str]:
        found = self.store.refund_by_number("alipay", refund_number)
        if found is None or found.transaction_id != trade.transaction_id:
            return _success()  # as the real one: done, and nothing to tell
        told = {
            "out_trade_no": trade.number,
            "trade_no": found.transaction_id,
            "out_request_no": refund_number,
            "total_amount": _yuan(trade.paid_fen),
            "refund_amount": _yuan(found.amount_fen),
        }
        if found.state == "success":
            told |= {"refund_status": "REFUND_SUCCESS", "gmt_refund_pay": _plain(found.refunded_at)}
        return _success(**told)

    def bill_file(self, asked: Asked) -> Reply:
        """Hand out the file whose address was told a moment ago."""
        parameters = asked.parameters()
        day = parameters.get("day", "")
        if not secrets.compare_digest(parameters.get("sign", ""), self._bill_mark(day)):
            return Reply(403)
        try:
            return Reply(200, self.bill(day), "application/zip")
        except Declined:
            return Reply(404)

    def bill(self, day: str) -> bytes:
        """Return the day's bill. Raises: Declined."""
        try:
            over_at = datetime.fromisoformat(day).replace(tzinfo=clock.CHINA) + timedelta(days=1)
        except ValueError as error:
            raise Declined("40002", "Invalid Arguments", "isv.invalid-parameter", "bill_date 无效") from error
        if not self.early_bills and clock.now() < over_at + timedelta(hours=BILL_READY_HOUR):
            raise Declined("40004", "Business Failed", "isp.bill_not_ready", "账单生成中")
        lines = bills.billed_lines(self.store, "alipay", day)
        if not lines:
            raise Declined("40004", "Business Failed", "isp.bill_not_exist", "账单不存在")
        return bills.alipay_bill(lines, self.keys, day)

    def _bill_mark(self, day: str) -> str:
        return hashlib.sha256(self._sign(f"bill {day}").encode()).hexdigest()

    def _ask(self, parameters: dict[str, str], content: dict[str, Any], kind: str) -> Trade:
        amount = _YUAN.fullmatch(str(content.get("total_amount")))
        text = str(content.get("subject", ""))
        if amount is None or not int(amount[1] + amount[2]) or not 1 <= len(text) <= 256:
            raise Declined("40004", "Business Failed", "ACQ.INVALID_PARAMETER", "参数无效")
        if kind == "wap" and content.get("product_code") != "QUICK_WAP_WAY":
            raise Declined("40004", "Business Failed", "ACQ.INVALID_PARAMETER", "product_code 无效")
        try:
            expires_at = clock.from_plain(str(content.get("time_expire")))
        except ValueError as error:
            raise Declined("40004", "Business Failed", "ACQ.INVALID_PARAMETER", "time_expire 无效") from error
        wanted = Trade(
            channel="alipay",
            number=str(content["out_trade_no"]),
            amount_fen=int(amount[1] + amount[2]),
            text=text,
            state="waiting",
            trade=kind,
            token=secrets.token_urlsafe(18),
            expires_at=expires_at.isoformat(),
            notify_address=parameters.get("notify_url", ""),
            return_address=parameters.get("return_url", ""),
            asked=json.dumps([amount[0], text]),
            transaction_id=None,
            paid_at=None,
        )
        trade = self._now(self.store.add(wanted))
        if trade.state == "paid":
            raise Declined("40004", "Business Failed", "ACQ.TRADE_HAS_SUCCESS", "交易已被支付")
        if trade.state == "closed":
            raise Declined("40004", "Business Failed", "ACQ.TRADE_HAS_CLOSE", "交易已经关闭")
        if trade.asked != wanted.asked:
            raise Declined("40004", "Business Failed", "ACQ.CONTEXT_INCONSISTENT", "交易信息被篡改")
        return trade

    def _found(self, number: str) -> Trade:
        trade = self.store.by_number("alipay", number)
        if trade is None:
            raise Declined("40004", "Business Failed", "ACQ.TRADE_NOT_EXIST", "交易不存在")
        return self._now(trade)

    def _now(self, trade: Trade) -> Trade:
        """Close what ran out, and return the order as it stands."""
        if trade.state == "waiting" and datetime.fromisoformat(trade.expires_at) <= clock.now():
            self.store.close("alipay", trade.number)
            return self.store.by_number("alipay", trade.number) or trade
        return trade

    def _told(self, trade: Trade) -> dict[str, str]:
        told = {
            "out_trade_no": trade.number,
            "trade_no": trade.transaction_id or trade.token,
            "trade_status": _status(trade),
            "total_amount": _yuan(trade.paid_fen or trade.amount_fen),
            "buyer_logon_id": "138****0000",
        }
        if trade.state == "paid":
            told |= {"send_pay_date": _plain(trade.paid_at), "receipt_amount": _yuan(trade.paid_fen)}
        return _success(**told)

    def _sign(self, text: str) -> str:
        return base64.b64encode(self.keys.alipay_key.sign(text.encode(), PKCS1v15(), SHA256())).decode()


def _status(trade: Trade) -> str:
    """Return Alipay's word: an order whose whole money went back is closed, as one is that nobody paid."""
    return STATES["closed" if trade.paid_fen and trade.refunded_fen == trade.paid_fen else trade.state]


def _success(**told: str) -> dict[str, str]:
    return {"code": "10000", "msg": "Success", **told}


def _joined(parameters: Mapping[str, str]) -> str:
    return "&".join(f"{name}={value}" for name, value in sorted(parameters.items()))


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def _plain(iso: str | None) -> str:
    return clock.plain(datetime.fromisoformat(iso)) if iso else ""
