"""The live stream: who hears what, when, and what a broken line misses."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections, transaction
from django.test import RequestFactory
from django.utils import timezone

from laoyou.core.tenures import WHOLE
from laoyou.infra import live, scope
from laoyou.infra.actor import VISITOR, Actor, ActorKind, Right
from laoyou.infra.jobs import tidy_up
from laoyou.infra.live import Event, Seen, Topic
from laoyou.platforms import live as page
from laoyou.system.mandates import queries as mandates
from tests.payments.world import World

NEIGHBOUR = Actor(ActorKind.RESIDENT, "Neighbour", user_id=2, homes={(7, 12): WHOLE})
RESIDENT = Actor(ActorKind.RESIDENT, "Wei", user_id=1, homes={(7, 11): WHOLE})
CLERK = Actor(ActorKind.STAFF, "Clerk", user_id=3, rights={7: frozenset({Right.SEE_ESTATE})})
HOME = Topic(7, "home:11")


def tell(name: str = "paid", *, topic: Topic = HOME, at: datetime | None = None) -> None:
    with scope.estate(topic.estate_id):
        live.publish(estate_id=topic.estate_id, topic=topic.name, name=name, data={"n": 1}, at=at or timezone.now())


@pytest.fixture
def as_actor(monkeypatch: pytest.MonkeyPatch):
    def become(actor: Actor) -> None:
        monkeypatch.setattr(mandates, "actor_for", lambda **_: actor)

    return become


def heard_within(seconds: float, *, topics: list[Topic], last_id: int = 0, meanwhile=None) -> list[bytes]:
    """Return what a stream says in that time, as a person would hear it."""

    async def listen() -> list[bytes]:
        pieces: list[bytes] = []
        since = timezone.now() - page.SHOWN_BEFORE
        stream = page._events(user_id=1, topics=topics, last_id=last_id, since=since)

        async def collect(pieces_from: AsyncIterator[bytes]) -> None:
            async for piece in pieces_from:
                pieces.append(piece)

        task = asyncio.create_task(collect(stream))
        await asyncio.sleep(seconds / 2)
        if meanwhile is not None:
            await asyncio.to_thread(_own_connection, meanwhile)
        await asyncio.sleep(seconds / 2)
        if task.done():
            await task
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await stream.aclose()
        live._hubs.clear()
        return pieces

    return [piece for piece in asyncio.run(listen()) if piece.startswith(b"id:")]


def _own_connection(act) -> None:
    try:
        act()
    finally:
        connections.close_all()


def test_a_topic_is_read_as_it_is_written() -> None:
    assert str(Topic.parse("7/home:11")) == "7/home:11"
    for wrong in ("home:11", "7/", "x/home", f"7/{'a' * 101}"):
        with pytest.raises(ValueError, match=r".+"):
            Topic.parse(wrong)


def test_nothing_is_heard_twice_and_a_late_number_is_not_lost() -> None:
    def events(*numbers: int) -> list[Event]:
        return [Event(number, HOME, "paid", {}) for number in numbers]

    seen = Seen()
    assert [event.id for event in seen.new_of(events(5, 7))] == [5, 7]
    assert [event.id for event in seen.new_of(events(5, 6, 7, 8))] == [6, 8]
    assert seen.last_id == 8


@pytest.mark.parametrize(
    ("actor", "topic", "hears"),
    [
        (RESIDENT, HOME, True),
        (NEIGHBOUR, HOME, False),
        (RESIDENT, Topic(8, "home:11"), False),
        (RESIDENT, Topic(7, "work:1"), False),
        (CLERK, Topic(7, "work:1"), True),
        (CLERK, Topic(8, "work:1"), False),
        (VISITOR, HOME, False),
    ],
)
def test_each_hears_their_own_only(actor: Actor, topic: Topic, hears: bool) -> None:
    assert page.may_hear(actor, topic) is hears


def test_a_stranger_is_told_not_to_ask_again() -> None:
    request = RequestFactory().get("/live?topics=7/home:11")
    request.actor = VISITOR  # type: ignore[attr-defined]
    assert page.stream(request).status_code == 204
    wrong = RequestFactory().get("/live?topics=home")
    wrong.actor = RESIDENT  # type: ignore[attr-defined]
    assert page.stream(wrong).status_code == 400


def test_hears_at_once_what_is_committed_and_nothing_that_is_rolled_back(committing_database: str, as_actor) -> None:
    as_actor(RESIDENT)

    def act() -> None:
        tell("paid")
        tell("neighbour", topic=Topic(7, "home:12"))
        with transaction.atomic():
            tell("undone")
            transaction.set_rollback(True)

    told = heard_within(1.2, topics=[HOME, Topic(7, "home:12")], meanwhile=act)
    assert len(told) == 1
    assert b'"name": "paid"' in told[0]


def test_a_payment_is_heard_by_its_home_and_by_no_stranger(committing_database: str, as_actor) -> None:
    world = World()
    home, beside = (Topic.of_home(world.estate_id, home_id) for home_id in world.homes)

    def pay() -> None:
        world.cash(5181, at=timezone.now())

    as_actor(world.resident)
    told = heard_within(1.6, topics=[home, beside], meanwhile=pay)
    assert len(told) == 1
    assert f'"topic": "{home}"'.encode() in told[0]
    assert b"5181" not in told[0]  # that something changed, and nothing of it
    as_actor(Actor(ActorKind.RESIDENT, "Neighbour", user_id=2, homes={(world.estate_id, world.homes[1]): WHOLE}))
    assert heard_within(1.6, topics=[home], meanwhile=pay) == []
    as_actor(world.stranger)
    assert heard_within(1.2, topics=[home], meanwhile=pay) == []


def test_a_broken_line_catches_up_from_the_last_number(committing_database: str, as_actor) -> None:
    as_actor(RESIDENT)
    tell("old", at=timezone.now() - timedelta(minutes=5))
    tell("missed", at=timezone.now() - timedelta(minutes=4))
    with scope.everything():
        first, second = live.events_since(datetime(2000, 1, 1, tzinfo=UTC), [HOME])
    told = heard_within(0.8, topics=[HOME], last_id=first.id)
    assert f"id: {second.id}".encode() in b"".join(told)
    assert heard_within(0.8, topics=[HOME]) == []


def test_survives_the_end_of_its_database_connection(committing_database: str, as_actor) -> None:
    as_actor(RESIDENT)

    def act() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE query LIKE 'LISTEN%%' AND datname = current_database()"
            )
        tell("after the break")

    assert len(heard_within(4, topics=[HOME], meanwhile=act)) == 1


def test_ends_when_the_person_is_nobody_any_more(committing_database: str, as_actor) -> None:
    as_actor(VISITOR)
    tell()
    assert heard_within(0.8, topics=[HOME]) == []


@pytest.mark.django_db
def test_yesterdays_events_are_removed_and_todays_kept() -> None:
    now = timezone.now()
    tell("old", at=now - timedelta(days=2))
    tell("new", at=now)
    tidy_up(timestamp=0)
    with scope.everything():
        assert [event.name for event in live.events_since(datetime(2000, 1, 1, tzinfo=UTC), [HOME])] == ["new"]
