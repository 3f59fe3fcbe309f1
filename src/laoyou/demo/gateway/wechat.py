"""WeChat Pay's side, API v3. Written from the protocol alone: it shares no code with the client it stands against."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from laoyou.demo.gateway import bills, clock, refunds
from laoyou.demo.gateway.keys import GatewayKeys
from laoyou.demo.gateway.store import Refund, Store, Trade
from laoyou.demo.gateway.web import Asked, Reply

_AUTHORIZATION = re.compile(r'(mchid|nonce_str|signature|timestamp|serial_no)="([^"]*)"')
_NUMBER = re.compile(r"[0-9A-Za-z_\-|*]{6,32}")
_OUT_TRADE_NO = re.compile(r"/v3/pay/transactions/out-trade-no/([^/]+)(/close)?")
_REFUND = re.compile(r"/v3/refund/domestic/refunds(?:/([^/]+))?")
_REFUND_NUMBER = re.compile(r"[0-9A-Za-z_\-|*@]{1,64}")
_BILL_FILE = re.compile(r"/v3/billdownload/file")
BILL_READY_HOUR = 10
_ASK = re.compile(r"/v3/pay/transactions/(jsapi|native|h5)")
TRADE_TYPES = {"jsapi": "JSAPI", "native": "NATIVE", "h5": "MWEB"}
TOLERANCE_S = 300
REFUSED_REFUNDS = {
    "unpaid": (400, "INVALID_REQUEST", "订单未支付，不能退款"),
    "late": (400, "INVALID_REQUEST", "订单已超过可退款的最大期限"),
    "parts": (400, "INVALID_REQUEST", "退款次数超过限制"),
    "amount": (400, "INVALID_REQUEST", "退款金额大于可退金额"),
    "balance": (403, "NOT_ENOUGH", "基本账户余额不足，请充值后重新发起"),
    "number": (400, "INVALID_REQUEST", "订单金额或退款金额与之前请求不一致，请核实后再试"),
}
REFUND_STATES = {"processing": "PROCESSING", "success": "SUCCESS", "closed": "CLOSED", "abnormal": "ABNORMAL"}
STATES = {"waiting": ("NOTPAY", "订单未支付"), "paid": ("SUCCESS", "支付成功"), "closed": ("CLOSED", "订单已关闭")}


class Declined(Exception):
    def __init__(self, status: int, code: str, message: str) -> None:
        self.status, self.code, self.message = status, code, message
        super().__init__(code)


@dataclass(frozen=True)
class WechatDesk:
    """`early_bills`: a day's bill can be had before the day is over, for tests that don't wait."""

    keys: GatewayKeys
    store: Store
    public: str
    early_bills: bool = False

    def answer(self, asked: Asked) -> Reply:
        """Answer one call of a merchant, signed whatever it says, but for the file of a bill."""
        try:
            self._authenticate(asked)
            if asked.method == "GET" and _BILL_FILE.fullmatch(asked.path):
                return Reply(200, self._bill(asked.parameters().get("token", "")), "application/octet-stream")
            status, content = self._do(asked)
        except Declined as declined:
            status, content = declined.status, {"code": declined.code, "message": declined.message}
        body = json.dumps(content, ensure_ascii=False).encode() if content is not None else b""
        return Reply(status, body, "application/json; charset=utf-8", self._signature(body))

    def notification(self, trade: Trade, offset_s: int = 0) -> tuple[bytes, dict[str, str]]:
        """Return body and headers of the message that the order is paid, sealed and signed anew for each try."""
        return self._message("TRANSACTION.SUCCESS", "transaction", "支付成功", self._transaction(trade), offset_s)

    def refund_notification(self, refund: Refund, trade: Trade, offset_s: int = 0) -> tuple[bytes, dict[str, str]]:
        """Return body and headers of the message about a refund."""
        told = self._refund_told(refund, trade)
        told["refund_status"] = told.pop("status")
        event = {"success": "REFUND.SUCCESS", "closed": "REFUND.CLOSED"}.get(refund.state, "REFUND.ABNORMAL")
        return self._message(event, "refund", "退款成功", {"mchid": self.keys.mchid, **told}, offset_s)

    def _message(
        self, event: str, kind: str, summary: str, told: dict[str, Any], offset_s: int
    ) -> tuple[bytes, dict[str, str]]:
        nonce = secrets.token_hex(6)
        content = json.dumps(told, ensure_ascii=False).encode()
        sealed = AESGCM(self.keys.apiv3_key).encrypt(nonce.encode(), content, kind.encode())
        body = json.dumps(
            {
                "id": f"EV-{secrets.token_hex(8)}",
                "create_time": clock.iso(clock.now()),
                "resource_type": "encrypt-resource",
                "event_type": event,
                "summary": summary,
                "resource": {
                    "original_type": kind,
                    "algorithm": "AEAD_AES_256_GCM",
                    "ciphertext": base64.b64encode(sealed).decode(),
                    "associated_data": kind,
                    "nonce": nonce,
                },
            },
            ensure_ascii=False,
        ).encode()
        return body, {"Content-Type": "application/json", **self._signature(body, offset_s)}

    def _authenticate(self, asked: Asked) -> None:
        scheme, _, rest = asked.headers.get("authorization", "").partition(" ")
        given = dict(_AUTHORIZATION.findall(rest))
        if scheme != "WECHATPAY2-SHA256-RSA2048" or len(given) != 5:
            raise Declined(401, "SIGN_ERROR", "Authorization 头不正确")
        if (given["mchid"], given["serial_no"]) != (self.keys.mchid, self.keys.merchant_serial):
            raise Declined(401, "SIGN_ERROR", "商户号或证书序列号不正确")
        timestamp = given["timestamp"]
        now = int(clock.now().timestamp())
        if not timestamp.isdigit() or abs(now - int(timestamp)) > TOLERANCE_S:
            raise Declined(401, "SIGN_ERROR", "时间戳已过期")
        message = f"{asked.method}\n{asked.target}\n{timestamp}\n{given['nonce_str']}\n".encode() + asked.body + b"\n"
        try:
            signature = base64.b64decode(given["signature"], validate=True)
            self.keys.merchant_key.verify(signature, message, PKCS1v15(), SHA256())
        except (InvalidSignature, ValueError) as error:
            raise Declined(401, "SIGN_ERROR", "签名错误") from error
        if not self.store.use_nonce(given["mchid"], given["nonce_str"], now):
            raise Declined(401, "SIGN_ERROR", "随机串重复使用")

    def _do(self, asked: Asked) -> tuple[int, dict[str, Any] | None]:
        if asked.method == "GET" and asked.path == "/v3/certificates":
            return 200, self._certificates()
        if asked.method == "POST" and (match := _ASK.fullmatch(asked.path)):
            return 200, self._ask(match[1], self._fields(asked))
        if asked.method == "GET" and asked.path == "/v3/bill/tradebill":
            return 200, self._bill_told(asked.parameters())
        if match := _REFUND.fullmatch(asked.path):
            if asked.method == "POST" and not match[1]:
                return 200, self._refund(self._fields(asked))
            if asked.method == "GET" and match[1]:
                return 200, self._find_refund(match[1])
        if match := _OUT_TRADE_NO.fullmatch(asked.path):
            if asked.method == "POST" and match[2]:
                return self._close(match[1], self._fields(asked))
            if asked.method == "GET" and not match[2]:
                return 200, self._query(match[1], asked.parameters())
        raise Declined(404, "NOT_FOUND", "没有这个接口")

    def _fields(self, asked: Asked) -> dict[str, Any]:
        try:
            fields = json.loads(asked.body)
        except ValueError as error:
            raise Declined(400, "PARAM_ERROR", "请求不是 JSON") from error
        if not isinstance(fields, dict):
            raise Declined(400, "PARAM_ERROR", "请求不是对象")
        return fields

    def _ask(self, kind: str, fields: dict[str, Any]) -> dict[str, str]:
        trade = self.store.add(self._read(kind, fields))
        if trade.asked != self._read(kind, fields).asked:
            raise Declined(400, "INVALID_REQUEST", "同一单号的参数与首次请求不一致")
        trade = self._now(trade)
        if trade.state == "paid":
            raise Declined(400, "ORDERPAID", "该订单已支付")
        if trade.state == "closed":
            raise Declined(400, "ORDER_CLOSED", "该订单已关闭")
        if kind == "jsapi":
            return {"prepay_id": trade.token}
        if kind == "native":
            return {"code_url": f"{self.public}/cashier/{trade.token}"}
        package = int.from_bytes(trade.token.encode()[-4:], "big")
        return {"h5_url": f"{self.public}/cgi-bin/mmpayweb-bin/checkmweb?prepay_id={trade.token}&package={package}"}

    def _read(self, kind: str, fields: dict[str, Any]) -> Trade:
        amount = fields.get("amount")
        number, text, notify = (fields.get(name) for name in ("out_trade_no", "description", "notify_url"))
        if (fields.get("appid"), fields.get("mchid")) != (self.keys.appid, self.keys.mchid):
            raise Declined(400, "APPID_MCHID_NOT_MATCH", "appid 和 mchid 不匹配")
        if not isinstance(number, str) or not _NUMBER.fullmatch(number):
            raise Declined(400, "PARAM_ERROR", "商户订单号不合规则")
        if not isinstance(text, str) or not 1 <= len(text) <= 127:
            raise Declined(400, "PARAM_ERROR", "商品描述不合规则")
        if not isinstance(notify, str) or not notify.startswith("http") or "?" in notify:
            raise Declined(400, "PARAM_ERROR", "通知地址不合规则")
        if not isinstance(amount, dict) or amount.get("currency", "CNY") != "CNY":
            raise Declined(400, "PARAM_ERROR", "金额不合规则")
        total = amount.get("total")
        if type(total) is not int or total <= 0:
            raise Declined(400, "PARAM_ERROR", "金额不合规则")
        if kind == "jsapi" and not (fields.get("payer") or {}).get("openid"):
            raise Declined(400, "PARAM_ERROR", "缺少 openid")
        if kind == "h5" and not (fields.get("scene_info") or {}).get("payer_client_ip"):
            raise Declined(400, "PARAM_ERROR", "缺少用户终端 IP")
        try:
            expires_at = datetime.fromisoformat(str(fields.get("time_expire")))
        except ValueError as error:
            raise Declined(400, "PARAM_ERROR", "支付结束时间不合规则") from error
        return Trade(
            channel="wechat",
            number=number,
            amount_fen=total,
            text=text,
            state="waiting",
            trade=kind,
            token=f"wx{clock.now().astimezone(clock.CHINA):%d%H%M%S}{secrets.token_hex(12)}",
            expires_at=expires_at.isoformat(),
            notify_address=notify,
            return_address="",
            asked=json.dumps([kind, total, text, notify, str(fields.get("time_expire"))]),
            transaction_id=None,
            paid_at=None,
        )

    def _query(self, number: str, parameters: dict[str, str]) -> dict[str, Any]:
        if parameters.get("mchid") != self.keys.mchid:
            raise Declined(400, "PARAM_ERROR", "商户号不正确")
        return self._transaction(self._found(number))

    def _close(self, number: str, fields: dict[str, Any]) -> tuple[int, None]:
        if fields.get("mchid") != self.keys.mchid:
            raise Declined(400, "PARAM_ERROR", "商户号不正确")
        trade = self._found(number)
        if trade.state == "paid":
            raise Declined(400, "ORDERPAID", "该订单已支付")
        self.store.close("wechat", number)
        return 204, None

    def _found(self, number: str) -> Trade:
        trade = self.store.by_number("wechat", number)
        if trade is None:
            raise Declined(404, "ORDER_NOT_EXIST", "订单不存在")
        return self._now(trade)

    def _now(self, trade: Trade) -> Trade:
        """Close what ran out, and return the order as it stands."""
        if trade.state == "waiting" and datetime.fromisoformat(trade.expires_at) <= clock.now():
            self.store.close("wechat", trade.number)
            return self.store.by_number("wechat", trade.number) or trade
        return trade

    def _transaction(self, trade: Trade) -> dict[str, Any]:
        state, words = ("REFUND", "转入退款") if trade.refunded_fen else STATES[trade.state]
        told: dict[str, Any] = {
            "appid": self.keys.appid,
            "mchid": self.keys.mchid,
            "out_trade_no": trade.number,
            "trade_type": TRADE_TYPES[trade.trade],
            "trade_state": state,
            "trade_state_desc": words,
            "attach": "",
            "amount": {"total": trade.amount_fen, "currency": "CNY"},
        }
        if trade.state == "paid":
            told["transaction_id"] = trade.transaction_id
            told["bank_type"] = "OTHERS"
            told["success_time"] = trade.paid_at
            told["payer"] = {"openid": "oStandIn0000000000000000000"}
            told["amount"] = {
                "total": trade.paid_fen,
                "currency": "CNY",
                "payer_total": trade.paid_fen,
                "payer_currency": "CNY",
            }
        return told

    def _refund(self, fields: dict[str, Any]) -> dict[str, Any]:
        number, refund_number, amount = (fields.get(name) for name in ("out_trade_no", "out_refund_no", "amount"))
        if not isinstance(refund_number, str) or not _REFUND_NUMBER.fullmatch(refund_number):
            raise Declined(400, "PARAM_ERROR", "商户退款单号不合规则")
        if not isinstance(amount, dict) or amount.get("currency") != "CNY" or type(amount.get("refund")) is not int:
            raise Declined(400, "PARAM_ERROR", "退款金额不合规则")
        trade = self.store.by_number("wechat", str(number)) or self.store.by_transaction(
            "wechat", str(fields.get("transaction_id"))
        )
        if trade is None:
            raise Declined(404, "RESOURCE_NOT_EXISTS", "订单不存在")
        if amount.get("total") != trade.paid_fen or amount["refund"] <= 0:
            raise Declined(400, "PARAM_ERROR", "订单金额不一致")
        try:
            done = refunds.refund(
                self.store,
                trade,
                refund_number=refund_number,
                amount_fen=amount["refund"],
                notify_address=str(fields.get("notify_url", "")),
                tells=True,
            )
        except refunds.RefundRefused as refused:
            raise Declined(*REFUSED_REFUNDS[str(refused)]) from refused
        # Accepted is not refunded: the first answer always says that it is under way.
        return self._refund_told(done, trade) | {"status": "PROCESSING"}

    def _find_refund(self, refund_number: str) -> dict[str, Any]:
        found = self.store.refund_by_number("wechat", refund_number)
        trade = self.store.by_transaction("wechat", found.transaction_id) if found else None
        if found is None or trade is None:
            raise Declined(404, "RESOURCE_NOT_EXISTS", "退款单不存在")
        return self._refund_told(found, trade)

    def _refund_told(self, refund: Refund, trade: Trade) -> dict[str, Any]:
        told: dict[str, Any] = {
            "refund_id": refund.refund_id,
            "out_refund_no": refund.refund_number,
            "transaction_id": refund.transaction_id,
            "out_trade_no": refund.number,
            "channel": "ORIGINAL",
            "user_received_account": "支付用户零钱",
            "create_time": refund.refunded_at,
            "status": REFUND_STATES[refund.state],
            "amount": {
                "total": trade.paid_fen,
                "refund": refund.amount_fen,
                "payer_total": trade.paid_fen,
                "payer_refund": refund.amount_fen,
                "currency": "CNY",
            },
        }
        return told | ({"success_time": refund.refunded_at} if refund.state == "success" else {})

    def _bill_told(self, parameters: dict[str, str]) -> dict[str, str]:
        day = parameters.get("bill_date", "")
        content = self._bill(day)
        return {
            "hash_type": "SHA1",
            "hash_value": hashlib.sha1(content, usedforsecurity=False).hexdigest(),
            "download_url": f"{self.public}/v3/billdownload/file?token={day}",
        }

    def _bill(self, day: str) -> bytes:
        try:
            over_at = datetime.fromisoformat(day).replace(tzinfo=clock.CHINA) + timedelta(days=1)
        except ValueError as error:
            raise Declined(400, "PARAM_ERROR", "账单日期不正确") from error
        if not self.early_bills and clock.now() < over_at:
            raise Declined(400, "PARAM_ERROR", "账单日期不正确")
        if not self.early_bills and clock.now() < over_at + timedelta(hours=BILL_READY_HOUR):
            raise Declined(400, "STATEMENT_CREATING", "账单生成中，请稍后再试")
        lines = bills.billed_lines(self.store, "wechat", day)
        if not lines:
            raise Declined(400, "NO_STATEMENT_EXIST", "请求的账单文件不存在")
        return bills.wechat_bill(lines, self.keys)

    def _certificates(self) -> dict[str, Any]:
        data = []
        for certificate in self.keys.wechat_certificates:
            nonce = secrets.token_hex(6)
            sealed = AESGCM(self.keys.apiv3_key).encrypt(
                nonce.encode(), certificate.public_bytes(Encoding.PEM), b"certificate"
            )
            data.append(
                {
                    "serial_no": f"{certificate.serial_number:X}",
                    "effective_time": clock.iso(certificate.not_valid_before_utc),
                    "expire_time": clock.iso(certificate.not_valid_after_utc),
                    "encrypt_certificate": {
                        "algorithm": "AEAD_AES_256_GCM",
                        "nonce": nonce,
                        "associated_data": "certificate",
                        "ciphertext": base64.b64encode(sealed).decode(),
                    },
                }
            )
        return {"data": data}

    def _signature(self, body: bytes, offset_s: int = 0) -> dict[str, str]:
        timestamp, nonce = str(int(clock.now().timestamp()) + offset_s), secrets.token_hex(16)
        message = f"{timestamp}\n{nonce}\n".encode() + body + b"\n"
        return {
            "Wechatpay-Timestamp": timestamp,
            "Wechatpay-Nonce": nonce,
            "Wechatpay-Serial": self.keys.wechat_serial,
            "Wechatpay-Signature": base64.b64encode(self.keys.wechat_key.sign(message, PKCS1v15(), SHA256())).decode(),
            "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
        }
