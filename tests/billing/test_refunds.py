"""What a refund by the channel does to bills, credit, statement and rates; books and bills agree all along."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from laoyou.core.money import Money
from laoyou.infra.actor import Right
from laoyou.system.billing import queries
from laoyou.system.billing import use_cases as billing
from laoyou.system.billing.errors import RefundShort
from laoyou.system.billing.models import HomeCredit
from laoyou.system.ledger import queries as ledger
from laoyou.system.ledger import use_cases as ledger_acts
from laoyou.system.ledger.models import Entry
from laoyou.system.ledger.rules.accounts import Fund
from laoyou.system.payments import queries as payment_queries
from laoyou.system.payments import use_cases as payments
from laoyou.system.payments.models import Payment, Refund
from laoyou.system.payments.providers.provider import ToldRefund
from laoyou.system.payments.refunds import use_cases as refunds
from laoyou.system.payments.refunds.rules.stages import RefundStanding
from laoyou.system.payments.use_cases import OrderLineRequest
from tests.billing.conftest import AUGUST, JULY, SEPTEMBER, World, at, journal, staff

MONEY, RECEIVABLE, PAYER_CREDIT, SUSPENSE = 10, 11, 20, 29


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
    assert ledger.proof(world.estate_id) == []


def pay_online(world: World, *, extra: int = 0, on: datetime | None = None) -> int:
    """Pay all open bills by WeChat Pay, and by another order so much more that stays credit; return the first's id."""
    home = world.homes[0]
    on = on or at(8, 3)
    lines = [
        OrderLineRequest("bill", bill.id, bill.amount_fen - bill.paid_fen - bill.credited_fen)
        for bill in world.bills(home)
        if bill.amount_fen > bill.paid_fen + bill.credited_fen
    ]
    order = payments.open_order(
        actor=world.finance,
        estate_id=world.estate_id,
        home_id=home,
        channel="wechat",
        lines=lines,
        payer_name="李某",
        at=on,
        asks_channel=False,
    )
    arrive(order.number, sum(line.amount_fen for line in lines), on)
    payment_id = Payment.objects.latest("id").id
    if extra:
        world.pay_cash(home, [], str(Money(extra)), on=on)
    return int(payment_id)


def arrive(number: str, fen: int, on: datetime) -> None:
    outcome = payments.settle(
        channel="wechat",
        transaction=f"42{number}",
        order_number=number,
        amount_fen=fen,
        paid_at=on,
        seen_via="notification",
        at=on,
    )
    assert outcome == "paid"


def ask(world: World, payment_id: int, yuan: str, *, bills: list[int], credit: bool = True, on: datetime) -> int:
    return billing.ask_refund(
        actor=world.finance,
        estate_id=world.estate_id,
        payment_id=payment_id,
        amount=Money.parse(yuan),
        takes_credit=credit,
        bill_ids=bills,
        reason="多缴了",
        at=on,
    )


def approve(world: World, refund_id: int, *, on: datetime) -> Refund:
    refunds.decide_refund(actor=world.manager, estate_id=world.estate_id, refund_id=refund_id, approve=True, at=on)
    return Refund.objects.get(id=refund_id)


def said(refund: Refund, standing: RefundStanding, *, on: datetime) -> str:
    told = ToldRefund(
        refund.number,
        standing,
        refund.order_number,
        refund.transaction,
        f"50{refund.id}",
        refund.amount_fen,
        done_at=on,
    )
    return refunds.settle_refund(channel="wechat", told=told, seen_via="notification", at=on)


def test_opens_the_chosen_bills_again_the_newest_first_and_credit_goes_before_them(billed: World) -> None:
    home = billed.homes[0]
    july, august = billed.bills(home)
    payment_id = pay_online(billed, extra=1000)
    refund_id = ask(billed, payment_id, "31.81", bills=[july.id, august.id], on=at(8, 9))
    effect = queries.refund_effect(
        actor=billed.manager,
        estate_id=billed.estate_id,
        home_id=home,
        payment_id=payment_id,
        amount=Money(3181),
        takes_credit=True,
        bill_ids=[july.id, august.id],
        today=date(2022, 8, 9),
    )
    assert (effect.credit, [(bill.id, part.fen) for bill, part in effect.bills], effect.short) == (
        Money(1000),
        [(august.id, 2181)],
        Money(0),
    )
    assert billed.credit(home) == 1000
    refund = approve(billed, refund_id, on=at(8, 10))
    assert [bill.paid_fen for bill in billed.bills(home)] == [1838, 3000]
    assert (billed.credit(home), journal(billed.estate_id, SUSPENSE)) == (0, -3181)
    assert said(refund, RefundStanding.DONE, on=at(8, 11)) == "refund_done"
    assert (journal(billed.estate_id, SUSPENSE), journal(billed.estate_id, MONEY)) == (0, 7019 + 1000 - 3181)
    assert journal(billed.estate_id, RECEIVABLE) == 2181
    sound(billed)


