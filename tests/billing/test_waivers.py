"""Waivers: one asks, another decides, and the database keeps them apart."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from laoyou.core.errors import NotAllowed
from laoyou.infra.actor import Right
from laoyou.system.billing import queries
from laoyou.system.billing import use_cases as billing
from laoyou.system.billing.errors import (
    AlreadyDecided,
    NeedsAReason,
    NeedsASecondPerson,
    TooLong,
    UnknownKind,
    WrongPercent,
    WrongPeriod,
)
from tests.billing.conftest import AUGUST, World, at, staff


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
    billing.decide_waiver(actor=world.manager, estate_id=world.estate_id, waiver_id=waiver, approve=False, at=at(7, 26))
    ask(world)
    world.issue(AUGUST)
    assert world.bills()[0].amount_fen == 6000


def test_who_asked_can_not_decide_nor_can_it_be_decided_twice(world: World) -> None:
    world.home()
    waiver = ask(world)
    decide = {"estate_id": world.estate_id, "waiver_id": waiver, "approve": True, "at": at(7, 26)}
    with pytest.raises(NeedsASecondPerson):
        billing.decide_waiver(actor=world.finance, **decide)
    billing.decide_waiver(actor=world.manager, **decide)
    with pytest.raises(AlreadyDecided):
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
