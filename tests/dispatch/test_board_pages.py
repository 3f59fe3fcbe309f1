"""The board as the dispatcher opens it: what it shows, a proposal accepted, an order put by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from laoyou.infra import clock
from laoyou.system.dispatch import queries
from tests.dispatch.test_day_plans import AT, crew_of, opened, order, proposed
from tests.personas import City

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_half_past_eight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)


def test_the_board_shows_the_proposal_and_gives_it_out(city: City) -> None:
    crew_of(city, "水电一班", "plumbing")
    order_id = opened(city, title="泵房爆管", priority=0, due_at=AT + timedelta(minutes=80))
    plan_id = proposed(city)
    client = city.signed_in("dispatcher")
    page = client.get("/ops/dispatch").content.decode()
    assert "派水电一班，08:30 到，比时限早 40 分钟。" in page
    assert page.count("data-board-topic") >= 2
    assert 'style="' not in page
    answer = client.post(f"/ops/dispatch/plans/{plan_id}/decide", {"decision": "accept"}, follow=True)
    assert "已派出 1 张工单。" in answer.content.decode()
    assert order(city, order_id).state == "assigned"
    again = client.post(f"/ops/dispatch/plans/{plan_id}/decide", {"decision": "accept"}, follow=True)
    assert "这个方案已经有人决定了" in again.content.decode()


def test_an_order_is_put_by_hand_and_taken_back(city: City) -> None:
    crew_id = crew_of(city, "水电一班", "plumbing")
    crew_of(city, "保洁一班", "cleaning")
    order_id = opened(city)
    client = city.signed_in("dispatcher")
    where = f"/ops/estates/{city.estate_id}/orders/{order_id}"
    part = client.get(f"{where}/offers").content.decode()
    assert "派水电一班" in part
    assert "保洁一班" not in part
    said = client.post(f"{where}/place", {"crew": str(crew_id)}, follow=True).content.decode()
    assert "已派水电一班，08:30 开始。" in said
    assert order(city, order_id).crew_id == crew_id
    client.post(f"{where}/place", {})
    assert order(city, order_id).state == "open"


def test_who_dispatches_nothing_finds_no_board(city: City) -> None:
    assert city.signed_in("worker").get("/ops/dispatch").status_code == 404
    assert city.signed_in("desk").get("/ops/dispatch").status_code in (403, 404)
    plans = city.signed_in("dispatcher").get("/ops/dispatch/plans").content.decode()
    assert "还没有提出过方案" in plans
    assert queries.promise(estate_id=city.estate_id, skill="plumbing", minutes=30, at=AT) == []