def test_what_is_held_can_not_be_used_meanwhile_and_credit_never_goes_below_zero(billed: World) -> None:
    home = billed.homes[0]
    payment_id = pay_online(billed, extra=9000)
    refund = approve(billed, ask(billed, payment_id, "70.19", bills=[], on=at(8, 9)), on=at(8, 10))
    billed.issue(SEPTEMBER)
    assert billed.bills(home)[2].paid_fen == 9000 - 7019
    assert billed.credit(home) == 0
    with pytest.raises(DatabaseError), transaction.atomic():
        HomeCredit.objects.filter(home_id=home).update(balance_fen=-1)
    assert said(refund, RefundStanding.DONE, on=at(9, 3)) == "refund_done"
    sound(billed)


def test_is_refused_when_the_credit_was_used_between_asking_and_approving(billed: World) -> None:
    home = billed.homes[0]
    payment_id = pay_online(billed, extra=3000)
    refund_id = ask(billed, payment_id, "30.00", bills=[], on=at(8, 9))
    billed.give_back(home, "10.00", on=at(8, 9))
    before = Entry.objects.count()
    with pytest.raises(RefundShort, match=r"10\.00"), transaction.atomic():
        approve(billed, refund_id, on=at(8, 10))
    refund = Refund.objects.get(id=refund_id)
    assert (refund.state, refund.stage, Entry.objects.count()) == ("asked", "", before)
    assert Payment.objects.get(id=payment_id).reserved_fen == 0
    sound(billed)


def test_is_refused_at_once_when_what_was_chosen_holds_too_little(billed: World) -> None:
    july, _ = billed.bills(billed.homes[0])
    payment_id = pay_online(billed)
    with pytest.raises(RefundShort), transaction.atomic():
        ask(billed, payment_id, "18.39", bills=[july.id], on=at(8, 9))
    assert not Refund.objects.exists()


def test_what_failed_pays_again_what_it_had_paid(billed: World) -> None:
    home = billed.homes[0]
    payment_id = pay_online(billed)
    bills = [bill.id for bill in billed.bills(home)]
    refund = approve(billed, ask(billed, payment_id, "70.19", bills=bills, on=at(8, 9)), on=at(8, 10))
    assert [bill.paid_fen for bill in billed.bills(home)] == [0, 0]
    assert said(refund, RefundStanding.CLOSED, on=at(8, 12)) == "refund_failed"
    assert [bill.paid_fen for bill in billed.bills(home)] == [1838, 5181]
    assert (billed.credit(home), journal(billed.estate_id, SUSPENSE)) == (0, 0)
    assert Payment.objects.get(id=payment_id).reserved_fen == 0
    assert said(refund, RefundStanding.DONE, on=at(8, 13)) == "refund_conflict"
    again = approve(billed, ask(billed, payment_id, "51.81", bills=bills, on=at(8, 14)), on=at(8, 15))
    assert said(again, RefundStanding.DONE, on=at(8, 15)) == "refund_done"
    assert [bill.paid_fen for bill in billed.bills(home)] == [1838, 0]
    sound(billed)


def test_a_bill_that_is_credited_first_stays_settled_and_its_money_goes_back(billed: World) -> None:
    home = billed.homes[0]
    august = billed.bills(home)[1]
    payment_id = pay_online(billed)
    billed.credit_note(august.id, "51.81", on=at(8, 8))
    refund = approve(billed, ask(billed, payment_id, "51.81", bills=[], on=at(8, 9)), on=at(8, 10))
    said(refund, RefundStanding.DONE, on=at(8, 10))
    bill = billed.bills(home)[1]
    assert (bill.paid_fen, bill.credited_fen, billed.credit(home)) == (0, 5181, 0)
    sound(billed)


def test_a_month_that_is_closed_stays_as_it_was_read(billed: World) -> None:
    home = billed.homes[0]
    payment_id = pay_online(billed, on=at(8, 3))
    bills = [bill.id for bill in billed.bills(home)]
    refund = approve(billed, ask(billed, payment_id, "51.81", bills=bills, on=at(8, 29)), on=at(8, 30))
    for month in (JULY, AUGUST):
        ledger_acts.close_month(actor=billed.manager, estate_id=billed.estate_id, month=month, at=at(9, 2))
    told = ToldRefund(
        refund.number, RefundStanding.DONE, refund.order_number, refund.transaction, "1", 5181, done_at=at(8, 31)
    )
    refunds.settle_refund(channel="wechat", told=told, seen_via="query", at=at(9, 3))
    refund = Refund.objects.get(id=refund.id)
    assert (refund.refunded_on, Entry.objects.get(kind="refund").posted_on) == (date(2022, 8, 31), date(2022, 9, 3))
    credits = next(
        fund
        for fund in ledger.month_books(estate_id=billed.estate_id, month=SEPTEMBER).funds
        if fund.fund is Fund.CREDITS
    )
    assert (credits.opening.fen, credits.expense.fen, credits.closing.fen) == (5181, 5181, 0)
    sound(billed)


