"""A day planned over estates, put up for a decision, given out; and what stands in its way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from laoyou.core.calendar import city_instant
from laoyou.core.errors import NotAllowed, NotFound
from laoyou.infra import scope
from laoyou.infra.actor import system
from laoyou.system.dispatch import queries, use_cases
from laoyou.system.dispatch.errors import AlreadyDecided, NobodyWorks, NoRoom
from laoyou.system.dispatch.rules.day_file import day_of, file_of, plan_so_far
from laoyou.system.dispatch.rules.starting import started
from laoyou.system.dispatch.solver.asking import ask
from laoyou.system.dispatch.use_cases.proposing import REACT
from laoyou.system.work.crews import use_cases as crews
from laoyou.system.work.crews.rules.shifts import Hours
from laoyou.system.work.orders import queries as order_queries
from laoyou.system.work.orders import use_cases as orders
from tests.personas import City

pytestmark = pytest.mark.django_db
DAY = date(2022, 12, 30)
AT = city_instant(DAY, time(8, 30))
HOURS = Hours(time(8), time(18), time(12), time(13, 30))


def by_insertion(file: Mapping[str, Any], **_: object) -> dict[str, Any]:
    """Stand in for the planner's process: what it begins with, without its engine."""
    day = day_of(file)
    so_far = plan_so_far(file, day)
    assert so_far is not None
    return file_of(day, started(day, so_far[0]).plan())


def crew_of(city: City, name: str, *skills: str, members: int = 1) -> int:
    manager = city.actor("manager")
    crew_id = crews.add_crew(actor=manager, name=name, skills=skills, mode="ebike", at=AT)
    for number in range(members):
        crews.add_member(actor=manager, crew_id=crew_id, name=f"{name}{number}", at=AT)
    crews.set_shifts(actor=manager, crew_id=crew_id, first=DAY, last=DAY, hours=HOURS, at=AT)
    return crew_id


def opened(city: City, **more: Any) -> int:
    given = {"source": "desk", "source_id": None, "title": "水管漏水", "text": "", "skill": "plumbing", "priority": 2}
    return orders.open_order(
        actor=city.actor("dispatcher"), estate_id=city.estate_id, at=AT, **{**given, "minutes": 40, **more}
    )


def order(city: City, order_id: int) -> order_queries.OrderView:
    actor = city.actor("dispatcher")
    with scope.estate(city.estate_id):
        return order_queries.order_for(actor=actor, estate_id=city.estate_id, order_id=order_id, at=AT)


def proposed(city: City, at: datetime = AT) -> int:
    actor = city.actor("dispatcher")
    assert actor.organisation_id is not None
    return use_cases.propose(
        actor=actor, organisation_id=actor.organisation_id, day=DAY, at=at, planner=by_insertion, seconds=0.1
    )


def test_a_proposal_changes_nothing_until_it_is_accepted(city: City) -> None:
    crew_id = crew_of(city, "水电一班", "plumbing")
    order_id = opened(city, due_at=AT + timedelta(hours=3))
    plan_id = proposed(city)
    assert order(city, order_id).state == "open"
    view = queries.plan_for(actor=city.actor("dispatcher"), plan_id=plan_id, at=AT)
    assert [(change.kind, change.crew_name, change.late_min) for change in view.changes] == [("new", "水电一班", 0)]
    assert view.gain_min > 0
    accepted = use_cases.accept(actor=city.actor("dispatcher"), plan_id=plan_id, at=AT)
    assert (accepted.given, accepted.moved) == (1, ())
    given = order(city, order_id)
    assert (given.state, given.crew_id) == ("assigned", crew_id)
    assert given.planned_starts is not None
    assert given.planned_starts >= AT
    with pytest.raises(AlreadyDecided):
        use_cases.accept(actor=city.actor("dispatcher"), plan_id=plan_id, at=AT)


def test_what_moved_meanwhile_stays_and_is_named(city: City) -> None:
    crew_of(city, "水电一班", "plumbing")
    other = crew_of(city, "水电二班", "plumbing")
    order_id = opened(city)
    plan_id = proposed(city)
    orders.assign(
        actor=city.actor("dispatcher"),
        estate_id=city.estate_id,
        order_id=order_id,
        crew_id=other,
        starts_at=AT + timedelta(hours=5),
        ends_at=AT + timedelta(hours=6),
        at=AT,
    )
    accepted = use_cases.accept(actor=city.actor("dispatcher"), plan_id=plan_id, at=AT)
    assert accepted.moved == (order(city, order_id).number,)
    assert order(city, order_id).crew_id == other


def test_a_newer_proposal_takes_the_place_of_the_one_that_waits(city: City) -> None:
    crew_of(city, "水电一班", "plumbing")
    opened(city)
    first, second = proposed(city), proposed(city)
    actor = city.actor("dispatcher")
    assert queries.plan_for(actor=actor, plan_id=first, at=AT).state == "superseded"
    waiting = queries.proposal(actor=actor, day=DAY, at=AT)
    assert waiting is not None
    assert waiting.id == second
    use_cases.refuse(actor=actor, plan_id=second, at=AT)
    assert queries.proposal(actor=actor, day=DAY, at=AT) is None
    assert [line.state for line in queries.plans_for(actor=actor).rows] == ["refused", "superseded"]


