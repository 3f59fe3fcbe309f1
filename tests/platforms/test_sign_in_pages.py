"""Sign-in of staff in the browser: sessions, second factor, silence, strangers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pyotp
import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from laoyou.infra import clock
from laoyou.system.people import use_cases
from laoyou.system.people.models import User
from tests.personas import AUTHOR, FIRST_PASSWORD, PASSWORD, TODAY, City

pytestmark = pytest.mark.django_db
SIGN_IN = "/ops/sign-in"
Move = Callable[[timedelta], None]


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> Move:
    """Stop the clock at the story's morning; call it to let time pass."""
    shown = {"at": TODAY}

    def read() -> datetime:
        return shown["at"]

    def move(by: timedelta) -> None:
        shown["at"] += by

    monkeypatch.setattr(clock, "now", read)
    monkeypatch.setattr(clock, "real_now", read)
    return move


def send(browser: Client, login: str = "desk", password: str = PASSWORD, **more: str) -> HttpResponse:
    return browser.post(SIGN_IN, {"login": login, "password": password, **more})


def test_the_right_password_leads_to_the_first_page(city: City) -> None:
    browser = Client()
    assert send(browser).headers["Location"] == "/ops/"
    assert browser.get("/ops/", follow=True).status_code == 200


def test_the_sign_in_is_written_down_by_the_clock_of_the_pages(city: City) -> None:
    send(Client())
    assert User.objects.get(login="desk").last_login == TODAY


def test_a_wrong_password_keeps_the_login_and_says_what_to_do(city: City) -> None:
    answer = send(Client(), password="mistyped")
    assert answer.status_code == 422
    assert 'value="desk"' in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()
    assert "mistyped" not in answer.content.decode()


def test_sign_in_goes_where_one_wanted_to_go(city: City) -> None:
    wanted = "/ops/search?q=lxl&a=1"
    browser = Client()
    led = browser.get(wanted)
    assert led.status_code == 302
    page = browser.get(led.headers["Location"]).content.decode()
    assert "q=lxl&amp;a=1" in page
    assert send(browser, next=wanted).headers["Location"] == wanted


@pytest.mark.parametrize(
    "foreign", ["https://elsewhere.test/", "//elsewhere.test/", "/\\elsewhere.test", "javascript:1"]
)
def test_sign_in_leads_nowhere_else(city: City, foreign: str) -> None:
    assert send(Client(), next=foreign).headers["Location"] == "/ops/"


def test_a_session_handed_in_from_before_is_not_kept(city: City) -> None:
    browser = Client()
    browser.get(SIGN_IN)
    send(browser, password="wrong")
    before = browser.cookies["sessionid"].value
    send(browser)
    assert browser.cookies["sessionid"].value != before


def test_half_an_hour_of_silence_signs_staff_out(city: City, now: Move) -> None:
    browser = Client()
    send(browser)
    now(timedelta(minutes=31))
    led = browser.get("/ops/setup").headers["Location"]
    assert led.startswith(SIGN_IN)
    assert "idle=1" in led
    assert browser.get("/ops/setup").status_code == 302


def test_work_keeps_staff_signed_in(city: City, now: Move) -> None:
    browser = Client()
    send(browser)
    for _ in range(3):
        now(timedelta(minutes=25))
        assert browser.get("/ops/setup").status_code == 200


def test_what_a_page_asks_by_itself_keeps_nobody_signed_in(city: City, now: Move) -> None:
    browser = Client()
    send(browser)
    for _ in range(3):
        now(timedelta(minutes=14))
        last = browser.get("/ops/switch", headers={"HX-Request": "true"})
    assert last.status_code == 204
    assert last.headers["HX-Redirect"].startswith(SIGN_IN)


def test_a_resident_stays_signed_in(city: City, now: Move) -> None:
    browser = city.signed_in("owner")
    now(timedelta(days=2))
    assert browser.get(reverse("resident:home")).status_code == 200


def test_sign_out_ends_the_session(city: City) -> None:
    browser = Client()
    send(browser)
    browser.post(reverse("operations:sign_out"))
    assert browser.get("/ops/setup").status_code == 302


def test_a_new_password_signs_other_devices_out_and_this_one_not(city: City) -> None:
    here, there = Client(), Client()
    send(here)
    send(there)
    changed = here.post(reverse("operations:change_password"), {"old": PASSWORD, "new": "a river under the hill"})
    assert changed.status_code == 302
    assert here.get("/ops/setup").status_code == 200
    assert there.get("/ops/setup").status_code == 302


def test_a_closed_login_is_out_at_once(city: City) -> None:
    browser = Client()
    send(browser)
    use_cases.set_staff_active(actor=AUTHOR, user_id=city.users["desk"], is_active=False, at=TODAY)
    assert browser.get("/ops/setup").status_code == 302


def test_a_first_password_opens_nothing_but_the_way_to_ones_own(city: City) -> None:
    administrator = city.signed_in("administrator")
    desk = reverse("operations:staff_member", kwargs={"user_id": city.users["desk"]})
    administrator.post(f"{desk}/reset", {"password": FIRST_PASSWORD})
    browser, own = Client(), reverse("operations:own_password")
    send(browser, password=FIRST_PASSWORD)
    for page in ("operations:home", "operations:account", "operations:estates", "operations:second_factor"):
        assert browser.get(reverse(page)).headers["Location"] == own
    estate = {"estate_id": city.estate_id, "person_id": city.persons["owner"]}
    assert browser.post(reverse("operations:open_data", kwargs=estate)).headers["Location"] == own
    assert browser.get("/live", {"topics": f"{city.estate_id}/work"}).status_code == 204
    for new, status in ((FIRST_PASSWORD, 422), ("short", 422), (PASSWORD, 302)):
        assert browser.post(own, {"old": FIRST_PASSWORD, "new": new}).status_code == status
    assert browser.get(reverse("operations:account")).status_code == 200


