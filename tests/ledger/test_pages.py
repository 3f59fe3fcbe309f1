"""The books in the browser's hands: the public pages for a stranger, the desk's for two people."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from laoyou.core.calendar import Month
from laoyou.infra import scope
from laoyou.system.ledger import queries, use_cases
from laoyou.system.mandates.models import Mandate
from laoyou.system.people.models import HomeBond, Organisation, Person, StaffRole, User
from laoyou.system.places.models import Building, Division, Estate, Home
from tests.ledger.conftest import AFTER, AT, ESTATE, Books, picture
from tests.personas import kept_paper

DECEMBER = Month(2022, 12)
PUBLIC = "/books/HUAYUAN22"
DESK = f"/ops/estates/{ESTATE}/books"
RATES = {"current": {"numerator": 83, "denominator": 100}}
pytestmark = pytest.mark.django_db


@pytest.fixture
def estate(books: Books) -> Books:
    """An estate with a mandate in force and a home in building 3."""
    street = Division.objects.filter(level="street_office").first()
    Estate.objects.create(
        id=ESTATE,
        code="HY",
        name="花园小区",
        street_office=street,
        state="mandated",
        public_key="HUAYUAN22",
        telephone="0771-5550101",
        created_at=AT,
    )
    with scope.estate(ESTATE):
        company = Organisation.objects.create(name="片区中心", kind="company")
        Mandate.objects.create(
            estate_id=ESTATE,
            principal_id=1,
            principal_name="津头街道办事处",
            company_id=company.id,
            company_name=company.name,
            contract_basis="street_office",
            fee_mode="lump_sum",
            document_number="津街委〔2022〕7号",
            document_id=kept_paper(ESTATE),
            put_in_force_by=1,
            state="in_force",
            starts_on=date(2022, 7, 21),
            ends_before=date(2099, 1, 1),
            created_at=AT,
        )
        building = Building.objects.create(estate_id=ESTATE, name="3栋", sort_key="0003")
        Home.objects.create(
            id=501, estate_id=ESTATE, building=building, number="501", label="3栋2单元501", sort_key="0003/2/501"
        )
    return books


def signed_in(books: Books, login: str, role: str) -> Client:
    """Return a browser in which a staff member of the company has signed in."""
    company = Organisation.objects.get(kind="company")
    user = User.objects.create(login=login, name=login, is_staff_member=True, employer=company, created_at=AT)
    StaffRole.objects.create(user=user, organisation=company, role=role, starts_on=date(2022, 1, 1))
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def publish(books: Books) -> None:
    use_cases.close_month(actor=books.manager, estate_id=ESTATE, month=DECEMBER, at=AFTER)
    use_cases.publish_month(actor=books.manager, estate_id=ESTATE, month=DECEMBER, rates=RATES, at=AFTER)


class TestThePublicPage:
    def test_shows_the_month_to_somebody_who_never_signed_in(self, estate: Books, client: Client) -> None:
        estate.pay_bill(5_181)
        estate.spend(fen=1_000, text="清运垃圾")
        page = client.get(f"{PUBLIC}/")
        assert page.status_code == 200
        text = page.content.decode()
        assert "¥51.81" in text
        assert "¥41.81" in text
        assert "清运垃圾" in text
        assert "还没有结账" in text

    def test_names_nobody_anywhere(self, estate: Books, client: Client) -> None:
        entry_id = estate.pay_bill(5_181, text="李秀兰 3栋2单元501 缴费")
        estate.spend(fen=1_000, payee="王建国")
        publish(estate)
        pages = ("/", "/2022-12/", "/2022-12/entries/", f"/entries/{entry_id}/", "/2022-12/details.csv")
        for page in pages:
            answer = client.get(f"{PUBLIC}{page}")
            text = b"".join(answer) if answer.streaming else answer.content
            assert answer.status_code == 200, page
            for secret in ("李秀兰", "王建国", "2单元501"):
                assert secret not in text.decode(), (page, secret)
        assert "3栋" in client.get(f"{PUBLIC}/entries/{entry_id}/").content.decode()

    def test_the_downloaded_list_has_the_digest_that_stands_on_the_page(self, estate: Books, client: Client) -> None:
        estate.pay_bill(5_181)
        publish(estate)
        content = b"".join(client.get(f"{PUBLIC}/2022-12/details.csv"))  # type: ignore[arg-type]
        digest = hashlib.sha256(content).hexdigest()
        page = client.get(f"{PUBLIC}/2022-12/").content.decode()
        assert digest in page
        assert digest[:4] in page
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
        assert rows[0]["资金"] == "物业服务费"

    def test_published_rates_stay_as_they_were_published(self, estate: Books, client: Client) -> None:
        estate.pay_bill(5_181)
        publish(estate)
        assert "83.0%" in client.get(f"{PUBLIC}/2022-12/").content.decode()

    def test_a_rate_over_nothing_is_no_figure(self, estate: Books, client: Client) -> None:
        estate.spend(fen=1_000)
        page = client.get(f"{PUBLIC}/2022-12/").content.decode()
        assert page.count("无数据") == 4
        assert "100.0%" not in page

    @pytest.mark.parametrize(
        "address",
        [
            "/books/NOSUCHKEY/",
            f"{PUBLIC}/2022-11/",
            f"{PUBLIC}/2022-13/",
            f"{PUBLIC}/entries/999999999/",
            f"{PUBLIC}/vouchers/999999999/",
            f"{PUBLIC}/2021-01/details.csv",
        ],
    )
    def test_what_is_not_there_is_not_found(self, estate: Books, client: Client, address: str) -> None:
        estate.spend(fen=1_000)
        assert client.get(address).status_code == 404

    def test_another_estates_entry_is_not_found_under_this_address(self, estate: Books, client: Client) -> None:
        entry_id = estate.spend(fen=1_000)
        street = Division.objects.filter(level="street_office").first()
        Estate.objects.create(
            id=72, code="OTHER", name="别处", street_office=street, public_key="BIECHU22", created_at=AT
        )
        assert client.get(f"/books/BIECHU22/entries/{entry_id}/").status_code == 404
        assert client.get("/books/BIECHU22/").status_code == 200

    def test_a_voucher_is_seen_after_approval_and_never_when_kept_for_staff(
        self, estate: Books, client: Client
    ) -> None:
        shown, kept = estate.voucher("red"), estate.voucher("blue")
        expense_id = estate.record(file_ids=[shown, kept], public_copies={kept: None})
        with scope.estate(ESTATE):
            first, second = queries.expense_for(actor=estate.clerk, estate_id=ESTATE, expense_id=expense_id).vouchers
        assert client.get(f"{PUBLIC}/vouchers/{first.id}/").status_code == 404
        estate.decide(expense_id)
        for size in ("", "?size=small", "?size=page"):
            answer = client.get(f"{PUBLIC}/vouchers/{first.id}/{size}")
            assert answer.status_code == 200
            assert answer.headers["Content-Type"].startswith("image/")
        assert client.get(f"{PUBLIC}/vouchers/{second.id}/").status_code == 404

    def test_more_entries_come_page_by_page_and_search_finds_a_building(self, estate: Books, client: Client) -> None:
        for fen in range(1, 56):
            estate.pay_bill(fen)
        page = client.get(f"{PUBLIC}/2022-12/entries/").content.decode()
        assert page.count('class="entry"') == 50
        assert client.get(f"{PUBLIC}/2022-12/entries/?page=2").content.decode().count('class="entry"') == 5
        assert client.get(f"{PUBLIC}/2022-12/entries/?q=3栋").content.decode().count('class="entry"') == 50
        assert client.get(f"{PUBLIC}/2022-12/entries/?q=4栋").content.decode().count('class="entry"') == 0

    def test_a_resident_is_led_to_the_books_of_the_own_estate_with_the_tabs(self, estate: Books) -> None:
        estate.pay_bill(5_181)
        user = User.objects.create(telephone="17000000001", name="李秀兰", created_at=AT)
        with scope.estate(ESTATE):
            person = Person.objects.create(estate_id=ESTATE, name="李秀兰", user_id=user.id, created_at=AT)
            HomeBond.objects.create(
                estate_id=ESTATE, home_id=501, person=person, role="owner", starts_on=date(2020, 1, 1)
            )
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        answer = client.get("/books/", follow=True)
        assert answer.redirect_chain == [(f"{PUBLIC}/", 302)]
        assert '<nav class="weui-tabbar' in answer.content.decode()

    def test_takes_a_fixed_number_of_statements(
        self, estate: Books, client: Client, django_assert_max_num_queries: object
    ) -> None:
        for fen in range(1, 8):
            estate.spend(fen=fen)
            estate.pay_bill(fen)
        publish(estate)
        with django_assert_max_num_queries(45):  # type: ignore[operator]
            client.get(f"{PUBLIC}/2022-12/")


class TestTheDesk:
    def test_one_records_with_a_photo_and_another_approves(self, estate: Books) -> None:
        clerk, manager = signed_in(estate, "clerk", "finance"), signed_in(estate, "boss", "manager")
        form = {
            "direction": "out",
            "fund": "service",
            "account": "53",
            "amount": "1,280.50",
            "moved_on": "2022-12-20",
            "other": "亮丰电器",
            "text": "配电房除湿机",
            "shown": ["covered", "staff"],
            "vouchers": [
                SimpleUploadedFile("a.png", picture("red").read()),
                SimpleUploadedFile("b.png", picture("blue").read()),
            ],
            "covered": [SimpleUploadedFile("a2.png", picture("black").read())],
        }
        answer = clerk.post(f"{DESK}/records/new", form)
        assert answer.status_code == 302
        record = answer.headers["Location"]
        assert "要另一位同事复核" in clerk.get(record).content.decode()
        assert clerk.post(f"{record}/decision", {"decision": "approve"}).status_code == 404  # no right to approve
        assert "同意并入账" in manager.get(record).content.decode()
        assert manager.post(f"{record}/decision", {"decision": "approve"}).status_code == 302
        with scope.estate(ESTATE):
            view = queries.expenses_for(actor=estate.clerk, estate_id=ESTATE, state="approved").rows[0]
            assert view.amount.fen == 128_050
            assert [(voucher.is_shown, voucher.is_covered) for voucher in view.vouchers] == [
                (True, True),
                (False, False),
            ]

    def test_a_wrong_form_keeps_what_was_typed_and_says_what_to_do(self, estate: Books) -> None:
        clerk = signed_in(estate, "clerk", "finance")
        form = {
            "direction": "out",
            "fund": "service",
            "account": "53",
            "amount": "很多",
            "moved_on": "2022-12-20",
            "text": "配电房除湿机",
        }
        answer = clerk.post(f"{DESK}/records/new", form)
        assert answer.status_code == 409
        text = answer.content.decode()
        assert "“很多”不是金额" in text
        assert 'value="配电房除湿机"' in text
        partly = clerk.post(f"{DESK}/records/new", form, headers={"HX-Request": "true"})
        assert "<html" not in partly.content.decode()
        form |= {"amount": "5", "vouchers": SimpleUploadedFile("a.jpg", b"<svg/>")}
        assert "JPG" in clerk.post(f"{DESK}/records/new", form).content.decode()

    def test_closing_says_what_is_missing_and_then_closes_and_publishes(self, estate: Books) -> None:
        manager = signed_in(estate, "boss", "manager")
        waiting = estate.record(fen=1_000)
        page = manager.get(f"{DESK}/2022-12").content.decode()
        assert "还有 1 笔等另一人复核" in page
        refused = manager.post(f"{DESK}/2022-12/close")
        assert refused.status_code == 409
        assert "请先审完再结账" in refused.content.decode()
        estate.decide(waiting)
        assert manager.post(f"{DESK}/2022-12/close").status_code == 302
        assert manager.post(f"{DESK}/2022-12/publish").status_code == 302
        assert "已公示" in manager.get(DESK).content.decode()

    def test_one_asks_to_reverse_an_entry_and_another_does(self, estate: Books) -> None:
        clerk, manager = signed_in(estate, "clerk", "finance"), signed_in(estate, "boss", "manager")
        entry_id = estate.spend(fen=1_000)
        entry = f"{DESK}/entries/{entry_id}"
        assert clerk.post(f"{entry}/reverse", {"reason": ""}).status_code == 409
        assert clerk.post(f"{entry}/reverse", {"reason": "重复入账"}).headers["Location"] == entry
        assert "有人申请冲销这张凭证" in clerk.get(entry).content.decode()
        assert 'value="approve"' not in clerk.get(entry).content.decode()
        listed = manager.get(f"{DESK}/reversals").content.decode()
        (decision,) = set(re.findall(rf'action="({DESK}/reversals/\d+)"', listed))
        assert decision in manager.get(entry).content.decode()
        assert manager.post(decision, {"decision": "approve", "next": entry}).headers["Location"] == entry
        assert "这笔已经冲回。" in manager.get(entry).content.decode()
        content = b"".join(manager.get(f"{DESK}/reversals.xlsx"))  # type: ignore[arg-type]
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        assert sheet is not None
        assert [row[0] for row in sheet.values][1:] == [entry_id]

    def test_who_recorded_takes_it_back_before_anybody_decides(self, estate: Books) -> None:
        clerk, manager = signed_in(estate, "clerk", "finance"), signed_in(estate, "boss", "manager")
        form = {"direction": "out", "fund": "service", "account": "53", "amount": "5", "moved_on": "2022-12-20"}
        form |= {"text": "除湿机", "vouchers": SimpleUploadedFile("a.png", picture().read())}  # type: ignore[dict-item]
        record = clerk.post(f"{DESK}/records/new", form).headers["Location"]
        assert f"{record}/withdraw" not in manager.get(record).content.decode()
        assert manager.post(f"{record}/withdraw").status_code == 404
        assert f"{record}/withdraw" in clerk.get(record).content.decode()
        assert clerk.post(f"{record}/withdraw").status_code == 302
        assert "已撤回" in clerk.get(record).content.decode()

    def test_the_export_holds_all_pages_of_the_filtered_list(self, estate: Books) -> None:
        clerk = signed_in(estate, "clerk", "finance")
        for fen in range(1, 61):
            estate.pay_bill(fen)
        estate.spend(fen=1_000, text="=1+1")
        content = b"".join(clerk.get(f"{DESK}/2022-12/entries.xlsx?sort=-amount"))  # type: ignore[arg-type]
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        assert sheet is not None
        rows = list(sheet.values)
        assert len(rows) == 62
        assert rows[1][4] == "=1+1"
        assert rows[2][6] == 0.6
        assert rows[2][5] == "3栋2单元501"

    def test_every_page_opens_with_and_without_books(self, estate: Books) -> None:
        manager = signed_in(estate, "boss", "manager")
        assert "还没有账" in manager.get(DESK).content.decode()
        entry_id = estate.spend(fen=1_000)
        record = estate.record()
        for page in (
            *("/ops/books", DESK, f"{DESK}?months=all", f"{DESK}/2022-12", f"{DESK}/2022-12/entries"),
            *(f"{DESK}/2022-12/entries?side=all&fund=service&search=x&sort=day&page=9", f"{DESK}/entries/{entry_id}"),
            *(f"{DESK}/records", f"{DESK}/records?state=all", f"{DESK}/records/new?direction=in"),
            f"{DESK}/records/{record}",
        ):
            assert manager.get(page).status_code == 200, page

    def test_the_form_says_at_once_what_should_not_be_published(self, estate: Books) -> None:
        clerk = signed_in(estate, "clerk", "finance")
        hint = f"{DESK}/records/words"
        assert "请把号码去掉" in clerk.get(hint, {"text": "电话 17000000001"}).content.decode()
        assert "“王师傅”像是人名" in clerk.get(hint, {"text": "王师傅修水管"}).content.decode()
        assert clerk.get(hint, {"text": "清运垃圾"}).content.decode().strip() == ""

    def test_an_auditor_opens_a_kept_back_voucher_nowhere(self, estate: Books) -> None:
        shown, kept = estate.voucher("red"), estate.voucher("blue")
        expense_id = estate.record(file_ids=[shown, kept], public_copies={kept: None}, payee="王建国")
        entry_id = estate.decide(expense_id)
        with scope.estate(ESTATE):
            first, second = queries.expense_for(actor=estate.clerk, estate_id=ESTATE, expense_id=expense_id).vouchers
        auditor = signed_in(estate, "auditor", "auditor")
        assert auditor.get(f"{DESK}/vouchers/{first.id}").status_code == 200
        assert auditor.get(f"{DESK}/vouchers/{second.id}").status_code == 404
        for page in (f"records/{expense_id}", "records?state=all", f"entries/{entry_id}", "2022-12/entries"):
            text = auditor.get(f"{DESK}/{page}").content.decode()
            assert "王建国" not in text, page
            assert f"vouchers/{second.id}?" not in text, page

    def test_a_stranger_to_the_estate_finds_nothing(self, estate: Books) -> None:
        other = Organisation.objects.create(name="别的公司", kind="company")
        user = User.objects.create(login="stranger", name="陌生人", is_staff_member=True, employer=other, created_at=AT)
        StaffRole.objects.create(user=user, organisation=other, role="manager", starts_on=date(2022, 1, 1))
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        record = estate.record()
        for page in ("", "/2022-12", "/2022-12/entries", "/records", f"/records/{record}", "/records/new"):
            assert client.get(f"{DESK}{page}").status_code == 404, page
        assert client.post(f"{DESK}/2022-12/close").status_code == 404


def test_a_publication_says_until_when_it_is_posted(estate: Books, client: Client) -> None:
    estate.spend(fen=1_000)
    publish(estate)
    assert "公示到 2023年2月4日" in client.get(f"{PUBLIC}/2022-12/").content.decode()
