"""The first page, and the choice between homes."""

from __future__ import annotations

import pytest

from laoyou.core.calendar import Month
from laoyou.infra import scope
from laoyou.platforms import shown_rates
from laoyou.system.billing import queries as billing
from laoyou.system.ledger import use_cases as ledger
from laoyou.system.people import use_cases as people
from laoyou.system.places.models import Estate
from tests.personas import AUTHOR, STARTS_ON, TODAY, City
from tests.resident.world import bill, open_bills, pay_cash, text

pytestmark = pytest.mark.django_db


def test_says_the_sum_first_and_then_how_it_was_computed(city: City) -> None:
    bill(city, 8)
    shown = text(city.signed_in("owner").get("/"))
    assert "2022年8月应缴 ¥ 51.81 去缴费 物业服务费 86.35 m² × 0.60" in shown
    assert "其中 ¥51.81 已过缴费日" in shown


def test_sums_several_bills_and_names_their_months(city: City) -> None:
    bill(city, 7, 8, 9)
    shown = text(city.signed_in("owner").get("/"))
    assert "应缴，共 3 张账单 ¥ 122.00 全部缴清 2022年7月至2022年9月：¥18.38 + 2 × ¥51.81" in shown


def test_says_that_nothing_is_owed_and_up_to_when(city: City) -> None:
    bill(city, 7)
    pay_cash(city, "18.38", open_bills(city)[0].id)
    shown = text(city.signed_in("owner").get("/"))
    assert "没有要缴的费用 到 2022年7月的费用都缴清了。" in shown
    assert "去缴费" not in shown


def test_says_before_the_first_bill_that_there_was_none(city: City) -> None:
    assert "这里还没有您的账单" in text(city.signed_in("owner").get("/"))


def test_shows_what_was_paid_beyond_the_bills_as_credit(city: City) -> None:
    bill(city, 7)
    pay_cash(city, "100", open_bills(city)[0].id)
    shown = text(city.signed_in("owner").get("/"))
    assert "预存款 ¥81.62" in shown
    assert "2022年12月5日 现金 ¥100.00" in shown


def test_calls_the_duty_telephone_of_the_estate_and_shows_no_call_without_one(city: City) -> None:
    assert "tel:" not in city.signed_in("owner").get("/").content.decode()
    Estate.objects.filter(id=city.estate_id).update(telephone="0771-5500110")
    page = city.signed_in("owner").get("/").content.decode()
    assert '<a class="call" href="tel:0771-5500110">' in page


def test_says_who_serves_under_which_mandate_at_which_price(city: City) -> None:
    shown = text(city.signed_in("owner").get("/"))
    assert "受津头街道办事处委托，文号 津街委〔2022〕7号 2022年7月21日至2042年7月20日" in shown
    assert "物业服务费 每平方米每月 0.60 元" in shown


def test_shows_the_newest_published_month_of_the_books(city: City) -> None:
    bill(city, 7)
    pay_cash(city, "18.38", open_bills(city)[0].id, on=TODAY.replace(month=7, day=25))
    assert "账目每月公示一次" in text(city.signed_in("owner").get("/"))
    month, finance = Month(2022, 7), city.actor("finance")
    ledger.close_month(actor=finance, estate_id=city.estate_id, month=month, at=TODAY)
    with scope.estate(city.estate_id):
        rates = shown_rates.in_numbers(billing.rates(city.estate_id, month))
    ledger.publish_month(actor=finance, estate_id=city.estate_id, month=month, rates=rates, at=TODAY)
    answer = city.signed_in("owner").get("/")
    assert "账目公开 2022年7月 当期收缴率" in text(answer)
    assert "收入 ¥18.38 支出 ¥0.00 结余 ¥18.38" in text(answer)
    assert f'max="1000" value="{round(1838 / (1838 + 1535) * 1000)}"' in answer.content.decode()


def test_who_acts_for_another_sees_it_on_every_page(city: City) -> None:
    client = city.signed_in("relative")
    for address in ("/", "/pay/", "/me/", "/bills/", "/receipts/", "/statement/"):
        assert "您正在替 周** 办理" in text(client.get(address))
    assert "您正在替" not in text(city.signed_in("elder").get("/"))


def test_one_of_several_homes_is_taken_in_hand_and_the_others_stay_in_sight(city: City) -> None:
    people.bind_person(
        actor=AUTHOR,
        estate_id=city.estate_id,
        home_id=city.homes["elder"],
        person_id=city.persons["owner"],
        role="resident",
        share_parts=1,
        share_whole=1,
        starts_on=STARTS_ON,
        at=TODAY,
    )
    bill(city, 8)
    client = city.signed_in("owner")
    assert "您的其他房屋还有 ¥43.26 要缴" in text(client.get("/"))
    listed = text(client.get("/homes/"))
    assert "3栋2单元501 秀山花园 ¥51.81" in listed
    assert "3栋2单元502 秀山花园 ¥43.26" in listed
    answer = client.post("/homes/", {"home": f"{city.estate_id}-{city.homes['elder']}"})
    assert answer.headers["Location"] == "/"
    assert "2022年8月应缴 ¥ 43.26" in text(client.get("/"))


@pytest.mark.parametrize("home", ["", "1", "1-2-3", "x-y", "999999-1", "-1--1", "1-1' OR 1=1"])
def test_a_home_that_is_not_theirs_is_no_home(city: City, home: str) -> None:
    assert city.signed_in("owner").post("/homes/", {"home": home}).status_code == 404


def test_the_home_in_hand_is_let_go_when_it_is_no_longer_theirs(city: City) -> None:
    client = city.signed_in("relative")
    client.post("/homes/", {"home": f"{city.estate_id}-{city.homes['elder']}"})
    people.revoke_delegation(
        actor=city.actor("elder"), estate_id=city.estate_id, delegation_id=city.delegation_id, at=TODAY
    )
    assert "这个号码还没有登记房屋" in text(client.get("/"))
