"""Who hears of a payment: the payer and the owners who wish it, once, and nothing of others."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection

from laoyou.infra import messages, scope
from laoyou.infra.models import Message
from laoyou.system.billing import use_cases as billing
from laoyou.system.payments import use_cases as payments
from laoyou.system.payments.models import Payment
from laoyou.system.people import use_cases as people
from tests.personas import NAMES, TELEPHONES, TODAY, City
from tests.resident.world import bill, open_bills, pay_cash

pytestmark = pytest.mark.django_db


def tell(city: City, payment_id: int) -> int:
    return billing.tell_of_payment(estate_id=city.estate_id, payment_id=payment_id, at=TODAY)


def told(city: City) -> dict[str, str]:
    """Return the messages of payments, by who got them."""
    names = {telephone: who for who, telephone in TELEPHONES.items()}
    with scope.estate(city.estate_id):
        found = [row for row in messages.latest() if row.fact_key.startswith("payment:")]
    assert len({row.receiver for row in found}) == len(found)
    return {names[row.receiver]: row.text for row in found}


def paid_by(city: City, who: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """Let a resident pay all that is open through a channel, and return the payment."""
    monkeypatch.setattr("laoyou.system.payments.providers.doors.ready_channels", lambda: ["wechat"])
    home = city.homes["elder" if who in ("elder", "relative") else "owner"]
    order = billing.start_payment(
        actor=city.actor(who),
        estate_id=city.estate_id,
        home_id=home,
        bill_ids=[one.id for one in open_bills(city, who)],
        channel="wechat",
        at=TODAY,
    )
    with scope.estate(city.estate_id):
        due = sum(one.open.fen for one in open_bills(city, who))
    payments.settle(
        channel="wechat",
        transaction=f"4200{order.id}",
        order_number=order.number,
        amount_fen=due,
        paid_at=TODAY,
        seen_via="notification",
        at=TODAY,
    )
    with scope.estate(city.estate_id):
        return int(Payment.objects.get(order_id=order.id).id)


def test_cash_at_the_desk_is_told_to_the_owners_and_not_to_their_tenant(city: City) -> None:
    bill(city, 7, 8)
    payment_id = pay_cash(city, "80", *[one.id for one in open_bills(city)], on=TODAY)
    assert tell(city, payment_id) == 2
    found = told(city)
    assert set(found) == {"owner", "co_owner"}
    words = found["owner"]
    assert "秀山花园" in words
    assert "3栋2单元501" in words
    assert "¥80.00" in words
    assert "现金" in words
    assert "物业服务费 2022-07 – 2022-08" in words
    assert "¥9.81" in words  # 80.00 − 18.38 − 51.81, kept as credit
    assert "2022-000001" in words
    assert not any(name in words for name in NAMES.values())


def test_months_with_a_gap_are_told_apart(city: City) -> None:
    bill(city, 7, 8, 9)
    july, _, september = open_bills(city)
    tell(city, pay_cash(city, "70.19", july.id, september.id, on=TODAY))
    assert "2022-07, 2022-09" in told(city)["owner"]


def test_who_paid_hears_of_it_and_so_does_the_elder_they_act_for(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    bill(city, 8)
    tell(city, paid_by(city, "relative", monkeypatch))
    assert set(told(city)) == {"elder", "relative"}
    assert "微信支付" in told(city)["relative"]


def test_a_tenant_who_paid_hears_of_it(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    bill(city, 8)
    tell(city, paid_by(city, "tenant", monkeypatch))
    assert set(told(city)) == {"tenant", "owner", "co_owner"}


def test_who_does_not_wish_to_hear_of_others_still_hears_of_their_own(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    bill(city, 8)
    for who in ("owner", "co_owner"):
        people.set_preferences(actor=city.actor(who), language=None, elder_mode=None, hears_of_payments=False, at=TODAY)
    tell(city, paid_by(city, "owner", monkeypatch))
    assert set(told(city)) == {"owner"}


def test_each_is_told_in_their_own_language(city: City) -> None:
    people.set_preferences(actor=city.actor("co_owner"), language="en", elder_mode=None, at=TODAY)
    bill(city, 8)
    tell(city, pay_cash(city, "51.81", open_bills(city)[0].id, on=TODAY))
    assert "Receipt number" in told(city)["co_owner"]
    assert "收据号" in told(city)["owner"]


def test_asked_twice_it_is_told_once(city: City) -> None:
    payment_id = pay_cash(city, "20", on=TODAY)
    tell(city, payment_id)
    before = told(city)
    tell(city, payment_id)
    assert told(city) == before
    assert "¥20.00" in before["owner"]


def test_an_owner_who_never_signed_in_is_told_and_one_who_has_left_is_not(city: City) -> None:
    buyer = people.add_person(
        actor=city.actor("desk"), estate_id=city.estate_id, name="蒙新安", telephone="17000000077", at=TODAY
    )
    people.hand_over_home(
        actor=city.actor("desk"),
        estate_id=city.estate_id,
        home_id=city.homes["elder"],
        person_ids=[buyer],
        on=TODAY.date(),
        at=TODAY,
    )
    payment_id = pay_cash(city, "20", home="elder", on=TODAY)
    assert tell(city, payment_id) == 1
    with scope.estate(city.estate_id):
        assert Message.objects.get(fact_key=f"payment:{payment_id}").receiver == "17000000077"


def test_nothing_is_told_of_money_that_was_taken_back_or_never_there(city: City) -> None:
    payment_id = pay_cash(city, "20", on=TODAY)
    cancellation_id = payments.ask_cancellation(
        actor=city.actor("desk"), estate_id=city.estate_id, payment_id=payment_id, reason="录错", at=TODAY
    )
    payments.decide_cancellation(
        actor=city.actor("manager"),
        estate_id=city.estate_id,
        cancellation_id=cancellation_id,
        approve=True,
        at=TODAY + timedelta(minutes=1),
    )
    assert tell(city, payment_id) == 0
    assert tell(city, 4_000_000) == 0
    assert told(city) == {}


def test_the_word_goes_out_by_a_job_of_the_payments_own_commit(city: City) -> None:
    payment_id = pay_cash(city, "20", on=TODAY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = 'billing.tell_of_payment'")
        (job,) = (json.loads(row[0]) for row in cursor.fetchall())
    assert (job["estate_id"], job["payment_id"]) == (city.estate_id, payment_id)
    assert "payer_name" not in job
