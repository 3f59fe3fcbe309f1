"""A home changes hands, is let, is shared: each sees the bills and receipts of their own time there, and owes those."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from laoyou.core.errors import NotFound
from laoyou.core.money import Money
from laoyou.infra import clock, scope
from laoyou.infra.actor import Actor
from laoyou.system.billing import queries as billing
from laoyou.system.billing import use_cases as billing_acts
from laoyou.system.billing.models import Bill
from laoyou.system.payments import queries as payments
from laoyou.system.payments import use_cases as payment_acts
from laoyou.system.people import use_cases as people
from tests.personas import AUTHOR, TODAY, City, sign_in_by_code
from tests.resident.world import bill, credit_note, pay_cash, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("gateways")]
SOLD_ON = date(2022, 11, 15)
REASON = "李秀兰长期住院，协商减免"


@dataclass
class Sold:
    """The owners' home, billed from July on, sold in the middle of November by both of them to Wei."""

    city: City
    bills: dict[int, int]
    receipts: dict[int, int]

    @property
    def home(self) -> dict[str, int]:
        return {"estate_id": self.city.estate_id, "home_id": self.city.homes["owner"]}

    def actor(self) -> Actor:
        return self.city.actor("buyer")

    def client(self) -> Client:
        return self.city.signed_in("buyer")


def newcomer(city: City, name: str, telephone: str, role: str, starts_on: date) -> int:
    """Enter a person and bind them to the owners' home; return their sign-in."""
    person_id = people.add_person(actor=AUTHOR, estate_id=city.estate_id, name=name, telephone=telephone, at=TODAY)
    people.bind_person(
        actor=AUTHOR,
        estate_id=city.estate_id,
        home_id=city.homes["owner"],
        person_id=person_id,
        role=role,
        starts_on=starts_on,
        at=TODAY,
    )
    return sign_in_by_code(telephone, TODAY)


def bills_by_month(city: City) -> dict[int, int]:
    with scope.estate(city.estate_id):
        return {row.month.month: row.id for row in Bill.objects.filter(home_id=city.homes["owner"])}


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: TODAY)


@pytest.fixture
def sold(city: City) -> Sold:
    """July and August are paid by the sellers, and August was corrected; September to November they still owe.

    They also left a credit of 20.00. December and the last 10.00 of an arrears payment are of the buyer's time.
    """
    bill(city, 7, 8)
    bills = bills_by_month(city)
    receipts = {7: pay_cash(city, "38.38", bills[7], on=datetime(2022, 8, 5, 2, tzinfo=UTC))}
    credit_note(city, "10.00", bills[8], reason=REASON, on=datetime(2022, 8, 20, 2, tzinfo=UTC))
    receipts[8] = pay_cash(city, "41.81", bills[8], on=datetime(2022, 8, 25, 2, tzinfo=UTC))
    for held in (city.bonds["owner"], city.bonds["co_owner"]):
        people.end_bond(actor=AUTHOR, estate_id=city.estate_id, bond_id=held, ends_before=SOLD_ON, at=TODAY)
    city.users["buyer"] = newcomer(city, "韦新业", "17000000031", "owner", SOLD_ON)
    return Sold(city, bills, receipts)


def test_a_buyer_sees_no_bill_receipt_or_reason_of_the_sellers(sold: Sold) -> None:
    client = sold.client()
    for page in ("/", "/pay/", "/bills/", "/receipts/", "/statement/"):
        shown = text(client.get(page))
        assert "18.38" not in shown, page
        assert "51.81" not in shown, page
        assert "41.81" not in shown, page
        assert REASON not in shown, page
    estate = sold.city.estate_id
    for month in (7, 8):
        assert client.get(f"/bills/{estate}/{sold.bills[month]}/").status_code == 404
        assert client.get(f"/receipts/{estate}/{sold.receipts[month]}/").status_code == 404
        assert client.get(f"/receipts/{estate}/{sold.receipts[month]}/receipt.pdf").status_code == 404


