"""Every way in which a refund goes wrong between us and its channel, against the stand-in gateway.

Each case ends as those of payments do: the gateway's own record, our books and the channel's bill tell the same.
"""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotAllowed
from laoyou.infra import scope
from laoyou.system.ledger.models import Entry
from laoyou.system.ledger.rules.accounts import Account
from laoyou.system.payments.errors import NotificationRefused
from laoyou.system.payments.models import Payment, Refund
from laoyou.system.payments.providers import doors
from laoyou.system.payments.refunds import use_cases as refunds
from laoyou.system.payments.refunds.errors import (
    RefundEnded,
    RefundTooLarge,
)
from laoyou.system.payments.refunds.rules.stages import RefundStanding
from laoyou.system.payments.refunds.use_cases import carrying
from tests.payments.counters import AMOUNT, Counter, Killed, arrived, die, end, gone, stages
from tests.payments.gateways import now

pytestmark = pytest.mark.django_db


def test_a_payment_goes_back_in_full_and_accepted_is_not_refunded(counter: Counter) -> None:
    payment = arrived(counter, refund_state="processing")
    refund = counter.give_back(payment)
    assert (refund.stage, counter.world.balance(Account.PAYER_CREDIT)) == ("ready", 0)
    assert counter.world.balance(Account.SUSPENSE) == -AMOUNT
    refund = counter.carry(refund)
    assert (refund.stage, refund.refunded_on, counter.world.balance(Account.MONEY)) == ("sent", None, AMOUNT)
    end(counter, refund, "success")
    refund = counter.carry(refund, at=now() + timedelta(minutes=1))
    assert (refund.stage, refund.refunded_on) == ("refunded", city_day(now()))
    assert counter.world.balance(Account.MONEY) == 0
    assert stages(refund) == ["ready", "sent", "refunded"]
    assert gone(counter, payment) == [AMOUNT]
    counter.agrees()


def test_a_payment_goes_back_in_parts_and_never_more_than_was_paid(counter: Counter) -> None:
    payment = arrived(counter)
    for fen in (1000, 181):
        assert counter.carry(counter.give_back(counter.payment(), fen)).stage == "refunded"
    with pytest.raises(RefundTooLarge, match=r"40\.00"):
        counter.ask_back(counter.payment(), 4001)
    assert counter.carry(counter.give_back(counter.payment(), 4000)).stage == "refunded"
    with pytest.raises(RefundTooLarge):
        counter.ask_back(counter.payment(), 1)
    assert gone(counter, payment) == [181, 1000, 4000]
    assert counter.payment().reserved_fen == AMOUNT
    counter.agrees()


