"""Conversations, from the first word to the rating."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotAllowed, NotFound
from laoyou.infra import scope
from laoyou.infra.actor import Actor
from laoyou.infra.models import LiveEvent, Message
from laoyou.system.contact import queries, use_cases
from laoyou.system.contact.errors import (
    ConversationEnded,
    NotAColleague,
    NothingSaid,
    NotYetEnded,
    RatingOutOfRange,
    WithColleague,
)
from laoyou.system.contact.models import ChatMessage
from tests.personas import TODAY, City, build


def begin(city: City, at: datetime = TODAY, who: str = "owner") -> int:
    return use_cases.begin(
        actor=city.actor(who),
        estate_id=city.estate_id,
        home_id=city.homes[who],
        company_id=city.actor("desk").organisation_id,
        at=at,
    )


def say(city: City, actor: Actor, talk: int, text: str, name: str = "", **more: object) -> int:
    return use_cases.say(
        actor=actor,
        estate_id=city.estate_id,
        conversation_id=talk,
        client_id=name or text,
        text=text,
        at=TODAY,
        **more,  # type: ignore[arg-type]
    )


def heard(city: City, actor: Actor, talk: int, after: int = 0) -> list[str]:
    found = queries.heard_after(actor=actor, estate_id=city.estate_id, conversation_id=talk, after=after)
    return [each.text for each in found.messages if each.author != "system"]


@pytest.mark.django_db
def test_goes_from_the_first_word_to_the_rating(city: City) -> None:
    owner, desk = city.actor("owner"), city.actor("desk")
    where: dict[str, Any] = {"estate_id": city.estate_id}
    use_cases.begin_shift(actor=desk, until=TODAY + timedelta(hours=8), at=TODAY)
    with scope.of_actor(owner):
        talk = begin(city)
        assert begin(city) == talk
        say(city, owner, talk, "物业费怎么算")
        with pytest.raises(NotYetEnded):
            use_cases.rate(actor=owner, **where, conversation_id=talk, rating=5, at=TODAY)
        use_cases.ask_person(actor=owner, **where, conversation_id=talk, at=TODAY)
        shown = queries.talk_for(actor=owner, **where, conversation_id=talk, at=TODAY)
        assert (shown.row.state, shown.queue.place, shown.queue.seats) == ("waiting", 1, 1)
    with scope.of_actor(desk):
        (row,) = queries.inbox(actor=desk, at=TODAY).rows
        assert (row.id, row.unread, row.name) == (talk, 1, "李**")
        say(city, desk, talk, "按面积乘单价")
        assert queries.talk_for(actor=desk, **where, conversation_id=talk, at=TODAY).is_mine
    with scope.of_actor(owner):
        assert heard(city, owner, talk) == ["物业费怎么算", "按面积乘单价"]
        assert queries.unread_of(actor=owner, **where, home_id=city.homes["owner"]) == 1
        use_cases.read(actor=owner, **where, conversation_id=talk, seq=999, at=TODAY)
        assert queries.unread_of(actor=owner, **where, home_id=city.homes["owner"]) == 0
        use_cases.end(actor=owner, **where, conversation_id=talk, at=TODAY + timedelta(minutes=5))
        with pytest.raises(RatingOutOfRange):
            use_cases.rate(actor=owner, **where, conversation_id=talk, rating=6, at=TODAY)
        use_cases.rate(actor=owner, **where, conversation_id=talk, rating=5, at=TODAY)
        with pytest.raises(ConversationEnded):
            say(city, owner, talk, "还有")
        assert begin(city) != talk
    with scope.of_actor(desk):
        found = queries.day_figures(actor=desk, day=city_day(TODAY))
        assert (found.all_day.asked, found.all_day.answered, found.all_day.minutes, found.rating) == (1, 1, 5, 5.0)


@pytest.mark.django_db
def test_what_is_sent_twice_is_said_once_and_an_empty_word_is_refused(city: City) -> None:
    owner = city.actor("owner")
    with scope.of_actor(owner):
        talk = begin(city)
        first = say(city, owner, talk, "在吗", name="a1")
        assert say(city, owner, talk, "在吗", name="a1") == first
        with pytest.raises(NothingSaid):
            say(city, owner, talk, "  ", name="a2")
        assert heard(city, owner, talk) == ["在吗"]


@pytest.mark.django_db
def test_words_of_danger_call_a_person_ring_and_write(city: City) -> None:
    owner = city.actor("owner")
    with scope.of_actor(owner):
        talk = begin(city)
        say(city, owner, talk, "厨房着火了")
        say(city, owner, talk, "快来 着火了")
    with scope.estate(city.estate_id):
        assert LiveEvent.objects.filter(topic="danger").count() == 1
        assert Message.objects.filter(fact_key=f"conversation:{talk}:danger").count() == 1
    with scope.of_actor(city.actor("desk")):
        assert [row.id for row in queries.dangers_for(actor=city.actor("desk"))] == [talk]


@pytest.mark.django_db
def test_a_talk_belongs_to_its_resident_and_to_those_who_answer(city: City) -> None:
    talk = begin(city)
    say(city, city.actor("owner"), talk, "你好")
    for who in ("stranger", "tenant", "rival", "finance", "dispatcher", "street_official"):
        actor = city.actor(who)
        with scope.estate(city.estate_id), pytest.raises(NotFound):
            queries.heard_after(actor=actor, estate_id=city.estate_id, conversation_id=talk, after=0)
        with pytest.raises((NotFound, NotAllowed)):
            say(city, actor, talk, "借过")


@pytest.mark.django_db
def test_a_colleague_takes_over_before_speaking_and_notes_stay_inside(city: City) -> None:
    owner, desk, manager = city.actor("owner"), city.actor("desk"), city.actor("manager")
    where: dict[str, Any] = {"estate_id": city.estate_id}
    talk = begin(city)
    use_cases.take(actor=desk, **where, conversation_id=talk, at=TODAY)
    with pytest.raises(WithColleague):
        say(city, manager, talk, "您好")
    say(city, manager, talk, "老人家耳背，慢慢说", kind="note")
    with pytest.raises(NotAColleague):
        use_cases.hand_over(actor=desk, **where, conversation_id=talk, to=manager.user_id or 0, at=TODAY)
    use_cases.begin_shift(actor=manager, until=TODAY + timedelta(hours=1), at=TODAY)
    use_cases.hand_over(actor=desk, **where, conversation_id=talk, to=manager.user_id or 0, note="电费的事", at=TODAY)
    say(city, manager, talk, "您好")
    with scope.of_actor(owner):
        assert heard(city, owner, talk) == ["您好"]
    with scope.of_actor(desk):
        assert heard(city, desk, talk) == ["老人家耳背，慢慢说", "电费的事", "您好"]


@pytest.mark.django_db
def test_a_call_is_written_down_and_a_shift_ends(city: City) -> None:
    desk = city.actor("desk")
    use_cases.begin_shift(actor=desk, until=TODAY + timedelta(hours=8), at=TODAY)
    with pytest.raises(NotAllowed):
        use_cases.begin_shift(actor=city.actor("finance"), until=TODAY, at=TODAY)
    use_cases.end_shift(actor=desk, at=TODAY + timedelta(hours=1))
    later = TODAY + timedelta(hours=2)
    assert queries.my_shift(actor=desk, at=TODAY) is not None
    assert queries.my_shift(actor=desk, at=later) is None
    with scope.of_actor(desk):
        talk = use_cases.write_down(
            actor=desk,
            estate_id=city.estate_id,
            channel="telephone",
            home_id=city.homes["owner"],
            name="李女士",
            text="来电问停水几点恢复",
            client_id="c1",
            at=TODAY,
        )
        home = queries.talks_of_home(actor=desk, estate_id=city.estate_id, home_id=city.homes["owner"])
        assert [(row.id, row.channel) for row in home] == [(talk, "telephone")]
        assert queries.inbox(actor=desk, at=TODAY, search="停水").total == 1
        assert queries.inbox(actor=desk, at=TODAY, search="停电").total == 0


@pytest.mark.django_db
def test_what_was_said_cannot_be_changed(city: City) -> None:
    talk = begin(city)
    with scope.estate(city.estate_id), pytest.raises(DatabaseError), transaction.atomic():
        ChatMessage.objects.filter(conversation_id=talk).update(text="x")


def test_everything_arrives_in_order_and_once_though_all_speak_at_once(committing_database: str) -> None:
    """Six lines at once, each word sent twice as after a broken line; a reader polls all the while."""
    city = build()
    talk = begin(city)
    owner, words = city.actor("owner"), [f"{line}-{number}" for line in range(6) for number in range(8)]

    def send(line: int) -> None:
        try:
            for word in words[line * 8 : line * 8 + 8]:
                say(city, owner, talk, word)
                say(city, owner, talk, word)
        finally:
            connection.close()

    seen: list[tuple[int, str]] = []
    after = 0
    with ThreadPoolExecutor(6) as lines:
        running = [lines.submit(send, line) for line in range(6)]
        done = False
        while not done:
            done = all(each.done() for each in running)
            with scope.of_actor(owner):
                found = queries.heard_after(actor=owner, estate_id=city.estate_id, conversation_id=talk, after=after)
            seen += [(each.seq, each.text) for each in found.messages if each.author == "resident"]
            after = found.last
        for each in running:
            each.result()
    assert sorted(text for _, text in seen) == sorted(words)
    assert [seq for seq, _ in seen] == sorted({seq for seq, _ in seen})
    for line in range(6):
        assert [text for _, text in seen if text.startswith(f"{line}-")] == words[line * 8 : line * 8 + 8]
