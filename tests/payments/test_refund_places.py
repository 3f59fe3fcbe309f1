"""Where a refund comes from, who may ask for it, and how it meets the channel's bill."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from laoyou.core.calendar import city_day
from laoyou.core.decisions import AsksASecondPerson, DecidedAlready, SayWhy
from laoyou.core.errors import NotAllowed, NotFound
from laoyou.infra import scope
from laoyou.system.ledger.rules.accounts import Account
from laoyou.system.payments import queries
from laoyou.system.payments import use_cases as payments
from laoyou.system.payments.errors import AssignmentWaits
from laoyou.system.payments.models import ChannelClaim, Payment
from laoyou.system.payments.providers import doors
from laoyou.system.payments.reconciliation import use_cases as reconciliation
from laoyou.system.payments.refunds import use_cases as refunds
from laoyou.system.payments.refunds.errors import (
    NotByItsChannel,
    RefundAmountMissing,
    RefundTooLate,
    RefundUnderWay,
    RefundWaits,
    TooManyParts,
)
from laoyou.system.payments.refunds.use_cases import carrying
from tests.payments.counters import AMOUNT, Counter, Killed, arrived, die, gone, only, paid
from tests.payments.days import differences, row_of
from tests.payments.gateways import now

pytestmark = pytest.mark.django_db


def test_money_in_suspense_goes_back_without_ever_being_a_homes(counter: Counter) -> None:
    paid(counter, paid_fen=1)
    assert counter.take_one() == "wrong_amount"
    refund = counter.give_back(counter.payment())
    assert (counter.payment().place, counter.world.balance(Account.SUSPENSE)) == ("returned", -1)
    assert counter.carry(refund).stage == "refunded"
    assert counter.world.balance(Account.SUSPENSE) == 0
    assert counter.world.receipts() == []
    counter.agrees()


def test_the_second_payment_of_an_order_goes_back_and_the_first_stays(counter: Counter) -> None:
    paid(counter, paid_twice=True)
    assert sorted(counter.take(*each) for each in counter.notifications(2)) == ["paid", "second_payment"]
    (second,) = [payment for payment in counter.world.payments() if payment.place == "suspense"]
    assert counter.carry(counter.give_back(second)).stage == "refunded"
    assert gone(counter, second) == [AMOUNT]
    assert counter.world.balance(Account.PAYER_CREDIT) == -AMOUNT
    counter.agrees()


def test_a_part_of_money_in_suspense_goes_back_and_the_rest_becomes_a_homes(counter: Counter) -> None:
    paid(counter, paid_fen=9000)
    counter.take_one()
    world = counter.world
    refund = counter.give_back(counter.payment(), 3000)
    with pytest.raises(RefundUnderWay):
        _assign(counter, world)
    assert counter.carry(refund).stage == "refunded"
    assignment_id = _assign(counter, world)
    with pytest.raises(AssignmentWaits):
        counter.ask_back(counter.payment(), 1)
    payments.decide_assignment(
        actor=world.manager, held_in=world.estate_id, assignment_id=assignment_id, approve=True, at=now()
    )
    assert world.balance(Account.PAYER_CREDIT) == -6000
    assert world.balance(Account.SUSPENSE) == 0
    with scope.estate(world.estate_id):
        receipt = queries.receipt_for(actor=world.clerk, estate_id=world.estate_id, payment_id=counter.payment().id)
    assert (receipt.amount.fen, receipt.refunded.fen) == (9000, 3000)
    counter.agrees()


def test_asking_and_deciding_take_two_people_with_the_right_and_their_words(counter: Counter) -> None:
    payment = arrived(counter)
    world = counter.world
    with pytest.raises(SayWhy):
        counter.ask_back(payment, reason=" ")
    with pytest.raises(RefundAmountMissing):
        counter.ask_back(payment, 0)
    with pytest.raises(NotFound):
        counter.ask_back(payment, actor=world.stranger)
    refund_id = counter.ask_back(payment, actor=world.manager)
    with pytest.raises(RefundWaits):
        counter.ask_back(payment)
    deciding = {"estate_id": world.estate_id, "refund_id": refund_id, "at": now()}
    with pytest.raises(AsksASecondPerson):
        refunds.decide_refund(actor=world.manager, approve=True, **deciding)
    with pytest.raises(NotAllowed):
        refunds.decide_refund(actor=world.clerk, approve=True, **deciding)
    assert refunds.decide_refund(actor=world.manager, approve=False, **deciding).value == "withdrawn"
    with pytest.raises(DecidedAlready):
        refunds.decide_refund(actor=world.manager, approve=False, **deciding)
    refund_id = counter.ask_back(payment)
    deciding["refund_id"] = refund_id
    with pytest.raises(SayWhy):
        refunds.decide_refund(actor=world.manager, approve=False, **deciding)
    assert refunds.decide_refund(actor=world.manager, approve=False, reason="没有重复", **deciding).value == "refused"
    assert counter.payment().reserved_fen == 0


def test_after_a_year_in_fifty_parts_or_at_the_till_it_goes_back_in_another_way(counter: Counter) -> None:
    payment = arrived(counter)
    with pytest.raises(RefundTooLate):
        counter.ask_back(payment, at=payment.paid_at + timedelta(days=365, seconds=1))
    with scope.estate(counter.world.estate_id):
        Payment.objects.filter(id=payment.id).update(refund_parts=50)
    with pytest.raises(TooManyParts):
        counter.ask_back(payment)
    counter.world.cash(100)
    with pytest.raises(NotByItsChannel):
        counter.ask_back(counter.payment())


def test_our_refunds_match_the_channels_bill_and_close_the_gap(counter: Counter) -> None:
    payment = arrived(counter)
    counter.carry(counter.give_back(payment, 1000))
    day = compared(counter)
    assert differences(day) == []
    assert (day.ours_count, day.ours_fen, day.refunded_fen) == (2, 4181, 1000)


def test_a_refund_that_only_the_bill_tells_of_is_taken_in(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    refund = counter.give_back(arrived(counter))
    with monkeypatch.context() as patched:
        patched.setattr(carrying, "settle_refund", die)
        with pytest.raises(Killed):
            counter.carry(refund)
    assert differences(compared(counter)) == []
    assert counter.refund(refund.id).stage == "refunded"
    counter.agrees()


def test_a_refund_made_on_the_channels_own_page_is_booked_by_two_people_and_its_difference_goes(
    counter: Counter,
) -> None:
    payment = arrived(counter)
    counter.standin.refund(counter.channel, counter.orders[-1].number, 1000)
    (found,) = differences(compared(counter))
    assert (found.what, found.kind, found.books_fen) == ("only_channel", "refund", -1000)
    refund_id = counter.ask_back(payment, 1000, outside_number=found.refund)
    refunds.decide_refund(
        actor=counter.world.manager, estate_id=payment.estate_id, refund_id=refund_id, approve=True, at=now()
    )
    assert counter.carry(counter.refund(refund_id)).stage == "refunded"
    assert gone(counter, payment) == [1000]
    reconciliation.compare_day(channel=counter.channel, day=city_day(now()), at=now())
    assert differences(row_of(channel=counter.channel, day=city_day(now()))) == []
    counter.agrees()


def test_the_claim_of_a_payment_says_what_the_channel_is_told_it_was(counter: Counter) -> None:
    payment = arrived(counter)
    refund = counter.give_back(payment, 1)
    claim = ChannelClaim.objects.get(transaction=payment.transaction)
    assert (refund.paid_fen, refund.order_number) == (claim.amount_fen, claim.order_number)


def compared(counter: Counter) -> Any:
    content = doors.provider_for(counter.channel).fetch_bill(city_day(now()), at=now())
    mine = only(counter, content, counter.orders[-1].number)
    reconciliation.take_bill(channel=counter.channel, day=city_day(now()), content=mine, at=now())
    reconciliation.compare_day(channel=counter.channel, day=city_day(now()), at=now())
    return row_of(channel=counter.channel, day=city_day(now()))


def _assign(counter: Counter, world: Any) -> int:
    return payments.ask_assignment(
        actor=world.finance,
        held_in=world.estate_id,
        payment_id=counter.payment().id,
        estate_id=world.estate_id,
        home_id=world.homes[0],
        reason="来电核实",
        at=now(),
    )
