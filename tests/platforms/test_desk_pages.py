"""The desk's frame and the pages of people, staff, audit log and outbox."""

from __future__ import annotations

import io
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from laoyou.infra import audit, scope, work
from laoyou.system.people import queries, use_cases
from tests.personas import AUTHOR, NAMES, PASSWORD, TELEPHONES, TODAY, City

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english(settings: object) -> None:
    settings.LANGUAGE_CODE = "en"  # type: ignore[attr-defined]


def page(browser: Client, name: str, **kwargs: int) -> str:
    return browser.get(reverse(f"operations:{name}", kwargs=kwargs)).content.decode()


def person_page(city: City, who: str = "owner") -> dict[str, int]:
    return {"estate_id": city.estate_id, "person_id": city.persons[who]}


def test_the_navigation_shows_what_a_person_may_do(city: City) -> None:
    assert 'href="/ops/books"' in page(city.signed_in("finance"), "setup")
    assert 'href="/ops/books"' not in page(city.signed_in("administrator"), "setup")
    assert 'href="/ops/staff"' in page(city.signed_in("administrator"), "setup")
    assert 'href="/ops/staff"' not in page(city.signed_in("finance"), "setup")


def test_the_place_where_one_is_is_marked(city: City) -> None:
    shown = page(city.signed_in("desk"), "setup")
    assert re.search(r'<a href="/ops/setup"[^>]*aria-current="page"', shown)


def test_the_switcher_leads_to_the_same_page_of_another_estate(city: City) -> None:
    browser = city.signed_in("finance")
    shown = browser.get(reverse("operations:estate_choices"), {"page": "estate_books"}).content.decode()
    assert reverse("operations:estate_books", kwargs={"estate_id": city.estate_id}) in shown
    assert "新竹小院" not in shown


def test_the_switcher_finds_by_initials(city: City) -> None:
    browser = city.signed_in("finance")
    assert "秀山花园" in browser.get(reverse("operations:estate_choices"), {"search": "xsh"}).content.decode()
    assert "秀山花园" not in browser.get(reverse("operations:estate_choices"), {"search": "zzz"}).content.decode()


def test_the_language_is_kept_with_the_person(city: City) -> None:
    browser = city.signed_in("desk")
    browser.post(reverse("operations:set_language"), {"language": "en", "next": "/ops/setup"})
    assert queries.preferences_of(city.actor("desk")).language == "en"
    assert "Settings" in page(browser, "setup")
    browser.post(reverse("operations:set_language"), {"language": "klingon"})
    assert queries.preferences_of(city.actor("desk")).language == "en"


def test_progress_polls_until_the_work_has_ended(city: City) -> None:
    with scope.estate(city.estate_id):
        started = work.begin(
            kind="import", title="房屋台账", estate_id=city.estate_id, actor=AUTHOR, total=10, at=TODAY
        )
    browser = city.signed_in("finance")
    address = reverse("operations:work_progress", kwargs={"estate_id": city.estate_id, "work_id": started.id})
    running = browser.get(address, headers={"HX-Request": "true"})
    assert 'hx-trigger="every 1s"' in running.content.decode()
    with scope.estate(city.estate_id):
        work.finish(started, at=TODAY, message="OK")
    ended = browser.get(address, headers={"HX-Request": "true"})
    assert "hx-trigger" not in ended.content.decode()
    assert ended.headers["HX-Refresh"] == "true"


def test_a_person_is_masked_until_opened_with_a_reason(city: City) -> None:
    browser = city.signed_in("desk")
    shown = page(browser, "person", **person_page(city))
    assert NAMES["owner"] not in shown
    assert TELEPHONES["owner"] not in shown
    opened = browser.post(
        reverse("operations:open_data", kwargs=person_page(city)), {"field": "telephone", "reason": "回电问漏水"}
    ).content.decode()
    assert TELEPHONES["owner"] in opened
    assert NAMES["owner"] not in opened
    after = page(browser, "person", **person_page(city))
    assert TELEPHONES["owner"] not in after
    assert "回电问漏水" in after


def test_opening_without_a_reason_keeps_the_dialog_open_and_shows_nothing(city: City) -> None:
    browser = city.signed_in("desk")
    refused = browser.post(
        reverse("operations:open_data", kwargs=person_page(city)), {"field": "telephone", "reason": "x"}
    )
    assert refused.status_code == 422
    assert TELEPHONES["owner"] not in refused.content.decode()
    assert "data-open" in refused.content.decode()


