"""Streams through the whole application, with more open pages than database connections."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from http.cookies import SimpleCookie

import pytest
from django.core.asgi import get_asgi_application
from django.db import connection, connections

from laoyou.infra import clock, live, scope
from laoyou.infra.home import Home
from laoyou.infra.postgres.urls import database_urls, django_settings
from tests.personas import City, build

OPEN_PAGES = 6


@pytest.fixture
def pool_of_two(committing_database: str) -> Iterator[None]:
    before = dict(connection.settings_dict)
    pooled = django_settings(database_urls(Home.from_environment()).app, pool=True)
    pooled["OPTIONS"]["pool"] |= {"min_size": 1, "max_size": 2, "timeout": 5}  # type: ignore[index]
    connection.settings_dict.update(pooled)
    connection.close()
    yield
    connection.close()
    connection.close_pool()
    connection.settings_dict.clear()
    connection.settings_dict.update(before)


class Page:
    """An open page, as the server sees it."""

    def __init__(self, path: str, query: str, cookies: SimpleCookie) -> None:
        cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())
        self.scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(b"host", b"127.0.0.1"), (b"cookie", cookie.encode())],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }
        self.status = 0
        self.heard = b""
        self.closed = asyncio.Event()
        self.asked = False

    async def receive(self) -> dict:
        if not self.asked:
            self.asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.closed.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        self.heard += message.get("body", b"")

    async def hears(self, what: bytes, within_s: float = 8) -> bool:
        for _ in range(int(within_s / 0.05)):
            if what in self.heard:
                return True
            await asyncio.sleep(0.05)
        return False


def tell(city: City) -> None:
    try:
        with scope.estate(city.estate_id):
            topic = f"home:{city.homes['owner']}"
            live.publish(estate_id=city.estate_id, topic=topic, name="paid", data={}, at=clock.now())
    finally:
        connections.close_all()


def test_open_streams_keep_no_connection_from_the_pages(pool_of_two: None) -> None:
    city = build()
    owner, stranger = city.signed_in("owner").cookies, city.signed_in("stranger").cookies
    connection.close()
    topics = f"topics={city.estate_id}/home:{city.homes['owner']}"
    application = get_asgi_application()

    async def day() -> None:
        pages = [Page("/live", topics, owner) for _ in range(OPEN_PAGES)]
        foreign = Page("/live", topics, stranger)
        running = [asyncio.create_task(application(p.scope, p.receive, p.send)) for p in [*pages, foreign]]
        assert all([await page.hears(b"retry") for page in pages])
        await asyncio.to_thread(tell, city)
        assert all([await page.hears(b'"name": "paid"') for page in pages])
        assert b"paid" not in foreign.heard
        other = Page("/no-such-page", "", owner)
        await asyncio.wait_for(application(other.scope, other.receive, other.send), 5)
        assert other.status == 404
        for page in [*pages, foreign]:
            page.closed.set()
        await asyncio.wait(running, timeout=5)
        assert live.hub().readers == 0
        live._hubs.clear()

    asyncio.run(day())
