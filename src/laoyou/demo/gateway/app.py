"""The stand-in's addresses: what merchants call, where payers confirm, and the truth for tests."""

from __future__ import annotations

import asyncio
import re
import secrets
from datetime import datetime

from laoyou.demo.gateway import clock, pages, web
from laoyou.demo.gateway.alipay import AlipayDesk
from laoyou.demo.gateway.keys import GatewayKeys
from laoyou.demo.gateway.notices import Messenger
from laoyou.demo.gateway.store import Store, Trade
from laoyou.demo.gateway.web import Asked, Receive, Reply, Scope, Send
from laoyou.demo.gateway.wechat import WechatDesk

_CASHIER = re.compile(r"/cashier/([0-9A-Za-z_-]{10,60})")
H5_PAGE = "/cgi-bin/mmpayweb-bin/checkmweb"


class Gateway:
    """An ASGI application. Its messenger runs as long as the server does."""

    def __init__(self, *, keys: GatewayKeys, store: Store, public: str, pace: float = 1.0) -> None:
        self.store = store
        self.wechat = WechatDesk(keys, store, public)
        self.alipay = AlipayDesk(keys, store, public)
        self.messenger = Messenger(
            store, {"wechat": self.wechat.notification, "alipay": self.alipay.notification}, pace
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            asked = await web.read(scope, receive)
            await web.answer(send, self.reply(asked) if asked is not None else Reply(413))

    def reply(self, asked: Asked) -> Reply:
        """Return the answer to one request."""
        if asked.path.startswith("/v3/"):
            return self.wechat.answer(asked)
        if asked.path == "/gateway.do":
            return self.alipay.answer(asked)
        if asked.method == "GET":
            if asked.path == H5_PAGE:
                parameters = asked.parameters()
                return self._cashier(parameters.get("prepay_id", ""), parameters.get("redirect_url", ""))
            if match := _CASHIER.fullmatch(asked.path):
                return self._cashier(match[1], "")
            if asked.path == "/cashier.css":
                return Reply(200, pages.STYLE.encode(), "text/css; charset=utf-8")
            if asked.path == "/favicon.ico":
                return Reply(204)
            if asked.path == "/truth":
                return Reply(200, self.store.truth().encode(), "application/json")
            if asked.path == "/health":
                return Reply(200, b"ok")
        if asked.method == "POST" and (match := _CASHIER.fullmatch(asked.path)):
            return self._decide(match[1], asked.form())
        if asked.method == "POST" and asked.path == "/merchant/refund":
            return self._refund(asked.form())
        return web.page(pages.message("没有这个页面", "请从缴费页面重新进入。"), 404)

    def _cashier(self, token: str, back: str) -> Reply:
        trade = self.store.by_token(token)
        if trade is None:
            return web.page(pages.message("找不到这笔订单", "请回到缴费页面，重新发起支付。"), 404)
        back = trade.return_address or _address(back)
        if trade.state == "waiting" and datetime.fromisoformat(trade.expires_at) <= clock.now():
            self.store.close(trade.channel, trade.number)
            trade = self.store.by_token(token) or trade
        if trade.state != "waiting":
            return web.page(pages.ended(trade, back))
        return web.page(pages.cashier(trade, back))

    def _decide(self, token: str, form: dict[str, str]) -> Reply:
        trade = self.store.by_token(token)
        if trade is None:
            return web.page(pages.message("找不到这笔订单", "请回到缴费页面，重新发起支付。"), 404)
        back = trade.return_address or _address(form.get("back", ""))
        if form.get("decision") == "pay":
            if datetime.fromisoformat(trade.expires_at) > clock.now():
                self._pay(trade)
            trade = self.store.by_token(token) or trade
            if trade.state == "paid" and trade.channel == "alipay" and back:
                back = self.alipay.back(trade)
        if not back:
            return web.page(pages.ended(trade, ""))
        return web.redirect(back)

    def _pay(self, trade: Trade) -> None:
        paid_at = clock.now()
        day = f"{paid_at.astimezone(clock.CHINA):%Y%m%d}"
        prefix = "42000000" if trade.channel == "wechat" else ""
        length = 28 - len(prefix) - len(day)
        self.store.pay(
            trade.token,
            transaction_id=f"{prefix}{day}{secrets.randbelow(10**length):0{length}d}",
            paid_at=clock.iso(paid_at),
            due_at=paid_at.timestamp(),
        )
        self.messenger.wake.set()

    def _refund(self, form: dict[str, str]) -> Reply:
        """Do what a clerk does on the channel's own merchant page: give the money of an order back, or a part of it.

        Alipay tells of it where it told of the payment; WeChat Pay only where the refund itself was asked for.
        """
        trade = self.store.by_number(form.get("channel", ""), form.get("number", ""))
        amount = form.get("amount_fen", "")
        at = clock.now()
        is_done = trade is not None and self.store.refund(
            trade,
            amount_fen=int(amount) if amount.isascii() and amount.isdigit() else trade.amount_fen,
            refunded_at=clock.iso(at),
            due_at=at.timestamp(),
            tells=trade.channel == "alipay",
        )
        self.messenger.wake.set()
        return Reply(200 if is_done else 409)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        running = asyncio.create_task(self.messenger.run())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        running.cancel()
        await send({"type": "lifespan.shutdown.complete"})


def _address(text: str) -> str:
    """Return a page's address as it is, nothing else a link could carry."""
    return text if text.startswith(("http://", "https://")) else ""
