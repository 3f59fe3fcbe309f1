"""The stand-in's addresses: what merchants call, where payers confirm, and the truth for tests."""

from __future__ import annotations

import asyncio
import re
import secrets
from dataclasses import replace
from datetime import datetime

from laoyou.demo.gateway import acts, clock, faults, pages, people, refunds, web
from laoyou.demo.gateway.alipay import AlipayDesk
from laoyou.demo.gateway.keys import GatewayKeys, rotated
from laoyou.demo.gateway.notices import Message, Messenger
from laoyou.demo.gateway.store import Notice, Store, Trade
from laoyou.demo.gateway.web import Asked, Receive, Reply, Scope, Send
from laoyou.demo.gateway.wechat import WechatDesk

_CASHIER = re.compile(r"/cashier/([0-9A-Za-z_-]{10,60})")
H5_PAGE = "/cgi-bin/mmpayweb-bin/checkmweb"


class Gateway:
    """An ASGI application. Its messenger runs as long as the server does. `has_faults` lets tests plan trouble."""

    def __init__(
        self, *, keys: GatewayKeys, store: Store, public: str, pace: float = 1.0, has_faults: bool = False
    ) -> None:
        self.store = store
        self.has_faults = has_faults
        self.wechat = WechatDesk(keys, store, public, early_bills=has_faults)
        self.alipay = AlipayDesk(keys, store, public, early_bills=has_faults)
        self.people = people.WechatPeople(keys, store)
        self.messenger = Messenger(store, {"wechat": self._wechat_message, "alipay": self._alipay_message}, pace)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            asked = await web.read(scope, receive)
            await web.answer(send, await self._answer(asked) if asked is not None else Reply(413))

    async def _answer(self, asked: Asked) -> Reply:
        reply = self.reply(asked)
        self.messenger.wake.set()  # whatever was asked may have made something to tell
        if not self.has_faults or reply.status >= 400 or not asked.path.startswith(("/v3/", "/gateway.do")):
            return reply
        channel, act, number = acts.act_of(asked)
        if act == "refund" and not number:
            paid = self.store.by_transaction(channel, acts.transaction_of(asked))
            number = paid.number if paid is not None else ""
        plan = self.store.plan_of(channel, number)
        trade = self.store.by_number(channel, number)
        if act == "ask" and plan.before_response and trade is not None and trade.state == "waiting":
            self._pay(trade)
            await self.messenger.tell_now(channel, number)
        if (plan.errors_after or {}).get(act, 0) > 0:
            left = {**(plan.errors_after or {}), act: (plan.errors_after or {})[act] - 1}
            self.store.set_plan(channel, number, replace(plan, errors_after=left))
            return Reply(502)
        return reply

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
            if asked.path == "/downloadBill":
                return self.alipay.bill_file(asked)
            if asked.path == people.PAGE:
                return self.people.page(asked)
            if asked.path == people.API:
                return self.people.answer(asked)
            if asked.path == "/health":
                return Reply(200, b"ok")
        if asked.method == "POST" and (match := _CASHIER.fullmatch(asked.path)):
            return self._decide(match[1], asked.form())
        if asked.method == "POST" and asked.path == people.BRIDGE:
            return self.people.open_over_the_page(asked, self._pay)
        if asked.method == "POST" and asked.path == "/merchant/refund":
            return self._refund(asked.form())
        if asked.method == "POST" and self.has_faults and asked.path.startswith("/faults/"):
            return self._plan(asked)
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
        plan = self.store.plan_of(trade.channel, trade.number)
        due_at = paid_at.timestamp() + plan.delay_s
        paid_fen = plan.paid_fen or trade.amount_fen
        is_paid = self.store.pay(
            trade.token,
            transaction_id=_transaction_id(trade.channel, paid_at),
            paid_at=clock.iso(paid_at),
            due_at=due_at,
            paid_fen=paid_fen,
            tells=not plan.drop,
        )
        if is_paid and plan.paid_twice:
            self.store.pay_again(
                trade.token,
                transaction_id=_transaction_id(trade.channel, paid_at),
                paid_at=clock.iso(paid_at),
                due_at=due_at,
                paid_fen=paid_fen,
            )
        self.messenger.wake.set()

    def _wechat_message(self, notice: Notice) -> Message | None:
        trade, plan = self._told_of(notice), self.store.plan_of(notice.channel, notice.number)
        if trade is None:
            return None
        if notice.refund_number:
            refund = self.store.refund_by_number("wechat", notice.refund_number)
            if refund is None:
                return None
            body, headers = self.wechat.refund_notification(refund, trade, plan.clock_offset_s)
            return Message(refund.notify_address, body, headers, 1 + plan.duplicate)
        body, headers = self.wechat.notification(trade, plan.clock_offset_s)
        return Message(trade.notify_address, body, headers, 1 + plan.duplicate)

    def _alipay_message(self, notice: Notice) -> Message | None:
        trade, plan = self._told_of(notice), self.store.plan_of(notice.channel, notice.number)
        if trade is None:
            return None
        refund = self.store.refund_by_number("alipay", notice.refund_number) if notice.refund_number else None
        body, headers = self.alipay.notification(trade, refund, plan.clock_offset_s)
        return Message(trade.notify_address, body, headers, 1 + plan.duplicate)

    def _told_of(self, notice: Notice) -> Trade | None:
        """Return the order as the message tells of it: by the payment that the message is about."""
        trade = self.store.by_number(notice.channel, notice.number)
        if trade is None or trade.transaction_id == notice.transaction_id:
            return trade
        paid_fen, paid_at = self.store.amount_of(notice.transaction_id)
        return replace(trade, transaction_id=notice.transaction_id, paid_fen=paid_fen, paid_at=paid_at)

    def _plan(self, asked: Asked) -> Reply:
        """Take a plan of trouble for one order, end a refund that is under way, or change WeChat Pay's certificate."""
        if asked.path == "/faults/rotate":
            self.wechat = replace(self.wechat, keys=rotated(self.wechat.keys))
            return Reply(200, self.wechat.keys.wechat_serial.encode())
        form = asked.form()
        if asked.path == "/faults/refund":
            self.store.end_refund(
                form.get("channel", ""),
                form.get("refund_number", ""),
                form.get("state", ""),
                due_at=clock.now().timestamp() if form.get("tells") else None,
            )
            self.messenger.wake.set()
            return Reply(204)
        try:
            plan = faults.read(form.get("plan", "{}"))
        except faults.NoSuchFault:
            return Reply(400)
        self.store.set_plan(form.get("channel", ""), form.get("number", ""), plan)
        return Reply(204)

    def _refund(self, form: dict[str, str]) -> Reply:
        """Do what a clerk does on the channel's own merchant page: give the money of an order back, or a part of it.

        Alipay tells of it where it told of the payment; WeChat Pay only where the refund itself was asked for.
        """
        trade = self.store.by_number(form.get("channel", ""), form.get("number", ""))
        if trade is None:
            return Reply(409)
        amount = form.get("amount_fen", "")
        try:
            refunds.refund(
                self.store,
                trade,
                refund_number=form.get("refund_number") or f"DESK{secrets.token_hex(10)}",
                amount_fen=int(amount) if amount.isascii() and amount.isdigit() else trade.paid_fen,
                notify_address=trade.notify_address,
                tells=trade.channel == "alipay",
            )
        except refunds.RefundRefused:
            return Reply(409)
        self.messenger.wake.set()
        return Reply(200)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        running = asyncio.create_task(self.messenger.run())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        running.cancel()
        await send({"type": "lifespan.shutdown.complete"})


def _transaction_id(channel: str, at: datetime) -> str:
    """Return a new number of a payment, of the channel's own length."""
    day = f"{at.astimezone(clock.CHINA):%Y%m%d}"
    prefix = "42000000" if channel == "wechat" else ""
    length = 28 - len(prefix) - len(day)
    return f"{prefix}{day}{secrets.randbelow(10**length):0{length}d}"


def _address(text: str) -> str:
    """Return a page's address as it is, nothing else a link could carry."""
    return text if text.startswith(("http://", "https://")) else ""