def test_a_buyer_does_not_owe_what_the_sellers_left_open(sold: Sold) -> None:
    bill(sold.city, 9, 10, 11, 12)
    actor, bills = sold.actor(), bills_by_month(sold.city)
    with scope.of_actor(actor):
        assert [str(one.month) for one in billing.open_bills(actor=actor, **sold.home)] == ["2022-12"]
        due = billing.household_due(actor)[0]
    assert (due.bills, due.due, str(due.oldest_month)) == (1, Money(5181), "2022-12")
    shown = text(sold.client().get("/"))
    assert "51.81" in shown
    assert "155.43" not in shown
    with pytest.raises(NotFound):
        billing_acts.start_payment(actor=actor, **sold.home, bill_ids=[bills[11]], channel="wechat", at=TODAY)


def test_the_month_of_the_sale_is_the_sellers_and_a_sale_on_the_first_makes_it_the_buyers(city: City) -> None:
    bill(city, 11)
    for held in (city.bonds["owner"], city.bonds["co_owner"]):
        people.end_bond(actor=AUTHOR, estate_id=city.estate_id, bond_id=held, ends_before=date(2022, 11, 1), at=TODAY)
    city.users["buyer"] = newcomer(city, "韦新业", "17000000031", "owner", date(2022, 11, 1))
    actor = city.actor("buyer")
    with scope.of_actor(actor):
        assert billing.household_due(actor)[0].due == Money(5181)


def test_a_payment_of_the_sellers_debts_after_the_sale_is_not_shown_to_the_buyer(sold: Sold) -> None:
    bill(sold.city, 9, 12)
    bills = bills_by_month(sold.city)
    payment_id = pay_cash(sold.city, "51.81", bills[9], on=datetime(2022, 12, 6, 2, tzinfo=UTC))
    mixed = pay_cash(sold.city, "30.00", bills[12], on=datetime(2022, 12, 7, 2, tzinfo=UTC))
    actor, client = sold.actor(), sold.client()
    with scope.of_actor(actor):
        shown = billing.receipts_of_home(actor=actor, **sold.home)
        assert [receipt.payment_id for receipt in shown] == [mixed]
    estate = sold.city.estate_id
    assert client.get(f"/receipts/{estate}/{payment_id}/").status_code == 404
    assert client.get(f"/receipts/{estate}/{payment_id}/receipt.pdf").status_code == 404
    assert client.get(f"/receipts/{estate}/{mixed}/").status_code == 200


def test_the_buyers_statement_has_nothing_of_the_sellers_credit_and_adds_up(sold: Sold) -> None:
    bill(sold.city, 12)
    bills = bills_by_month(sold.city)
    # The sellers' 20.00 have paid nothing of December; the buyer pays 60.00, of which 8.19 is credit.
    pay_cash(sold.city, "60.00", bills[12], on=datetime(2022, 12, 6, 2, tzinfo=UTC))
    actor = sold.actor()
    with scope.of_actor(actor):
        told = billing.statement(actor=actor, **sold.home, year=2022)
    assert [(line.kind, line.change.fen) for line in told.lines] == [
        ("bill", 5181),
        ("payment", -6000),
    ]
    assert (told.closing.fen, told.due_now.fen, told.credit_now.fen) == (-819, 0, 819)
    shown = text(sold.client().get("/"))
    assert "8.19" in shown
    assert "28.19" not in shown


def test_who_has_sold_no_longer_has_the_home(sold: Sold) -> None:
    seller = sold.city.actor("owner")
    assert not seller.homes
    with pytest.raises(NotFound):
        payments.receipts_of_home(actor=seller, **sold.home)


def test_joint_owners_see_the_same_and_one_who_joins_later_sees_and_owes_from_then_on(city: City) -> None:
    bill(city, 7, 8)
    people.end_bond(
        actor=AUTHOR, estate_id=city.estate_id, bond_id=city.bonds["co_owner"], ends_before=SOLD_ON, at=TODAY
    )
    person_id = people.add_person(
        actor=AUTHOR, estate_id=city.estate_id, name="韦新业", telephone="17000000031", at=TODAY
    )
    people.bind_person(
        actor=AUTHOR,
        estate_id=city.estate_id,
        home_id=city.homes["owner"],
        person_id=person_id,
        role="owner",
        share_parts=1,
        share_whole=2,
        starts_on=SOLD_ON,
        at=TODAY,
    )
    city.users["joined"] = sign_in_by_code("17000000031", TODAY)
    bill(city, 12)
    seen = {}
    for who in ("owner", "joined"):
        actor = city.actor(who)
        with scope.of_actor(actor):
            seen[who] = [
                str(one.month)
                for one in billing.open_bills(actor=actor, estate_id=city.estate_id, home_id=city.homes["owner"])
            ]
    assert seen == {"owner": ["2022-07", "2022-08", "2022-12"], "joined": ["2022-12"]}


