"""The pages of the desk and of those who hold a receipt, as browsers meet them."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader

from laoyou.core.calendar import Month
from laoyou.infra import clock, scope
from laoyou.infra.actor import system
from laoyou.system.billing import use_cases as billing
from laoyou.system.billing.models import Bill, HomeCredit
from laoyou.system.payments import use_cases
from laoyou.system.payments.models import Payment, Receipt
from laoyou.system.payments.rules import numbers
from tests.personas import City

pytestmark = pytest.mark.django_db
DUE = 1838 + 4 * 5181
SLIP = {"terminal": "1001 2345", "reference": "220101123456", "card_tail": "6688"}


@pytest.fixture
def billed(city: City) -> City:
    for number in range(7, 12):
        issued_at = datetime(2022, number + 1, 1, 2, tzinfo=UTC)
        billing.issue_month(actor=system("test"), estate_id=city.estate_id, month=Month(2022, number), at=issued_at)
    return city


def till(city: City, home: str = "owner") -> str:
    return f"/ops/estates/{city.estate_id}/cash/{city.homes[home]}"


def bills(city: City, home: str = "owner") -> list[Bill]:
    with scope.estate(city.estate_id):
        return list(Bill.objects.filter(home_id=city.homes[home]).order_by("month"))


def take(city: City, client: Client, *, received: str, rest: str = "give_back", once: str = "a", **more: object) -> int:
    """Send the till's form and return the id of the payment it leads to."""
    form = {"bill": [bill.id for bill in bills(city)], "received": received, "rest": rest, "once": once, **more}
    answer = client.post(till(city), form)
    assert answer.status_code == 302, answer.content.decode()
    return int(answer["Location"].rsplit("/", 1)[1])


def payment(city: City, payment_id: int) -> Payment:
    with scope.estate(city.estate_id):
        return Payment.objects.get(id=payment_id)


@pytest.mark.parametrize("text", ["3-2-501", "李秀兰", "0001"])
def test_the_desk_finds_the_home_by_number_name_or_telephone_and_opens_it(billed: City, text: str) -> None:
    answer = billed.signed_in("desk").get(f"/ops/estates/{billed.estate_id}/cash", {"home": text})
    assert answer["Location"] == till(billed)


def test_the_till_shows_what_is_owed_and_how_it_was_worked_out(billed: City) -> None:
    page = billed.signed_in("desk").get(till(billed)).content.decode()
    assert page.count('name="bill"') == 5
    assert "¥225.62" in page
    assert "86.35 m² × 0.60" in page


def test_change_is_given_back_unless_it_is_to_be_kept(billed: City) -> None:
    desk = billed.signed_in("desk")
    first = payment(billed, take(billed, desk, received="300"))
    assert first.amount_fen == DUE
    assert "74.38" in desk.get(f"/ops/estates/{billed.estate_id}/payments/{first.id}").content.decode()
    assert all(bill.paid_fen == bill.amount_fen for bill in bills(billed))


def test_change_that_is_kept_becomes_credit(billed: City) -> None:
    assert payment(billed, take(billed, billed.signed_in("desk"), received="300", rest="keep")).amount_fen == 30000
    with scope.estate(billed.estate_id):
        assert HomeCredit.objects.get(home_id=billed.homes["owner"]).balance_fen == 30000 - DUE


def test_less_than_is_owed_pays_the_oldest_first(billed: City) -> None:
    take(billed, billed.signed_in("desk"), received="50")
    assert [bill.paid_fen for bill in bills(billed)] == [1838, 5000 - 1838, 0, 0, 0]


def test_a_form_sent_twice_takes_the_money_once(billed: City) -> None:
    desk = billed.signed_in("desk")
    assert take(billed, desk, received="100") == take(billed, desk, received="100")


@pytest.mark.parametrize("received", ["", "abc", "0", "-5", "1.234", "9999999999"])
def test_an_amount_that_nobody_means_comes_back_with_a_sentence_and_what_was_typed(billed: City, received: str) -> None:
    answer = billed.signed_in("desk").post(till(billed), {"received": received, "payer": "李奶奶", "once": "x"})
    assert answer.status_code == 422
    assert "is-late" in answer.content.decode()
    assert 'value="李奶奶"' in answer.content.decode()
    with scope.estate(billed.estate_id):
        assert Payment.objects.count() == 0


