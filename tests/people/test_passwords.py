"""Sign-in of staff: password, lock-out, second factor."""

from __future__ import annotations

from datetime import datetime, timedelta

import pyotp
import pytest

from laoyou.infra import audit, scope
from laoyou.system.people import queries, use_cases
from laoyou.system.people.errors import (
    LockedOut,
    SamePassword,
    SecondFactorNeeded,
    WeakPassword,
    WrongPassword,
    WrongSecondFactor,
)
from laoyou.system.people.models import User
from tests.personas import PASSWORD, TODAY, City

pytestmark = pytest.mark.django_db
NEW = "a river under the hill"


def sign_in(login: str, password: str = PASSWORD, totp: str = "", at: datetime = TODAY) -> int:
    return use_cases.sign_in_with_password(login=login, password=password, totp=totp, at=at)


def guess_wrongly(login: str, times: int, at: datetime = TODAY) -> None:
    for _ in range(times):
        with pytest.raises((WrongPassword, LockedOut)):
            sign_in(login, "wrong", at=at)


def set_up_second_factor(city: City, who: str, at: datetime = TODAY) -> pyotp.TOTP:
    enrolment = use_cases.begin_totp(actor=city.actor(who), at=at)
    totp = pyotp.TOTP(enrolment.secret)
    use_cases.confirm_totp(
        actor=city.actor(who), sealed=enrolment.sealed, password=PASSWORD, code=totp.at(at), at=at, app_shows_at=at
    )
    return totp


def test_the_right_password_opens(city: City) -> None:
    assert sign_in("desk") == city.users["desk"]


def test_the_login_may_be_typed_in_capitals_with_spaces(city: City) -> None:
    assert sign_in(" Desk ") == city.users["desk"]


@pytest.mark.parametrize("login", ["desk", "nobody", "17000000001"])
def test_a_wrong_password_and_a_wrong_login_look_the_same(city: City, login: str) -> None:
    with pytest.raises(WrongPassword):
        sign_in(login, "wrong")


def test_residents_have_no_password(city: City) -> None:
    assert not User.objects.get(id=city.users["owner"]).has_usable_password()


def test_five_wrong_passwords_close_the_sign_in_for_fifteen_minutes(city: City) -> None:
    guess_wrongly("desk", 5)
    with pytest.raises(LockedOut) as refusal:
        sign_in("desk", at=TODAY + timedelta(minutes=14))
    assert refusal.value.params == {"minutes": 1}
    assert sign_in("desk", at=TODAY + timedelta(minutes=15)) == city.users["desk"]


def test_the_lock_grows_with_each_five_wrong_tries(city: City) -> None:
    guess_wrongly("desk", 5)
    later = TODAY + timedelta(minutes=16)
    guess_wrongly("desk", 5, at=later)
    with pytest.raises(LockedOut):
        sign_in("desk", at=later + timedelta(minutes=29))
    assert sign_in("desk", at=later + timedelta(minutes=30))


def test_a_right_password_forgets_the_wrong_tries(city: City) -> None:
    guess_wrongly("desk", 4)
    sign_in("desk")
    guess_wrongly("desk", 4)
    assert sign_in("desk") == city.users["desk"]


def test_a_lock_is_written_down(city: City) -> None:
    guess_wrongly("desk", 5)
    with scope.estate(0):
        sentences = [audit.sentence(row) for row in audit.acts(estate_ids=[0], area="people").rows]
    assert any("wrong tries" in sentence or "5" in sentence for sentence in sentences)


def test_an_administrator_needs_the_second_factor(city: City) -> None:
    with pytest.raises(SecondFactorNeeded) as needed:
        sign_in("administrator")
    assert needed.value.user_id == city.users["administrator"]


def test_digits_open_once(city: City) -> None:
    totp = set_up_second_factor(city, "desk")
    later = TODAY + timedelta(seconds=30)
    assert sign_in("desk", totp=totp.at(later), at=later) == city.users["desk"]
    with pytest.raises(WrongSecondFactor):
        sign_in("desk", totp=totp.at(later), at=later)


def test_the_digits_that_set_the_factor_up_do_not_sign_in(city: City) -> None:
    totp = set_up_second_factor(city, "desk")
    with pytest.raises(WrongSecondFactor):
        sign_in("desk", totp=totp.at(TODAY), at=TODAY)