def test_the_database_refuses_more_than_the_payment_whoever_asks(counter: Counter) -> None:
    counter.give_back(arrived(counter), 4000)
    payment = counter.payment()
    refund_id = counter.ask_back(payment, 1181)
    with scope.estate(counter.world.estate_id):
        row = Refund.objects.get(id=refund_id)
        assert payment.rest_fen == 1181
        for columns in ({"reserved_fen": AMOUNT + 1}, {"reserved_fen": -1}, {"refund_parts": 51}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Payment.objects.filter(id=payment.id).update(**columns)
        approved = {
            "state": "approved",
            "decided_by": 913,
            "decided_at": now(),
            "stage": "ready",
            "held_on": "2022-12-01",
        }
        Payment.objects.filter(id=payment.id).update(reserved_fen=4001)
        with pytest.raises(DatabaseError, match="refunds_within_the_payment"), transaction.atomic():
            Refund.objects.filter(id=row.id).update(**approved)
        Payment.objects.filter(id=payment.id).update(reserved_fen=4000)
        with pytest.raises(DatabaseError, match="two_people"), transaction.atomic():
            Refund.objects.filter(id=row.id).update(**approved | {"decided_by": row.asked_by})
        with pytest.raises(DatabaseError, match="approved_only"), transaction.atomic():
            Refund.objects.filter(id=row.id).update(stage="sent")
        with pytest.raises(DatabaseError), transaction.atomic():
            Refund.objects.filter(id=row.id).update(amount_fen=1)
        with pytest.raises(DatabaseError), transaction.atomic():
            Refund.objects.filter(id=row.id).delete()


def test_an_answer_lost_after_success_is_asked_again_under_the_same_number(counter: Counter) -> None:
    payment = arrived(counter, errors_after={"refund": 1})
    refund = counter.give_back(payment)
    lost = counter.carry(refund)
    assert (lost.stage, lost.tries, lost.trouble) == ("ready", 1, "status 502")
    assert counter.carry(lost).stage == "refunded"
    assert gone(counter, payment) == [AMOUNT]
    counter.agrees()


def test_a_worker_that_dies_between_asking_and_writing_down_gives_back_once(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = arrived(counter)
    refund = counter.give_back(payment)
    with monkeypatch.context() as patched:
        patched.setattr(carrying, "settle_refund", die)
        with pytest.raises(Killed):
            counter.carry(refund)
    assert (counter.refund(refund.id).stage, gone(counter, payment)) == ("ready", [AMOUNT])
    assert counter.carry(refund).stage == "refunded"
    assert gone(counter, payment) == [AMOUNT]
    counter.agrees()


def test_the_poller_finds_what_nobody_told(counter: Counter) -> None:
    refund = counter.give_back(arrived(counter, drop=False))
    assert refunds.due_refunds(at=now()) == []
    assert refunds.due_refunds(at=now() + timedelta(seconds=31)) == [(refund.estate_id, refund.id)]
    counter.carry(refund)
    assert refunds.due_refunds(at=now() + timedelta(days=3)) == []


def test_a_notification_tells_of_it_once_however_often_it_comes(counter: Counter) -> None:
    payment = arrived(counter, refund_state="processing")
    refund = counter.carry(counter.give_back(payment))
    counter.standin.plan(counter.channel, counter.orders[-1].number, duplicate=2)
    end(counter, refund, "success", tells=True)
    three = counter.notifications(3)
    outcomes = [counter.take(*each) for each in three]
    if counter.channel == "wechat":
        assert outcomes == ["refund_done", "refund_duplicate", "refund_duplicate"]
    else:  # Alipay says that something went back, not how much of which: it is asked
        assert outcomes == ["duplicate"] * 3
        counter.carry(refund)
    assert counter.refund(refund.id).stage == "refunded"
    assert counter.take(*three[0]) in {"refund_duplicate", "duplicate"}
    with scope.estate(counter.world.estate_id):
        assert Entry.objects.filter(kind="refund").count() == 1
    counter.agrees()


def test_its_notification_may_come_before_the_answer_to_our_own_question(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    refund = counter.give_back(arrived(counter))
    with monkeypatch.context() as patched:
        patched.setattr(carrying, "settle_refund", die)
        with pytest.raises(Killed):
            counter.carry(refund)
    counter.take_one()
    if counter.channel == "wechat":
        assert counter.refund(refund.id).stage == "refunded"
    assert counter.carry(refund).stage == "refunded"
    counter.agrees()


def test_a_stale_or_forged_notification_of_a_refund_changes_nothing(counter: Counter) -> None:
    refund = counter.carry(counter.give_back(arrived(counter, refund_state="processing")))
    end(counter, refund, "success", tells=True)
    ((headers, body),) = counter.notifications(1)
    wrongs = [(headers, body[:-1] + b"x"), (headers, b"{}")]
    for wrong in wrongs:
        with pytest.raises(NotificationRefused):
            counter.take(*wrong)
    if counter.channel == "wechat":
        with pytest.raises(NotificationRefused, match="stale"):
            counter.take(headers, body, at=now() + timedelta(seconds=301))
        provider: Any = doors.provider_for("wechat")
        other = dataclasses.replace(provider, keys=dataclasses.replace(provider.keys, mchid="1"))
        with pytest.raises(NotificationRefused, match="addressee"):
            other.read_notification(headers, body, at=now())
    assert counter.refund(refund.id).stage == "sent"


def test_the_same_number_with_another_amount_never_posts(counter: Counter) -> None:
    payment = arrived(counter)
    refund = counter.give_back(payment, 1000)
    provider = doors.provider_for(counter.channel)
    asked = carrying._asked(refund)
    provider.refund(dataclasses.replace(asked, amount_fen=999), at=now())
    for _ in range(2):
        counter.carry(refund)
    assert counter.refund(refund.id).stage == "ready"
    assert counter.world.balance(Account.MONEY) == AMOUNT
    assert counter.world.audited("payments.refund_conflict") >= 1


def test_a_refund_that_nobody_here_knows_is_written_down_and_posts_nothing(counter: Counter) -> None:
    payment = arrived(counter)
    told = doors.provider_for(counter.channel).query_refund(carrying._asked(counter.give_back(payment, 1000)), at=now())
    stray = dataclasses.replace(
        told,
        number="RRS_20221203_7QK4M2ZP9T",
        standing=RefundStanding.DONE,
        amount_fen=1000,
        transaction=payment.transaction,
        done_at=now(),
    )
    outcome = refunds.settle_refund(channel=counter.channel, told=stray, seen_via="notification", at=now())
    assert outcome == "refund_unknown"
    assert counter.world.audited("payments.refund_unknown", estate_id=0) == 1


def test_what_the_channel_closes_is_the_homes_again(counter: Counter) -> None:
    if counter.channel == "alipay":
        pytest.skip("Alipay never says of a refund that it is closed")
    payment = arrived(counter, refund_state="closed")
    refund = counter.carry(counter.give_back(payment))
    assert (refund.stage, refund.failed_on) == ("failed", city_day(now()))
    assert counter.world.balance(Account.PAYER_CREDIT) == -AMOUNT
    assert counter.payment().reserved_fen == 0
    assert counter.world.audited("payments.refund_failed") == 1
    counter.agrees()


def test_an_account_that_cannot_take_it_waits_for_the_channels_own_page(counter: Counter) -> None:
    if counter.channel == "alipay":
        pytest.skip("Alipay knows no such state")
    refund = counter.carry(counter.give_back(arrived(counter, refund_state="abnormal")))
    assert (refund.stage, counter.world.balance(Account.MONEY)) == ("abnormal", AMOUNT)
    end(counter, refund, "success", tells=True)
    for each in counter.notifications(2):
        counter.take(*each)
    assert stages(refund) == ["ready", "sent", "abnormal", "refunded"]
    counter.agrees()


def test_too_low_a_balance_is_asked_again_and_can_be_stopped(counter: Counter) -> None:
    payment = arrived(counter, no_balance=2)
    refund = counter.carry(counter.give_back(payment))
    assert (refund.stage, refund.tries) == ("ready", 1)
    assert refund.trouble in {"NOT_ENOUGH", "ACQ.SELLER_BALANCE_NOT_ENOUGH"}
    with pytest.raises(NotAllowed):
        refunds.give_up_refund(
            actor=counter.world.clerk, estate_id=refund.estate_id, refund_id=refund.id, reason="-", at=now()
        )
    refunds.give_up_refund(
        actor=counter.world.manager, estate_id=refund.estate_id, refund_id=refund.id, reason="改为银行转账", at=now()
    )
    refund = counter.carry(refund)
    assert (refund.stage, refund.trouble) == ("failed", "改为银行转账")
    assert counter.world.balance(Account.PAYER_CREDIT) == -AMOUNT
    with pytest.raises(RefundEnded):
        refunds.give_up_refund(
            actor=counter.world.manager, estate_id=refund.estate_id, refund_id=refund.id, reason="-", at=now()
        )
    assert counter.carry(counter.give_back(counter.payment())).stage == "ready"
    counter.agrees()


def test_what_the_channel_had_taken_already_is_not_stopped(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    refund = counter.give_back(arrived(counter))
    with monkeypatch.context() as patched:
        patched.setattr(carrying, "settle_refund", die)
        with pytest.raises(Killed):
            counter.carry(refund)
    refunds.give_up_refund(
        actor=counter.world.manager, estate_id=refund.estate_id, refund_id=refund.id, reason="不退了", at=now()
    )
    assert counter.carry(refund).stage == "refunded"
    counter.agrees()
