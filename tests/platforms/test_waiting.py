"""What waits for a second person: who sees it, who is counted, and where it leads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from laoyou.core.calendar import city_day
from laoyou.infra import scope, waiting
from laoyou.infra.waiting import Waiting
from laoyou.platforms.operations import second_person
from laoyou.system.ledger import use_cases as ledger
from laoyou.system.mandates import use_cases as mandates
from laoyou.system.payments import queries as payments_queries
from laoyou.system.payments import use_cases as payments
from tests.personas import TODAY, City
from tests.platforms.asked import (
    assignment,
    cancellation,
    credit_note,
    ending,
    expense,
    give_back,
    mandate,
    plan,
    refund,
    refund_of_suspense,
    waiver,
    write_off,
)
from tests.resident.world import bill

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english(settings: object) -> None:
    settings.LANGUAGE_CODE = "en"  # type: ignore[attr-defined]


ASKED: dict[str, tuple[Callable[[City], int], str, str]] = {
    "expense": (expense, "finance", "manager"),
    "credit_note": (credit_note, "finance", "manager"),
    "waiver": (waiver, "desk", "deputy"),
    "plan": (plan, "owner", "manager"),
    "write_off": (write_off, "finance", "deputy"),
    "give_back": (give_back, "desk", "manager"),
    "ending": (ending, "finance", "manager"),
    "assignment": (assignment, "finance", "deputy"),
    "refund": (refund, "finance", "manager"),
    "refund_of_suspense": (refund_of_suspense, "finance", "deputy"),
    "cancellation": (cancellation, "desk", "manager"),
    "mandate": (mandate, "manager", "deputy"),
}
"""By kind: how it is asked for, by whom, and who may decide."""


def seen_by(city: City, who: str, **narrowed: object) -> list[Waiting]:
    actor = city.actor(who)
    with scope.of_actor(actor):
        page = waiting.waiting_for(
            sources=second_person.SOURCES,
            actor=actor,
            day=city_day(TODAY),
            **narrowed,  # type: ignore[arg-type]
        )
    return list(page.rows)


def counted_for(city: City, who: str) -> int:
    actor = city.actor(who)
    with scope.of_actor(actor):
        return waiting.how_many(sources=second_person.SOURCES, actor=actor, day=city_day(TODAY))


def listed(browser: Client, **asked: object) -> str:
    answer = browser.get(reverse("operations:waiting"), asked)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("kind", sorted(ASKED))
def test_waits_for_those_who_may_decide_and_is_shown_to_who_asked(city: City, kind: str) -> None:
    ask, asker, decider = ASKED[kind]
    id_ = ask(city)
    (one,) = seen_by(city, decider)
    assert (one.kind, one.id, one.estate_id, one.is_mine) == (kind, id_, city.estate_id, False)
    assert counted_for(city, decider) == 1
    if asker != "owner":
        (own,) = seen_by(city, asker)
        assert own.is_mine
        assert counted_for(city, asker) == 0
    for other in {"desk", "auditor", "street_official", "bureau_official", "rival", "administrator"} - {asker}:
        assert seen_by(city, other) == [], other
    browser = city.signed_in(decider)
    assert browser.get(second_person.address(one)).status_code == 200
    shown = listed(browser)
    assert f'href="{second_person.address(one).replace("&", "&amp;")}"' in shown
    assert "Waits for you" in shown


def test_nothing_is_asked_of_the_database_for_those_who_decide_nothing(city: City) -> None:
    expense(city)
    actor = city.actor("desk")
    with scope.of_actor(actor), CaptureQueriesContext(connection) as queries:
        assert waiting.how_many(sources=second_person.SOURCES, actor=actor, day=city_day(TODAY)) == 0
    assert len(queries) == 0


def test_the_count_is_one_statement_however_many_kinds_wait(city: City) -> None:
    for ask in (expense, waiver, assignment):
        ask(city)
    actor = city.actor("manager")
    with scope.of_actor(actor), CaptureQueriesContext(connection) as queries:
        assert waiting.how_many(sources=second_person.SOURCES, actor=actor, day=city_day(TODAY)) == 3
    assert len(queries) == 1


def test_what_is_decided_waits_no_more(city: City) -> None:
    id_ = expense(city)
    ledger.decide_expense(
        actor=city.actor("manager"), estate_id=city.estate_id, expense_id=id_, approve=False, reason="重复", at=TODAY
    )
    assert seen_by(city, "manager") == []
    assert counted_for(city, "deputy") == 0


def test_who_asked_is_counted_out_and_a_colleague_in(city: City) -> None:
    expense(city, by="manager")
    assert counted_for(city, "manager") == 0
    assert counted_for(city, "deputy") == 1
    assert "Waits for another person" in listed(city.signed_in("manager"))


def test_a_resident_who_asked_is_not_named(city: City) -> None:
    plan(city)
    (one,) = seen_by(city, "manager")
    assert one.asked_by_name == ""
    assert "the household" in listed(city.signed_in("manager"))


def test_a_mandate_without_paper_or_price_does_not_wait(city: City) -> None:
    mandates.draft_mandate(
        actor=city.actor("manager"),
        estate_id=city.estate_id,
        principal_id=city.organisations["street"],
        company_id=city.organisations["company"],
        contract_basis="street_office",
        fee_mode="lump_sum",
        document_number="草稿",
        scope_text="保洁",
        starts_on=date(2042, 7, 21),
        ends_before=date(2043, 7, 21),
        at=TODAY,
    )
    assert seen_by(city, "deputy") == []


def test_money_of_the_centre_waits_where_it_is_to_go(city: City) -> None:
    payments.settle(
        channel="wechat",
        transaction="4200000098",
        order_number="NOBODYS0ORDER",
        amount_fen=100,
        paid_at=TODAY,
        seen_via="notification",
        at=TODAY,
    )
    finance = city.actor("finance")
    with scope.of_actor(finance):
        (row,) = (each for each in payments_queries.suspense_for(actor=finance) if each.estate_id == 0)
    payments.ask_assignment(
        actor=finance,
        held_in=0,
        payment_id=row.id,
        estate_id=city.estate_id,
        home_id=city.homes["owner"],
        reason="来电说明",
        at=TODAY,
    )
    (one,) = seen_by(city, "manager")
    assert (one.estate_id, one.held_in) == (city.estate_id, 0)
    assert seen_by(city, "rival") == []
    assert city.signed_in("manager").get(second_person.address(one)).status_code == 200


def test_is_narrowed_by_kind_estate_and_whose_it_is(city: City) -> None:
    expense(city)
    waiver(city)
    expense(city, by="manager")
    assert [one.kind for one in seen_by(city, "manager", kind="waiver")] == ["waiver"]
    assert [one.is_mine for one in seen_by(city, "manager", is_mine=True)] == [True]
    assert seen_by(city, "manager", estate_id=city.other_estate_id) == []
    browser = city.signed_in("manager")
    assert "空置半年" not in listed(browser, kind="expense")
    assert "Nothing waits under these filters" in listed(browser, estate=city.other_estate_id)
    assert "空置半年" not in listed(browser, whose="mine")
    assert listed(browser, kind="nonsense", estate="x", whose="?", page="0")


def test_many_are_paged_the_oldest_first(city: City) -> None:
    ids = [expense(city) for _ in range(3)]
    assert [one.id for one in seen_by(city, "manager", size=2)] == ids[:2]
    assert [one.id for one in seen_by(city, "manager", size=2, page=2)] == ids[2:]


def test_the_navigation_and_the_start_page_say_how_many(city: City) -> None:
    manager = city.signed_in("manager")
    start = reverse("operations:estates")
    assert "for you to decide" not in manager.get(start).content.decode()
    expense(city)
    shown = manager.get(start).content.decode()
    assert "for you to decide" in shown
    assert "1 request waits for your decision" in shown
    assert "request waits" not in city.signed_in("finance").get(start).content.decode()


def test_says_when_nothing_waits(city: City) -> None:
    assert "Nothing waits for a second look." in listed(city.signed_in("manager"))
    assert "Nothing waits for a second look." in listed(city.signed_in("administrator"))


def test_the_billing_page_leads_to_what_was_taken_back(city: City) -> None:
    cancellation(city)
    bill(city, 8)
    shown = city.signed_in("manager").get(reverse("operations:estate_billing", args=[city.estate_id])).content.decode()
    assert reverse("operations:cancellations", args=[city.estate_id]) + "?state=asked" in shown
    assert reverse("operations:give_backs", args=[city.estate_id]) in shown
