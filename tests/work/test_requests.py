"""Requests, from coming in to the asker's word."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from laoyou.core.calendar import Month
from laoyou.core.errors import NotFound
from laoyou.infra import files, scope
from laoyou.infra.actor import VISITOR, Actor
from laoyou.infra.models import Message
from laoyou.system.work.crews import use_cases as crews
from laoyou.system.work.orders import use_cases as orders
from laoyou.system.work.requests import queries, use_cases
from laoyou.system.work.requests.errors import EvidenceMissing, RatingMissing
from laoyou.system.work.requests.queries import RequestsFilter
from laoyou.system.work.requests.queries.looking import to_escalate, to_lapse
from tests.personas import AUTHOR, TODAY, City


def report(city: City, actor: Actor, **more: object) -> int:
    given = {
        "category": "water_leak",
        "text": "厨房爆水管了",
        "home_id": city.homes["owner"],
        "client_id": "a1",
        "at": TODAY,
    }
    return use_cases.report(actor=actor, estate_id=city.estate_id, **(given | more))  # type: ignore[arg-type]


def photo(city: City, actor: Actor) -> int:
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(drawn, "JPEG")
    drawn.seek(0)
    return use_cases.keep_file(
        actor=actor, estate_id=city.estate_id, name="a.jpg", content=drawn, kind="photo", at=TODAY
    )


@pytest.mark.django_db
def test_goes_from_coming_in_to_the_askers_word_and_can_be_reopened(city: City) -> None:
    owner, desk, at = city.actor("owner"), city.actor("desk"), TODAY
    request_id = report(city, owner)
    assert report(city, owner) == request_id
    where: dict[str, Any] = {"estate_id": city.estate_id, "request_id": request_id}
    use_cases.take(actor=desk, **where, at=at)
    use_cases.say(actor=owner, **where, text="水表旁边", at=at)
    with pytest.raises(EvidenceMissing):
        use_cases.answer(actor=desk, **where, text="修好了", at=at)
    use_cases.answer(actor=desk, **where, text="修好了", file_ids=[photo(city, desk)], at=at)
    with pytest.raises(RatingMissing):
        use_cases.confirm(actor=owner, **where, rating=None, at=at)
    use_cases.reopen(actor=owner, **where, text="还在滴水", at=at)
    use_cases.answer(actor=desk, **where, text="换了接头", file_ids=[photo(city, desk)], at=at)
    use_cases.confirm(actor=owner, **where, rating=5, at=at)
    with scope.estate(city.estate_id):
        shown = queries.request_for(actor=owner, **where, at=at)
        told = Message.objects.filter(fact_key__startswith=f"request:{request_id}:").count()
    assert [line.kind for line in shown.timeline] == [
        *("came", "taken", "said", "answered", "reopened", "answered", "confirmed"),
    ]
    assert (shown.row.state, shown.row.rating, shown.row.closed_by) == ("closed", 5, "asker")
    assert [len(line.files) for line in shown.timeline] == [0, 0, 0, 1, 0, 1, 0]
    assert told == 4


@pytest.mark.django_db
def test_shows_no_file_that_was_handed_in_for_something_else(city: City) -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(drawn, "JPEG")
    drawn.seek(0)
    with scope.estate(city.estate_id):
        voucher = files.store(
            estate_id=city.estate_id,
            name="a.jpg",
            content=drawn,
            purpose="voucher",
            actor=city.actor("finance"),
            at=TODAY,
        )
    with pytest.raises(NotFound):
        report(city, city.actor("owner"), file_ids=[voucher])


@pytest.mark.django_db
def test_a_stranger_finds_nothing_and_an_official_what_climbed(city: City) -> None:
    request_id = report(city, city.actor("owner"))
    where: dict[str, Any] = {"estate_id": city.estate_id, "request_id": request_id}
    for who in ("stranger", "rival", "street_official"):
        with scope.of_actor(city.actor(who)), pytest.raises(NotFound):
            queries.request_for(actor=city.actor(who), **where, at=TODAY)
    late = TODAY + timedelta(hours=3)
    assert (city.estate_id, request_id) in to_escalate(at=late)
    assert use_cases.escalate(actor=AUTHOR, **where, at=late) == 2
    assert use_cases.escalate(actor=AUTHOR, **where, at=late) == 0
    later = TODAY + timedelta(hours=12)
    use_cases.escalate(actor=AUTHOR, **where, at=later)
    official = city.actor("street_official")
    with scope.of_actor(official):
        shown = queries.request_for(actor=official, **where, at=later)
        listed = queries.requests_for(actor=official, wanted=RequestsFilter(view="all"), at=later)
    assert shown.row.asker == "李**" or "*" in shown.row.asker
    assert [row.id for row in listed.rows] == [request_id]


@pytest.mark.django_db
def test_an_anonymous_request_names_nobody_and_lapses_with_its_reason(city: City) -> None:
    owner, desk = city.actor("owner"), city.actor("desk")
    request_id = report(
        city, owner, category="service_complaint", text="保安态度很差", is_anonymous=True, home_id=None, place=""
    )
    with scope.estate(city.estate_id):
        shown = queries.request_for(actor=desk, estate_id=city.estate_id, request_id=request_id, at=TODAY)
        assert shown.row.about_company
        assert not any(line.name and "李" in line.name for line in shown.timeline)
        assert queries.my_requests(actor=owner, at=TODAY).total == 0
    where: dict[str, Any] = {"estate_id": city.estate_id, "request_id": request_id}
    use_cases.answer(actor=desk, **where, text="已批评教育", at=TODAY)
    after = TODAY + timedelta(days=4, hours=20)
    assert to_lapse(at=after) == [(city.estate_id, request_id)]
    use_cases.lapse(actor=AUTHOR, **where, at=after)
    with scope.estate(city.estate_id):
        shown = queries.request_for(actor=desk, **where, at=after)
    assert (shown.row.state, shown.row.closed_by) == ("closed", "lapse")


@pytest.mark.django_db
def test_pauses_move_the_clocks_and_a_neighbour_joins(city: City) -> None:
    desk, elder = city.actor("desk"), city.actor("elder")
    request_id = report(
        city, city.actor("owner"), category="light_out", home_id=None, place="3栋门口", text="我家在501"
    )
    where: dict[str, Any] = {"estate_id": city.estate_id, "request_id": request_id}
    with scope.of_actor(elder):
        near = queries.near_by(actor=elder, estate_id=city.estate_id, category="light_out", at=TODAY)
    assert [row.id for row in near] == [request_id]
    use_cases.me_too(actor=elder, **where, at=TODAY)
    use_cases.me_too(actor=elder, **where, at=TODAY)
    with scope.estate(city.estate_id):
        before = queries.request_for(actor=desk, **where, at=TODAY)
    use_cases.pause(actor=desk, **where, reason="等配件", at=TODAY)
    use_cases.resume(actor=desk, **where, at=TODAY + timedelta(hours=5))
    with scope.estate(city.estate_id):
        after = queries.request_for(actor=elder, **where, at=TODAY)
    assert after.row.supporters == 1
    assert not after.is_mine
    assert [line.text for line in after.timeline if line.is_asker] == ["", ""]
    assert after.clocks[2].due_at - before.clocks[2].due_at == timedelta(hours=5)


@pytest.mark.django_db
def test_a_common_trouble_is_public_without_its_words(city: City) -> None:
    report(city, VISITOR, channel="qr", home_id=None, place="电梯", category="lift_stopped", text="我叫李秀兰")
    (found,) = queries.public_troubles(city.estate_id)
    assert (found.category.code, found.place, found.text) == ("lift_stopped", "电梯", "")
    assert queries.trouble_by_code(found.code).id == found.id


@pytest.mark.django_db
def test_a_request_follows_its_order_and_is_answered_with_its_photo(city: City) -> None:
    manager, worker = city.actor("manager"), city.actor("worker")
    request_id = report(city, city.actor("owner"))
    where: dict[str, Any] = {"estate_id": city.estate_id, "request_id": request_id}
    order_id = use_cases.make_order(actor=city.actor("desk"), **where, skill="plumbing", minutes=40, at=TODAY)
    crew_id = crews.add_crew(actor=manager, name="水电一班", skills=("plumbing",), mode="ebike", at=TODAY)
    crews.add_member(actor=manager, crew_id=crew_id, user_id=city.users["worker"], at=TODAY)
    order: dict[str, Any] = {"estate_id": city.estate_id, "order_id": order_id}
    orders.assign(actor=city.actor("dispatcher"), **order, crew_id=crew_id, starts_at=None, ends_at=None, at=TODAY)
    orders.start_travel(actor=worker, at=TODAY, **order)
    orders.arrive(actor=worker, at=TODAY + timedelta(minutes=20), **order)
    with scope.estate(city.estate_id):
        drawn = io.BytesIO()
        Image.new("RGB", (40, 30), "teal").save(drawn, "JPEG")
        drawn.seek(0)
        kept = files.store(
            estate_id=city.estate_id, name="b.jpg", content=drawn, purpose="photo", actor=worker, at=TODAY
        )
    orders.finish(actor=worker, note="换了角阀", photos_after=[kept], at=TODAY + timedelta(minutes=50), **order)
    with scope.estate(city.estate_id):
        shown = queries.request_for(actor=city.actor("owner"), **where, at=TODAY)
    assert [line.kind for line in shown.timeline] == ["came", "ordered", "on_the_way", "arrived", "answered"]
    assert (shown.timeline[2].sentence, shown.timeline[-1].text) == ("水电一班正在路上", "换了角阀")
    assert [file.id for file in shown.timeline[-1].files] == [kept]
    assert not shown.clocks[1].is_late
    month = queries.quality(city.estate_id, Month(2022, 12), at=TODAY + timedelta(days=1))
    assert (month.arrived.part, month.arrived.n, month.finished.n) == (1, 1, 1)
