"""Sign-in of residents by telephone and code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import OperationalError

from laoyou.infra import scope
from laoyou.infra.actor import system
from laoyou.system.mandates import queries as mandates
from laoyou.system.people import jobs, queries, use_cases
from laoyou.system.people.errors import CodeJustSent, CodeUsedUp, NotAMobile, TooManyCodes, WrongCode
from laoyou.system.people.models import OneTimeCode, Person, User
from tests.personas import AUTHOR, TELEPHONES, TODAY, City, code_sent_to, sign_in_by_code

pytestmark = pytest.mark.django_db
UNKNOWN = "17000009999"
A_MINUTE = timedelta(minutes=1)


def person_called(city: City, name: str, telephone: str, *, home: str = "elder", role: str = "resident") -> int:
    person_id = use_cases.add_person(actor=AUTHOR, estate_id=city.estate_id, name=name, telephone=telephone, at=TODAY)
    use_cases.bind_person(
        actor=AUTHOR,
        estate_id=city.estate_id,
        home_id=city.homes[home],
        person_id=person_id,
        role=role,
        starts_on=TODAY.date(),
        at=TODAY,
    )
    return person_id


def homes_of(user_id: int) -> frozenset[tuple[int, int]]:
    return frozenset(mandates.actor_for(user_id=user_id, at=TODAY).homes)


def test_the_first_sign_in_opens_the_homes_of_the_telephone(city: City) -> None:
    assert homes_of(city.users["owner"]) == {(city.estate_id, city.homes["owner"])}


def test_the_second_sign_in_finds_the_same_user(city: City) -> None:
    assert sign_in_by_code(TELEPHONES["owner"], TODAY) == city.users["owner"]


def test_two_people_on_one_telephone_are_tied_by_the_desk_only(city: City) -> None:
    telephone = "17000000020"
    husband = person_called(city, "韦国", telephone, home="elder")
    person_called(city, "梁芳", telephone, home="owner")
    user_id = sign_in_by_code(telephone, TODAY)
    assert homes_of(user_id) == frozenset()
    use_cases.link_person(actor=AUTHOR, estate_id=city.estate_id, person_id=husband, at=TODAY)
    assert homes_of(user_id) == {(city.estate_id, city.homes["elder"])}


def test_two_records_of_one_person_are_tied_both(city: City) -> None:
    telephone = "17000000021"
    person_called(city, "韦国", telephone, home="elder")
    person_called(city, "韦国", telephone, home="owner")
    homes = homes_of(sign_in_by_code(telephone, TODAY))
    assert homes == {(city.estate_id, city.homes["elder"]), (city.estate_id, city.homes["owner"])}


def test_an_organisations_telephone_signs_nobody_in(city: City) -> None:
    use_cases.add_person(
        actor=AUTHOR, estate_id=city.estate_id, name="某开发公司", kind="organisation", telephone=UNKNOWN, at=TODAY
    )
    use_cases.send_code(telephone=UNKNOWN, at=TODAY)
    assert code_sent_to(UNKNOWN) == ""


def test_a_changed_telephone_closes_the_homes_to_the_old_one(city: City) -> None:
    use_cases.edit_person(
        actor=AUTHOR, estate_id=city.estate_id, person_id=city.persons["owner"], telephone="17000000030", at=TODAY
    )
    assert homes_of(city.users["owner"]) == frozenset()
    assert homes_of(sign_in_by_code("17000000030", TODAY)) == {(city.estate_id, city.homes["owner"])}


def test_an_unknown_number_is_answered_alike_and_gets_a_message_without_a_code(city: City) -> None:
    use_cases.send_code(telephone=UNKNOWN, at=TODAY)
    assert code_sent_to(UNKNOWN) == ""
    assert [message.receiver for message in queries.last_codes(limit=1)] == [UNKNOWN]
    with pytest.raises(WrongCode):
        use_cases.sign_in_with_code(telephone=UNKNOWN, code="000000", at=TODAY)
    with pytest.raises(CodeJustSent):
        use_cases.send_code(telephone=UNKNOWN, at=TODAY)
    assert not User.objects.filter(telephone=UNKNOWN).exists()


def test_even_the_right_digits_of_an_unknown_number_open_nothing(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("laoyou.system.people.use_cases.codes.random.randbelow", lambda most: 123456)
    use_cases.send_code(telephone=UNKNOWN, at=TODAY)
    with pytest.raises(WrongCode):
        use_cases.sign_in_with_code(telephone=UNKNOWN, code="123456", at=TODAY)


def test_a_code_opens_once(city: City) -> None:
    telephone = TELEPHONES["owner"]
    use_cases.send_code(telephone=telephone, at=TODAY)
    code = code_sent_to(telephone)
    use_cases.sign_in_with_code(telephone=telephone, code=code, at=TODAY)
    with pytest.raises(WrongCode):
        use_cases.sign_in_with_code(telephone=telephone, code=code, at=TODAY)


def test_a_code_dies_after_five_minutes(city: City) -> None:
    telephone = TELEPHONES["owner"]
    use_cases.send_code(telephone=telephone, at=TODAY)
    code = code_sent_to(telephone)
    with pytest.raises(WrongCode):
        use_cases.sign_in_with_code(telephone=telephone, code=code, at=TODAY + 5 * A_MINUTE)
    just_in_time = TODAY + timedelta(minutes=4, seconds=59)
    assert use_cases.sign_in_with_code(telephone=telephone, code=code, at=just_in_time) == city.users["owner"]


def test_only_the_newest_code_opens(city: City) -> None:
    telephone = TELEPHONES["owner"]
    use_cases.send_code(telephone=telephone, at=TODAY)
    first = code_sent_to(telephone)
    use_cases.send_code(telephone=telephone, at=TODAY + A_MINUTE)
    second = code_sent_to(telephone)
    if first != second:
        with pytest.raises(WrongCode):
            use_cases.sign_in_with_code(telephone=telephone, code=first, at=TODAY + A_MINUTE)
    assert use_cases.sign_in_with_code(telephone=telephone, code=second, at=TODAY + A_MINUTE) == city.users["owner"]


def test_five_wrong_tries_use_a_code_up(city: City) -> None:
    telephone = TELEPHONES["owner"]
    use_cases.send_code(telephone=telephone, at=TODAY)
    code = code_sent_to(telephone)
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(4):
        with pytest.raises(WrongCode):
            use_cases.sign_in_with_code(telephone=telephone, code=wrong, at=TODAY)
    with pytest.raises(CodeUsedUp):
        use_cases.sign_in_with_code(telephone=telephone, code=wrong, at=TODAY)
    with pytest.raises(CodeUsedUp):
        use_cases.sign_in_with_code(telephone=telephone, code=code, at=TODAY)


def test_codes_are_sent_once_a_minute_and_five_times_an_hour(city: City) -> None:
    telephone = TELEPHONES["owner"]
    for number in range(5):
        use_cases.send_code(telephone=telephone, at=TODAY + number * A_MINUTE)
    with pytest.raises(CodeJustSent):
        use_cases.send_code(telephone=telephone, at=TODAY + 4 * A_MINUTE + timedelta(seconds=59))
    with pytest.raises(TooManyCodes) as refusal:
        use_cases.send_code(telephone=telephone, at=TODAY + 10 * A_MINUTE)
    assert refusal.value.params == {"minutes": 50}
    use_cases.send_code(telephone=telephone, at=TODAY + 61 * A_MINUTE)


@pytest.mark.parametrize("telephone", ["0771-5801234", "1234", "", "李秀兰"])
def test_a_code_goes_to_mobiles_only(city: City, telephone: str) -> None:
    with pytest.raises(NotAMobile):
        use_cases.send_code(telephone=telephone, at=TODAY)


def test_a_closed_user_is_told_nothing_else_than_a_wrong_code(city: City) -> None:
    User.objects.filter(id=city.users["owner"]).update(is_active=False)
    with pytest.raises(WrongCode):
        sign_in_by_code(TELEPHONES["owner"], TODAY)


def test_only_a_keyed_hash_of_the_code_is_kept(city: City) -> None:
    use_cases.send_code(telephone=TELEPHONES["owner"], at=TODAY)
    code = code_sent_to(TELEPHONES["owner"])
    row = OneTimeCode.objects.latest("id")
    assert code.encode() not in bytes(row.code_hash)
    assert len(bytes(row.code_hash)) == 32


def test_the_same_message_is_queued_once_per_code(city: City) -> None:
    use_cases.send_code(telephone=TELEPHONES["owner"], at=TODAY)
    assert [message.receiver for message in queries.last_codes(limit=50)].count(TELEPHONES["owner"]) == 2


def test_old_codes_are_forgotten_after_a_day(city: City) -> None:
    use_cases.send_code(telephone=UNKNOWN, at=TODAY)
    before = OneTimeCode.objects.count()
    assert use_cases.forget_old_codes(at=TODAY + timedelta(hours=1)) == before - 1  # those of the city's first day
    assert use_cases.forget_old_codes(at=TODAY + timedelta(days=2)) == 1
    assert use_cases.forget_old_codes(at=TODAY + timedelta(days=2)) == 0


def test_signing_in_writes_no_row_of_another_estate(city: City) -> None:
    with scope.everything():
        untouched = Person.objects.get(id=city.persons["stranger"]).user_id
    sign_in_by_code(TELEPHONES["owner"], TODAY)
    with scope.everything():
        assert Person.objects.get(id=city.persons["stranger"]).user_id == untouched


def recorded(city: City, estate_id: int, name: str) -> int:
    author = AUTHOR if estate_id == city.estate_id else system("tests")
    return use_cases.add_person(actor=author, estate_id=estate_id, name=name, telephone=UNKNOWN, at=TODAY)


def tied(*person_ids: int) -> list[bool]:
    with scope.everything():
        return [Person.objects.get(id=person_id).user_id is not None for person_id in person_ids]


def test_a_family_telephone_ties_no_record_of_another_name_in_another_estate(city: City) -> None:
    mother = recorded(city, city.estate_id, "李秀兰")
    son = recorded(city, city.other_estate_id, "张建国")
    sign_in_by_code(UNKNOWN, TODAY)
    assert tied(mother, son) == [False, False]


def test_one_persons_records_are_tied_in_both_estates_and_a_later_one_of_another_name_is_not(city: City) -> None:
    here, there = (recorded(city, estate_id, "李秀兰") for estate_id in (city.estate_id, city.other_estate_id))
    user_id = sign_in_by_code(UNKNOWN, TODAY)
    assert tied(here, there) == [True, True]
    son = recorded(city, city.other_estate_id, "张建国")
    OneTimeCode.objects.all().delete()
    assert sign_in_by_code(UNKNOWN, TODAY) == user_id
    assert tied(son) == [False]


def test_an_estate_that_can_not_be_written_stops_nobody_at_the_door(
    city: City, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    here, there = (recorded(city, estate_id, "李秀兰") for estate_id in (city.estate_id, city.other_estate_id))
    with monkeypatch.context() as broken:
        fault_in(broken, city.estate_id)
        user_id = sign_in_by_code(UNKNOWN, TODAY)
    assert tied(here, there) == [False, True]
    assert "failed: OperationalError" in caplog.text
    assert UNKNOWN not in caplog.text
    jobs.tie_records(user_id)
    assert tied(here, there) == [True, True]


def test_the_job_is_tried_again_while_an_estate_can_not_be_written(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    recorded(city, city.estate_id, "李秀兰")
    with monkeypatch.context() as broken:
        fault_in(broken, city.estate_id)
        user_id = sign_in_by_code(UNKNOWN, TODAY)
        with pytest.raises(jobs.NotAllTied):
            jobs.tie_records(user_id)


def fault_in(broken: pytest.MonkeyPatch, estate_id: int) -> None:
    whole = scope.estate

    @contextmanager
    def estate(asked_for: int) -> Iterator[None]:
        if asked_for == estate_id:
            raise OperationalError("this server is away")
        with whole(asked_for):
            yield

    broken.setattr(scope, "estate", estate)
