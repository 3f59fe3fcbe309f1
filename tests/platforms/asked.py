"""What is asked for in the tests of what waits: each function asks in one way, and returns the request."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from laoyou.core.calendar import city_day
from laoyou.core.money import Money
from laoyou.demo.city.drawings import voucher_picture
from laoyou.infra import files, scope
from laoyou.system.billing import queries as billing_queries
from laoyou.system.billing import use_cases as billing
from laoyou.system.billing.arrears import use_cases as arrears
from laoyou.system.billing.endings import use_cases as endings
from laoyou.system.ledger import use_cases as ledger
from laoyou.system.ledger.rules.accounts import Account, Fund
from laoyou.system.mandates import use_cases as mandates
from laoyou.system.payments import queries as payments_queries
from laoyou.system.payments import use_cases as payments
from laoyou.system.payments.refunds import use_cases as refunds
from laoyou.system.payments.rules import numbers
from laoyou.system.payments.use_cases import OrderLineRequest
from tests.personas import TODAY, City, kept_paper
from tests.resident.world import bill, open_bills, pay_cash


def expense(city: City, by: str = "finance") -> int:
    actor = city.actor(by)
    picture = voucher_picture(title="水泵", payee="维修部", day="2022年12月20日", amount="120.00", number=1)
    with scope.estate(city.estate_id):
        file_id = files.store(
            estate_id=city.estate_id,
            name="voucher.jpg",
            content=picture,
            purpose="voucher",
            actor=actor,
            at=TODAY,
        )
    return ledger.record_expense(
        actor=actor,
        estate_id=city.estate_id,
        fund=Fund.SERVICE,
        account=Account.REPAIRS,
        amount=Money(12000),
        spent_on=date(2022, 12, 20),
        payee="维修部",
        text="水泵换轴承",
        file_ids=[file_id],
        at=TODAY,
    )


def credit_note(city: City) -> int:
    bill(city, 8)
    return billing.ask_credit_note(
        actor=city.actor("finance"),
        estate_id=city.estate_id,
        bill_id=open_bills(city)[0].id,
        amount=Money(600),
        reason="停水三天",
        at=TODAY,
    )


def waiver(city: City) -> int:
    return billing.ask_waiver(
        actor=city.actor("desk"),
        estate_id=city.estate_id,
        home_id=city.homes["elder"],
        kind="vacancy",
        percent=30,
        reason="空置半年",
        starts_on=date(2023, 1, 1),
        ends_before=date(2023, 7, 1),
        at=TODAY,
    )


def plan(city: City) -> int:
    bill(city, 7, 8)
    return arrears.ask_plan(
        actor=city.actor("owner"),
        estate_id=city.estate_id,
        home_id=city.homes["owner"],
        parts=2,
        first_on=date(2023, 1, 10),
        reason="分月交",
        at=TODAY,
    )


def write_off(city: City) -> int:
    bill(city, 7)
    with scope.estate(city.estate_id):
        found = billing_queries.open_bills(
            actor=city.actor("finance"), estate_id=city.estate_id, home_id=city.homes["elder"]
        )
    return arrears.ask_write_off(
        actor=city.actor("finance"),
        estate_id=city.estate_id,
        home_id=city.homes["elder"],
        bill_ids=[one.id for one in found],
        reason="已注销",
        document_id=kept_paper(city.estate_id, city.actor("finance")),
        at=TODAY,
    )


def ending(city: City) -> int:
    pay_cash(city, "30")
    return endings.ask_ending(
        actor=city.actor("finance"),
        estate_id=city.estate_id,
        mandate_id=city.mandate_id,
        ends_before=city_day(TODAY),
        with_deposits=True,
        reason="街道另有安排",
        at=TODAY,
    )


def give_back(city: City) -> int:
    pay_cash(city, "30")
    return billing.ask_give_back(
        actor=city.actor("desk"),
        estate_id=city.estate_id,
        home_id=city.homes["owner"],
        amount=Money(3000),
        way="cash",
        receiver="李秀兰",
        reason="房屋出售",
        at=TODAY,
    )


def in_suspense(city: City) -> int:
    """Let money come that fits no order, and return the payment."""
    payments.settle(
        channel="wechat",
        transaction="4200000099",
        order_number=numbers.order_number(estate_id=city.estate_id, day=city_day(TODAY), tail="7QK4M2ZP9T"),
        amount_fen=5181,
        paid_at=TODAY,
        seen_via="notification",
        at=TODAY,
    )
    with scope.estate(city.estate_id):
        (row,) = payments_queries.suspense_for(actor=city.actor("finance"))
    return int(row.id)


def refund(city: City) -> int:
    bill(city, 8)
    bill_id = open_bills(city)[0].id
    order = payments.open_order(
        actor=city.actor("owner"),
        estate_id=city.estate_id,
        home_id=city.homes["owner"],
        channel="wechat",
        lines=[OrderLineRequest("bill", bill_id, 5181)],
        payer_name="李秀兰",
        at=TODAY,
        asks_channel=False,
    )
    payments.settle(
        channel="wechat",
        transaction="4200000097",
        order_number=order.number,
        amount_fen=5181,
        paid_at=TODAY,
        seen_via="notification",
        at=TODAY,
    )
    finance = city.actor("finance")
    with scope.estate(city.estate_id):
        (row,) = payments_queries.payments_for(actor=finance, estate_id=city.estate_id).rows
    return billing.ask_refund(
        actor=finance,
        estate_id=city.estate_id,
        payment_id=row.id,
        amount=Money(5181),
        takes_credit=False,
        bill_ids=[bill_id],
        reason="多缴了",
        at=TODAY,
    )


def refund_of_suspense(city: City) -> int:
    return refunds.ask_refund(
        actor=city.actor("finance"),
        estate_id=city.estate_id,
        payment_id=in_suspense(city),
        amount=Money(5181),
        reason="付错了商户",
        at=TODAY,
    )


def assignment(city: City) -> int:
    payment_id = in_suspense(city)
    return payments.ask_assignment(
        actor=city.actor("finance"),
        held_in=city.estate_id,
        payment_id=payment_id,
        estate_id=city.estate_id,
        home_id=city.homes["owner"],
        reason="备注写了房号",
        at=TODAY,
    )


def cancellation(city: City) -> int:
    payment_id = pay_cash(city, "20", home="elder")
    return payments.ask_cancellation(
        actor=city.actor("desk"), estate_id=city.estate_id, payment_id=payment_id, reason="录了两遍", at=TODAY
    )


def mandate(city: City) -> int:
    """Draft what follows the mandate in force, with paper and price."""
    manager = city.actor("manager")
    mandate_id = mandates.draft_mandate(
        actor=manager,
        estate_id=city.estate_id,
        principal_id=city.organisations["street"],
        company_id=city.organisations["company"],
        contract_basis="street_office",
        fee_mode="lump_sum",
        document_number="津街委〔2042〕1号",
        scope_text="保洁",
        starts_on=date(2042, 7, 21),
        ends_before=date(2043, 7, 21),
        at=TODAY,
    )
    mandates.attach_document(
        actor=manager,
        estate_id=city.estate_id,
        mandate_id=mandate_id,
        file_id=kept_paper(city.estate_id, manager),
        at=TODAY,
    )
    mandates.set_tariff(
        actor=manager,
        estate_id=city.estate_id,
        mandate_id=mandate_id,
        item="service",
        name="物业服务费",
        method="by_area",
        rate=Decimal("0.70"),
        fund="service",
        starts_on=date(2042, 7, 21),
        at=TODAY,
    )
    return mandate_id
