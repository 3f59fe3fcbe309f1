"""The bureau's addresses: what sellers ask, the picture of an invoice, and the truth for tests."""

from __future__ import annotations

import hashlib
import hmac
import html
import json
import re
import secrets
from datetime import datetime
from typing import Any

from laoyou.demo.bureau.store import Document, Store
from laoyou.demo.gateway import clock, web
from laoyou.demo.gateway.web import Asked, Receive, Reply, Scope, Send

_PAPER = re.compile(r"/paper/([0-9]{20})-([0-9a-f]{16})")
_CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY"
OLDEST_S = 300
REFUSED_NAME = "查无此企业"
"""A title that holds this is refused, so that one can be seen."""


class Bureau:
    """An ASGI application. It issues `delay_s` after it was asked. `has_faults` lets tests plan trouble."""

    def __init__(
        self, *, app_id: str, secret: str, store: Store, address: str, delay_s: float, has_faults: bool = False
    ) -> None:
        self.app_id, self._secret = app_id, secret.encode()
        self.store, self.address, self.delay_s, self.has_faults = store, address, delay_s, has_faults
        self.is_down, self.lost = False, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            asked = await web.read(scope, receive)
            await web.answer(send, self.reply(asked) if asked is not None else Reply(413))

    def reply(self, asked: Asked) -> Reply:
        if asked.method == "GET" and asked.path == "/health":
            return Reply(200, b"ok")
        if asked.method == "GET" and asked.path == "/truth":
            return Reply(200, self.store.truth().encode(), "application/json")
        if asked.method == "GET" and (match := _PAPER.fullmatch(asked.path)):
            return self._paper(match[1], match[2], asked.parameters().get("of", ""))
        if asked.method == "POST" and asked.path == "/faults" and self.has_faults:
            said = json.loads(asked.body)
            self.is_down, self.lost = bool(said.get("down")), int(said.get("lost", 0))
            self.delay_s = float(said.get("delay_s", self.delay_s))
            return Reply(204)
        if asked.method == "POST" and asked.path.startswith("/invoices/"):
            return self._serve(asked)
        return Reply(404)

    def _serve(self, asked: Asked) -> Reply:
        if self.is_down:
            return Reply(503)
        now = clock.now()
        moment, nonce = asked.headers.get("x-timestamp", ""), asked.headers.get("x-nonce", "")
        expected = self._signed(f"POST {asked.path}", moment, nonce, asked.body)
        is_ours = hmac.compare_digest(expected, asked.headers.get("x-signature", ""))
        if not is_ours or asked.headers.get("x-app-id") != self.app_id:
            return Reply(401)
        if abs(int(moment) - now.timestamp()) > OLDEST_S or not self.store.use_nonce(nonce, now.timestamp()):
            return Reply(401)
        content = json.loads(asked.body)
        act = {"submit": self._submit, "query": self._query, "reverse": self._reverse}.get(asked.path.split("/")[2])
        if act is None:
            return Reply(404)
        answer = json.dumps(act(content, now), ensure_ascii=False).encode()
        if self.lost > 0:
            self.lost -= 1
            return Reply(502)
        stamp = str(int(now.timestamp()))
        signed = self._signed(f"ANSWER {asked.path}", stamp, nonce, answer)
        return Reply(200, answer, "application/json", {"x-timestamp": stamp, "x-signature": signed})

    def _submit(self, content: dict[str, Any], now: datetime) -> dict[str, Any]:
        asked = json.dumps(content, sort_keys=True, ensure_ascii=False)
        found = self._made(content["number"], "", content["amount_fen"], asked, _wrong(content), now)
        if found.asked != asked:
            return {"number": found.number, "standing": "refused", "reason": "同一流水号的内容不一致"}
        return self._told(found, now)

    def _reverse(self, content: dict[str, Any], now: datetime) -> dict[str, Any]:
        of = self.store.document(content["reverses"])
        known = self.store.document(content["number"])
        if known is None and (of is None or of.reason or of.ready_at > now.timestamp()):
            return {"number": content["number"], "standing": "refused", "reason": "原发票不存在或尚未开具"}
        if known is None and (self.store.is_reversed(content["reverses"]) or of is None):
            return {"number": content["number"], "standing": "refused", "reason": "原发票已红冲"}
        asked = json.dumps(content, sort_keys=True)
        return self._told(
            self._made(content["number"], content["reverses"], content["amount_fen"], asked, "", now), now
        )

    def _query(self, content: dict[str, Any], now: datetime) -> dict[str, Any]:
        found = self.store.document(content["number"])
        return self._told(found, now) if found else {"number": content["number"], "standing": "absent"}

    def _made(self, number: str, reverses: str, amount_fen: int, asked: str, reason: str, now: datetime) -> Document:
        return self.store.add(
            number=number,
            reverses=reverses,
            amount_fen=amount_fen,
            asked=asked,
            reason=reason,
            year=now.year,
            ready_at=now.timestamp() + self.delay_s,
        )

    def _told(self, found: Document, now: datetime) -> dict[str, Any]:
        if found.ready_at > now.timestamp():
            return {"number": found.number, "standing": "accepted"}
        if found.reason:
            return {"number": found.number, "standing": "refused", "reason": found.reason}
        return {
            "number": found.number,
            "standing": "issued",
            "amount_fen": found.amount_fen,
            "invoice_number": found.invoice_number,
            "issued_on": f"{datetime.fromtimestamp(found.ready_at, clock.CHINA):%Y-%m-%d}",
            "pdf_address": f"{self.address}/paper/{found.invoice_number}-{self._mark(found)}?of={found.number}",
        }

    def _paper(self, invoice_number: str, mark: str, number: str) -> Reply:
        found = self.store.document(number)
        if (
            found is None
            or found.invoice_number != invoice_number
            or not secrets.compare_digest(self._mark(found), mark)
        ):
            return Reply(404)
        title = html.escape(str(json.loads(found.asked).get("title", "")))
        yuan, fen = divmod(found.amount_fen, 100)
        return web.page(
            "<!doctype html><html lang='zh-Hans'><meta charset='utf-8'><title>电子发票（演示）</title>"
            f"<h1>电子发票（演示，不作报销凭证）</h1><p>发票号码：{invoice_number}</p><p>购买方：{title}</p>"
            f"<p>价税合计：¥{yuan}.{fen:02}</p></html>"
        )

    def _mark(self, found: Document) -> str:
        return hmac.new(self._secret, found.invoice_number.encode(), hashlib.sha256).hexdigest()[:16]

    def _signed(self, what: str, moment: str, nonce: str, body: bytes) -> str:
        return hmac.new(self._secret, f"{what}\n{moment}\n{nonce}\n".encode() + body, hashlib.sha256).hexdigest()


def _wrong(content: dict[str, Any]) -> str:
    """Return why it can't be issued, in the bureau's words; nothing where it can. Shares no code with the asker."""
    lines = content["lines"]
    if REFUSED_NAME in content["title"]:
        return "购买方名称与税务登记信息不一致"
    if content["kind"] == "company" and not _is_registered(content["tax_number"]):
        return "购买方纳税人识别号有误"
    for name in ("amount_fen", "net_fen", "tax_fen"):
        if sum(line[name] for line in lines) != content[name]:
            return "明细合计与票面金额不一致"
    if any(abs(line["net_fen"] * float(line["rate"] or 0) - line["tax_fen"]) > 1 for line in lines):
        return "税额误差超过限额"
    return ""


def _is_registered(number: str) -> bool:
    if len(number) != 18 or any(character not in _CODE for character in number):
        return False
    weights = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
    total = sum(weight * _CODE.index(character) for weight, character in zip(weights, number[:17], strict=True))
    return _CODE.index(number[17]) == (31 - total % 31) % 31
