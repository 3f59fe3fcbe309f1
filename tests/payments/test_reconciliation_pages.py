"""The screens of reconciliation: used by finance, closed to everybody without the right."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from laoyou.core.calendar import city_day
from laoyou.infra import clock, scope
from laoyou.system.payments import use_cases as payments
from laoyou.system.payments.models import BankLine, ChannelDay
from tests.payments.days import billed, take
from tests.payments.test_statements import FILES, FOLDER
from tests.personas import City

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standin")]
DAYS = "/ops/reconciliation"


def a_day_with_a_difference(days_ago: int = 2) -> ChannelDay:
    at = clock.now() - timedelta(days=days_ago)
    for transaction in ("4200000001", "4200000002"):
        payments.settle(
            channel="wechat",
            transaction=transaction,
            order_number="WY-1",
            amount_fen=5181,
            paid_at=at,
            seen_via="notification",
            at=at,
        )
    return take([billed("WY-1", 5181, at=at)], day=city_day(at), at=clock.now())


def hand_in(client, text: str, account: str = "建行 0815") -> str:  # type: ignore[no-untyped-def]
    file = io.BytesIO(text.encode())
    file.name = "statement.csv"
    answer = client.post(f"{DAYS}/statements", {"file": file, "account": account})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def test_an_empty_list_says_what_will_come(city: City) -> None:
    for who in ("finance", "manager"):
        for address in (DAYS, f"{DAYS}/bank", f"{DAYS}/statements"):
            page = city.signed_in(who).get(address)
            assert page.status_code == 200
    assert "还没有要对账的日子" in city.signed_in("finance").get(DAYS).content.decode()


@pytest.mark.parametrize(
    "who", ["visitor", "owner", "desk", "street_official", "bureau_official", "auditor", "admin", "rival"]
)
def test_others_see_nothing_of_it(city: City, who: str) -> None:
    day = a_day_with_a_difference()
    client = city.signed_in("administrator" if who == "admin" else who)
    for address in (DAYS, f"{DAYS}.xlsx", f"{DAYS}/{day.id}", f"{DAYS}/bank", f"{DAYS}/statements"):
        answer = client.get(address)
        assert answer.status_code in (302, 404), address
        assert answer.status_code == 404 or "sign-in" in answer["Location"]


def test_a_person_works_a_day_off_and_closes_it(city: City) -> None:
    day = a_day_with_a_difference()
    finance = city.signed_in("finance")
    page = finance.get(f"{DAYS}/{day.id}").content.decode()
    assert "只有我们有" in page
    assert "相差" in page
    assert finance.post(f"{DAYS}/{day.id}/close").status_code == 409
    (explain,) = re.findall(rf'action="({DAYS}/{day.id}/differences/\d+)"', page)
    assert finance.post(explain, {"meaning": "other", "reason": ""}).status_code == 409
    assert finance.post(explain, {"meaning": "channel_mistake", "reason": "客服已确认"}).status_code == 302
    after = (day.day + timedelta(days=1)).isoformat()
    statement = hand_in(finance, f"日期,金额,对方户名\n{after},51.50,财付通\n{after},-20.00,网银\n")
    assert "将这样录入" in finance.get(statement).content.decode()
    assert finance.post(f"{statement}/enter", {"account": "建行 0815", "decision": "enter"}).status_code == 302
    assert "三方一致" in finance.get(DAYS).content.decode()
    assert finance.post(f"{DAYS}/close-equal").status_code == 302
    closed = finance.get(f"{DAYS}/{day.id}").content.decode()
    assert "已关账" in closed
    assert "客服已确认" in closed


def test_lines_are_explained_together_matched_and_taken_back(city: City) -> None:
    day = a_day_with_a_difference()
    finance = city.signed_in("finance")
    after = (day.day + timedelta(days=1)).isoformat()
    statement = hand_in(
        finance, f"日期,金额,对方户名\n{after},60.00,某公司\n{after},-20.00,网银\n{after},7.00,农秀兰\n"
    )
    finance.post(f"{statement}/enter", {"account": "建行 0815", "decision": "enter"})
    with scope.estate(0):
        lines = {line.amount_fen: line.id for line in BankLine.objects.all()}
    listed = f"{DAYS}/bank"
    assert finance.post(listed, {"meaning": "bank_fee", "reason": "月费"}).status_code == 409
    form = {"line": [lines[-2000]], "meaning": "bank_fee", "reason": "月费"}
    assert finance.post(listed, form).status_code == 302
    assert "月费" in finance.get(f"{listed}/{lines[-2000]}").content.decode()
    other = f"{listed}/{lines[6000]}"
    assert finance.post(f"{other}/match", {"day": day.id, "amount": "99"}).status_code == 409
    assert finance.post(f"{other}/match", {"day": day.id, "amount": "51.50"}).status_code == 302
    assert "还剩" in finance.get(other).content.decode()
    assert finance.post(f"{other}/unmatch", {"reason": ""}).status_code == 409
    assert finance.post(f"{other}/unmatch", {"reason": "对错了"}).status_code == 302
    transfer = f"{listed}/{lines[700]}"
    assert finance.post(f"{transfer}/take", {"reason": ""}).status_code == 409
    assert finance.post(f"{transfer}/take", {"reason": "附言有房号"}).status_code == 302
    assert "¥7.00" in finance.get("/ops/suspense").content.decode()


@pytest.mark.parametrize("name", FILES)
def test_a_statement_is_looked_at_and_its_columns_changed(city: City, name: str) -> None:
    finance = city.signed_in("finance")
    with (FOLDER / name).open("rb") as file:
        answer = finance.post(f"{DAYS}/statements", {"file": file, "account": ""})
    page = finance.get(answer["Location"]).content.decode()
    assert "农秀兰" in page
    columns = {match[0]: match[1] for match in re.findall(r'name="(column-\d+)".*?value="(\w+)" selected', page)}
    form = {"header_row": "1", "sheet": "", "account": "农行", "column-0": "text"}
    assert finance.post(f"{answer['Location']}/columns", form).status_code == 409
    assert columns
    assert finance.post(f"{answer['Location']}/enter", {"decision": "drop"}).status_code == 302


def test_what_is_no_statement_is_said_at_the_form(city: City) -> None:
    finance = city.signed_in("finance")
    assert finance.post(f"{DAYS}/statements", {"account": "x"}).status_code == 409
    file = io.BytesIO(b"%PDF-1.7")
    file.name = "statement.pdf"
    answer = finance.post(f"{DAYS}/statements", {"file": file, "account": "x"})
    assert answer.status_code == 409
    assert "xlsx" in answer.content.decode()


def test_lists_are_handed_out_as_files(city: City) -> None:
    day = a_day_with_a_difference()
    finance = city.signed_in("finance")
    for address, rows in ((f"{DAYS}.xlsx", 2), (f"{DAYS}/{day.id}.xlsx", 2)):
        answer = finance.get(address)
        assert len(list(load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.values)) == rows


def test_the_pages_ask_the_database_little(city: City, django_assert_max_num_queries: object) -> None:
    day = a_day_with_a_difference()
    finance = city.signed_in("finance")
    for address in (DAYS, f"{DAYS}/{day.id}", f"{DAYS}/bank"):
        with django_assert_max_num_queries(30):  # type: ignore[operator]
            assert finance.get(address).status_code == 200
