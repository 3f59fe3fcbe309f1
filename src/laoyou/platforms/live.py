"""The live stream of a page: `/live?topics=7/work:12,7/home:33`. One stream per page, for everything it shows.

The answer goes on long after its request: it holds no transaction and no database connection between two readings, and
each reading is done as the person is at that moment, so that a right that ends, ends here too.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from asgiref.sync import sync_to_async
from django.db import connection
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse

from laoyou.infra import clock, live, scope
from laoyou.infra.actor import VISITOR, Actor, ActorKind, Right
from laoyou.infra.live import Event, Seen, Topic
from laoyou.platforms import access
from laoyou.system.mandates import queries as mandates

PING_EVERY_S = 15
LIVES_S = 15 * 60  # then the page connects again, perhaps to another process
MOST_TOPICS = 50
MINE = "mine"
MOST_STREAMS = 1000
SHOWN_BEFORE = timedelta(seconds=10)  # what happened between drawing the page and opening its stream


@access.public
def stream(request: access.Request) -> HttpResponseBase:
    """Answer with events for as long as the page is open; 204 tells a browser not to ask again."""
    actor = request.actor
    try:
        asked = [text for text in request.GET.get("topics", "").split(",") if text]
        topics = [topic for text in asked[: MOST_TOPICS + 1] for topic in _topics(actor, text)]
        last_id = int(request.headers.get("Last-Event-ID", "0"))
    except ValueError:
        return HttpResponse(status=400)
    if actor == VISITOR or not topics or len(asked) > MOST_TOPICS:
        return HttpResponse(status=204)
    return StreamingHttpResponse(
        _events(user_id=actor.user_id or 0, topics=topics, last_id=last_id, since=clock.now() - SHOWN_BEFORE),
        content_type="text/event-stream",
        headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"},
    )


def _topics(actor: Actor, text: str) -> list[Topic]:
    """Return what is listened to: a topic, or with mine/… that of each estate whose requests the actor handles."""
    whose, _, name = text.partition("/")
    if whose == MINE and name:
        return [Topic(estate_id, name) for estate_id in actor.estates_with(Right.HANDLE_REQUESTS)]
    return [Topic.parse(text)]


def may_hear(actor: Actor, topic: Topic) -> bool:
    """Say whether the topic is the actor's: staff hear their estates, residents the homes they act for."""
    if actor.kind is ActorKind.STAFF:
        if not topic.estate_id:
            return 0 in actor.estate_ids
        return actor.may(Right.SEE_ESTATE, topic.estate_id)
    kind, _, number = topic.name.partition(":")
    if kind == "asker":
        return number == str(actor.user_id) and topic.estate_id in actor.estate_ids
    return kind == "home" and number.isdigit() and (topic.estate_id, int(number)) in actor.homes


async def _events(*, user_id: int, topics: list[Topic], last_id: int, since: datetime) -> AsyncIterator[bytes]:
    await sync_to_async(_give_back)()  # the view's own connection, which would be kept for as long as the stream
    hub = live.hub()
    if hub.readers >= MOST_STREAMS:
        yield b"retry: 60000\n\n"
        return
    yield b"retry: 3000\n\n"
    seen, ends_at = Seen(last_id), time.monotonic() + LIVES_S
    async with hub.listening(topics) as bell:
        while time.monotonic() < ends_at:
            bell.clear()
            events = await asyncio.to_thread(_read, user_id=user_id, topics=topics, last_id=seen.last_id, since=since)
            if events is None:
                return
            for event in seen.new_of(events):
                yield _told(event)
            try:
                await asyncio.wait_for(bell.wait(), PING_EVERY_S)
            except TimeoutError:
                yield b": ping\n\n"


def _read(*, user_id: int, topics: list[Topic], last_id: int, since: datetime) -> list[Event] | None:
    """Return what the user may hear now, or None when they are nobody any more."""
    try:
        actor = mandates.actor_for(user_id=user_id, at=clock.now())
        if actor == VISITOR:
            return None
        heard = [topic for topic in topics if may_hear(actor, topic)]
        with scope.of_actor(actor):
            return live.events_after(last_id, heard) if last_id else live.events_since(since, heard)
    finally:
        _give_back()


def _give_back() -> None:
    """Close this thread's database connection, or return it to the pool."""
    connection.close()


def _told(event: Event) -> bytes:
    data = json.dumps({"topic": str(event.topic), "name": event.name, **event.data}, ensure_ascii=False)
    return f"id: {event.id}\ndata: {data}\n\n".encode()
