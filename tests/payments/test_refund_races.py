"""Refunds asked for, approved and told of by many at once, each with a connection of its own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection

from laoyou.core.decisions import DecidedAlready, Decision
from laoyou.core.errors import Refusal
from laoyou.core.money import Money
from laoyou.infra import scope
from laoyou.system.billing.models import HomeCredit
from laoyou.system.ledger.models import Entry
from laoyou.system.ledger.rules.accounts import Account
from laoyou.system.payments import use_cases
from laoyou.system.payments.models import Payment, Refund
from laoyou.system.payments.providers.provider import ToldRefund
from laoyou.system.payments.refunds import use_cases as refunds
from laoyou.system.payments.refunds.errors import RefundTooLarge, RefundWaits
from laoyou.system.payments.refunds.rules.stages import RefundStanding
from laoyou.system.payments.use_cases import OrderLineRequest
from tests.payments.test_parallel import at_once
from tests.payments.world import AT, World

pytestmark = pytest.mark.fault
AMOUNT = 5181
MANY = 8


@pytest.fixture
def committed(committing_database: str) -> World:
    return World()


def paid(world: World) -> Payment:
    """Let 51.81 come in for a bill that is gone, so that all of it is the home's credit."""
    order = use_cases.open_order(
        actor=world.resident,
        estate_id=world.estate_id,
        home_id=world.homes[0],
        channel="wechat",
        lines=[OrderLineRequest("bill", 10**9, AMOUNT)],
        payer_name="农秀兰",
        at=AT,
        asks_channel=False,
    )
    assert world.arrive(order) == "paid"
    return world.payments()[-1]


def ask(world: World, payment: Payment, fen: int) -> int:
    return refunds.ask_refund(
        actor=world.finance,
        estate_id=world.estate_id,
        payment_id=payment.id,
        amount=Money(fen),
        reason="重复缴费",
        at=AT,
    )


def approve(world: World, refund_id: int) -> Decision:
    return refunds.decide_refund(
        actor=world.manager, estate_id=world.estate_id, refund_id=refund_id, approve=True, at=AT
    )


def refund_of(world: World) -> Refund:
    with scope.estate(world.estate_id):
        return Refund.objects.latest("id")


def caught(act: Any) -> str:
    try:
        return str(act())
    except Refusal as refusal:
        return type(refusal).__name__


def test_many_who_approve_at_once_hold_the_money_once(committed: World) -> None:
    refund_id = ask(committed, paid(committed), 5000)
    outcomes = at_once(lambda _: caught(lambda: approve(committed, refund_id)), MANY)
    assert sorted(outcomes) == sorted([DecidedAlready.__name__] * (MANY - 1) + [Decision.APPROVED.value])
    assert committed.payments()[-1].reserved_fen == 5000
    assert committed.balance(Account.SUSPENSE) == -5000


def test_who_asks_while_another_part_is_approved_never_gets_more_than_was_paid(committed: World) -> None:
    payment = paid(committed)
    refund_id = ask(committed, payment, 5000)
    acts = [lambda: approve(committed, refund_id), lambda: ask(committed, payment, 5000)]
    outcomes = at_once(lambda number: caught(acts[number]), 2)
    assert outcomes[0] == Decision.APPROVED.value
    assert outcomes[1] in {RefundWaits.__name__, RefundTooLarge.__name__}


def test_two_connections_that_write_refunds_themselves_are_stopped_by_the_database(committed: World) -> None:
    payment = paid(committed)

    def write(number: int) -> str:
        try:
            with scope.estate(committed.estate_id):
                Refund.objects.create(
                    estate_id=committed.estate_id,
                    payment_id=payment.id,
                    home_id=payment.home_id,
                    channel="wechat",
                    transaction=payment.transaction,
                    order_number="",
                    number=f"R{number}",
                    amount_fen=3000,
                    paid_fen=AMOUNT,
                    from_place="applied",
                    takes_credit=True,
                    reason="-",
                    state="approved",
                    stage="ready",
                    held_on=AT.date(),
                    asked_by=1,
                    asked_by_name="-",
                    asked_at=AT,
                    decided_by=2,
                    decided_by_name="-",
                    decided_at=AT,
                )
        except DatabaseError as error:
            return str(error).partition('constraint "')[2].partition('"')[0]
        return "written"

    assert sorted(at_once(write, 2)) == ["refunds_within_the_payment", "written"]


def test_equal_words_of_the_channel_at_once_post_once(committed: World) -> None:
    refund_id = ask(committed, paid(committed), 5000)
    approve(committed, refund_id)
    refund = refund_of(committed)
    told = ToldRefund(
        refund.number, RefundStanding.DONE, refund.order_number, refund.transaction, "50", 5000, AT + timedelta(hours=1)
    )

    def say(_: int) -> str:
        return refunds.settle_refund(channel="wechat", told=told, seen_via="notification", at=AT + timedelta(hours=1))

    assert sorted(at_once(say, MANY)) == ["refund_done"] + ["refund_duplicate"] * (MANY - 1)
    with scope.estate(committed.estate_id):
        assert Entry.objects.filter(kind="refund").count() == 1
    assert committed.balance(Account.MONEY) == AMOUNT - 5000


def test_credit_that_two_want_at_once_goes_to_one_and_never_below_zero(committed: World) -> None:
    """Two payments of 51.81 are one credit; two refunds of 51.81 and a hand in the credit meet."""
    first = paid(committed)
    refund_id = ask(committed, first, AMOUNT)

    def spend(_: int) -> str:
        with scope.estate(committed.estate_id), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE billing_home_credit SET balance_fen = balance_fen - 200 WHERE estate_id = %s AND home_id = %s"
                " AND balance_fen >= 200",
                [committed.estate_id, committed.homes[0]],
            )
            return f"spent {cursor.rowcount}"

    acts = [lambda: caught(lambda: approve(committed, refund_id)), lambda: spend(0)]
    outcomes = at_once(lambda number: acts[number](), 2)
    assert outcomes in (["approved", "spent 0"], ["RefundShort", "spent 1"])
    with scope.estate(committed.estate_id):
        assert HomeCredit.objects.get(home_id=committed.homes[0]).balance_fen >= 0
