"""The statement of a year to take along: as a sheet and on paper."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader

from laoyou.infra import scope
from laoyou.system.billing import queries as billing
from tests.personas import TODAY, City
from tests.resident.world import bill, open_bills, pay_cash

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(city: City) -> City:
    """Two months billed, and eighty yuan paid for them: 9.81 is credit."""
    bill(city, 7, 8)
    pay_cash(city, "80", *[one.id for one in open_bills(city)])
    return city


def sheet(client: Client, address: str) -> list[tuple[object, ...]]:
    answer = client.get(address)
    assert answer.status_code == 200
    workbook = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    return [tuple(row) for row in workbook.worksheets[0].iter_rows(values_only=True)]


def paper(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "application/pdf"
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)


def test_a_resident_takes_the_statement_along_as_a_sheet(year: City) -> None:
    rows = sheet(year.signed_in("owner"), "/statement/statement.xlsx?year=2022")
    assert rows[0] == ("日期", "摘要", "收据号或原因", "应缴", "已缴或减除", "余额")
    assert rows[1][1:] == ("年初结转", None, None, None, 0)
    assert [row[3:] for row in rows[2:]] == [(18.38, None, 18.38), (51.81, None, 70.19), (None, 80, -9.81)]
    assert rows[4][1:3] == ("缴费：现金", "2022-000001")


def test_a_resident_takes_the_statement_along_on_paper(year: City) -> None:
    words = paper(year.signed_in("owner"), "/statement/statement.pdf?year=2022")
    for word in ("2022 年对账单", "3栋2单元501", "秀山花园", "2022年7月 物业服务费", "缴费：现金", "70.19", "−¥9.81"):
        assert word in words, word
    assert "李秀兰" not in words


def test_a_year_with_nothing_in_it_can_be_taken_along_too(year: City) -> None:
    client = year.signed_in("owner")
    assert len(sheet(client, "/statement/statement.xlsx?year=2020")) == 2
    assert "2020 年对账单" in paper(client, "/statement/statement.pdf?year=2020")


def test_the_desk_takes_along_the_same(year: City) -> None:
    desk = year.signed_in("desk")
    home = f"/ops/estates/{year.estate_id}/homes/{year.homes['owner']}/statement"
    own = sheet(year.signed_in("owner"), "/statement/statement.xlsx")
    assert sheet(desk, f"{home}.xlsx")[2:] == own[2:]
    assert "2022 年对账单" in paper(desk, f"{home}.pdf?year=2022")


def test_the_account_is_the_owners_alone(year: City) -> None:
    for kind in ("xlsx", "pdf"):
        assert year.signed_in("tenant").get(f"/statement/statement.{kind}").status_code == 404
        assert year.signed_in("visitor").get(f"/statement/statement.{kind}").status_code == 302
    home = f"/ops/estates/{year.estate_id}/homes/{year.homes['owner']}/statement"
    assert year.signed_in("rival").get(f"{home}.xlsx").status_code == 404
    assert year.signed_in("owner").get(f"{home}.pdf").status_code == 404


def test_many_lines_go_on_further_pages_and_sum_up_at_the_end(city: City) -> None:
    bill(city, 7, 8, 9, 10, 11, 12)
    for _ in range(70):
        pay_cash(city, "10")
    answer = city.signed_in("owner").get("/statement/statement.pdf?year=2022")
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages]
    assert len(pages) == 3
    assert "合计" in pages[-1]
    assert "合计" not in pages[0]
    with scope.estate(city.estate_id):
        told = billing.statement(
            actor=city.actor("owner", TODAY), estate_id=city.estate_id, home_id=city.homes["owner"], year=2022
        )
    assert str(told.closing) in pages[-1]
