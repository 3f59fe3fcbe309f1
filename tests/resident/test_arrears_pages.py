"""Arrears through the pages: released, called, answered, paid in parts, written off; and never in public by name."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from laoyou.core.calendar import Month
from laoyou.core.money import Money
from laoyou.infra import clock, scope
from laoyou.infra.actor import system
from laoyou.system.billing import use_cases as billing
from laoyou.system.billing.arrears import use_cases
from laoyou.system.billing.arrears.models import HomeMark, Plan, Reminder, ReminderBatch, ReminderOutcome, WriteOff
from laoyou.system.billing.models import Bill
from laoyou.system.mandates.models import Mandate
from laoyou.system.places import queries as places
from tests.architecture.resolved import every_route
from tests.personas import NAMES, TELEPHONES, City
from tests.resident.world import bill, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("gateways")]
NOON_OF_WORK = datetime(2022, 12, 30, 2, 42, tzinfo=UTC)


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pages see the morning of the story: a quarter to eleven on 30 December 2022."""
    monkeypatch.setattr(clock, "now", lambda: NOON_OF_WORK)


@pytest.fixture
def owing(city: City, now: None) -> City:
    bill(city, 7, 8, 9, 10)
    return city


def desk(city: City, name: str, **parts: object) -> str:
    return reverse(f"operations:{name}", kwargs={"estate_id": city.estate_id, **parts})


def told(city: City, step: str, at: datetime) -> int:
    """Take a step for everybody who is due for it, and return the owner's reminder."""
    batch_id = use_cases.release_batch(
        actor=city.actor("manager", at), estate_id=city.estate_id, step=step, left_out={}, at=at
    )
    with scope.estate(city.estate_id):
        return Reminder.objects.get(batch_id=batch_id, home_id=city.homes["owner"]).id


def test_the_manager_looks_releases_and_leaves_one_out(owing: City) -> None:
    manager = owing.signed_in("manager")
    page = manager.get(desk(owing, "arrears"))
    assert "欠费" in text(page)
    step = manager.get(desk(owing, "arrears_step", step="message"))
    assert "3栋2单元501" in text(step)
    shown = [owing.homes["owner"], owing.homes["elder"]]
    typed = {"shown": shown, "home": [owing.homes["owner"]]}
    release = desk(owing, "arrears_release", step="message")
    assert manager.post(release, typed).status_code == 422
    typed[f"reason-{owing.homes['elder']}"] = "昨天见过面"
    answer = manager.post(release, typed, follow=True)
    assert "已放行，1 户" in text(answer)
    assert "昨天见过面" in text(answer)


def test_the_desk_works_the_call_list(owing: City) -> None:
    told(owing, "message", datetime(2022, 12, 20, 2, tzinfo=UTC))
    reminder_id = told(owing, "call", NOON_OF_WORK)
    worker = owing.signed_in("desk")
    page = worker.get(desk(owing, "arrears_tasks", step="call"))
    assert "3栋2单元501" in text(page)
    assert TELEPHONES["owner"] not in page.content.decode()
    opened = worker.post(desk(owing, "arrears_number", reminder_id=reminder_id), {"person": owing.persons["owner"]})
    assert f'href="tel:{TELEPHONES["owner"]}"' in opened.content.decode()
    outcome = desk(owing, "arrears_outcome", reminder_id=reminder_id)
    wrong = worker.post(outcome, {"outcome": "promised", "promised_until": "2024-01-01", "note": "月底发工资"})
    assert wrong.status_code == 422
    assert "月底发工资" in wrong.content.decode()
    done = worker.post(outcome, {"outcome": "promised", "promised_until": "2023-01-05"}, follow=True)
    assert "已记下" in text(done)
    with scope.estate(owing.estate_id):
        assert ReminderOutcome.objects.get(reminder_id=reminder_id).outcome == "promised"


def test_a_strangers_number_is_not_opened_from_the_call_list(owing: City) -> None:
    told(owing, "message", datetime(2022, 12, 20, 2, tzinfo=UTC))
    reminder_id = told(owing, "call", NOON_OF_WORK)
    answer = owing.signed_in("desk").post(
        desk(owing, "arrears_number", reminder_id=reminder_id), {"person": owing.persons["elder"]}
    )
    assert answer.status_code == 404


def test_letters_are_printed_in_one_file_and_each_by_itself(owing: City) -> None:
    for step, day in (("message", 10), ("call", 20)):
        told(owing, step, datetime(2022, 12, day, 2, tzinfo=UTC))
    reminder_id = told(owing, "letter", NOON_OF_WORK)
    with scope.estate(owing.estate_id):
        batch_id = Reminder.objects.get(id=reminder_id).batch_id
    manager = owing.signed_in("manager")
    every = manager.get(desk(owing, "arrears_letters", batch_id=batch_id))
    one = manager.get(desk(owing, "arrears_letter", reminder_id=reminder_id))
    assert every.content.startswith(b"%PDF")
    assert one.content.startswith(b"%PDF")
    assert every.content.count(b"/Type /Page\n") == 2
    assert one.content.count(b"/Type /Page\n") == 1


