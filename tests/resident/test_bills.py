"""All bills, one bill's story, the statement of a year, the receipts."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from laoyou.system.billing import use_cases as billing
from tests.personas import City
from tests.resident.world import bill, credit_note, open_bills, pay_cash, text

pytestmark = pytest.mark.django_db


def test_lists_paid_and_open_bills_the_newest_first_and_more_on_request(city: City) -> None:
    bill(city, *range(7, 13))
    bill(city, *range(1, 9), year=2023)
    client = city.signed_in("owner")
    first = client.get("/bills/")
    assert text(first).index("2023年8月 物业服务费") < text(first).index("2022年9月 物业服务费")
    assert "还有 2 张，查看更多" in text(first)
    more = client.get("/bills/", {"page": "2"}, headers={"HX-Request": "true"}).content.decode()
    assert more.count("weui-cell_access") == 2
    assert "<html" not in more


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", "²", ""])
def test_nonsense_as_a_page_number_does_no_harm(city: City, page: str) -> None:
    bill(city, 7)
    assert city.signed_in("owner").get("/bills/", {"page": page}).status_code == 200


def test_says_that_there_is_no_bill_and_no_receipt_yet(city: City) -> None:
    client = city.signed_in("owner")
    assert "还没有账单" in text(client.get("/bills/"))
    assert "还没有收据" in text(client.get("/receipts/"))


def test_a_bill_tells_its_whole_story(city: City) -> None:
    bill(city, 8)
    only = open_bills(city)[0]
    credit_note(city, "1.81", only.id, reason="面积 <录错>", on=datetime(2022, 8, 5, 2, tzinfo=UTC))
    pay_cash(city, "20", only.id)
    answer = city.signed_in("owner").get(f"/bills/{city.estate_id}/{only.id}/")
    shown = text(answer)
    assert "2022年8月 · 物业服务费 ¥ 51.81" in shown
    assert "还差 ¥30.00" in shown
    assert "面积 86.35 m² 单价 每平方米每月 0.60 元 服务天数 31 天（当月 31 天）" in shown
    assert "更正 −¥1.81 已缴 −¥20.00 还要缴 ¥30.00" in shown
    assert "2022年8月5日 更正减去 ¥1.81：面积 &lt;录错&gt;" in shown
    assert "2022年12月5日 已缴 ¥20.00" in shown
    assert f'href="/pay/?bill={only.id}"' in answer.content.decode()


def test_a_part_month_and_a_waiver_are_explained(city: City) -> None:
    waiver = billing.ask_waiver(
        actor=city.actor("desk"),
        estate_id=city.estate_id,
        home_id=city.homes["owner"],
        kind="vacancy",
        percent=30,
        reason="空置",
        starts_on=date(2022, 7, 21),
        ends_before=date(2022, 12, 1),
        at=datetime(2022, 7, 21, 2, tzinfo=UTC),
    )
    billing.decide_waiver(
        actor=city.actor("manager"),
        estate_id=city.estate_id,
        waiver_id=waiver,
        approve=True,
        at=datetime(2022, 7, 21, 3, tzinfo=UTC),
    )
    bill(city, 7)
    shown = text(city.signed_in("owner").get(f"/bills/{city.estate_id}/{open_bills(city)[0].id}/"))
    assert "11/31" in shown
    assert "服务天数 11 天（当月 31 天） 已减免 30 % 减免前 ¥18.38 账单金额 ¥12.87" in shown


def test_the_statement_of_a_year_goes_from_what_was_open_to_what_is(city: City) -> None:
    bill(city, 7, 8)
    pay_cash(city, "18.38", open_bills(city)[0].id)
    client = city.signed_in("owner")
    shown = text(client.get("/statement/", {"year": "2022"}))
    assert "2022年底还未缴 ¥ 51.81 年初未缴 ¥0.00 本年账单 ¥70.19 本年已缴 −¥18.38" in shown
    assert "缴费：现金 12月5日 周一 −¥18.38" in shown
    assert "2022年8月物业服务费账单 8月1日 周一 ¥51.81" in shown
    assert "年初未缴 ¥51.81" in text(client.get("/statement/", {"year": "2023"}))


@pytest.mark.parametrize("year", ["", "0", "1999", "9999", "20x2", "２０２２", "-2022", "2022'"])
def test_nonsense_as_a_year_shows_a_year_that_is_there(city: City, year: str) -> None:
    assert city.signed_in("owner").get("/statement/", {"year": year}).status_code == 200


def test_a_receipt_says_what_was_paid_with_which_money(city: City) -> None:
    bill(city, 7, 8)
    payment_id = pay_cash(city, "80", *[one.id for one in open_bills(city)])
    client = city.signed_in("owner")
    assert "2022年12月5日 现金 ¥80.00" in text(client.get("/receipts/"))
    answer = client.get(f"/receipts/{city.estate_id}/{payment_id}/")
    shown = text(answer)
    assert "今收到 ¥ 80.00 现金 · 2022-12-05 10:00" in shown
    assert "2022年7月 物业服务费 ¥18.38 2022年8月 物业服务费 ¥51.81 存为预存款 ¥9.81" in shown
    assert "缴款人 李**" in shown
    pdf = re.search(r'href="([^"]+receipt\.pdf)"', answer.content.decode())
    assert pdf is not None
    assert client.get(pdf[1]).headers["Content-Type"] == "application/pdf"


def test_anothers_bill_receipt_and_pdf_are_not_there(city: City) -> None:
    bill(city, 8)
    only = open_bills(city)[0]
    payment_id = pay_cash(city, "51.81", only.id)
    addresses = [
        f"/bills/{city.estate_id}/{only.id}/",
        f"/receipts/{city.estate_id}/{payment_id}/",
        f"/receipts/{city.estate_id}/{payment_id}/receipt.pdf",
    ]
    for address in addresses:
        assert city.signed_in("owner").get(address).status_code == 200
        assert city.signed_in("co_owner").get(address).status_code == 200
        for who in ("elder", "relative", "stranger", "desk", "manager", "bureau_official"):
            assert city.signed_in(who).get(address).status_code == 404
        assert city.signed_in("visitor").get(address).status_code == 302
