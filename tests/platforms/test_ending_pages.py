"""The pages at the end of a mandate: the list before, its approval, each home, the desk, and what a household reads."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from laoyou.core.calendar import city_day
from laoyou.infra import clock, scope
from laoyou.system.billing.endings import use_cases
from laoyou.system.billing.endings.models import Ending, EndingHome
from laoyou.system.billing.endings.queries.receivers import receivers_of
from laoyou.system.mandates.models import Mandate
from tests.personas import TODAY, City
from tests.platforms.asked import ending

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english_on_that_day(settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.LANGUAGE_CODE = "en"  # type: ignore[attr-defined]
    monkeypatch.setattr(clock, "now", lambda: TODAY)


def page(city: City, name: str, *ids: int, who: str = "finance", **question: str) -> str:
    answer = city.signed_in(who).get(reverse(f"operations:{name}", args=[city.estate_id, *ids]), question)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def sheet(client: Client, address: str) -> list[tuple[object, ...]]:
    answer = client.get(address)
    assert answer.status_code == 200
    content = b"".join(getattr(answer, "streaming_content", ()))
    return list(load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))  # type: ignore[union-attr]


def settled(city: City) -> Ending:
    ending_id = ending(city)
    address = reverse("operations:decide_ending", args=[city.estate_id, ending_id])
    city.signed_in("manager").post(address, {"decision": "approve"})
    with scope.estate(city.estate_id):
        row = Ending.objects.get(id=ending_id)
        use_cases.carry_ending(estate_id=city.estate_id, ending_id=ending_id, work_id=row.work_id or 0, at=TODAY)
    return row


def test_shows_what_would_go_back_and_asks_a_second_person(city: City) -> None:
    ending(city)
    with scope.estate(city.estate_id):
        Ending.objects.update(state="withdrawn", decided_by=Ending.objects.get().asked_by, decided_at=TODAY)
    assert "¥30.00" in page(city, "ending_new", city.mandate_id)
    new = reverse("operations:ending_new", args=[city.estate_id, city.mandate_id])
    finance = city.signed_in("finance")
    answer = finance.post(new, {"last_day": "", "deposits": "1", "reason": "委托到期"})
    assert answer.status_code == 302, answer.content.decode()
    assert "Waits for a second person" in finance.get(answer["Location"]).content.decode()
    rows = sheet(finance, reverse("operations:ending_new_export", args=[city.estate_id, city.mandate_id]))
    assert rows[0][0] == "Home"
    assert rows[1][-1] == 30
    assert finance.get(new, {"last_day": "nonsense"}).status_code == 409


def test_shows_where_each_homes_money_went_and_pays_it_out(city: City) -> None:
    row = settled(city)
    assert "waits at the desk" in page(city, "ending", row.id)
    with scope.estate(city.estate_id):
        home = EndingHome.objects.get()
    pay = reverse("operations:ending_pay_out", args=[city.estate_id, row.id, home.id])
    finance = city.signed_in("finance")
    assert finance.post(pay, {"way": "cash", "receiver": ""}).status_code == 409
    assert finance.post(pay, {"way": "cash", "receiver": "李秀兰"}).status_code == 409
    with scope.estate(city.estate_id):
        receiver = receivers_of(estate_id=city.estate_id, home_ids=[home.home_id])[home.home_id][0]
    assert f'value="{receiver.key}"' in page(city, "ending", row.id)
    assert finance.post(pay, {"way": "cash", "receiver": receiver.key}).status_code == 302
    assert "¥30.00 paid out" in page(city, "ending", row.id)
    rows = sheet(finance, reverse("operations:ending_export", args=[city.estate_id, row.id]))
    assert rows[1][1] == "Settled"
    listed = finance.get(reverse("operations:endings")).content.decode()
    assert "Approved by a second person" in listed
    again = finance.post(reverse("operations:ending_again", args=[city.estate_id, row.id]), follow=True)
    assert "No home has failed" in again.content.decode()


def test_the_bar_goes_on_for_who_settles_after_the_mandates_end(city: City) -> None:
    ending_id = ending(city)
    finance = city.signed_in("finance")
    bar = reverse("operations:ending_progress", args=[city.estate_id, ending_id])
    assert finance.get(bar).status_code == 404
    decide = reverse("operations:decide_ending", args=[city.estate_id, ending_id])
    city.signed_in("manager").post(decide, {"decision": "approve"})
    with scope.estate(city.estate_id):
        Mandate.objects.filter(id=city.mandate_id).update(state="ended", ends_before=city_day(TODAY))
        row = Ending.objects.get(id=ending_id)
    assert finance.get(reverse("operations:work_progress", args=[city.estate_id, row.work_id])).status_code != 200
    assert bar in page(city, "ending", ending_id)
    running = finance.get(bar).content.decode()
    assert f'hx-get="{bar}"' in running
    with scope.estate(city.estate_id):
        use_cases.carry_ending(estate_id=city.estate_id, ending_id=ending_id, work_id=row.work_id or 0, at=TODAY)
    ended = finance.get(bar, headers={"HX-Request": "true"})
    assert "hx-trigger" not in ended.content.decode()
    assert ended.headers["HX-Refresh"] == "true"


def test_the_desk_writes_down_the_owners_word_and_the_owner_says_it_in_the_app(city: City) -> None:
    ending_id = ending(city)
    with scope.estate(city.estate_id):
        home = EndingHome.objects.get(ending_id=ending_id)
    say = reverse("operations:ending_word", args=[city.estate_id, ending_id, home.id])
    finance = city.signed_in("finance")
    assert finance.post(say, {"keeps": "yes", "word_of": ""}).status_code == 409
    assert finance.post(say, {"keeps": "yes", "word_of": "李秀兰，电话"}).status_code == 302
    assert "To be left for the next company" in page(city, "ending", ending_id, shown="kept")
    owner = city.signed_in("owner")
    shown = owner.get(reverse("resident:pay")).content.decode()
    assert "Give it back to me" in shown
    key = shown.split('name="home" value="', 1)[1].split('"', 1)[0]
    assert owner.post(reverse("resident:ending_word"), {"home": key, "keeps": "no"}).status_code == 302
    assert "Leave it for the next company" in owner.get(reverse("resident:pay")).content.decode()
    assert city.signed_in("stranger").post(reverse("resident:ending_word"), {"home": key}).status_code == 404


def test_a_desk_clerk_and_another_company_find_nothing(city: City) -> None:
    ending_id = ending(city)
    for who in ("desk", "rival", "street_official"):
        assert (
            city.signed_in(who).get(reverse("operations:ending", args=[city.estate_id, ending_id])).status_code == 404
        )