def test_the_list_is_handed_out_without_names(owing: City) -> None:
    answer = owing.signed_in("manager").get(desk(owing, "arrears_export"))
    rows = list(load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.values)  # type: ignore[attr-defined]
    assert rows[1][0] == "3栋2单元501"
    assert not any(name in str(row) for row in rows for name in NAMES.values())


def answered(city: City, answer: str, note: str = "") -> Client:
    reminder_id = told(city, "message", NOON_OF_WORK)
    client = city.signed_in("owner")
    page = client.get("/arrears/")
    assert "我们发给您的提醒" in text(page)
    sent = client.post(f"/arrears/{city.estate_id}/{reminder_id}/answer/", {"answer": answer, "note": note})
    assert sent.status_code == (302 if answer != "disputed" or note else 422)
    return client


@pytest.mark.parametrize("answer", ["already_paid", "needs_time"])
def test_the_owner_answers_in_two_taps(owing: City, answer: str) -> None:
    client = answered(owing, answer)
    assert "您答复了" in text(client.get("/arrears/"))


def test_what_is_wrong_needs_words_and_waits_for_an_answer(owing: City) -> None:
    client = answered(owing, "disputed", "七月没有住")
    assert "您说账单不对" in text(client.get("/arrears/"))
    manager = owing.signed_in("manager")
    assert "七月没有住" in text(manager.get(desk(owing, "arrears")))
    with scope.estate(owing.estate_id):
        mark_id = HomeMark.objects.get().id
    home = owing.homes["owner"]
    closed = manager.post(
        desk(owing, "close_home_mark", home_id=home, mark_id=mark_id), {"answer": "从交接日起算"}, follow=True
    )
    assert "从交接日起算" in text(closed)
    assert "从交接日起算" in text(client.get("/arrears/"))


def test_a_plan_from_the_owners_tap_to_the_first_part(owing: City) -> None:
    client, manager = owing.signed_in("owner"), owing.signed_in("manager")
    home_key = f"{owing.estate_id}-{owing.homes['owner']}"
    assert "晚些缴、分期缴、有话说" in text(client.get("/"))
    assert client.post("/arrears/plan/", {"home": home_key, "parts": "5", "reason": "x"}).status_code == 422
    asked = client.post("/arrears/plan/", {"home": home_key, "parts": "3", "reason": "本月看病"}, follow=True)
    assert "已申请，我们尽快答复" in text(asked)
    with scope.estate(owing.estate_id):
        plan_id = Plan.objects.get().id
    assert "本月看病" in text(manager.get(desk(owing, "arrears_plans")))
    manager.post(desk(owing, "decide_plan", plan_id=plan_id), {"decision": "approve"})
    page = client.get("/arrears/")
    assert "缴这一期 ¥57.94" in text(page)
    order = client.post(f"/arrears/plan/{owing.estate_id}/{plan_id}/pay/", {"channel": "wechat"})
    assert order.status_code == 302
    assert "57.94" in text(client.get(order.headers["Location"]))


def test_a_neighbour_pays_or_withdraws_no_plan_of_another(owing: City) -> None:
    with scope.estate(owing.estate_id):
        plan_id = use_cases.ask_plan(
            actor=owing.actor("owner"),
            estate_id=owing.estate_id,
            home_id=owing.homes["owner"],
            parts=2,
            first_on=NOON_OF_WORK.date(),
            reason="x",
            at=NOON_OF_WORK,
        )
    for who in ("elder", "stranger"):
        for act in ("pay", "withdraw"):
            answer = owing.signed_in(who).post(
                f"/arrears/plan/{owing.estate_id}/{plan_id}/{act}/", {"channel": "wechat"}
            )
            assert answer.status_code == 404, (who, act)


def test_a_household_in_hardship_is_left_in_peace(owing: City) -> None:
    client = owing.signed_in("elder")
    home_key = f"{owing.estate_id}-{owing.homes['elder']}"
    client.post("/arrears/hardship/", {"home": home_key, "reason": "重病"})
    assert "您说缴费有困难" in text(client.get("/arrears/"))
    step = text(owing.signed_in("manager").get(desk(owing, "arrears_step", step="message")))
    assert "3栋2单元502" not in step
    assert "说有困难，还没答复" in step