def test_a_person_is_added_to_a_home_in_one_step(city: City) -> None:
    browser = city.signed_in("desk")
    form = {
        "kind": "natural",
        "name": "蒙小红",
        "telephone": "170 0000 0050",
        "home_label": "3-2-502",
        "role": "tenant",
        "starts_on": "2022-12-01",
    }
    added = browser.post(reverse("operations:add_person", kwargs={"estate_id": city.estate_id}), form)
    assert added.status_code == 302
    assert "3栋2单元502" in browser.get(added.headers["Location"]).content.decode()


def test_a_refused_home_takes_the_record_back_and_keeps_what_was_typed(city: City) -> None:
    browser = city.signed_in("desk")
    form = {"kind": "natural", "name": "蒙小红", "home_label": "9-9-999", "role": "tenant", "starts_on": "2022-12-01"}
    refused = browser.post(reverse("operations:add_person", kwargs={"estate_id": city.estate_id}), form)
    assert refused.status_code == 422
    assert 'value="蒙小红"' in refused.content.decode()
    found = browser.get(reverse("operations:search"), {"q": "蒙"}).content.decode()
    assert 'data-row href="/ops/estates' not in found


def test_empty_fields_of_a_correction_stay_as_they_are(city: City) -> None:
    browser = city.signed_in("desk")
    browser.post(reverse("operations:edit_person", kwargs=person_page(city)), {"name": "李秀英", "telephone": ""})
    actor = city.actor("desk")
    with scope.of_actor(actor):
        person = queries.person_for(actor=actor, day=TODAY.date(), **person_page(city))
    assert person.telephone == "170****0001"
    assert person.has_sign_in


def test_a_relative_is_named_and_ended_at_the_desk(city: City) -> None:
    browser = city.signed_in("desk")
    form = {"name": "李明远", "relation": "儿子", "telephone": "17000000060"}
    assert browser.post(reverse("operations:delegate", kwargs=person_page(city)), form).status_code == 302
    shown = page(browser, "person", **person_page(city))
    assert "李**" in shown
    assert "儿子" in shown


def test_the_search_page_finds_people_and_homes(city: City) -> None:
    browser = city.signed_in("desk")
    for text in ("lxl", "0001", "李秀兰", "3-2-501"):
        shown = browser.get(reverse("operations:search"), {"q": text}).content.decode()
        assert "3栋2单元501" in shown, text
        assert "170****0001" in shown or text == "3-2-501"


def test_what_is_searched_for_is_never_markup(city: City) -> None:
    shown = city.signed_in("desk").get(reverse("operations:search"), {"q": "<b>x</b>"}).content.decode()
    assert "<b>x</b>" not in shown


def test_an_administrator_adds_staff_and_gives_a_role(city: City) -> None:
    browser = city.signed_in("administrator")
    added = browser.post(
        reverse("operations:add_staff"), {"login": "new.one", "name": "新人", "password": "a river under the hill"}
    )
    given = browser.post(
        f"{added.headers['Location']}/role",
        {"role": "desk", "starts_on": "2022-12-30", "estate": ""},
    )
    assert given.status_code == 302
    assert "Service desk" in browser.get(added.headers["Location"]).content.decode()


def test_a_refused_login_keeps_the_dialog_open_with_what_was_typed_but_not_the_password(city: City) -> None:
    browser = city.signed_in("administrator")
    refused = browser.post(
        reverse("operations:add_staff"), {"login": "desk", "name": "新人", "password": "a river under the hill"}
    )
    assert refused.status_code == 422
    assert 'value="新人"' in refused.content.decode()
    assert "a river under the hill" not in refused.content.decode()


def test_the_audit_log_tells_acts_as_sentences_and_only_of_ones_own_estates(city: City) -> None:
    shown = page(city.signed_in("manager"), "audit_log")
    assert "李** was recorded." in shown
    assert "新竹小院" not in shown
    assert "陆*" not in shown  # the person of the other estate


def test_the_audit_log_is_filtered_by_the_address(city: City) -> None:
    browser = city.signed_in("administrator")
    use_cases.sign_in_with_password(login="desk", password=PASSWORD, totp="", at=TODAY)
    shown = browser.get(reverse("operations:audit_log"), {"who": NAMES["desk"], "area": "people"}).content.decode()
    assert f"{NAMES['desk']} signed in." in shown
    nothing = browser.get(reverse("operations:audit_log"), {"since": "2040-01-01"}).content.decode()
    assert "signed in." not in nothing
    wrong = browser.get(reverse("operations:audit_log"), {"since": "soon"}).content.decode()
    assert "Choose a day" in wrong


