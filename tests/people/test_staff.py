"""Staff and their roles."""

from __future__ import annotations

from datetime import date

import pytest

from laoyou.core.errors import NotAllowed
from laoyou.infra.actor import Right
from laoyou.system.people import queries, use_cases
from laoyou.system.people.errors import (
    EndBeforeStart,
    LastAdministrator,
    LoginTaken,
    LoginWrong,
    NotForYourself,
    RoleDoesNotFit,
    RoleHeld,
    RolesApart,
    WrongPassword,
)
from laoyou.system.people.rules.roles import ESTATE_RIGHTS, NEEDS_SECOND_FACTOR, ROLES_OF_KIND, Role
from tests.personas import AUTHOR, PASSWORD, TODAY, City

pytestmark = pytest.mark.django_db
FROM = date(2022, 12, 30)


def hire(city: City, login: str = "new.one", employer: str = "company") -> int:
    return use_cases.add_staff(
        actor=AUTHOR,
        organisation_id=city.organisations[employer],
        login=login,
        name="新人",
        password=PASSWORD,
        at=TODAY,
    )


def give(city: City, user_id: int, role: str, *, employer: str = "company", who: str = "administrator", **more) -> int:
    return use_cases.give_role(
        actor=city.actor(who),
        user_id=user_id,
        organisation_id=city.organisations[employer],
        role=role,
        starts_on=FROM,
        at=TODAY,
        **more,
    )


def test_a_login_without_a_role_opens_nothing(city: City) -> None:
    city.users["new"] = hire(city)
    actor = city.actor("new")
    assert not actor.rights
    assert not any(actor.may_somewhere(right) for right in Right)


def test_a_role_reaches_the_estates_of_live_mandates(city: City) -> None:
    city.users["new"] = hire(city)
    give(city, city.users["new"], "desk")
    assert city.actor("new").estates_with(Right.SEE_PEOPLE) == [city.estate_id]


def test_a_role_for_one_estate_reaches_only_that(city: City) -> None:
    city.users["new"] = hire(city)
    give(city, city.users["new"], "desk", only_estate_id=city.other_estate_id)
    assert city.actor("new").estates_with(Right.SEE_PEOPLE) == []


def test_a_role_that_ended_opens_nothing(city: City) -> None:
    use_cases.end_role(actor=city.actor("administrator"), role_id=city.roles["desk"], ends_before=FROM, at=TODAY)
    assert city.actor("desk").estates_with(Right.SEE_PEOPLE) == []


def test_only_an_administrator_keeps_staff(city: City) -> None:
    for who in ("manager", "finance", "desk", "auditor", "street_official", "owner"):
        with pytest.raises(NotAllowed if who != "owner" else Exception):
            use_cases.add_staff(
                actor=city.actor(who),
                organisation_id=city.organisations["company"],
                login="x.y.z",
                name="新人",
                password=PASSWORD,
                at=TODAY,
            )


def test_nobody_gives_a_role_to_themself(city: City) -> None:
    with pytest.raises(NotForYourself):
        give(city, city.users["administrator"], "manager")


def test_administration_and_audit_are_in_two_hands(city: City) -> None:
    with pytest.raises(RolesApart):
        give(city, city.users["auditor"], "administrator", who="city_administrator")


def test_a_role_must_fit_the_organisation(city: City) -> None:
    with pytest.raises(RoleDoesNotFit):
        give(city, hire(city, "of.the.street", "street"), "manager", employer="street", who="city_administrator")
    with pytest.raises(RoleDoesNotFit):
        give(city, hire(city), "bureau_official")


def test_the_same_role_is_not_given_twice(city: City) -> None:
    with pytest.raises(RoleHeld):
        give(city, city.users["desk"], "desk")


def test_the_last_administrator_stays(city: City) -> None:
    other = hire(city)
    give(city, other, "administrator")
    use_cases.end_role(actor=AUTHOR, role_id=city.roles["administrator"], ends_before=FROM, at=TODAY)
    with pytest.raises(LastAdministrator):
        use_cases.set_staff_active(actor=AUTHOR, user_id=other, is_active=False, at=TODAY)


def test_a_role_can_not_end_before_it_starts(city: City) -> None:
    with pytest.raises(EndBeforeStart):
        use_cases.end_role(actor=AUTHOR, role_id=city.roles["desk"], ends_before=date(2021, 1, 1), at=TODAY)


def test_a_closed_login_can_not_sign_in(city: City) -> None:
    use_cases.set_staff_active(actor=city.actor("administrator"), user_id=city.users["desk"], is_active=False, at=TODAY)
    with pytest.raises(WrongPassword):
        use_cases.sign_in_with_password(login="desk", password=PASSWORD, totp="", at=TODAY)


@pytest.mark.parametrize("login", ["", "ab", "has space", "大写", "-begins", "x" * 41])
def test_refuses_a_login_that_is_hard_to_type(city: City, login: str) -> None:
    with pytest.raises(LoginWrong):
        hire(city, login)


def test_a_login_belongs_to_one_person(city: City) -> None:
    with pytest.raises(LoginTaken):
        hire(city, "DESK")


def test_the_list_shows_roles_of_the_day_and_finds_by_name_and_login(city: City) -> None:
    seen = queries.staff_for(actor=city.actor("administrator"), at=TODAY, day=FROM, search="desk").rows
    assert [(row.login, [role.role for role in row.running_roles]) for row in seen] == [("desk", ["desk"])]
    managers = queries.staff_for(actor=city.actor("city_administrator"), at=TODAY, day=FROM, role="manager").rows
    assert {row.login for row in managers} == {"manager", "deputy", "rival"}


def test_every_role_has_rights_and_an_organisation_that_gives_it() -> None:
    assert set(ESTATE_RIGHTS) == set(Role)
    assert set().union(*ROLES_OF_KIND.values()) == set(Role)


def test_whoever_manages_staff_needs_a_second_factor(city: City) -> None:
    assert city.actor("city_administrator").may(Right.MANAGE_STAFF, 0)
    for role in Role:
        assert city.actor(role).may(Right.MANAGE_STAFF, 0) == (role in NEEDS_SECOND_FACTOR)