def test_bills_of_another_home_are_not_taken(billed: City) -> None:
    others = [bill.id for bill in bills(billed, "elder")]
    answer = billed.signed_in("desk").post(till(billed), {"bill": others, "received": "10", "once": "x"})
    assert answer.status_code == 422
    with scope.estate(billed.estate_id):
        assert Payment.objects.count() == 0


def test_the_receipt_opens_as_paper_for_the_desk_and_for_the_home_alone(billed: City) -> None:
    payment_id = take(billed, billed.signed_in("desk"), received="225.62", payer="李秀兰")
    desk = billed.signed_in("desk").get(f"/ops/estates/{billed.estate_id}/payments/{payment_id}/receipt.pdf")
    assert desk["Content-Type"] == "application/pdf"
    assert desk.content.startswith(b"%PDF")
    address = f"/receipts/{billed.estate_id}/{payment_id}/receipt.pdf"
    assert billed.signed_in("owner").get(address).content.startswith(b"%PDF")
    assert billed.signed_in("stranger").get(address).status_code == 404
    assert billed.signed_in("elder").get(address).status_code == 404


def test_a_name_that_can_not_be_printed_says_so(billed: City) -> None:
    payment_id = take(billed, billed.signed_in("desk"), received="225.62", payer="𠮷田")
    answer = billed.signed_in("desk").get(f"/ops/estates/{billed.estate_id}/payments/{payment_id}/receipt.pdf")
    assert answer.status_code == 409
    assert "𠮷" in answer.content.decode()


def test_anybody_may_check_a_receipt_and_learns_no_name(billed: City, client: Client) -> None:
    take(billed, billed.signed_in("desk"), received="225.62", payer="李秀兰")
    with scope.estate(billed.estate_id):
        code = Receipt.objects.get().check_code
    page = client.get(f"/check/{code}/").content.decode()
    assert "¥</span>225.62" in page.replace("\n", "")
    assert "贰佰贰拾伍元陆角贰分" in page
    assert "3栋" in page
    assert not re.search("李秀|501", page)


@pytest.mark.parametrize("code", ["1-AAAAAAAAAAAAAAAA", "nonsense", "1-<script>"])
def test_a_wrong_code_is_not_found(city: City, client: Client, code: str) -> None:
    answer = client.get(f"/check/{code}/")
    assert answer.status_code == 404
    assert b"<script>" not in answer.content.split(b"<main", 1)[1]


def test_payments_are_listed_filtered_and_handed_out(billed: City) -> None:
    desk = billed.signed_in("desk")
    take(billed, desk, received="225.62")
    address = f"/ops/estates/{billed.estate_id}/payments"
    month = str(Month.of(clock.now().date()))
    for query in ({}, {"month": month}, {"channel": "cash"}, {"search": "3-2-501"}, {"place": "applied"}):
        assert "3栋2单元501" in desk.get(address, query).content.decode(), query
    for query in ({"month": "2021-01"}, {"channel": "wechat"}, {"search": "9-9-999"}, {"place": "suspense"}):
        assert "3栋2单元501" not in desk.get(address, query).content.decode(), query
    answer = desk.get(f"{address}.xlsx", {"channel": "cash"})
    rows = list(load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.values)
    assert len(rows) == 2
    assert Decimal(str(rows[1][2])) == Decimal("225.62")


