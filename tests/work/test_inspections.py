"""Facilities, their papers, and rounds of inspection, through use cases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from laoyou.core.errors import NotFound
from laoyou.infra import scope
from laoyou.infra.actor import system
from laoyou.system.work.facilities import queries, use_cases
from laoyou.system.work.facilities.errors import CheckedAlready, FailureUnexplained, StepsMissing
from laoyou.system.work.facilities.rules.rounds import Tick, Ticked
from laoyou.system.work.facilities.use_cases import About
from laoyou.system.work.orders import queries as orders
from laoyou.system.work.orders import use_cases as order_acts
from tests.personas import TODAY, City

pytestmark = pytest.mark.django_db
DAY = date(2022, 12, 30)
STEPS = ("轿厢平稳", "通话接通")


def lift(city: City, name: str = "1栋电梯") -> int:
    return use_cases.add_facility(
        actor=city.actor("dispatcher"),
        estate_id=city.estate_id,
        kind="lift",
        about=About(name=name, place="1栋一楼"),
        at=TODAY,
    )


def plan(city: City, starts_on: date = DAY) -> int:
    return use_cases.set_plan(
        actor=city.actor("dispatcher"),
        estate_id=city.estate_id,
        name="电梯半月维保",
        kind="lift",
        every=15,
        unit="day",
        steps=STEPS,
        minutes=60,
        starts_on=starts_on,
        at=TODAY,
    )


def opened(city: City, at=TODAY) -> int:  # type: ignore[no-untyped-def]
    return use_cases.open_due_rounds(actor=system("tests"), estate_id=city.estate_id, at=at)


def due_round(city: City) -> int:
    with scope.estate(city.estate_id):
        return queries.rounds_for(actor=city.actor("manager"), today=DAY).rows[0].id


def check(city: City, round_id: int, facility_id: int, *ticks: Ticked, client_id: str = "") -> list[int]:
    return use_cases.check_facility(
        actor=city.actor("worker"),
        estate_id=city.estate_id,
        round_id=round_id,
        facility_id=facility_id,
        ticked=ticks or (Ticked(0, Tick.GOOD), Ticked(1, Tick.GOOD)),
        at=TODAY,
        client_id=client_id,
    )


def order_of(city: City, order_id: int):  # type: ignore[no-untyped-def]
    with scope.estate(city.estate_id):
        return orders.order_for(actor=system("tests"), estate_id=city.estate_id, order_id=order_id, at=TODAY)


def test_the_calendar_opens_one_round_with_one_order_and_no_second_while_it_is_due(city: City) -> None:
    first, second = lift(city), lift(city, "2栋电梯")
    plan(city)
    assert opened(city) == 1
    assert opened(city) == 0
    assert opened(city, TODAY + timedelta(days=40)) == 0  # what is late stays in sight alone
    with scope.estate(city.estate_id):
        (row,) = queries.rounds_for(actor=city.actor("manager"), today=DAY).rows
    assert (row.due_on, row.facilities, row.checked, row.state) == (DAY, 2, 0, "due")
    order = order_of(city, row.order_id)
    assert (order.source, order.skill, order.minutes, order.state) == ("inspection", "lift", 120, "open")
    check(city, row.id, first)
    check(city, row.id, second)
    assert order_of(city, row.order_id).state == "cancelled"  # no crew had it, and nothing is left to be done
    assert opened(city, TODAY + timedelta(days=13)) == 1  # the next one, 15 days after the first


def test_a_failed_step_opens_a_work_order_by_itself_and_only_once(city: City) -> None:
    facility = lift(city)
    plan(city)
    opened(city)
    failed = (Ticked(0, Tick.GOOD), Ticked(1, Tick.FAILED, "五方通话不通"))
    (order_id,) = check(city, due_round(city), facility, *failed)
    order = order_of(city, order_id)
    assert (order.title, order.priority, order.evidence) == ("DT-001 1栋电梯：五方通话不通", 1, "before_and_after")
    opened(city, TODAY + timedelta(days=15))
    assert check(city, due_round(city), facility, *failed) == [order_id]
    order_acts.cancel(
        actor=city.actor("dispatcher"), estate_id=city.estate_id, order_id=order_id, reason="另行安排", at=TODAY
    )
    opened(city, TODAY + timedelta(days=30))
    assert check(city, due_round(city), facility, *failed) != [order_id]


def test_every_step_is_answered_and_a_failure_is_explained(city: City) -> None:
    facility = lift(city)
    plan(city)
    opened(city)
    round_id = due_round(city)
    with pytest.raises(StepsMissing):
        check(city, round_id, facility, Ticked(0, Tick.GOOD))
    with pytest.raises(FailureUnexplained):
        check(city, round_id, facility, Ticked(0, Tick.GOOD), Ticked(1, Tick.FAILED))


def test_what_a_telephone_sends_twice_is_done_once(city: City) -> None:
    facility, _ = lift(city), lift(city, "2栋电梯")
    plan(city)
    opened(city)
    round_id = due_round(city)
    check(city, round_id, facility, client_id="a1")
    assert check(city, round_id, facility, client_id="a1") == []
    with pytest.raises(CheckedAlready):
        check(city, round_id, facility, client_id="b2")


def test_a_cancelled_order_leaves_its_round_out(city: City) -> None:
    lift(city)
    plan(city)
    opened(city)
    with scope.estate(city.estate_id):
        (row,) = queries.rounds_for(actor=city.actor("manager"), today=DAY).rows
    order_acts.cancel(
        actor=city.actor("dispatcher"), estate_id=city.estate_id, order_id=row.order_id, reason="停梯检修", at=TODAY
    )
    with scope.estate(city.estate_id):
        assert queries.rounds_for(actor=city.actor("manager"), today=DAY).rows[0].state == "dropped"


def test_a_certificate_is_asked_for_anew_a_month_before_it_runs_out_and_once(city: City) -> None:
    facility = lift(city)
    paper = {"actor": city.actor("manager"), "estate_id": city.estate_id, "facility_id": facility, "at": TODAY}
    use_cases.add_certificate(**paper, name="电梯检验合格证", valid_until=date(2023, 1, 20))
    use_cases.add_certificate(**paper, name="电梯使用登记证", valid_until=date(2032, 1, 20))
    assert (opened(city), opened(city)) == (1, 0)
    with scope.estate(city.estate_id):
        ((view, due),) = queries.papers_to_renew(actor=city.actor("manager"), estate_ids=None, today=DAY)
    assert (view.number, due.name, due.standing) == ("DT-001", "电梯检验合格证", "ask_now")
    use_cases.add_certificate(**paper, name="电梯检验合格证", valid_until=date(2024, 1, 20))
    with scope.estate(city.estate_id):
        assert queries.papers_to_renew(actor=city.actor("manager"), estate_ids=None, today=DAY) == []


def test_a_label_is_read_by_anybody_and_a_forged_one_by_nobody(city: City) -> None:
    facility = lift(city)
    code = queries.code_of(estate_id=city.estate_id, facility_id=facility)
    assert queries.labelled(code.lower()).name == "1栋电梯"
    for forged in (code[:-1] + ("2" if code[-1] != "2" else "3"), "hello", ""):
        with pytest.raises(NotFound):
            queries.labelled(forged)


def test_strangers_see_no_facility(city: City) -> None:
    facility = lift(city)
    with scope.everything(), pytest.raises(NotFound):
        queries.facility_for(actor=city.actor("rival"), estate_id=city.estate_id, facility_id=facility, today=DAY)