def test_a_first_password_comes_before_the_second_factor(city: City) -> None:
    User.objects.filter(id=city.users["administrator"]).update(totp_secret=None, has_first_password=True)
    browser = city.signed_in("administrator")
    assert browser.get(reverse("operations:staff")).headers["Location"] == reverse("operations:own_password")
    browser.post(reverse("operations:own_password"), {"old": PASSWORD, "new": "a river under the hill"})
    assert browser.get(reverse("operations:staff")).headers["Location"] == reverse("operations:second_factor")


def test_an_administrator_sees_nothing_before_the_second_factor(city: City) -> None:
    User.objects.filter(id=city.users["administrator"]).update(totp_secret=None)
    browser = Client()
    send(browser, login="administrator")
    for page in ("operations:staff", "operations:setup", "operations:audit_log", "operations:account"):
        assert browser.get(reverse(page)).headers["Location"] == reverse("operations:second_factor")
    assert browser.get(reverse("operations:second_factor_qr")).status_code == 404
    page = browser.get(reverse("operations:second_factor"))
    assert page.status_code == 200
    assert b"<svg" in browser.get(reverse("operations:second_factor_qr")).content
    secret = "".join(page.context["secret"])
    digits = pyotp.TOTP(secret).at(TODAY)
    for wrong in ({"totp": "000000", "password": PASSWORD}, {"totp": digits, "password": "guessed"}, {"totp": digits}):
        assert browser.post(reverse("operations:second_factor"), wrong).status_code == 422
    done = browser.post(reverse("operations:second_factor"), {"totp": digits, "password": PASSWORD})
    assert done.status_code == 302
    assert browser.get(reverse("operations:staff")).status_code == 200


def test_any_role_may_ask_for_the_second_factor_not_the_first_only(city: City) -> None:
    use_cases.give_role(
        actor=AUTHOR,
        user_id=city.users["manager"],
        organisation_id=city.organisations["company"],
        role="administrator",
        starts_on=TODAY.date(),
        at=TODAY,
    )
    led = city.signed_in("manager").get(reverse("operations:setup"))
    assert led.headers["Location"] == reverse("operations:second_factor")


def second_factor_of(city: City, who: str) -> pyotp.TOTP:
    enrolment = use_cases.begin_totp(actor=city.actor(who), at=TODAY)
    totp, before = pyotp.TOTP(enrolment.secret), TODAY - timedelta(minutes=5)
    use_cases.confirm_totp(
        actor=city.actor(who),
        sealed=enrolment.sealed,
        password=PASSWORD,
        code=totp.at(before),
        at=TODAY,
        app_shows_at=before,
    )
    return totp


def test_the_second_step_asks_for_the_digits(city: City) -> None:
    totp = second_factor_of(city, "desk")
    browser = Client()
    assert send(browser).headers["Location"] == reverse("operations:sign_in_code")
    assert browser.get("/ops/setup").status_code == 302
    assert browser.post(reverse("operations:sign_in_code"), {"totp": "000000"}).status_code == 422
    browser.post(reverse("operations:sign_in_code"), {"totp": totp.at(TODAY)})
    assert browser.get("/ops/setup").status_code == 200


def test_the_second_step_waits_five_minutes_for_the_digits(city: City, now: Move) -> None:
    totp = second_factor_of(city, "desk")
    browser = Client()
    send(browser)
    now(timedelta(minutes=6))
    late = browser.post(reverse("operations:sign_in_code"), {"totp": totp.at(TODAY + timedelta(minutes=6))})
    assert late.headers["Location"] == SIGN_IN
    assert browser.get("/ops/setup").status_code == 302


def test_the_second_step_is_closed_without_a_password(city: City) -> None:
    assert Client().get(reverse("operations:sign_in_code")).headers["Location"] == SIGN_IN


def test_guessing_from_one_address_is_slowed_down(city: City, now: Move) -> None:
    browser = Client()
    answers = [send(browser, login=f"nobody{number}", password="wrong").status_code for number in range(61)]
    assert answers == [422] * 60 + [429]
    now(timedelta(minutes=11))
    assert send(browser).status_code == 302


def test_a_form_without_its_secret_is_refused_with_a_sentence(city: City) -> None:
    browser = Client(enforce_csrf_checks=True)
    answer = send(browser)
    assert answer.status_code == 403
    assert b"<h1>" in answer.content


def test_a_stranger_gets_the_same_page_as_for_what_is_not_there(city: City) -> None:
    browser = city.signed_in("rival")
    hidden = browser.get(
        reverse("operations:person", kwargs={"estate_id": city.estate_id, "person_id": city.persons["owner"]})
    )
    nowhere = browser.get("/ops/no-such-page")
    assert hidden.status_code == nowhere.status_code == 404
    assert hidden.content == nowhere.content


def test_pages_say_no_to_frames_inline_scripts_and_shared_caches(city: City) -> None:
    answer = Client().get(SIGN_IN)
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["Cache-Control"] == "private, no-store"