def test_a_clock_may_be_half_a_minute_wrong_but_not_two(city: City) -> None:
    totp = set_up_second_factor(city, "desk")
    later = TODAY + timedelta(minutes=10)
    with pytest.raises(WrongSecondFactor):
        sign_in("desk", totp=totp.at(later + timedelta(minutes=2)), at=later)
    assert sign_in("desk", totp=totp.at(later + timedelta(seconds=30)), at=later)


def test_wrong_digits_count_as_wrong_tries(city: City) -> None:
    set_up_second_factor(city, "desk")
    for _ in range(4):
        with pytest.raises(WrongSecondFactor):
            sign_in("desk", totp="000000")
    with pytest.raises(LockedOut):
        sign_in("desk", totp="000000")


def test_a_wrong_confirmation_sets_nothing_up(city: City) -> None:
    enrolment = use_cases.begin_totp(actor=city.actor("desk"), at=TODAY)
    with pytest.raises(WrongSecondFactor):
        use_cases.confirm_totp(
            actor=city.actor("desk"),
            sealed=enrolment.sealed,
            password=PASSWORD,
            code="000000",
            at=TODAY,
            app_shows_at=TODAY,
        )
    assert not queries.my_user(city.actor("desk")).has_second_factor


def test_a_second_factor_is_replaced_with_the_password_only(city: City) -> None:
    before = set_up_second_factor(city, "desk")
    enrolment = use_cases.begin_totp(actor=city.actor("desk"), at=TODAY)
    digits = pyotp.TOTP(enrolment.secret).at(TODAY)
    for refusal in (WrongPassword, WrongPassword, WrongPassword, WrongPassword, LockedOut, LockedOut):
        with pytest.raises(refusal):
            use_cases.confirm_totp(
                actor=city.actor("desk"),
                sealed=enrolment.sealed,
                password="a guess",
                code=digits,
                at=TODAY,
                app_shows_at=TODAY,
            )
    later = TODAY + timedelta(minutes=20)
    assert sign_in("desk", totp=before.at(later), at=later) == city.users["desk"]


def test_the_secret_is_unreadable_at_rest(city: City) -> None:
    enrolment = use_cases.begin_totp(actor=city.actor("desk"), at=TODAY)
    assert enrolment.secret.encode() not in enrolment.sealed


def test_a_password_is_changed_with_the_old_one_only(city: City) -> None:
    actor = city.actor("desk")
    with pytest.raises(WrongPassword):
        use_cases.change_password(actor=actor, old="wrong", new=NEW, at=TODAY)
    use_cases.change_password(actor=actor, old=PASSWORD, new=NEW, at=TODAY)
    assert sign_in("desk", NEW) == city.users["desk"]


def test_a_changed_password_is_another_one(city: City) -> None:
    with pytest.raises(SamePassword):
        use_cases.change_password(actor=city.actor("desk"), old=PASSWORD, new=PASSWORD, at=TODAY)


def test_a_password_that_somebody_else_gave_is_a_first_one(city: City) -> None:
    assert not User.objects.get(login="desk").has_first_password
    use_cases.reset_sign_in(actor=city.actor("administrator"), user_id=city.users["desk"], password=NEW, at=TODAY)
    assert User.objects.get(login="desk").has_first_password
    use_cases.change_password(actor=city.actor("desk"), old=NEW, new=PASSWORD, at=TODAY)
    assert not User.objects.get(login="desk").has_first_password


@pytest.mark.parametrize("password", ["short", "password123", "desk is my login name", "1234567890"])
def test_refuses_a_weak_password(city: City, password: str) -> None:
    with pytest.raises(WeakPassword):
        use_cases.change_password(actor=city.actor("desk"), old=PASSWORD, new=password, at=TODAY)


def test_a_reset_takes_lock_and_second_factor_away(city: City) -> None:
    set_up_second_factor(city, "desk")
    guess_wrongly("desk", 5)
    use_cases.reset_sign_in(actor=city.actor("administrator"), user_id=city.users["desk"], password=NEW, at=TODAY)
    assert sign_in("desk", NEW) == city.users["desk"]