def test_money_that_fits_nothing_is_assigned_by_finance_with_a_reason(billed: City) -> None:
    number = numbers.order_number(estate_id=billed.estate_id, day=clock.now().date(), tail="ZZZZZZZZZZ")
    for transaction, order_number in (("T1", number), ("T2", "WY-77")):
        use_cases.settle(
            channel="alipay",
            transaction=transaction,
            order_number=order_number,
            amount_fen=8800,
            paid_at=clock.now() - timedelta(days=1),
            seen_via="notification",
            at=clock.now(),
        )
    finance = billed.signed_in("finance")
    page = finance.get("/ops/suspense").content.decode()
    rows = list(load_workbook(io.BytesIO(b"".join(finance.get("/ops/suspense.xlsx")))).active.values)
    assert [row[1] for row in rows[1:]] == [88, 88]
    assert "T2" not in page + repr(rows)  # of the centre's money nobody reads more than its time, sum, channel, order
    ways = re.findall(r'href="(/ops/suspense/\d+/\d+)"', page)
    assert len(ways) == 2
    assert billed.signed_in("desk").get("/ops/suspense").status_code == 404
    form = {"estate": str(billed.estate_id), "home": "3-2-501", "reason": "业主来电"}
    for way in ways:
        assert finance.post(way, form | {"reason": ""}).status_code == 422
        assert finance.post(way, form | {"home": "9-9-999"}).status_code == 422
        assert finance.post(way, form | {"estate": str(billed.other_estate_id)}).status_code in (404, 422)
        assert finance.post(way, form).status_code == 302
    manager = billed.signed_in("manager")
    for way in ways:
        decision = re.search(r'action="(/ops/suspense/\d+/\d+/decision)"', manager.get(way).content.decode())
        assert decision is not None
        finance.post(decision[1], {"decision": "approve"})
        assert "须由另一个人来复核" in finance.get("/ops/suspense").content.decode()
        assert manager.post(decision[1], {"decision": "approve"}).status_code == 302
    assert finance.get(ways[0]).status_code == 404
    shown = finance.get("/ops/suspense").content.decode()
    assert re.findall(r'href="(/ops/suspense/\d+/\d+)"', shown) == []
    assert "从中心转往小区" in shown  # its job has not run yet
    with scope.estate(billed.estate_id):
        assert Payment.objects.get(transaction="T1").place == "applied"
    with scope.estate(0):
        assert Payment.objects.get(transaction="T2").place == "moved"


@pytest.mark.parametrize("who", ["visitor", "owner", "street_official", "bureau_official", "auditor", "rival"])
def test_others_see_nothing_of_the_desk(billed: City, who: str) -> None:
    client = billed.signed_in(who)
    payment_id = take(billed, billed.signed_in("desk"), received="1")
    for address in (
        *(f"/ops/estates/{billed.estate_id}/{page}" for page in ("cash", "payments", "payments.xlsx")),
        *(till(billed), f"/ops/estates/{billed.estate_id}/payments/{payment_id}"),
        *(() if who == "rival" else ("/ops/suspense",)),  # a rival company works on the money of its own estates
        f"/ops/estates/{billed.estate_id}/payments/{payment_id}/receipt.pdf",
    ):
        answer = client.get(address)
        assert answer.status_code == 404 or "sign-in" in answer.get("Location", ""), (address, answer.status_code)


def test_the_till_and_the_list_ask_the_database_little(billed: City, django_assert_max_num_queries: object) -> None:
    desk = billed.signed_in("desk")
    take(billed, desk, received="225.62")
    for address in (till(billed), f"/ops/estates/{billed.estate_id}/payments"):
        with django_assert_max_num_queries(40):  # type: ignore[operator]
            desk.get(address)


def test_cash_entered_by_mistake_is_void_on_every_page_once_two_people_agree(billed: City) -> None:
    desk, manager = billed.signed_in("desk"), billed.signed_in("manager")
    payment_id = take(billed, desk, received="18.38")
    own = f"/ops/estates/{billed.estate_id}"
    page = f"{own}/payments/{payment_id}"
    assert desk.post(f"{page}/cancel", {"reason": " "}).status_code == 422
    assert desk.post(f"{page}/cancel", {"reason": "输错户了"}).status_code == 302
    assert "已经有人申请了" in desk.post(f"{page}/cancel", {"reason": "再来"}).content.decode()
    with scope.estate(billed.estate_id):
        receipt = Receipt.objects.get(payment_id=payment_id)
    for waiting_on in (page, f"{own}/cancellations?state=asked"):
        assert 'value="approve"' not in desk.get(waiting_on).content.decode()
        shown = manager.get(waiting_on).content.decode()
        assert "输错户了" in shown
        assert 'value="approve"' in shown
    decision = re.search(r'action="([^"]+/cancellations/\d+/decision)"', shown)
    assert decision is not None
    assert "这张收据是真的" in Client().get(f"/check/{receipt.check_code}/").content.decode()
    assert manager.post(decision[1], {"decision": "approve", "next": page}).status_code == 302
    assert "已作废" in desk.get(page).content.decode()
    assert "误录" in desk.get(f"{own}/payments?place=cancelled").content.decode()
    assert "这张收据已作废" in Client().get(f"/check/{receipt.check_code}/").content.decode()
    owner = billed.signed_in("owner")
    assert "作废" in owner.get("/receipts/").content.decode()
    assert "起作废" in owner.get(f"/receipts/{billed.estate_id}/{payment_id}/").content.decode()
    pdf = PdfReader(io.BytesIO(desk.get(f"{page}/receipt.pdf").content))
    assert "作废" in pdf.pages[0].extract_text()
    statement = f"{own}/homes/{billed.homes['owner']}/statement"
    assert "误录收款冲回" in manager.get(statement).content.decode()
    assert "误录，已冲回" in owner.get("/statement/").content.decode()
    rows = list(load_workbook(io.BytesIO(b"".join(desk.get(f"{own}/cancellations.xlsx")))).active.values)
    assert rows[1][1] == 18.38
    assert rows[1][5] == "输错户了"