def test_a_write_off_is_asked_with_a_paper_and_approved_by_another(owing: City) -> None:
    home = owing.homes["owner"]
    finance, manager = owing.signed_in("finance"), owing.signed_in("manager")
    ask = desk(owing, "ask_write_off", home_id=home)
    page = finance.get(ask)
    bill_ids = [each.id for each, _ in page.context["bills"]]
    assert finance.post(ask, {"bill": bill_ids, "reason": "去世"}).status_code == 422
    paper = SimpleUploadedFile("a.pdf", b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")
    finance.post(ask, {"bill": bill_ids, "reason": "业主去世，无继承人", "document": paper})
    with scope.estate(owing.estate_id):
        write_off = WriteOff.objects.get()
    decide = desk(owing, "decide_write_off", write_off_id=write_off.id)
    listed = manager.post(decide, {"decision": "approve"}, follow=True)
    assert "已核销" in text(listed)
    assert manager.get(desk(owing, "write_off_document", write_off_id=write_off.id)).status_code == 200


def test_the_manager_sets_how_the_estate_reminds(owing: City) -> None:
    manager = owing.signed_in("manager")
    address = desk(owing, "arrears_policy")
    typed = {
        "after_message": "10",
        "after_call": "30",
        "after_letter": "60",
        "after_visit": "90",
        "days_between": "7",
        "least": "5.00",
        "quiet_from": "21:00",
        "quiet_until": "08:00",
        "noon_from": "12:00",
        "noon_until": "14:30",
        "starts_on": "2022-12-30",
        "source": "",
    }
    assert manager.post(address, typed).status_code == 422
    assert manager.post(address, {**typed, "source": "业主代表会", "days_between": "2"}).status_code == 422
    assert manager.post(address, {**typed, "source": "业主代表会"}).status_code == 302
    assert "业主代表会" in text(manager.get(address))


def test_late_penalties_are_shown_before_they_are_charged(owing: City) -> None:
    finance, address = owing.signed_in("finance"), desk(owing, "arrears_penalties")
    assert "没有约定违约金" in text(finance.get(address))
    assert finance.post(address).status_code == 422
    assert "arrears/penalties" not in finance.get(desk(owing, "arrears")).content.decode()
    with scope.estate(owing.estate_id):
        Mandate.objects.filter(estate_id=owing.estate_id).update(
            contract_basis="owners_committee", penalty_rate="0.0005", penalty_cap_percent=100
        )
        home = owing.homes["owner"]
        first = Bill.objects.filter(home_id=home, month__gte="2022-08-01").order_by("month", "id")[0]
        at = NOON_OF_WORK.replace(month=11, day=1)
        batch = ReminderBatch.objects.create(
            estate_id=owing.estate_id, step="letter", state="released", proposed_on=at, proposed_at=at, decided_at=at
        )
        Reminder.objects.create(
            estate_id=owing.estate_id,
            batch=batch,
            home_id=home,
            step="letter",
            day=at.date(),
            amount_fen=first.amount_fen,
            bills=1,
            oldest_due_on=first.due_on,
            actor_name="Lu",
            at=at,
        )
    billing.take_cash(
        actor=owing.actor("finance", NOON_OF_WORK),
        estate_id=owing.estate_id,
        home_id=home,
        bill_ids=[first.id],
        received=Money(first.amount_fen),
        payer_name="李秀兰",
        at=NOON_OF_WORK,
    )
    shown = text(finance.get(address))
    assert "每天0.05%" in shown
    assert "违约金" in text(finance.get(desk(owing, "arrears")))
    said = text(finance.post(address, follow=True))
    assert "已出账：1 张账单" in said
    assert "没有要收的违约金" in text(finance.get(address))
    with scope.estate(owing.estate_id):
        penalty = Bill.objects.get(method="penalty")
    assert "欠款×逾期天数" in text(finance.get(desk(owing, "bill", bill_id=penalty.id)))
    resident = owing.signed_in("owner")
    page = resident.get(reverse("resident:bill", kwargs={"estate_id": owing.estate_id, "bill_id": penalty.id}))
    assert "逾期交费" in text(page)


def test_no_public_page_names_a_home_or_a_person_that_owes(owing: City) -> None:
    """Crawls every public address of the estate after the whole ladder, a plan and a write-off."""
    told(owing, "message", datetime(2022, 12, 10, 2, tzinfo=UTC))
    told(owing, "call", datetime(2022, 12, 20, 2, tzinfo=UTC))
    test_a_write_off_is_asked_with_a_paper_and_approved_by_another(owing)
    with scope.estate(owing.estate_id):
        estate = places.estate_for(actor=system("tests"), estate_id=owing.estate_id)
    known = {"key": estate.public_key, "month": Month(2022, 12), "estate_id": owing.estate_id, "entry_id": 1}
    visitor, seen = Client(), 0
    for route in every_route():
        if route.word != "public" or not set(route.parameters) <= set(known) or route.name == "live":
            continue
        answer = visitor.get(reverse(route.name, kwargs={name: known[name] for name in route.parameters}))
        if "outbox" in route.name:
            continue  # the demo's own page of messages, closed outside the demo
        page = b"".join(answer.streaming_content) if answer.streaming else answer.content
        seen += 1
        for secret in ("3栋2单元50", NAMES["owner"], NAMES["elder"], TELEPHONES["owner"]):
            assert secret not in page.decode(errors="replace"), (route.name, secret)
    assert seen > 8