def test_every_audited_act_of_people_has_words_for_its_codes(city: City) -> None:
    with scope.everything():
        rows = audit.acts(estate_ids=[0, city.estate_id], area="people").rows
    assert all("%(" not in audit.sentence(row) for row in rows)


def test_the_outbox_is_open_to_all_in_the_demo(city: City) -> None:
    assert TELEPHONES["owner"] in Client().get(reverse("operations:outbox")).content.decode()


def test_outside_the_demo_the_outbox_signs_nobody_in_as_somebody_else(city: City, settings: object) -> None:
    settings.DEMO = False  # type: ignore[attr-defined]
    assert Client().get(reverse("operations:outbox")).status_code == 404
    assert city.signed_in("finance").get(reverse("operations:outbox")).status_code == 404
    shown = city.signed_in("desk").get(reverse("operations:outbox")).content.decode()
    texts = re.findall(r"Your code is ([^,]*),|验证码 ([^，]*)，", shown)
    assert texts
    assert all(re.search(r"[0-9]", "".join(found)) is None for found in texts)
    assert TELEPHONES["owner"] not in shown


def sheet(browser: Client, name: str, **asked: str) -> list[tuple[object, ...]]:
    answer = browser.get(reverse(f"operations:{name}"), asked)
    assert answer.status_code == 200
    workbook = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[arg-type]
    return [tuple(row) for row in workbook.worksheets[0].iter_rows(min_row=2, values_only=True)]


def last_act() -> str:
    with scope.estate(0):
        return audit.sentence(audit.acts(estate_ids=[0]).rows[0])


def test_staff_leave_as_a_file_of_ones_own_organisation_and_that_is_written_down(city: City) -> None:
    rows = sheet(city.signed_in("administrator"), "staff_export")
    money = {"desk", "finance", "manager", "deputy", "administrator", "auditor"}
    assert {row[1] for row in rows} == money | {"dispatcher", "worker"}
    assert last_act() == "Handed out a list of 8 logins with their roles as a file."
    assert [row[1] for row in sheet(city.signed_in("city_administrator"), "staff_export", search="rival")] == ["rival"]


def test_organisations_leave_as_a_file_and_that_is_written_down(city: City) -> None:
    rows = sheet(city.signed_in("city_administrator"), "organisations_export", kind="company")
    assert [row[0] for row in rows] == ["另一家物业公司", "城市片区物业运营中心"]
    assert last_act() == "Handed out a list of 2 organisations as a file."


def test_the_audit_log_leaves_as_a_file_of_what_one_may_see_and_that_is_written_down(city: City) -> None:
    rows = sheet(city.signed_in("manager"), "audit_export")
    assert any("李** was recorded." in str(row[2]) for row in rows)
    assert {row[4] for row in rows} == {"秀山花园"}
    assert last_act() == f"Handed out {len(rows)} lines of the audit log as a file."
    assert not any("Handed out" in str(row[2]) for row in rows)


@pytest.mark.parametrize("name", ["staff_export", "organisations_export", "audit_export"])
def test_lists_of_the_centre_leave_with_their_right_only(city: City, name: str) -> None:
    for who in ("desk", "finance", "street_official", "owner"):
        assert city.signed_in(who).get(reverse(f"operations:{name}")).status_code == 404


BUDGETS = {"setup": 15, "search": 19, "audit_log": 18, "account": 16, "staff": 17, "staff_member": 17, "person": 22}


@pytest.mark.parametrize("name", BUDGETS)
def test_a_page_keeps_within_its_queries(city: City, name: str) -> None:
    """Counted with sign-in, rights and scope; more people must not cost more queries."""
    browser = city.signed_in("administrator" if name.startswith("staff") else "manager")
    kwargs = {"person": person_page(city), "staff_member": {"user_id": city.users["desk"]}}.get(name, {})
    address = reverse(f"operations:{name}", kwargs=kwargs) + ("?q=李" if name == "search" else "")
    for number in range(5):
        use_cases.add_person(actor=AUTHOR, estate_id=city.estate_id, name=f"李{number}", at=TODAY)
        use_cases.add_staff(
            actor=AUTHOR,
            organisation_id=city.organisations["company"],
            login=f"more{number}",
            name="新人",
            password=PASSWORD,
            at=TODAY,
        )
    browser.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(address).status_code == 200
    assert len(asked) <= BUDGETS[name]