def test_credit_goes_back_to_its_payer_by_two_people_on_their_pages(billed: City) -> None:
    desk, manager = billed.signed_in("desk"), billed.signed_in("manager")
    take(billed, desk, received="300", rest="keep")
    home = billed.homes["owner"]
    own, page = f"/ops/estates/{billed.estate_id}", f"/ops/estates/{billed.estate_id}/homes/{home}"
    form = {"amount": "20", "way": "cash", "receiver": "李秀兰", "reason": "房屋已出售"}
    for wrong, said in (
        ({"amount": "9999"}, "最多退这么多"),
        ({"amount": "x"}, "不是金额"),
        ({"receiver": ""}, "请写明退给谁"),
        ({"way": ""}, "请选择退现金还是银行转账"),
        ({"reason": ""}, "请简单写明理由"),
    ):
        answer = desk.post(f"{page}/give-back", form | wrong)
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert desk.post(f"{page}/give-back", form).status_code == 302
    shown = manager.get(f"{page}/bills").content.decode()
    decision = re.search(r'action="([^"]+/give-backs/\d+/decision)"', shown)
    assert decision is not None
    assert "退还预存款" in desk.get(f"{own}/give-backs?state=asked").content.decode()
    with scope.estate(billed.estate_id):
        before = HomeCredit.objects.get(home_id=home).balance_fen
    manager.post(decision[1], {"decision": "approve"})
    with scope.estate(billed.estate_id):
        assert before - HomeCredit.objects.get(home_id=home).balance_fen == 2000
    finance = billed.signed_in("finance")  # is neither of the two: reads no name
    rows = list(load_workbook(io.BytesIO(b"".join(finance.get(f"{own}/give-backs.xlsx")))).active.values)
    assert rows[1][1:4] == (20, "现金", "李**")
    assert "退还预存款" in manager.get(f"{page}/statement").content.decode()
    assert "预存款已退还给您" in billed.signed_in("owner").get("/statement/").content.decode()


def test_the_desk_enters_a_slip_and_sees_it(billed: City) -> None:
    desk = billed.signed_in("desk")
    own = [bill.id for bill in bills(billed, "owner")]
    form = {"bill": own, "received": "225.62", "rest": "give_back", "once": "form-card", **SLIP}
    answer = desk.post(till(billed), form, follow=True)
    shown = answer.content.decode()
    assert "10012345-220101123456" in shown
    assert "尾号 6688" in shown
    assert "刷卡" in shown
    with scope.estate(billed.estate_id):
        assert Payment.objects.get().channel == "pos"
    again = desk.post(till(billed), form | {"once": "another"})
    assert again.status_code == 422
    assert "已经录过了" in again.content.decode()


def test_a_slip_typed_by_half_is_not_booked_as_cash(billed: City) -> None:
    form = {"bill": [], "received": "10", "once": "x", "reference": "220101123456"}
    answer = billed.signed_in("desk").post(till(billed), form)
    assert answer.status_code == 422
    assert "终端号" in answer.content.decode()
    with scope.estate(billed.estate_id):
        assert not Payment.objects.exists()
