"""What lies on the desks of the first estate for a second person when one comes in: asked for, and decided by nobody.

Everything here is of January: it moves none of the bills, rates and books of 2022.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from laoyou.core.area import Area
from laoyou.core.money import Money
from laoyou.demo.city.cast import Cast
from laoyou.demo.city.drawings import voucher_picture
from laoyou.demo.city.personas import ELDER_HOME, OWNER_HOME
from laoyou.demo.city.story import moment
from laoyou.infra import files, scope
from laoyou.system.billing import queries as billing
from laoyou.system.billing import use_cases as billing_acts
from laoyou.system.ledger import use_cases as ledger_acts
from laoyou.system.ledger.rules.accounts import Account, Fund
from laoyou.system.payments import queries as payments
from laoyou.system.payments import use_cases as payment_acts
from laoyou.system.places import queries as places

PAID, PAYEE, FOR = "1260.00", "水电维修部", "9 栋更换水表井盖 6 个"
A_FEW = 4
FROM_HERE = 200
"""The place in the list of homes from which these stories look for one that fits."""


def tell(cast: Cast, estate_id: int) -> None:
    named = {cast.home_called(estate_id, label) for label in (OWNER_HOME, ELDER_HOME)}
    homes = [home for home in cast.homes(estate_id)[FROM_HERE:] if home not in named]
    with scope.estate(estate_id):  # one commit for all of it
        _record_an_expense(cast, estate_id)
        _enter_cash_twice(cast, estate_id, homes)
        _ask_for_a_credit_note(cast, estate_id, homes)
        _say_whose_money_it_is(cast, estate_id, homes)


def _record_an_expense(cast: Cast, estate_id: int) -> None:
    at = moment(date(2023, 1, 4), 16, 20)
    finance = cast.on("finance", at)
    picture = voucher_picture(title=FOR, payee=PAYEE, day="2023年1月4日", amount=PAID, number=estate_id * 10_000 + 2301)
    file_id = files.store(
        estate_id=estate_id, name="voucher.jpg", content=picture, purpose="voucher", actor=finance, at=at
    )
    ledger_acts.record_expense(
        actor=finance,
        estate_id=estate_id,
        fund=Fund.SERVICE,
        account=Account.REPAIRS,
        amount=Money.parse(PAID),
        spent_on=at.date(),
        payee=PAYEE,
        text=FOR,
        file_ids=[file_id],
        at=at,
    )


def _enter_cash_twice(cast: Cast, estate_id: int, homes: Sequence[int]) -> None:
    """The desk takes cash for what a home owes and enters it a second time: the first is right, the second is to go."""
    at = moment(date(2023, 1, 4), 10, 5)
    desk = cast.on("desk", at)
    home_id, bills = _owing(cast, estate_id, homes)
    for entered_at, bill_ids in ((at, [bill.id for bill in bills]), (at + timedelta(minutes=7), [])):
        payment_id = billing_acts.take_cash(
            actor=desk,
            estate_id=estate_id,
            home_id=home_id,
            bill_ids=bill_ids,
            received=Money.total(bill.open for bill in bills),
            payer_name="",
            at=entered_at,
        )
    payment_acts.ask_cancellation(
        actor=desk,
        estate_id=estate_id,
        payment_id=payment_id,
        reason="同一笔现金录了两遍，抽屉里只多一份钱",
        at=at + timedelta(minutes=20),
    )


def _ask_for_a_credit_note(cast: Cast, estate_id: int, homes: Sequence[int]) -> None:
    at = moment(date(2023, 1, 4), 14, 30)
    _, bills = _owing(cast, estate_id, homes)
    billing_acts.ask_credit_note(
        actor=cast.on("finance", at),
        estate_id=estate_id,
        bill_id=bills[-1].id,
        amount=Money.parse("6.00"),
        reason="那个月爆管停水三天，议事会同意减收",
        at=at,
    )


def _say_whose_money_it_is(cast: Cast, estate_id: int, homes: Sequence[int]) -> None:
    """Finance has found whose the money without an order is: for three months of a home of 86.35 m²."""
    at = moment(date(2023, 1, 5), 9, 15)
    finance = cast.on("finance", at)
    (waiting,) = (row for row in payments.suspense_for(actor=finance) if row.estate_id == estate_id)
    home_id = next(
        home
        for home in homes
        if places.home_for(actor=finance, estate_id=estate_id, home_id=home).area == Area(8635)
        and len(billing.open_bills(actor=finance, estate_id=estate_id, home_id=home)) >= 3
    )
    payment_acts.ask_assignment(
        actor=finance,
        held_in=estate_id,
        payment_id=waiting.id,
        estate_id=estate_id,
        home_id=home_id,
        reason="付款备注写了房号，业主来电说是三个月的物业费",
        at=at,
    )


def _owing(cast: Cast, estate_id: int, homes: Sequence[int]) -> tuple[int, list[billing.BillView]]:
    """Return the next home that owes a few months, with its bills."""
    desk = cast.on("desk", moment(date(2023, 1, 4), 9))
    for home_id in homes:
        bills = billing.open_bills(actor=desk, estate_id=estate_id, home_id=home_id)
        if 0 < len(bills) <= A_FEW:
            return home_id, bills
    raise LookupError("no home owes so little")
