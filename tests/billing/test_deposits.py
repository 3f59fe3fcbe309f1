"""Deposits: held in a fund of their own from the day they come, never income, and settled by two people."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
from django.db import DatabaseError, transaction
from openpyxl import load_workbook

from laoyou.core.calendar import Month
from laoyou.core.decisions import AsksASecondPerson, Decision
from laoyou.core.errors import NotAllowed
from laoyou.core.money import Money
from laoyou.infra.actor import Right
from laoyou.system.billing import queries
from laoyou.system.billing.deposits import queries as deposits
from laoyou.system.billing.deposits import use_cases
from laoyou.system.billing.deposits.errors import (
    DepositAmountMissing,
    DepositNotHeld,
    KeptTooMuch,
    PurposeMissing,
    SettlementWaits,
)
from laoyou.system.billing.deposits.models import Deposit, DepositReturn
from laoyou.system.ledger import queries as ledger
from laoyou.system.ledger.rules.accounts import Fund
from laoyou.system.payments import use_cases as payments
from tests.billing.conftest import AUGUST, World, at, journal, staff
from tests.personas import City

DEPOSIT = 21


@pytest.fixture
def home(world: World) -> int:
    world.tariff("0.60")
    return world.home("86.35")


def sound(world: World) -> None:
    assert queries.proof(world.estate_id) == []
    assert ledger.proof(world.estate_id) == []


def take(world: World, home: int, yuan: str = "500.00", **changes: object) -> int:
    given = {"purpose": "厨房装修", "payer_name": "李某", "at": at(8, 3), "once": "a"} | changes
    return use_cases.take_deposit(
        actor=world.finance,
        estate_id=world.estate_id,
        home_id=home,
        amount=Money.parse(yuan),
        **given,  # type: ignore[arg-type]
    )


def settle(world: World, kept: str = "0", *, way: str = "cash", approve: bool = True) -> Decision:
    deposit = Deposit.objects.get(state="held")
    return_id = use_cases.ask_settlement(
        actor=world.finance,
        estate_id=world.estate_id,
        deposit_id=deposit.id,
        kept=Money.parse(kept),
        way=way,
        receiver="李某",
        reason="验收：楼道瓷砖破损两块",
        at=at(8, 20),
    )
    return use_cases.decide_settlement(
        actor=world.manager,
        estate_id=world.estate_id,
        return_id=return_id,
        approve=approve,
        reason="" if approve else "再验收一次",
        at=at(8, 21),
    )


def fund(world: World, name: Fund) -> object:
    books = ledger.month_books(estate_id=world.estate_id, month=AUGUST)
    return next(each for each in books.funds if each.fund is name)


def test_is_held_in_a_fund_of_its_own_and_is_neither_credit_nor_income(world: World, home: int) -> None:
    payment_id = take(world, home)
    row = Deposit.objects.get()
    assert (row.state, row.payment_id, row.taken_on) == ("held", payment_id, date(2022, 8, 3))
    assert (world.credit(home), journal(world.estate_id, DEPOSIT)) == (0, -50000)
    assert fund(world, Fund.DEPOSITS).closing == Money(50000)  # type: ignore[attr-defined]
    assert fund(world, Fund.SERVICE).income == Money(0)  # type: ignore[attr-defined]
    assert deposits.deposits_held(actor=world.finance, estate_id=world.estate_id).amount == Money(50000)
    sound(world)


def test_a_form_that_is_sent_twice_takes_it_once(world: World, home: int) -> None:
    assert take(world, home) == take(world, home)
    assert Deposit.objects.count() == 1
    assert take(world, home, once="b") != take(world, home)
    assert Deposit.objects.count() == 2
    sound(world)


def test_by_a_code_it_is_held_once_its_money_is_here(world: World, home: int) -> None:
    order = use_cases.ask_for_deposit(
        actor=world.finance,
        estate_id=world.estate_id,
        home_id=home,
        amount=Money(50000),
        purpose="装修",
        payer_name="李某",
        channel="wechat",
        at=at(8, 3),
        asks_channel=False,
    )
    assert Deposit.objects.get().state == "asked"
    for _ in range(2):
        payments.settle(
            channel="wechat",
            transaction="4200D",
            order_number=order.number,
            amount_fen=50000,
            paid_at=at(8, 3),
            seen_via="notification",
            at=at(8, 3),
        )
    assert Deposit.objects.get().state == "held"
    sound(world)


@pytest.mark.parametrize(
    ("kept", "way", "repairs", "credit"),
    [("0", "cash", 0, 0), ("120.00", "bank", -12000, 0), ("500", "cash", -50000, 0)],
)
def test_goes_back_but_for_what_is_kept_which_makes_the_repair_cheaper(
    world: World, home: int, kept: str, way: str, repairs: int, credit: int
) -> None:
    take(world, home)
    assert settle(world, kept, way=way) is Decision.APPROVED
    assert (Deposit.objects.get().state, journal(world.estate_id, DEPOSIT)) == ("settled", 0)
    service = fund(world, Fund.SERVICE)
    assert (service.income.fen, service.expense.fen) == (0, repairs)  # type: ignore[attr-defined]
    assert (fund(world, Fund.DEPOSITS).closing.fen, world.credit(home)) == (0, credit)  # type: ignore[attr-defined]
    sound(world)


def test_as_credit_it_pays_bills_and_the_statement_adds_up_all_along(world: World, home: int) -> None:
    def adds_up() -> None:
        told = queries.statement(actor=world.finance, estate_id=world.estate_id, home_id=home, year=2022)
        assert told.closing == told.due_now - told.credit_now
        assert told.opening + Money.total(line.change for line in told.lines) == told.closing

    take(world, home)
    adds_up()
    settle(world, "100.00", way="credit")
    assert world.credit(home) == 40000
    adds_up()
    world.issue(Month(2022, 9))
    assert world.credit(home) == 40000 - 5181
    adds_up()
    sound(world)


def test_cash_entered_by_mistake_never_was_a_deposit(world: World, home: int) -> None:
    payment_id = take(world, home)
    world.cancel(payment_id, on=at(8, 10))
    assert (Deposit.objects.get().state, journal(world.estate_id, DEPOSIT), world.credit(home)) == ("cancelled", 0, 0)
    told = queries.statement(actor=world.finance, estate_id=world.estate_id, home_id=home, year=2022)
    assert (told.closing, told.paid, told.left_as_deposits) == (Money(0), Money(0), Money(0))
    sound(world)


def test_a_settled_one_can_not_be_entered_by_mistake_any_more(world: World, home: int) -> None:
    payment_id = take(world, home)
    settle(world)
    with pytest.raises(DepositNotHeld), transaction.atomic():
        world.cancel(payment_id, on=at(8, 25))
    sound(world)


def test_taking_and_settling_ask_for_what_they_need_and_for_two_people(world: World, home: int) -> None:
    for wrong, refusal in (({"yuan": "0"}, DepositAmountMissing), ({"purpose": " "}, PurposeMissing)):
        with pytest.raises(refusal), transaction.atomic():
            take(world, home, **wrong)
    take(world, home)
    deposit = Deposit.objects.get()
    asking = {
        "estate_id": world.estate_id,
        "deposit_id": deposit.id,
        "way": "cash",
        "receiver": "李某",
        "reason": "验收",
        "at": at(8, 20),
    }
    with pytest.raises(KeptTooMuch):
        use_cases.ask_settlement(actor=world.finance, kept=Money(50001), **asking)
    return_id = use_cases.ask_settlement(actor=world.manager, kept=Money(0), **asking)
    with pytest.raises(SettlementWaits):
        use_cases.ask_settlement(actor=world.finance, kept=Money(0), **asking)
    deciding = {"estate_id": world.estate_id, "return_id": return_id, "approve": True, "at": at(8, 21)}
    with pytest.raises(AsksASecondPerson), transaction.atomic():
        use_cases.decide_settlement(actor=world.manager, **deciding)
    desk = staff(world.estate_id, user_id=13, rights=frozenset({Right.SEE_ESTATE, Right.TAKE_CASH}))
    with pytest.raises(NotAllowed):
        use_cases.decide_settlement(actor=desk, **deciding)
    with pytest.raises(DatabaseError), transaction.atomic():
        DepositReturn.objects.filter(id=return_id).update(back_fen=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        Deposit.objects.all().delete()
    assert settle_refused(world, return_id) is Decision.REFUSED
    assert Deposit.objects.get().state == "held"
    sound(world)


def settle_refused(world: World, return_id: int) -> Decision:
    second = staff(world.estate_id, user_id=14)
    return use_cases.decide_settlement(
        actor=second, estate_id=world.estate_id, return_id=return_id, approve=False, reason="先验收", at=at(8, 22)
    )


@pytest.mark.django_db
def test_the_desk_takes_one_and_two_people_settle_it_on_their_pages(city: City) -> None:
    desk, manager = city.signed_in("desk"), city.signed_in("manager")
    page = f"/ops/estates/{city.estate_id}/deposits"
    assert "这里没有代管的押金" in desk.get(page).content.decode()
    form = {
        "home": "3-2-501",
        "amount": "500",
        "purpose": "厨房装修",
        "payer": "李秀兰",
        "channel": "cash",
        "once": "x",
    }
    for wrong, said in (
        ({"amount": "x"}, "不是金额"),
        ({"purpose": ""}, "请写明押金用途"),
        ({"home": "9-9"}, "3-2-501"),
    ):
        answer = desk.post(f"{page}/take", form | wrong)
        assert answer.status_code == 422
        assert said in answer.content.decode()
    taken = desk.post(f"{page}/take", form)
    assert taken.status_code == 302
    shown = desk.get(taken["Location"]).content.decode()
    assert "押金：厨房装修" in shown
    assert "该户的预存款" not in shown
    assert desk.get(f"{taken['Location']}/receipt.pdf").status_code == 200
    listed = desk.get(page).content.decode()
    settle_page = re.search(r'action="([^"]+/settle)"', listed)
    assert settle_page is not None
    answer = desk.post(settle_page[1], {"kept": "600", "way": "cash", "receiver": "李秀兰", "reason": "破损"})
    assert (answer.status_code, "最多扣留押金本身" in answer.content.decode()) == (422, True)
    desk.post(settle_page[1], {"kept": "120", "way": "cash", "receiver": "李秀兰", "reason": "瓷砖破损两块"})
    waiting = manager.get(f"{page}?state=waits").content.decode()
    assert "扣留 ¥120.00 用于修复" in waiting
    decision = re.search(r'action="([^"]+/settlements/\d+)"', waiting)
    assert decision is not None
    manager.post(decision[1], {"decision": "approve"})
    assert "瓷砖破损两块" in manager.get(f"{page}?state=settled").content.decode()
    rows = list(load_workbook(io.BytesIO(b"".join(desk.get(f"{page}.xlsx")))).active.values)
    assert rows[1][2:9] == (500, "已结清", rows[1][4], rows[1][5], 380, 120, "瓷砖破损两块")
    year = rows[1][4].year
    assert "交押金" in city.signed_in("owner").get(f"/statement/?year={year}").content.decode()
