"""What an owner says of illness, need and debts stays theirs: not the buyer's to read, nor the tenant's to end."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from laoyou.core.errors import NotFound
from laoyou.infra import clock, scope
from laoyou.system.billing.arrears import queries, use_cases
from laoyou.system.billing.arrears.errors import MarkedAlready
from laoyou.system.billing.arrears.models import HomeMark, Plan
from laoyou.system.billing.arrears.queries.ladder import debtors
from laoyou.system.billing.arrears.rules.ladder import Rest, Step
from laoyou.system.people import use_cases as people
from tests.personas import AUTHOR, TODAY, City
from tests.resident.test_former_owners import newcomer
from tests.resident.world import bill, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("gateways")]
BEFORE = datetime(2022, 11, 10, 2, tzinfo=UTC)
NOW = datetime(2022, 12, 30, 2, 42, tzinfo=UTC)
ILLNESS, ANSWER = "肝癌化疗，没有收入", "李阿姨化疗期间不催"


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def owing(city: City) -> City:
    """The owners owe four months; a lodger rents their home since September."""
    bill(city, 7, 8, 9, 10)
    city.users["lodger"] = newcomer(city, "覃租客", "17000000032", "tenant", date(2022, 9, 1))
    return city


def home(city: City) -> dict[str, int]:
    return {"estate_id": city.estate_id, "home_id": city.homes["owner"]}


def sell(city: City) -> None:
    for who in ("owner", "co_owner"):
        people.end_bond(
            actor=AUTHOR,
            estate_id=city.estate_id,
            bond_id=city.bonds[who],
            ends_before=date(2022, 11, 15),
            at=TODAY,
        )
    city.users["buyer"] = newcomer(city, "韦新业", "17000000031", "owner", date(2022, 11, 15))


def ask_for_hardship(city: City, who: str = "owner", at: datetime = BEFORE) -> int:
    return use_cases.ask_for_hardship(actor=city.actor(who), reason=ILLNESS, at=at, **home(city))


def ask_plan(city: City, who: str = "owner", at: datetime = BEFORE) -> int:
    return use_cases.ask_plan(actor=city.actor(who), parts=3, first_on=at.date(), reason=ILLNESS, at=at, **home(city))


def marks(city: City, who: str) -> list[str]:
    actor = city.actor(who)
    with scope.of_actor(actor):
        return [mark.reason for mark in queries.marks_of_home(actor=actor, **home(city))]


def test_neither_tenant_nor_buyer_reads_what_the_owners_said_of_their_need(owing: City) -> None:
    mark_id = ask_for_hardship(owing)
    use_cases.close_mark(
        actor=owing.actor("manager"), estate_id=owing.estate_id, mark_id=mark_id, answer=ANSWER, at=BEFORE
    )
    assert marks(owing, "owner") == marks(owing, "co_owner") == [ILLNESS]
    assert marks(owing, "lodger") == []
    sell(owing)
    assert marks(owing, "buyer") == []
    for who in ("lodger", "buyer"):
        assert ANSWER not in text(owing.signed_in(who).get("/arrears/"))


def test_a_tenant_reads_their_own_request(owing: City) -> None:
    ask_for_hardship(owing, "lodger")
    assert marks(owing, "lodger") == [ILLNESS]


def test_a_sellers_request_does_not_stop_the_buyers_ladder_nor_their_own_request(owing: City) -> None:
    ask_for_hardship(owing)
    with pytest.raises(MarkedAlready):
        ask_for_hardship(owing, "co_owner")
    sell(owing)
    bill(owing, 12)
    with scope.estate(owing.estate_id):
        [debtor] = debtors(owing.estate_id, date(2023, 4, 30), home_id=owing.homes["owner"])
    assert debtor.due is Step.MESSAGE
    ask_for_hardship(owing, "buyer", NOW)
    with scope.estate(owing.estate_id):
        [debtor] = debtors(owing.estate_id, date(2023, 4, 30), home_id=owing.homes["owner"])
        assert HomeMark.objects.filter(closed_at__isnull=True).get().opened_by == owing.users["buyer"]
    assert debtor.due is Rest.HARDSHIP


def test_a_tenant_reads_no_reminder_of_the_owners_debts(owing: City) -> None:
    at = datetime(2022, 12, 1, 2, tzinfo=UTC)
    use_cases.release_batch(
        actor=owing.actor("manager", at), estate_id=owing.estate_id, step="message", left_out={}, at=at
    )
    owner, lodger = owing.actor("owner"), owing.actor("lodger")
    with scope.estate(owing.estate_id):
        [reminder] = queries.reminders_of_home(actor=owner, **home(owing))
        assert queries.reminders_of_home(actor=lodger, **home(owing)) == []
        with pytest.raises(NotFound):
            queries.reminder_for(actor=lodger, estate_id=owing.estate_id, reminder_id=reminder.id)
    address = f"/arrears/{owing.estate_id}/{reminder.id}/answer/"
    assert owing.signed_in("lodger").post(address, {"answer": "already_paid"}).status_code == 404
    assert owing.signed_in("owner").post(address, {"answer": "already_paid"}).status_code == 302


@pytest.mark.parametrize("who", ["lodger", "buyer"])
def test_neither_tenant_nor_buyer_reads_or_ends_the_owners_plan(owing: City, who: str) -> None:
    plan_id = ask_plan(owing)
    sell(owing)
    actor, client = owing.actor(who), owing.signed_in(who)
    with scope.of_actor(actor):
        assert queries.plans_of_home(actor=actor, **home(owing)) == []
        with pytest.raises(NotFound):
            queries.plan_for(actor=actor, estate_id=owing.estate_id, plan_id=plan_id)
    assert client.post(f"/arrears/plan/{owing.estate_id}/{plan_id}/withdraw/").status_code == 404
    with scope.estate(owing.estate_id):
        assert Plan.objects.get(id=plan_id).state == "asked"


def test_a_tenant_does_not_pay_on_the_owners_plan(owing: City) -> None:
    plan_id = ask_plan(owing)
    use_cases.decide_plan(
        actor=owing.actor("manager"), estate_id=owing.estate_id, plan_id=plan_id, approve=True, at=BEFORE
    )
    asked = {"estate_id": owing.estate_id, "plan_id": plan_id, "channel": "wechat", "at": NOW}
    with pytest.raises(NotFound):
        use_cases.start_part_payment(actor=owing.actor("lodger"), **asked)  # type: ignore[arg-type]


@pytest.mark.parametrize("who", ["owner", "co_owner", "lodger"])
def test_the_household_and_who_asked_end_a_plan(owing: City, who: str) -> None:
    plan_id = ask_plan(owing, "lodger" if who == "lodger" else "owner")
    use_cases.withdraw_plan(actor=owing.actor(who), estate_id=owing.estate_id, plan_id=plan_id, at=NOW)
    with scope.estate(owing.estate_id):
        assert Plan.objects.get(id=plan_id).state == "withdrawn"
