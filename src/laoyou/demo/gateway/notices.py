"""Telling the merchant: at once, and again with growing pauses until it accepts, also after a restart."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx

from laoyou.demo.gateway import clock
from laoyou.demo.gateway.store import Notice, Store

PAUSES_S = {
    "wechat": (15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10800, 10800, 10800, 21600, 21600),
    "alipay": (240, 600, 600, 3600, 7200, 21600, 54000),
}
TIMEOUT_S = 5.0
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Message:
    """What is told, where, and how often at once: a gateway may say the same thing twice."""

    address: str
    body: bytes
    headers: dict[str, str]
    copies: int = 1


Writer = Callable[[Notice], Message | None]


@dataclass
class Messenger:
    """Delivers what is due. `pace` shortens the pauses for tests: 0.001 makes fifteen seconds fifteen milliseconds."""

    store: Store
    writers: dict[str, Writer]
    pace: float = 1.0
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    clients: dict[bool, httpx.AsyncClient] = field(default_factory=dict)

    async def run(self) -> None:
        """Deliver until cancelled; a fault with one message never ends the telling of the others."""
        async with self._client(trust_env=True) as client, self._client(trust_env=False) as local:
            self.clients = {True: local, False: client}
            while True:
                try:
                    await self._deliver_due()
                except Exception:
                    log.exception("the messenger stumbled")
                    await asyncio.sleep(1)

    async def tell_now(self, channel: str, number: str) -> None:
        """Deliver what waits about one order before anything else happens."""
        for notice in self.store.due_notices(clock.now().timestamp()):
            if (notice.channel, notice.number) == (channel, number):
                await self._deliver(notice)

    async def _deliver_due(self) -> None:
        while True:
            now = clock.now().timestamp()
            if due := self.store.due_notices(now):
                await asyncio.gather(*(self._deliver(notice) for notice in due))
                continue
            following = self.store.next_due()
            self.wake.clear()
            try:
                await asyncio.wait_for(self.wake.wait(), None if following is None else max(following - now, 0.01))
            except TimeoutError:
                continue

    async def _deliver(self, notice: Notice) -> None:
        message = self.writers[notice.channel](notice)
        is_accepted = message is None or not message.address or await self._tell(notice.channel, message)
        pauses = PAUSES_S[notice.channel]
        has_more = notice.tries < len(pauses)
        pause = pauses[min(notice.tries, len(pauses) - 1)] * self.pace
        self.store.tried(notice, is_done=is_accepted or not has_more, due_at=clock.now().timestamp() + pause)

    async def _tell(self, channel: str, message: Message) -> bool:
        answers = await asyncio.gather(*(self._send(channel, message) for _ in range(message.copies)))
        return all(answers)

    async def _send(self, channel: str, message: Message) -> bool:
        is_local = urlsplit(message.address).hostname in {"127.0.0.1", "localhost"}
        try:
            answer = await self.clients[is_local].post(message.address, content=message.body, headers=message.headers)
        except Exception as error:  # a connection that dies at once shows as more than httpx's own errors
            log.info("not told: %s", type(error).__name__)
            return False
        if channel == "alipay":
            return answer.status_code == 200 and answer.text == "success"
        return answer.status_code in (200, 204)

    def _client(self, *, trust_env: bool) -> httpx.AsyncClient:
        return httpx.AsyncClient(timeout=TIMEOUT_S, trust_env=trust_env)