def test_a_tenant_sees_and_pays_the_bills_of_the_tenancy_but_neither_credit_nor_statement(city: City) -> None:
    bill(city, 7, 8)
    bills = bills_by_month(city)
    paid_by_owner = pay_cash(city, "60.00", bills[7], on=datetime(2022, 9, 10, 2, tzinfo=UTC))
    tenant = newcomer(city, "覃租客", "17000000032", "tenant", date(2022, 9, 1))
    city.users["lodger"] = tenant
    bill(city, 9)
    paid_too = pay_cash(city, "30.00", bills_by_month(city)[9], on=datetime(2022, 9, 20, 2, tzinfo=UTC))
    actor, client = city.actor("lodger"), city.signed_in("lodger")
    home = {"estate_id": city.estate_id, "home_id": city.homes["owner"]}
    with scope.of_actor(actor):
        assert [str(one.month) for one in billing.bills_of_home(actor=actor, **home).rows] == ["2022-09"]
        assert billing.credit_of_home(actor=actor, **home) == Money(0)
        assert billing.household_due(actor)[0].credit == Money(0)
        assert billing.receipts_of_home(actor=actor, **home) == []
    assert client.get("/statement/").status_code == 404
    assert 'href="/statement/"' not in client.get("/pay/").content.decode()
    for payment_id in (paid_by_owner, paid_too):
        assert client.get(f"/receipts/{city.estate_id}/{payment_id}/").status_code == 404
    story = client.get(f"/bills/{city.estate_id}/{bills_by_month(city)[9]}/").content.decode()
    assert "已缴 ¥" in story
    assert "/receipts/" not in story


def test_a_tenant_reads_the_receipt_of_what_they_paid_themselves(city: City) -> None:
    city.users["lodger"] = newcomer(city, "覃租客", "17000000032", "tenant", date(2022, 9, 1))
    bill(city, 9)
    home = {"estate_id": city.estate_id, "home_id": city.homes["owner"]}
    actor = city.actor("lodger")
    order = billing_acts.start_payment(
        actor=actor, **home, bill_ids=[bills_by_month(city)[9]], channel="wechat", at=TODAY
    )
    payment_acts.settle(
        channel="wechat",
        transaction="4200009999",
        order_number=order.number,
        amount_fen=5181,
        paid_at=TODAY,
        seen_via="notification",
        at=TODAY,
    )
    with scope.of_actor(actor):
        (receipt,) = billing.receipts_of_home(actor=actor, **home)
    shown = city.signed_in("lodger").get(f"/receipts/{city.estate_id}/{receipt.payment_id}/")
    assert receipt.number in shown.content.decode()


def test_a_relative_sees_what_the_one_they_act_for_sees(sold: Sold, city: City) -> None:
    people.delegate(
        actor=AUTHOR,
        estate_id=city.estate_id,
        person_id=next(iter(sold.actor().person_ids.values())),
        telephone="17000000033",
        name="韦小业",
        relation="儿子",
        at=TODAY,
    )
    city.users["son"] = sign_in_by_code("17000000033", TODAY)
    bill(city, 9, 12)
    son, buyer = city.actor("son"), sold.actor()
    assert son.homes == buyer.homes
    with scope.of_actor(son):
        assert [str(one.month) for one in billing.open_bills(actor=son, **sold.home)] == ["2022-12"]


def test_everybody_who_was_in_the_records_from_the_beginning_sees_bills_from_the_beginning(city: City) -> None:
    """The ledger is taken over days after the mandate began: the first owners known answer for the days before."""
    bill(city, 7)
    for who in ("owner", "co_owner", "tenant"):
        actor = city.actor(who)
        with scope.of_actor(actor):
            assert billing.household_due(actor)[0].due == Money(1838), who
