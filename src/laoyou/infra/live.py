"""The live stream: a row for each event and a NOTIFY with its topic, heard by one listener in each web process.

NOTIFY only wakes; what happened is read from the table, under the reader's own scope. So nothing is lost while a line
is broken, nothing is heard that may not be seen, and a burst of events costs each reader one query.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from django.db.models import Q

from laoyou.infra.home import Home
from laoyou.infra.models import LiveEvent
from laoyou.infra.postgres.urls import direct_url
from laoyou.infra.prepared import prepared

CHANNEL = "laoyou_live"
OVERLAP = 200  # numbers are given before commit: a lower one may become visible after a higher one
MOST_AT_ONCE = 200
_PUBLISH = """
WITH told AS (
  INSERT INTO infra_live_event (estate_id, topic, name, data, at)
  VALUES (%(estate_id)s, %(topic)s, %(name)s, %(data)s::jsonb, %(at)s) RETURNING id
)
SELECT pg_notify(%(channel)s, %(address)s) FROM told
"""
log = logging.getLogger(__name__)


@dataclass(frozen=True, order=True, slots=True)
class Topic:
    """What can be listened to: something of one estate, written 7/work:12 in addresses."""

    estate_id: int
    name: str

    @classmethod
    def parse(cls, text: str) -> Topic:
        """Raises: ValueError."""
        estate_id, slash, name = text.partition("/")
        if not slash or not name or len(name) > 100:
            raise ValueError(f"a topic is written 7/work:12, not {text!r}")
        return cls(int(estate_id), name)

    @classmethod
    def of_home(cls, estate_id: int, home_id: int) -> Topic:
        """Return what the people of a home listen to: something about its money has changed."""
        return cls(estate_id, f"home:{home_id}")

    def __str__(self) -> str:
        return f"{self.estate_id}/{self.name}"


@dataclass(frozen=True, slots=True)
class Event:
    id: int
    topic: Topic
    name: str
    data: dict[str, Any]


def publish(*, estate_id: int, topic: str, name: str, data: dict[str, Any], at: datetime) -> None:
    """Tell open pages that listen to the topic. Heard after commit, kept for those who reconnect."""
    values = {"estate_id": estate_id, "topic": topic, "name": name, "data": json.dumps(data), "at": at}
    prepared(_PUBLISH, {**values, "channel": CHANNEL, "address": str(Topic(estate_id, topic))})


def events_after(last_id: int, topics: Iterable[Topic]) -> list[Event]:
    """Return the topics' events from a little before that number on, oldest first, as far as the scope sees them."""
    return _events(topics, Q(id__gt=last_id - OVERLAP))


def events_since(at: datetime, topics: Iterable[Topic]) -> list[Event]:
    """Return the topics' events from that moment on, oldest first, as far as the scope sees them."""
    return _events(topics, Q(at__gte=at))


def _events(topics: Iterable[Topic], from_when: Q) -> list[Event]:
    estates: dict[str, set[int]] = defaultdict(set)
    for topic in topics:
        estates[topic.name].add(topic.estate_id)
    wanted = Q(pk__in=[])
    for name, ids in estates.items():
        wanted |= Q(estate_id__in=ids, topic=name)
    rows = LiveEvent.objects.filter(wanted, from_when).order_by("-id")[:MOST_AT_ONCE]
    return [Event(row.id, Topic(row.estate_id, row.topic), row.name, row.data) for row in reversed(rows)]


class Seen:
    """Which events a reader had already: the newest number, and the last few one by one."""

    def __init__(self, last_id: int = 0) -> None:
        self.last_id = last_id
        self._recent: deque[int] = deque(maxlen=2 * OVERLAP)

    def new_of(self, events: Sequence[Event]) -> list[Event]:
        """Return the events that were not seen before, and remember them."""
        fresh = [event for event in events if event.id not in self._recent]
        self._recent.extend(event.id for event in fresh)
        self.last_id = max([self.last_id, *(event.id for event in fresh)])
        return fresh


class Hub:
    """One LISTEN connection for a whole process; it wakes the readers of a topic and carries nothing else."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._readers: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._listening: asyncio.Task[None] | None = None

    @property
    def readers(self) -> int:
        return len(set().union(*self._readers.values()))

    @asynccontextmanager
    async def listening(self, topics: Iterable[Topic]) -> AsyncIterator[asyncio.Event]:
        """Give an event that is set whenever one of the topics has news; the reader clears it before it reads."""
        if self._listening is None or self._listening.done():
            self._listening = asyncio.create_task(self._listen(), name="live hub")
        bell = asyncio.Event()
        names = [str(topic) for topic in topics]
        for name in names:
            self._readers[name].add(bell)
        try:
            yield bell
        finally:
            for name in names:
                self._readers[name].discard(bell)
                if not self._readers[name]:
                    del self._readers[name]

    async def _listen(self) -> None:
        while True:
            with suppress(psycopg.OperationalError):
                async with await psycopg.AsyncConnection.connect(self._url, autocommit=True) as line:
                    await line.execute(f"LISTEN {CHANNEL}")
                    self._wake_all()  # what was notified while there was no line
                    async for notify in line.notifies():
                        for bell in self._readers.get(notify.payload, ()):
                            bell.set()
            log.warning("the live stream lost its database connection; trying again")
            await asyncio.sleep(1)

    def _wake_all(self) -> None:
        for bells in self._readers.values():
            for bell in bells:
                bell.set()


_hubs: dict[asyncio.AbstractEventLoop, Hub] = {}


def hub() -> Hub:
    """Return the hub of this process's event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs.clear()
        _hubs[loop] = Hub(direct_url(Home.from_environment()))
    return _hubs[loop]
