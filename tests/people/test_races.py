"""Two people at once. Each guard has a twin that shows the fault when the guard is off."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from laoyou.infra import scope
from laoyou.system.people import use_cases
from laoyou.system.people.errors import CodeUsedUp, PeopleRefusal, SharesTooMany, WrongCode
from laoyou.system.people.models import HomeBond, OneTimeCode
from tests.personas import AUTHOR, STARTS_ON, TELEPHONES, TODAY, City, build, code_sent_to

AT_ONCE = 6


@pytest.fixture
def busy_city(committing_database: str) -> City:
    return build()


def at_once(act: Callable[[int], object]) -> list[object]:
    """Run the act in several threads that start together; a refusal is its outcome."""
    start = Barrier(AT_ONCE)

    def run(number: int) -> object:
        start.wait()
        try:
            return act(number)
        except PeopleRefusal as refusal:
            return type(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))


def wrong_code(telephone: str) -> str:
    return "000000" if code_sent_to(telephone) != "000000" else "111111"


def test_guesses_at_once_are_all_counted(busy_city: City) -> None:
    telephone = TELEPHONES["owner"]
    use_cases.send_code(telephone=telephone, at=TODAY)
    wrong = wrong_code(telephone)
    outcomes = at_once(lambda _: use_cases.sign_in_with_code(telephone=telephone, code=wrong, at=TODAY))
    assert outcomes.count(WrongCode) == 4
    assert outcomes.count(CodeUsedUp) == 2
    assert OneTimeCode.objects.filter(telephone=telephone).latest("id").tries == 5


def test_a_right_code_opens_once_however_many_send_it(busy_city: City) -> None:
    telephone = TELEPHONES["owner"]
    use_cases.send_code(telephone=telephone, at=TODAY)
    code = code_sent_to(telephone)
    outcomes = at_once(lambda _: use_cases.sign_in_with_code(telephone=telephone, code=code, at=TODAY))
    assert outcomes.count(busy_city.users["owner"]) == 1
    assert outcomes.count(WrongCode) == AT_ONCE - 1


def test_one_code_is_sent_however_many_ask_at_once(busy_city: City) -> None:
    telephone = TELEPHONES["owner"]
    before = OneTimeCode.objects.filter(telephone=telephone).count()
    at_once(lambda _: use_cases.send_code(telephone=telephone, at=TODAY))
    assert OneTimeCode.objects.filter(telephone=telephone).count() == before + 1


def add_halves_at_once(city: City) -> list[object]:
    """Let six people each be bound to one home as owner of half of it, all in one moment."""
    home_id = city.homes["elder"]
    use_cases.end_bond(
        actor=AUTHOR, estate_id=city.estate_id, bond_id=city.bonds["elder"], ends_before=STARTS_ON, at=TODAY
    )
    persons = [
        use_cases.add_person(actor=AUTHOR, estate_id=city.estate_id, name=f"业主{number}", at=TODAY)
        for number in range(AT_ONCE)
    ]
    return at_once(
        lambda number: use_cases.bind_person(
            actor=AUTHOR,
            estate_id=city.estate_id,
            home_id=home_id,
            person_id=persons[number],
            role="owner",
            share_parts=1,
            share_whole=2,
            starts_on=STARTS_ON,
            at=TODAY,
        )
    )


def halves_held(city: City) -> int:
    with scope.estate(city.estate_id):
        return HomeBond.objects.filter(home_id=city.homes["elder"], role="owner", ends_before__isnull=True).count()


def test_halves_of_one_home_bound_at_once_never_exceed_it(busy_city: City) -> None:
    outcomes = add_halves_at_once(busy_city)
    assert outcomes.count(SharesTooMany) == AT_ONCE - 2
    assert halves_held(busy_city) == 2


def test_without_the_lock_halves_of_one_home_would_exceed_it(busy_city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    together = Barrier(AT_ONCE)
    monkeypatch.setattr("laoyou.system.people.use_cases.bonds._one_at_a_time", lambda home_id: together.wait())
    add_halves_at_once(busy_city)
    assert halves_held(busy_city) > 2
