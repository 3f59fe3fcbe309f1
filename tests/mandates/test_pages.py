"""The desk's pages of mandates and prices."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from laoyou.infra import audit, scope
from laoyou.system.mandates import queries, use_cases
from laoyou.system.mandates.models import Mandate
from laoyou.system.people import use_cases as people
from laoyou.system.places import queries as places
from laoyou.system.places import use_cases as place_use_cases
from tests.personas import AUTHOR, NAMES, TODAY, City

COVERED = b"%PDF-1.4\n% covered\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
PAPER = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


def ops(page: str, **kwargs: int) -> str:
    return reverse(f"operations:{page}", kwargs=kwargs)


def typed(city: City, **changes: object) -> dict[str, object]:
    return {
        "principal_id": city.organisations["street"],
        "document_number": "津街委〔2023〕1号",
        "fee_mode": "lump_sum",
        "starts_on": "2027-01-01",
        "last_day": "2027-12-31",
        "scope_text": "保洁、秩序、绿化、维修",
    } | changes


def add_committee() -> int:
    return people.add_organisation(
        actor=AUTHOR, name="凤岭北小区业主委员会", kind="owners_committee", division_code="", at=TODAY
    )


@pytest.fixture
def fresh(city: City) -> int:
    """Return an estate that the manager has just opened."""
    return place_use_cases.open_estate(
        actor=city.actor("manager"), code="FLB-01", name="凤岭北小区", street_office_code="450103005", at=TODAY
    )


class TestFromDraftToEnd:
    def test_a_manager_drafts_uploads_and_prices_and_a_colleague_puts_in_force(self, city: City, fresh: int) -> None:
        client = city.signed_in("manager")
        shown = client.post(ops("draft_mandate", estate_id=fresh), typed(city), follow=True)
        (mandate,) = mandates_of(fresh)
        assert mandate.last_day == date(2027, 12, 31)
        assert "草稿" in shown.content.decode()
        ids = {"estate_id": fresh, "mandate_id": mandate.id}
        client.post(ops("attach_document", **ids), {"document": SimpleUploadedFile("委托书.pdf", PAPER)})
        assert b"".join(client.get(ops("mandate_document", **ids)).streaming_content) == PAPER  # type: ignore[arg-type]
        client.post(ops("set_tariff", **ids), price(starts_on="2027-01-01"))
        assert 'data-opens="in-force"' not in client.get(ops("mandate", **ids)).content.decode()
        page = city.signed_in("deputy").post(ops("put_in_force", **ids), follow=True).content.decode()
        assert "生效中" in page
        assert "委托书.pdf" in page
        assert places.estate_for(actor=AUTHOR, estate_id=fresh).state == "mandated"

    def test_a_late_penalty_is_typed_shown_and_refused_under_a_street_office(self, city: City, fresh: int) -> None:
        client, address = city.signed_in("manager"), ops("draft_mandate", estate_id=fresh)
        clause = {"penalty_rate": "0.05", "penalty_free_days": "15", "penalty_cap_percent": ""}
        refused = client.post(address, typed(city, **clause))
        assert refused.status_code == 422
        assert "违约金" in refused.content.decode()
        for wrong in ({"penalty_rate": "很多"}, {"penalty_rate": "NaN"}, {"penalty_rate": "3"}):
            assert client.post(address, typed(city, **wrong)).status_code == 422
        assert mandates_of(fresh) == []
        committee = add_committee()
        kept = client.post(address, typed(city, principal_id=committee, **clause), follow=True).content.decode()
        assert "宽限15天后，每天0.05%，最多为欠款的100%" in kept
        (mandate,) = mandates_of(fresh)
        assert (mandate.penalty.rate_per_day, mandate.penalty.cap_percent) == (Decimal("0.0005"), 100)
        ids = {"estate_id": fresh, "mandate_id": mandate.id}
        assert 'value="0.05"' in client.get(ops("edit_draft", **ids)).content.decode()
        with scope.estate(fresh), pytest.raises(IntegrityError, match="mandate_penalty_by_contract"):
            Mandate.objects.filter(id=mandate.id).update(contract_basis="street_office")

    def test_the_checklist_says_what_is_missing_and_who_may(self, city: City, fresh: int) -> None:
        client, deputy = city.signed_in("manager"), city.signed_in("deputy")
        client.post(ops("draft_mandate", estate_id=fresh), typed(city))
        (mandate,) = mandates_of(fresh)
        ids = {"estate_id": fresh, "mandate_id": mandate.id}
        for missing, mend in (
            ("请先上传签字原件", lambda: attach(client, ids)),
            ("请先定物业服务费标准", lambda: client.post(ops("set_tariff", **ids), price(starts_on="2027-01-01"))),
        ):
            assert 'data-opens="in-force"' not in deputy.get(ops("mandate", **ids)).content.decode()
            refused = deputy.post(ops("put_in_force", **ids))
            assert refused.status_code == 422
            assert missing in refused.content.decode()
            mend()
        refused = client.post(ops("put_in_force", **ids))
        assert refused.status_code == 422
        assert "这份委托是您起草或最后修改的" in refused.content.decode()
        assert "请另一位同事对照原件复核" in client.get(ops("mandate", **ids)).content.decode()
        offered = deputy.get(ops("mandate", **ids)).content.decode()
        assert 'data-opens="in-force"' in offered
        assert f"起草：{NAMES['manager']}" in offered

    def test_keeps_what_was_typed_when_a_date_is_wrong(self, city: City, fresh: int) -> None:
        answer = city.signed_in("manager").post(
            ops("draft_mandate", estate_id=fresh), typed(city, last_day="2026-12-01")
        )
        assert answer.status_code == 422
        assert "结束日期要晚于开始日期" in answer.content.decode()
        assert 'value="津街委〔2023〕1号"' in answer.content.decode()
        assert mandates_of(fresh) == []

    def test_takes_no_paper_that_is_a_program(self, city: City, fresh: int) -> None:
        client = city.signed_in("manager")
        client.post(ops("draft_mandate", estate_id=fresh), typed(city))
        (mandate,) = mandates_of(fresh)
        address = ops("attach_document", estate_id=fresh, mandate_id=mandate.id)
        for given in ({"document": SimpleUploadedFile("a.pdf", b"MZ\x00\x01program")}, {}):
            answer = client.post(address, given)
            assert answer.status_code == 422
            assert "data-open" in answer.content.decode()

    def test_ending_today_takes_the_page_away_with_the_right(self, city: City) -> None:
        client = city.signed_in("manager")
        address = ops("end_mandate", estate_id=city.estate_id, mandate_id=city.mandate_id)
        refused = client.post(address, {"ended_on": "2021-01-01", "reason": "撤场"})
        assert refused.status_code == 422
        assert "最后服务日要在" in refused.content.decode()
        client.post(address, {"ended_on": "2022-12-29", "reason": "撤场"})
        for name in ("estate", "homes"):
            assert city.signed_in("desk").get(ops(name, estate_id=city.estate_id)).status_code == 404

    def test_a_draft_is_withdrawn_with_a_reason(self, city: City, fresh: int) -> None:
        client = city.signed_in("manager")
        client.post(ops("draft_mandate", estate_id=fresh), typed(city))
        (mandate,) = mandates_of(fresh)
        address = ops("withdraw_mandate", estate_id=fresh, mandate_id=mandate.id)
        assert client.post(address, {"reason": ""}).status_code == 422
        assert client.post(address, {"reason": "街道不同意"}).status_code == 302
        assert mandates_of(fresh)[0].state == "withdrawn"

    @pytest.mark.parametrize("who", ["desk", "finance", "street_official", "rival", "owner"])
    def test_only_a_manager_drafts(self, city: City, who: str) -> None:
        address = ops("draft_mandate", estate_id=city.estate_id)
        assert city.signed_in(who).get(address).status_code == 404

    def test_warns_on_the_list_when_six_months_are_over(self, city: City) -> None:
        page = city.signed_in("manager").get(ops("estates")).content.decode()
        assert "满六个月未表决" in page


class TestPrices:
    def test_a_price_of_the_past_is_refused_at_its_day(self, city: City) -> None:
        address = ops("set_tariff", estate_id=city.estate_id, mandate_id=city.mandate_id)
        answer = city.signed_in("manager").post(address, price(starts_on="2022-09-01"))
        assert answer.status_code == 422
        assert "新标准只能从今天或以后开始" in answer.content.decode()
        assert 'value="0.80"' in answer.content.decode()

    def test_a_price_by_count_is_given_to_a_home(self, city: City) -> None:
        client = city.signed_in("manager")
        ids = {"estate_id": city.estate_id, "mandate_id": city.mandate_id}
        changes = {
            "item": "parking",
            "name": "地面停车费",
            "method": "by_count",
            "rate": "100",
            "fund": "common_income",
        }
        client.post(ops("set_tariff", **ids), price(starts_on="2022-07-21") | changes)
        tariff = next(one for one in tariffs_of(city) if one.item == "parking")
        assert not tariff.is_default
        home = {"estate_id": city.estate_id, "home_id": city.homes["owner"]}
        given = {"tariff_id": tariff.id, "count": "2", "starts_on": "2022-08-01"}
        refused = city.signed_in("finance").post(ops("give_tariff", **home), given | {"count": "两个"})
        assert "数量请写" in refused.content.decode()
        city.signed_in("finance").post(ops("give_tariff", **home), given)
        page = client.get(ops("tariffs", estate_id=city.estate_id) + f"?tariff={tariff.id}").content.decode()
        assert "3栋2单元501" in page
        assert "¥200.00" in client.get(ops("home_page", **home)).content.decode()

    def test_a_price_to_come_is_taken_back(self, city: City) -> None:
        client = city.signed_in("manager")
        ids = {"estate_id": city.estate_id, "mandate_id": city.mandate_id}
        client.post(ops("set_tariff", **ids), price(starts_on="2040-01-01"))
        new = next(one for one in tariffs_of(city) if one.starts_on.year == 2040)
        client.post(ops("drop_tariff", estate_id=city.estate_id, tariff_id=new.id))
        assert [one.plain_rate for one in tariffs_of(city)] == ["0.60"]


def attach(client: Client, ids: dict[str, int]) -> None:
    client.post(ops("attach_document", **ids), {"document": SimpleUploadedFile("委托书.pdf", PAPER)})


def price(**changes: str) -> dict[str, str]:
    return {
        "item": "service",
        "name": "物业服务费",
        "method": "by_area",
        "rate": "0.80",
        "fund": "service",
        "applies": "all",
        "home_kind": "",
    } | changes


def mandates_of(estate_id: int) -> list[queries.MandateView]:
    with scope.estate(estate_id):
        return queries.mandates_for(actor=AUTHOR, estate_id=estate_id)


def tariffs_of(city: City) -> list[queries.TariffView]:
    with scope.estate(city.estate_id):
        return queries.tariffs_for(actor=AUTHOR, estate_id=city.estate_id)


class TestThePublicCopy:
    """Another file than the signed paper: whoever shows it has covered what is personal."""

    def public(self, city: City) -> str:
        with scope.estate(city.estate_id):
            key = places.estate_for(actor=AUTHOR, estate_id=city.estate_id).public_key
        return reverse("resident:public_mandate", kwargs={"key": key})

    def show(self, city: City, who: str = "manager", **more: object) -> HttpResponse:
        address = ops("show_public_copy", estate_id=city.estate_id, mandate_id=city.mandate_id)
        return city.signed_in(who).post(address, {"copy": SimpleUploadedFile("公开版.pdf", COVERED), **more})

    def test_the_signed_paper_alone_is_shown_to_nobody_outside(self, city: City) -> None:
        assert Client().get(self.public(city)).status_code == 404
        books = Client().get(self.public(city).removesuffix("mandate")).content.decode()
        assert "津街委〔2022〕7号" in books
        assert self.public(city) not in books

    def test_anybody_reads_the_copy_and_never_the_original(self, city: City) -> None:
        assert self.show(city).status_code == 302
        answer = Client().get(self.public(city))
        assert b"".join(answer.streaming_content) == COVERED  # type: ignore[arg-type]
        assert self.public(city) in Client().get(self.public(city).removesuffix("mandate")).content.decode()

    def test_is_taken_away_again(self, city: City) -> None:
        self.show(city)
        city.signed_in("manager").post(
            ops("show_public_copy", estate_id=city.estate_id, mandate_id=city.mandate_id), {"take_away": "1"}
        )
        assert Client().get(self.public(city)).status_code == 404

    def test_is_gone_with_the_mandate(self, city: City) -> None:
        self.show(city)
        use_cases.end_mandate(
            actor=AUTHOR,
            estate_id=city.estate_id,
            mandate_id=city.mandate_id,
            ended_on=TODAY.date(),
            reason="撤场",
            at=TODAY,
        )
        assert Client().get(self.public(city)).status_code == 404

    @pytest.mark.parametrize(("who", "status"), [("desk", 404), ("rival", 404), ("street_official", 404)])
    def test_is_shown_by_managers_only(self, city: City, who: str, status: int) -> None:
        assert self.show(city, who).status_code == status

    def test_is_a_paper_or_a_picture(self, city: City) -> None:
        refused = self.show(city, copy=SimpleUploadedFile("a.pdf", b"MZ\x00\x01program"))
        assert refused.status_code == 422
        assert 'id="copy"' in refused.content.decode()


class TestTheListAsAFile:
    def test_has_a_row_for_each_price_and_is_written_down(self, city: City) -> None:
        answer = city.signed_in("manager").get(ops("mandates_export"))
        (sheet,) = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets  # type: ignore[arg-type]
        head, *rows = sheet.iter_rows(values_only=True)
        assert len(rows) == 1
        assert dict(zip(head, rows[0], strict=True))["小区"] == "秀山花园"
        assert "0.60" in rows[0]
        with scope.estate(0):
            (act,) = audit.acts(estate_ids=[0], area="mandates").rows
        assert "1" in audit.sentence(act)
