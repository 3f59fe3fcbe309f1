"""What a former owner left open: the desk sees whose it is, and nobody else's money goes there by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.core.money import Money
from laoyou.infra import scope
from laoyou.system.billing import queries
from laoyou.system.billing import use_cases as billing
from laoyou.system.billing.errors import NoCredit
from laoyou.system.billing.owing import OWNED_SINCE
from laoyou.system.people.models import HomeBond, Person
from laoyou.system.people.rules.tenures import HeldBond, begins_on
from tests.billing.conftest import AUGUST, SEPTEMBER, World, at, make_world
from tests.personas import City

SOLD_ON = date(2022, 9, 1)
TODAY = date(2022, 9, 20)


def bind(world: World, home_id: int, name: str, starts_on: date, ends_before: date | None = None) -> int:
    person = Person.objects.create(estate_id=world.estate_id, name=name, created_at=at(7, 1))
    HomeBond.objects.create(
        estate_id=world.estate_id,
        home_id=home_id,
        person=person,
        role="owner",
        starts_on=starts_on,
        ends_before=ends_before,
    )
    return person.id


@pytest.fixture
def sold(world: World) -> World:
    """Give a home of 100 m² that was sold on 1 September; August is open, 60.00, as is September."""
    home = world.home("100")
    world.tariff("0.60")
    bind(world, home, "李秀兰", date(2004, 3, 1), SOLD_ON)
    bind(world, home, "韦新业", SOLD_ON)
    world.issue(AUGUST)
    world.issue(SEPTEMBER)
    return world


def test_a_credit_pays_the_bills_of_the_owners_of_today_and_not_older_ones_of_former_owners(sold: World) -> None:
    home = sold.homes[0]
    sold.pay_cash(home, [], "100.00", on=at(9, 10))
    used = billing.use_credit(actor=sold.finance, estate_id=sold.estate_id, home_id=home, at=at(9, 11))
    assert used == Money(6000)
    assert [bill.paid_fen for bill in sold.bills(home)] == [0, 6000]
    with pytest.raises(NoCredit):
        billing.use_credit(actor=sold.finance, estate_id=sold.estate_id, home_id=home, at=at(9, 12))
    assert queries.proof(sold.estate_id) == []


def test_an_issue_uses_credits_so_too(sold: World) -> None:
    home = sold.homes[0]
    sold.pay_cash(home, [sold.bills(home)[1].id], "130.00", on=at(9, 10))
    run = billing.issue_month(actor=sold.finance, estate_id=sold.estate_id, month=SEPTEMBER.next, at=at(10, 1))
    assert run.credited == Money(6000)
    assert [bill.paid_fen for bill in sold.bills(home)] == [0, 6000, 6000]
    assert sold.credit(home) == 1000


def test_a_homes_credit_pays_everything_where_no_owner_is_known(world: World) -> None:
    home = world.home("100")
    world.tariff("0.60")
    world.issue(AUGUST)
    world.pay_cash(home, [], "60.00", on=at(8, 10))
    assert billing.use_credit(actor=world.finance, estate_id=world.estate_id, home_id=home, at=at(8, 11)) == Money(6000)


def test_the_desk_sees_whose_an_old_bill_is_and_may_take_cash_for_it_when_asked(sold: World) -> None:
    home = sold.homes[0]
    where = {"actor": sold.finance, "estate_id": sold.estate_id, "home_id": home}
    bills = queries.open_bills(**where)  # type: ignore[arg-type]
    assert len(bills) == 2
    former = queries.owed_by_former_owners(**where, bills=bills, today=TODAY)  # type: ignore[arg-type]
    assert former == {bills[0].id: "李**"}
    sold.pay_cash(home, [bills[0].id], "60.00", on=at(9, 10))
    assert [bill.paid_fen for bill in sold.bills(home)] == [6000, 0]


def test_a_bill_of_a_joint_owner_who_is_still_there_is_no_former_owners(world: World) -> None:
    home = world.home("100")
    world.tariff("0.60")
    bind(world, home, "李秀兰", date(2004, 3, 1), SOLD_ON)
    bind(world, home, "张建国", date(2004, 3, 1))
    world.issue(AUGUST)
    where = {"actor": world.finance, "estate_id": world.estate_id, "home_id": home}
    bills = queries.open_bills(**where)  # type: ignore[arg-type]
    assert queries.owed_by_former_owners(**where, bills=bills, today=TODAY) == {}  # type: ignore[arg-type]


def test_the_pages_of_the_desk_name_the_former_owner_and_leave_the_tick_away(city: City) -> None:
    with scope.estate(city.estate_id):
        actor = city.actor("finance")
        billing.issue_month(actor=actor, estate_id=city.estate_id, month=AUGUST, at=at(8, 1))
        billing.issue_month(actor=actor, estate_id=city.estate_id, month=SEPTEMBER, at=at(9, 1))
        HomeBond.objects.filter(home_id=city.homes["owner"], role="owner").update(ends_before=SOLD_ON)
        person = Person.objects.create(estate_id=city.estate_id, name="韦新业", created_at=at(9, 1))
        HomeBond.objects.create(
            estate_id=city.estate_id,
            home_id=city.homes["owner"],
            person=person,
            role="owner",
            starts_on=SOLD_ON,
        )
        bills = queries.open_bills(actor=actor, estate_id=city.estate_id, home_id=city.homes["owner"])
    client, estate, home = city.signed_in("desk"), city.estate_id, city.homes["owner"]
    till = client.get(f"/ops/estates/{estate}/cash/{home}").content.decode()
    assert "前业主 李**、张** 的，现业主不用缴" in till
    assert till.count(" checked>") == 2  # September's bill, and what becomes of the change
    listed = client.get(f"/ops/estates/{estate}/homes/{home}/bills").content.decode()
    assert "其中前业主的 ¥51.81" in listed
    assert "前业主 李**、张**" in client.get(f"/ops/estates/{estate}/bills/{bills[0].id}").content.decode()
    assert "前业主" not in client.get(f"/ops/estates/{estate}/bills/{bills[1].id}").content.decode()


@st.composite
def owner_bonds(draw: st.DrawFn) -> tuple[int, HeldBond]:
    starts_on = draw(st.dates(date(2022, 1, 1), date(2022, 12, 31)))
    length = draw(st.none() | st.integers(1, 200))
    ends_before = None if length is None else starts_on + timedelta(days=length)
    return draw(st.integers(0, 2)), HeldBond("owner", starts_on, ends_before)


class Undone(Exception):
    pass


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(known=st.lists(owner_bonds(), max_size=5))
def test_the_statement_finds_the_same_first_day_as_the_rule(db: None, known: Sequence[tuple[int, HeldBond]]) -> None:
    running = [
        begins_on(bond, [other for another, other in known if another != person])
        for person, bond in known
        if bond.starts_on <= TODAY and (bond.ends_before is None or bond.ends_before > TODAY)
    ]
    try:
        with transaction.atomic():
            world = make_world()
            with scope.estate(world.estate_id), connection.cursor() as cursor:
                home = world.home()
                persons = [
                    Person.objects.create(estate_id=world.estate_id, name=f"业主{number}", created_at=at(7, 1))
                    for number in range(3)
                ]
                for person, bond in known:
                    HomeBond.objects.create(
                        estate_id=world.estate_id,
                        home_id=home,
                        person=persons[person],
                        role=bond.role,
                        starts_on=bond.starts_on,
                        ends_before=bond.ends_before,
                    )
                cursor.execute(OWNED_SINCE, {"estate_id": world.estate_id, "day": TODAY, "home_id": None})
                assert cursor.fetchall() == ([(home, min(running))] if running else [])
            raise Undone
    except Undone:
        pass