def test_the_statement_tells_it_on_the_day_it_was_held_and_still_adds_up(billed: World) -> None:
    home = billed.homes[0]
    payment_id = pay_online(billed, extra=500)
    bills = [bill.id for bill in billed.bills(home)]
    refund = approve(billed, ask(billed, payment_id, "30.00", bills=bills, on=at(8, 9)), on=at(8, 10))

    def told() -> queries.Statement:
        made = queries.statement(actor=billed.finance, estate_id=billed.estate_id, home_id=home, year=2022)
        assert made.closing == made.due_now - made.credit_now
        return made

    assert [(line.kind, line.change.fen) for line in told().lines][-1] == ("refund", 3000)
    said(refund, RefundStanding.CLOSED, on=at(8, 12))
    assert [(line.kind, line.change.fen) for line in told().lines][-1] == ("refund_failed", -3000)
    refund = approve(billed, ask(billed, payment_id, "30.00", bills=bills, on=at(8, 19)), on=at(8, 20))
    said(refund, RefundStanding.DONE, on=at(8, 21))
    assert (told().given_back, told().lines[-1].number) == (Money(3000), "2022-000001")


def test_the_receipt_and_its_check_page_say_what_went_back(billed: World) -> None:
    home = billed.homes[0]
    payment_id = pay_online(billed)
    bills = [bill.id for bill in billed.bills(home)]
    reader = billed.resident(home)

    def receipt() -> payment_queries.ReceiptView:
        return payment_queries.receipt_for(actor=reader, estate_id=billed.estate_id, payment_id=payment_id)

    refund = approve(billed, ask(billed, payment_id, "20.00", bills=bills, on=at(8, 9)), on=at(8, 10))
    assert (receipt().refunding, receipt().refunded) == (Money(2000), Money(0))
    said(refund, RefundStanding.DONE, on=at(8, 11))
    assert (receipt().refunding, receipt().refunded, receipt().refunded_on) == (
        Money(0),
        Money(2000),
        date(2022, 8, 11),
    )
    public = payment_queries.receipt_by_check_code(receipt().check_code)
    assert (public.refunded, public.refunded_on, public.amount) == (Money(2000), date(2022, 8, 11), Money(7019))
    shown = queries.bills_of_payment(actor=reader, estate_id=billed.estate_id, payment_id=payment_id)
    assert Money.total(part for _, part in shown) == Money(7019)


def test_what_is_open_again_counts_below_zero_in_the_rates_of_its_day(billed: World) -> None:
    payment_id = pay_online(billed)
    bills = [bill.id for bill in billed.bills(billed.homes[0])]
    before = queries.rates(billed.estate_id, AUGUST)
    assert before.current.numerator == 5181
    approve(billed, ask(billed, payment_id, "51.81", bills=bills, on=at(9, 9)), on=at(9, 10))
    assert queries.rates(billed.estate_id, AUGUST) == before
    september = queries.rates(billed.estate_id, SEPTEMBER)
    assert (september.recovery.numerator, september.recovery.value) == (-5181, None)


def test_the_desk_may_ask_and_not_approve(billed: World) -> None:
    desk = staff(billed.estate_id, user_id=13, rights=frozenset({Right.SEE_ESTATE, Right.TAKE_CASH}))
    payment_id = pay_online(billed, extra=100)
    given = {"estate_id": billed.estate_id, "at": at(8, 9)}
    refund_id = billing.ask_refund(
        actor=desk, payment_id=payment_id, amount=Money(100), takes_credit=True, bill_ids=[], reason="多缴", **given
    )
    listed = payment_queries.refunds_for(actor=desk).rows
    assert [(row.id, row.asked.can_approve) for row in listed] == [(refund_id, False)]
    assert payment_queries.refunds_for(actor=billed.manager).rows[0].asked.can_approve
    due = refunds.due_refunds(at=at(8, 9) + timedelta(days=1))
    assert due == []


def test_the_credit_is_left_alone_where_the_asker_chose_bills_only(billed: World) -> None:
    home = billed.homes[0]
    july, august = billed.bills(home)
    payment_id = pay_online(billed, extra=1000)
    approve(billed, ask(billed, payment_id, "20.00", bills=[august.id], credit=False, on=at(8, 9)), on=at(8, 10))
    assert (billed.credit(home), [bill.paid_fen for bill in billed.bills(home)]) == (1000, [1838, 3181])
    with pytest.raises(RefundShort), transaction.atomic():
        ask(billed, payment_id, "18.39", bills=[july.id], credit=False, on=at(8, 11))
    sound(billed)


def test_what_is_heard_of_late_is_booked_on_the_channels_day_while_its_month_is_open(billed: World) -> None:
    payment_id = pay_online(billed, extra=1000)
    refund = approve(billed, ask(billed, payment_id, "10.00", bills=[], on=at(8, 29)), on=at(8, 30))
    told = ToldRefund(
        refund.number, RefundStanding.DONE, refund.order_number, refund.transaction, "1", 1000, done_at=at(8, 31)
    )
    refunds.settle_refund(channel="wechat", told=told, seen_via="bill", at=at(9, 2))
    assert Entry.objects.get(kind="refund").posted_on == date(2022, 8, 31)
    sound(billed)