def test_a_job_without_a_crew_says_why_and_a_job_for_two_goes_to_a_crew_of_two(city: City) -> None:
    crew_of(city, "水电一班", "plumbing")
    pair = crew_of(city, "水电二班", "plumbing", members=2)
    lift = opened(city, skill="lift")
    heavy = opened(city, people=2)
    view = queries.plan_for(actor=city.actor("dispatcher"), plan_id=proposed(city), at=AT)
    assert [(change.order.id, change.why) for change in view.left_over] == [(lift, "no_skill")]
    assert [(change.order.id, change.crew_id) for change in view.changes] == [(heavy, pair)]


def test_a_crew_under_way_is_free_when_that_is_done(city: City) -> None:
    crew_id = crew_of(city, "水电一班", "plumbing")
    actor = city.actor("dispatcher")
    first = opened(city, minutes=90)
    orders.assign(
        actor=actor, estate_id=city.estate_id, order_id=first, crew_id=crew_id, starts_at=AT, ends_at=None, at=AT
    )
    orders.arrive(actor=actor, estate_id=city.estate_id, order_id=first, at=AT)
    second = opened(city)
    view = queries.plan_for(actor=actor, plan_id=proposed(city, AT + timedelta(minutes=10)), at=AT)
    assert [(change.order.id, change.starts_at) for change in view.changes] == [(second, AT + timedelta(minutes=90))]


def test_who_could_take_it_says_who_would_be_late(city: City) -> None:
    crew_id = crew_of(city, "水电一班", "plumbing")
    busy = opened(city, minutes=60, due_at=AT + timedelta(minutes=70))
    use_cases.accept(actor=city.actor("dispatcher"), plan_id=proposed(city), at=AT)
    urgent = opened(city, priority=0, minutes=30, due_at=AT + timedelta(minutes=40))
    actor = city.actor("dispatcher")
    offers = queries.who_could(actor=actor, estate_id=city.estate_id, order_id=urgent, at=AT)
    assert [(offer.crew_id, offer.late_min) for offer in offers] == [(crew_id, 0)]
    assert [(one.order.id, one.late_min) for one in offers[0].shifted] == [(busy, 20)]
    use_cases.place(actor=actor, estate_id=city.estate_id, order_id=urgent, crew_id=crew_id, at=AT)
    assert order(city, urgent).is_locked
    assert order(city, busy).planned_starts == AT + timedelta(minutes=30)
    with pytest.raises(NoRoom):
        use_cases.place(
            actor=actor,
            estate_id=city.estate_id,
            order_id=opened(city, skill="lift"),
            crew_id=crew_id,
            at=AT,
        )


def test_an_hour_can_be_promised_at_once(city: City) -> None:
    crew_id = crew_of(city, "水电一班", "plumbing")
    found = queries.promise(estate_id=city.estate_id, skill="plumbing", minutes=40, at=AT)
    assert [(one.crew_id, one.window_starts) for one in found] == [(crew_id, AT)]
    assert queries.promise(estate_id=city.estate_id, skill="lift", minutes=40, at=AT) == []


def test_the_board_counts_what_waits_and_what_will_be_late(city: City) -> None:
    crew_of(city, "水电一班", "plumbing")
    crew_of(city, "保洁一班", "cleaning")
    opened(city, due_at=AT + timedelta(minutes=45))
    opened(city, skill="cleaning")
    actor = city.actor("dispatcher")
    board = queries.board(actor=actor, day=DAY, at=AT)
    assert [row.on_day.crew.name for row in board.rows] == ["保洁一班", "水电一班"]
    assert (board.waiting_total, len(board.late), board.under_way) == (2, 1, 0)
    assert [row.on_day.crew.name for row in queries.board(actor=actor, day=DAY, at=AT, skills=["cleaning"]).rows] == [
        "保洁一班"
    ]


def test_nobody_else_sees_or_decides_a_companys_plans(city: City) -> None:
    crew_of(city, "水电一班", "plumbing")
    opened(city)
    plan_id = proposed(city)
    for stranger in ("rival", "desk", "finance"):
        with pytest.raises((NotFound, NotAllowed)):
            use_cases.accept(actor=city.actor(stranger), plan_id=plan_id, at=AT)
    with pytest.raises(NobodyWorks):
        use_cases.propose(
            actor=city.actor("dispatcher"),
            organisation_id=city.actor("dispatcher").organisation_id or 0,
            day=DAY + timedelta(days=1),
            at=AT,
            planner=by_insertion,
        )


def test_something_urgent_is_a_reason_to_look_once(city: City) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    opened(city, priority=0)
    opened(city, priority=1)
    opened(city, priority=3)
    asked = [job.args for job in ProcrastinateJob.objects.filter(task_name=REACT)]
    assert [(args["cause"], args["day"]) for args in asked] == [("urgent", DAY.isoformat())]


def test_the_planners_process_answers(city: City) -> None:
    crew_of(city, "水电一班", "plumbing")
    order_id = opened(city, priority=1)
    with scope.everything():
        plan_id = use_cases.propose(
            actor=system("test"),
            organisation_id=city.actor("dispatcher").organisation_id or 0,
            day=DAY,
            at=AT,
            seconds=0.3,
            planner=ask,
        )
    view = queries.plan_for(actor=city.actor("dispatcher"), plan_id=plan_id, at=AT)
    assert [change.order.id for change in view.changes] == [order_id]
