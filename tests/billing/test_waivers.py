"""Waivers: one asks, another decides, and the database keeps them apart."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from laoyou.core.decisions import AsksASecondPerson, DecidedAlready, Decision, SayWhy
from laoyou.core.errors import NotAllowed
from laoyou.infra.actor import Actor, Right
from laoyou.system.billing import queries
from laoyou.system.billing import use_cases as billing
from laoyou.system.billing.errors import (
    EndOutsideWaiver,
    NeedsAReason,
    TooLong,
    UnknownKind,
    WaiverEndWaits,
    WaiverNotRunning,
    WrongPercent,
    WrongPeriod,
)
from tests.billing.conftest import AUGUST, SEPTEMBER, World, at, staff


def ask(world: World, **changes: object) -> int:
    wanted = {
        "actor": world.finance,
        "estate_id": world.estate_id,
        "home_id": world.homes[0],
        "kind": "vacancy",
        "percent": 30,
        "reason": "长期空置",
        "starts_on": date(2022, 8, 1),
        "ends_before": date(2023, 2, 1),
        "at": at(7, 25),
    }
    return billing.ask_waiver(**{**wanted, **changes})  # type: ignore[arg-type]


def test_an_asked_or_refused_waiver_takes_nothing_off(world: World) -> None:
    world.home("100")
    world.tariff("0.60")
    waiver = ask(world)
    billing.decide_waiver(
        actor=world.manager, estate_id=world.estate_id, waiver_id=waiver, approve=False, reason="有人住", at=at(7, 26)
    )
    ask(world)
    world.issue(AUGUST)
    assert world.bills()[0].amount_fen == 6000


def test_who_asked_can_not_decide_nor_can_it_be_decided_twice(world: World) -> None:
    world.home()
    waiver = ask(world)
    decide = {"estate_id": world.estate_id, "waiver_id": waiver, "approve": True, "at": at(7, 26)}
    with pytest.raises(AsksASecondPerson):
        billing.decide_waiver(actor=world.finance, **decide)
    billing.decide_waiver(actor=world.manager, **decide)
    with pytest.raises(DecidedAlready):
        billing.decide_waiver(actor=staff(world.estate_id, user_id=13), **decide)


def test_the_database_refuses_an_approval_by_nobody_or_by_the_asker(world: World) -> None:
    world.home()
    waiver = ask(world)
    for decided_by in ("NULL", "asked_by"):
        statement = f"UPDATE billing_waiver SET state = 'approved', decided_by = {decided_by}, decided_at = now()"
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"{statement} WHERE id = %s", [waiver])
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE billing_waiver SET percent = 99 WHERE id = %s", [waiver])


def test_a_wrong_waiver_is_refused_with_what_to_do(world: World) -> None:
    world.home()
    for changes, refusal in (
        ({"kind": "friend"}, UnknownKind),
        ({"percent": 0}, WrongPercent),
        ({"percent": 101}, WrongPercent),
        ({"ends_before": date(2022, 8, 1)}, WrongPeriod),
        ({"ends_before": date(2024, 8, 1)}, TooLong),
        ({"reason": "  "}, NeedsAReason),
    ):
        with pytest.raises(refusal):
            ask(world, **changes)
    nobody = staff(world.estate_id, user_id=40, rights=frozenset({Right.SEE_ESTATE}))
    with pytest.raises(NotAllowed):
        ask(world, actor=nobody)


def test_the_list_shows_what_waits_first(world: World) -> None:
    world.home()
    decided = world.waiver(world.homes[0], 20, since=date(2022, 8, 1), until=date(2022, 9, 1))
    waiting = ask(world)
    page = queries.waivers_for(actor=world.finance, estate_id=world.estate_id)
    assert [waiver.id for waiver in page.rows] == [waiting, decided]
    assert queries.waivers_undecided(world.estate_id) == 1
    assert page.rows[0].last_day == date(2023, 1, 31)
    only = queries.waivers_for(actor=world.finance, estate_id=world.estate_id, state="approved")
    assert [waiver.id for waiver in only.rows] == [decided]


def test_of_two_waivers_the_larger_counts_and_they_are_never_added(world: World) -> None:
    home = world.home("100")
    world.tariff("0.60")
    world.waiver(home, 30, since=date(2022, 8, 1), until=date(2022, 9, 1))
    world.waiver(home, 50, since=date(2022, 8, 1), until=date(2022, 9, 1), kind="hardship")
    world.issue(AUGUST)
    assert world.bills()[0].amount_fen == 3000


def test_a_refusal_says_why_and_who_asked_may_take_it_back(world: World) -> None:
    world.home()
    waiver = ask(world)
    decide = {"estate_id": world.estate_id, "waiver_id": waiver, "approve": False, "at": at(7, 26)}
    with pytest.raises(SayWhy):
        billing.decide_waiver(actor=world.manager, **decide)
    clerk = staff(world.estate_id, user_id=40, rights=frozenset({Right.REQUEST_WAIVER}))
    with pytest.raises(NotAllowed):
        billing.decide_waiver(actor=clerk, **decide)
    assert billing.decide_waiver(actor=world.finance, **decide) is Decision.WITHDRAWN
    with pytest.raises(DecidedAlready):
        billing.decide_waiver(actor=world.manager, **(decide | {"approve": True}))


class TestEndingOneEarly:
    def end(self, world: World, waiver: int, on: date, *, by: Actor | None = None) -> int:
        return billing.ask_waiver_end(
            actor=by or world.finance,
            estate_id=world.estate_id,
            waiver_id=waiver,
            ends_before=on,
            reason="已经有人入住",
            at=at(8, 3),
        )

    def decide(self, world: World, end: int, by: Actor, *, approve: bool = True) -> Decision:
        return billing.decide_waiver_end(actor=by, estate_id=world.estate_id, end_id=end, approve=approve, at=at(8, 4))

    def approved(self, world: World) -> int:
        world.home("100")
        world.tariff("0.60")
        return world.waiver(world.homes[0], 30, since=date(2022, 8, 1), until=date(2023, 2, 1))

    def test_takes_two_people_and_counts_from_the_next_issue_on(self, world: World) -> None:
        waiver = self.approved(world)
        world.issue(AUGUST)
        end = self.end(world, waiver, date(2022, 9, 1))
        with pytest.raises(WaiverEndWaits):
            self.end(world, waiver, date(2022, 10, 1))
        with pytest.raises(AsksASecondPerson):
            self.decide(world, end, world.finance)
        assert self.decide(world, end, world.manager) is Decision.APPROVED
        world.issue(SEPTEMBER)
        assert [bill.amount_fen for bill in world.bills()] == [4200, 6000]
        view = queries.waiver_for(actor=world.finance, estate_id=world.estate_id, waiver_id=waiver)
        assert (view.last_day, view.end) == (date(2022, 8, 31), None)

    def test_from_its_first_day_it_never_counts(self, world: World) -> None:
        waiver = self.approved(world)
        self.decide(world, self.end(world, waiver, date(2022, 8, 1)), world.manager)
        world.issue(AUGUST)
        assert world.bills()[0].amount_fen == 6000

    def test_never_later_and_never_of_one_that_waits(self, world: World) -> None:
        waiver = self.approved(world)
        for on in (date(2022, 7, 31), date(2023, 2, 1), date(2023, 3, 1)):
            with pytest.raises(EndOutsideWaiver):
                self.end(world, waiver, on)
        with pytest.raises(WaiverNotRunning):
            self.end(world, ask(world), date(2022, 9, 1))
        assert (
            self.decide(world, self.end(world, waiver, date(2022, 9, 1)), world.finance, approve=False) == "withdrawn"
        )
        assert queries.waivers_undecided(world.estate_id) == 1

    def test_without_a_second_person_the_database_refuses(self, world: World) -> None:
        end = self.end(world, self.approved(world), date(2022, 9, 1))
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE billing_waiver_end SET state = 'approved', decided_by = asked_by, decided_at = now()"
                " WHERE id = %s",
                [end],
            )
