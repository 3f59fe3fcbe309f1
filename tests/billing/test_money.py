"""Money on bills: paid, paid twice, too much, too little, given back; and the books beside it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from laoyou.core.errors import NotFound
from laoyou.core.money import Money
from laoyou.infra.actor import Actor, ActorKind
from laoyou.system.billing import queries
from laoyou.system.billing import use_cases as billing
from laoyou.system.billing.errors import (
    AmountNotAboveZero,
    BillNotOpen,
    CreditTooLarge,
    NeedsAReason,
    NoCredit,
)
from laoyou.system.billing.models import Allocation
from laoyou.system.payments import queries as payments_queries
from laoyou.system.payments import use_cases as payments
from laoyou.system.payments.errors import ChannelNotReady
from laoyou.system.payments.models import Order
from tests.billing.conftest import AUGUST, JULY, SEPTEMBER, World, at, journal

RECEIVABLE, PAYER_CREDIT = 11, 20


@pytest.fixture
def billed(world: World) -> World:
    """Give one home of 86.35 m² at 0.60 with July (18.38) and August (51.81) issued."""
    world.home("86.35")
    world.tariff("0.60")
    world.issue(JULY)
    world.issue(AUGUST)
    return world


def sound(world: World) -> None:
    assert queries.proof(world.estate_id) == []


def test_cash_for_two_bills_pays_the_oldest_first_and_the_rest_is_credit_PAY_08(billed: World) -> None:
    home = billed.homes[0]
    july, august = billed.bills(home)
    billed.pay_cash(home, [august.id, july.id], "71.00", on=at(8, 3))
    assert [bill.paid_fen for bill in billed.bills(home)] == [1838, 5181]
    assert billed.credit(home) == 81
    assert (journal(billed.estate_id, RECEIVABLE), journal(billed.estate_id, PAYER_CREDIT)) == (0, -81)
    sound(billed)


def test_too_little_cash_is_taken_and_pays_the_older_bill(billed: World) -> None:
    home = billed.homes[0]
    july, august = billed.bills(home)
    billed.pay_cash(home, [july.id, august.id], "20.00", on=at(8, 3))
    assert [bill.paid_fen for bill in billed.bills(home)] == [1838, 162]
    assert [
        bill.state
        for bill in queries.bills_of_home(actor=billed.finance, estate_id=billed.estate_id, home_id=home).rows
    ] == [
        "part_paid",
        "paid",
    ]
    sound(billed)


def test_cash_without_any_bill_becomes_credit_and_pays_the_next_issue_at_once(billed: World) -> None:
    home = billed.homes[0]
    billed.pay_cash(home, [bill.id for bill in billed.bills(home)], "100.19", on=at(8, 3))
    assert billed.credit(home) == 3000
    billed.pay_cash(home, [], "10.00", on=at(8, 4))
    assert billed.credit(home) == 4000
    run = billed.issue(SEPTEMBER)
    assert run.credited == Money(4000)
    assert (billed.bills(home)[-1].paid_fen, billed.credit(home)) == (4000, 0)
    assert journal(billed.estate_id, RECEIVABLE) == 1181
    sound(billed)


def test_credit_pays_the_oldest_open_bill_first_and_stays_with_its_home(billed: World) -> None:
    rich, other = billed.homes[0], billed.home("100.00")
    billed.issue(AUGUST)
    billed.pay_cash(rich, [], "60.00", on=at(8, 5))
    used = billing.use_credit(actor=billed.finance, estate_id=billed.estate_id, home_id=rich, at=at(8, 6))
    assert used == Money(6000)
    assert [bill.paid_fen for bill in billed.bills(rich)] == [1838, 4162]
    assert [bill.paid_fen for bill in billed.bills(other)] == [0]
    sound(billed)
    with pytest.raises(NoCredit):
        billing.use_credit(actor=billed.finance, estate_id=billed.estate_id, home_id=rich, at=at(8, 7))


def test_a_gateway_payment_is_applied_in_its_own_transaction(billed: World) -> None:
    home = billed.homes[0]
    bills = [bill.id for bill in billed.bills(home)]
    order = payments.open_order(
        actor=billed.finance,
        estate_id=billed.estate_id,
        home_id=home,
        channel="bank",
        asks_channel=False,
        lines=[payments.OrderLineRequest("bill", bill, 1) for bill in bills],
        payer_name="李某",
        at=at(8, 2),
    )
    outcome = payments.settle(
        channel="bank",
        transaction="B1",
        order_number=order.number,
        amount_fen=2,
        paid_at=at(8, 2, 3),
        seen_via="bill",
        at=at(8, 2, 3),
    )
    assert outcome == "paid"
    assert [bill.paid_fen for bill in billed.bills(home)] == [2, 0]
    sound(billed)


def test_money_for_a_bill_that_was_paid_meanwhile_becomes_credit_PAY_08(billed: World) -> None:
    home = billed.homes[0]
    july = billed.bills(home)[0]
    order = payments.open_order(
        actor=billed.finance,
        estate_id=billed.estate_id,
        home_id=home,
        channel="bank",
        asks_channel=False,
        lines=[payments.OrderLineRequest("bill", july.id, 1838)],
        payer_name="李某",
        at=at(8, 2),
    )
    billed.pay_cash(home, [july.id], "18.38", on=at(8, 2, 3))
    payments.settle(
        channel="bank",
        transaction="B2",
        order_number=order.number,
        amount_fen=1838,
        paid_at=at(8, 2, 4),
        seen_via="bill",
        at=at(8, 2, 4),
    )
    assert billed.credit(home) == 1838
    assert [bill.paid_fen for bill in billed.bills(home)] == [1838, 0]
    sound(billed)


def test_the_server_works_out_what_is_due_and_refuses_foreign_and_paid_bills_BILL_10_PAY_12(
    transfer_account: None, billed: World
) -> None:
    home, neighbour = billed.homes[0], billed.home("50.00")
    billed.issue(AUGUST)
    foreign = billed.bills(neighbour)[0].id
    july, august = billed.bills(home)
    resident = billed.resident(home)
    ask = {"actor": resident, "estate_id": billed.estate_id, "home_id": home, "at": at(8, 2)}
    with pytest.raises(NotFound):
        billing.start_payment(bill_ids=[july.id, foreign], channel="bank", **ask)
    with pytest.raises(NotFound):
        billing.start_payment(bill_ids=[foreign], channel="bank", **{**ask, "home_id": neighbour})
    desk = {**ask, "actor": billed.finance}
    order = billing.start_payment(bill_ids=[july.id, august.id], channel="bank", **desk)
    lines = payments_queries.order_lines(estate_id=billed.estate_id, order_id=order.id)
    assert lines == [("bill", july.id, 1838), ("bill", august.id, 5181)]
    billed.pay_cash(home, [july.id], "18.38", on=at(8, 3))
    with pytest.raises(BillNotOpen):
        billing.start_payment(bill_ids=[july.id], channel="bank", **desk)


@pytest.mark.parametrize("channel", ["cash", "pos", "bank", "wechat", ""])
def test_a_resident_opens_no_order_by_a_way_that_is_the_desks_or_not_set_up(billed: World, channel: str) -> None:
    home = billed.homes[0]
    with pytest.raises(ChannelNotReady):
        billing.start_payment(
            actor=billed.resident(home),
            estate_id=billed.estate_id,
            home_id=home,
            bill_ids=[billed.bills(home)[0].id],
            channel=channel,
            at=at(8, 2),
        )
    assert Order.objects.filter(estate_id=billed.estate_id).count() == 0


def test_a_credit_note_takes_off_what_is_open(billed: World) -> None:
    home = billed.homes[0]
    august = billed.bills(home)[1]
    billed.credit_note(august.id, "11.81", reason="面积登记有误", on=at(8, 9))
    after = billed.bills(home)[1]
    assert (after.amount_fen, after.credited_fen, after.paid_fen) == (5181, 1181, 0)
    assert journal(billed.estate_id, RECEIVABLE) == 1838 + 4000
    assert journal(billed.estate_id, 45) == 1181
    assert billed.credit(home) == 0
    sound(billed)


def test_a_credit_note_on_a_paid_bill_gives_the_money_back_as_credit(billed: World) -> None:
    home = billed.homes[0]
    july, august = billed.bills(home)
    billed.pay_cash(home, [july.id, august.id], "50.00", on=at(8, 3))
    billed.credit_note(august.id, "30.00", reason="8月未提供电梯服务", on=at(8, 9))
    after = billed.bills(home)[1]
    # 51.81 was due, 31.62 paid, 20.19 open: the note takes the 20.19 and gives 9.81 back.
    assert (after.paid_fen, after.credited_fen) == (2181, 3000)
    assert billed.credit(home) == 981
    assert list(Allocation.objects.filter(bill_id=august.id).order_by("id").values_list("amount_fen", flat=True)) == [
        3162,
        -981,
    ]
    sound(billed)


def test_credit_notes_never_exceed_the_bill_and_need_a_reason(billed: World) -> None:
    july = billed.bills(billed.homes[0])[0]
    note = {"actor": billed.finance, "estate_id": billed.estate_id, "bill_id": july.id, "at": at(8, 9)}
    with pytest.raises(NeedsAReason):
        billing.ask_credit_note(amount=Money(100), reason=" ", **note)
    with pytest.raises(AmountNotAboveZero):
        billing.ask_credit_note(amount=Money(0), reason="误开", **note)
    billed.credit_note(july.id, "18.00", on=at(8, 9))
    with pytest.raises(CreditTooLarge):
        billing.ask_credit_note(amount=Money(39), reason="误开", **note)
    billed.credit_note(july.id, "0.38", on=at(8, 9))
    assert queries.bill_for(actor=billed.finance, estate_id=billed.estate_id, bill_id=july.id).state == "credited"
    sound(billed)


def test_the_database_refuses_a_bill_that_is_paid_beyond_its_amount(billed: World) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE billing_bill SET paid_fen = amount_fen + 1 WHERE estate_id = %s", [billed.estate_id])


def test_what_is_open_is_told_to_the_household_and_to_no_stranger_ACC_08(billed: World) -> None:
    home = billed.homes[0]
    resident = billed.resident(home)
    due = queries.household_due(resident)
    assert [(one.home_id, one.bills, one.due, one.oldest_month) for one in due] == [(home, 2, Money(7019), JULY)]
    assert [bill.month for bill in queries.open_bills(actor=resident, estate_id=billed.estate_id, home_id=home)] == [
        JULY,
        AUGUST,
    ]
    stranger = Actor(kind=ActorKind.RESIDENT, name="Chen", user_id=9)
    assert queries.household_due(stranger) == []
    with pytest.raises(NotFound):
        queries.open_bills(actor=stranger, estate_id=billed.estate_id, home_id=home)
    with pytest.raises(NotFound):
        queries.bill_for(actor=stranger, estate_id=billed.estate_id, bill_id=billed.bills(home)[0].id)
    with pytest.raises(NotFound):
        queries.statement(actor=stranger, estate_id=billed.estate_id, home_id=home, year=2022)


def test_a_bill_explains_itself_in_one_sentence(billed: World) -> None:
    from django.utils import translation

    home = billed.homes[0]
    billed.waiver(home, 30, since=date(2022, 9, 16), until=date(2022, 10, 1))
    billed.issue(SEPTEMBER)
    rows = queries.bills_of_home(actor=billed.finance, estate_id=billed.estate_id, home_id=home).rows
    with translation.override("en"):
        assert [bill.sentence for bill in reversed(rows)] == [
            "86.35 m² × 0.60 yuan × 11/31 month = ¥18.38",
            "86.35 m² × 0.60 yuan × 1 month = ¥51.81",
            "86.35 m² × 0.60 yuan × 15/30 month + 86.35 m² × 0.60 yuan × 15/30 month × 70 % (30 % waived) = ¥44.04",
        ]


def test_a_statement_adds_up_and_ends_at_what_is_owed_less_credit(billed: World) -> None:
    home = billed.homes[0]
    july, august = billed.bills(home)
    billed.pay_cash(home, [july.id], "20.00", on=at(8, 3))
    billed.credit_note(august.id, "1.81", reason="抹零", on=at(9, 1))
    made = queries.statement(actor=billed.resident(home), estate_id=billed.estate_id, home_id=home, year=2022)
    assert [(line.kind, line.change.fen, line.balance.fen) for line in made.lines] == [
        ("bill", 1838, 1838),
        ("bill", 5181, 7019),
        ("payment", -2000, 5019),
        ("credit_note", -181, 4838),
    ]
    assert (made.opening.fen, made.closing.fen) == (0, 4838)
    assert made.closing == made.due_now - made.credit_now
    next_year = queries.statement(actor=billed.finance, estate_id=billed.estate_id, home_id=home, year=2023)
    assert (next_year.opening.fen, next_year.lines, next_year.closing.fen) == (4838, (), 4838)
