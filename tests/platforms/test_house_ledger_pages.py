"""The pages of the house-ledger import, as finance uses them."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from laoyou.infra import files, scope
from laoyou.infra.models import AuditRow, StoredFile
from laoyou.system.people.house_ledger import use_cases
from laoyou.system.people.models import ImportedSheet
from laoyou.system.places.models import Home
from tests.people.house_ledger.ledgers import kept, workbook
from tests.personas import TODAY, City

pytestmark = pytest.mark.django_db


@pytest.fixture
def finance(city: City) -> Client:
    return city.signed_in("finance")


def page(name: str, city: City, **more: int) -> str:
    return reverse(f"operations:{name}", kwargs={"estate_id": city.estate_id, **more})


def handed_in(client: Client, city: City, content: io.BytesIO, name: str = "台账.xlsx") -> int:
    answer = client.post(page("import_homes", city), {"file": SimpleUploadedFile(name, content.getvalue())})
    assert answer.status_code == 302, answer.content.decode()
    return int(answer.headers["Location"].rsplit("/", 1)[1])


def entered(city: City, sheet_id: int) -> None:
    """Do what the worker does."""
    with scope.estate(city.estate_id):
        work_id = ImportedSheet.objects.get(id=sheet_id).work_id
    assert work_id is not None
    use_cases.enter_for_work(
        estate_id=city.estate_id,
        sheet_id=sheet_id,
        work_id=work_id,
        user_id=city.users["finance"],
        at=TODAY,
        tell=lambda done: None,
    )


def test_finance_hands_in_looks_and_enters(finance: Client, city: City) -> None:
    sheet_id = handed_in(finance, city, kept("house-ledger.xlsx"))
    text = finance.get(page("imported_sheet", city, sheet_id=sheet_id)).content.decode()
    for said in ("第 207 行", "第 612 行", "第 308 行", "第 409 行", "第 510 行", "不能录入的 2 行先跳过"):
        assert said in text
    refused = finance.post(page("ledger_commit", city, sheet_id=sheet_id))
    assert refused.status_code == 409
    assert "有 2 行不能录入" in refused.content.decode()
    finance.post(page("ledger_commit", city, sheet_id=sheet_id), {"leave_out_refused": "on"})
    assert "正在录入" in finance.get(page("imported_sheet", city, sheet_id=sheet_id)).content.decode()
    entered(city, sheet_id)
    text = finance.get(page("imported_sheet", city, sheet_id=sheet_id)).content.decode()
    assert "已录入" in text
    assert "看房屋" in text
    with scope.estate(city.estate_id):
        assert Home.objects.count() == 997  # the two homes there stand in the ledger, too


def test_names_and_telephones_are_masked(finance: Client, city: City) -> None:
    sheet_id = handed_in(finance, city, kept("house-ledger.xlsx"))
    text = finance.get(page("imported_sheet", city, sheet_id=sheet_id)).content.decode()
    assert "农**" in text
    assert "170****1000" in text
    assert "农镕龘" not in text
    assert "17000001000" not in text


def test_the_refused_rows_come_as_a_workbook(finance: Client, city: City) -> None:
    sheet_id = handed_in(finance, city, kept("house-ledger.xlsx"))
    answer = finance.get(page("ledger_refused", city, sheet_id=sheet_id))
    rows = list(openpyxl.load_workbook(io.BytesIO(b"".join(answer))).active.values)  # type: ignore[union-attr]
    assert rows[0][:3] == ("行号", "怎么办", "序号")
    assert [row[0] for row in rows[1:]] == [207, 612]
    assert "不是数字" in str(rows[1][1])
    with scope.estate(city.estate_id):
        assert AuditRow.objects.filter(action="people.ledger_rows_taken", subject_id=sheet_id).count() == 1


def test_the_rows_are_opened_in_clear_for_a_reason_that_is_kept(finance: Client, city: City) -> None:
    rows = [["甲", "乙", "丙", "丁"], ["7", "101", "80", "古丽米热·艾合买提"], ["7", "102", "80", "11010519491231002X"]]
    sheet_id = handed_in(finance, city, workbook(表=rows))
    columns = page("ledger_columns", city, sheet_id=sheet_id)
    for secret in ("艾合买提", "19491231002X"):
        assert secret not in finance.get(columns).content.decode()
    desk = city.signed_in("manager")
    refused = desk.post(columns, {"sheet": "表", "open": "1", "reason": "看"}, follow=True).content.decode()
    assert "艾合买提" not in refused
    shown = desk.post(columns, {"sheet": "表", "open": "1", "reason": "核对原始台账"}).content.decode()
    assert "艾合买提" in shown
    assert "19491231002X" in shown
    with scope.estate(city.estate_id):
        assert AuditRow.objects.get(action="people.ledger_opened").reason == "核对原始台账"


def test_a_ledger_is_unreadable_on_the_disk_and_deleted_some_days_after(finance: Client, city: City) -> None:
    sheet_id = handed_in(finance, city, kept("house-ledger.xlsx"))
    with scope.estate(city.estate_id):
        sheet = ImportedSheet.objects.get(id=sheet_id)
        file = StoredFile.objects.get(id=sheet.file_id)
        with default_storage.open(file.key) as kept_bytes:
            assert not kept_bytes.read().startswith(b"PK")
        with files.open_stored(estate_id=city.estate_id, file_id=file.id).content as opened:
            assert opened.read(2) == b"PK"
    finance.post(page("ledger_drop", city, sheet_id=sheet_id))
    assert use_cases.delete_old_files(at=sheet.created_at + timedelta(days=6)) == 0
    assert use_cases.delete_old_files(at=sheet.created_at + timedelta(days=8)) == 1
    assert not default_storage.exists(file.key)
    assert use_cases.delete_old_files(at=sheet.created_at + timedelta(days=9)) == 0


def test_an_unsafe_file_is_told_at_the_form(finance: Client, city: City) -> None:
    def old() -> SimpleUploadedFile:
        return SimpleUploadedFile("台账.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)

    answer = finance.post(page("import_homes", city), {"file": old()})
    assert answer.status_code == 409
    assert "旧格式" in answer.content.decode()
    part = finance.post(page("import_homes", city), {"file": old()}, headers={"HX-Request": "true"})
    assert "旧格式" in part.content.decode()
    assert "<html" not in part.content.decode()
    assert "请先选文件" in finance.post(page("import_homes", city), {}).content.decode()


def test_columns_are_set_by_hand_where_none_were_found(finance: Client, city: City) -> None:
    rows = [["甲", "乙", "丙", "丁"], ["7", "101", "80", "李秀兰"]]
    sheet_id = handed_in(finance, city, workbook(表=rows))
    assert "没有找到房屋表" in finance.get(page("imported_sheet", city, sheet_id=sheet_id)).content.decode()
    columns = page("ledger_columns", city, sheet_id=sheet_id)
    masked = finance.get(columns).content.decode()
    assert "李**" in masked
    assert "李秀兰" not in masked
    said = {"sheet": "表", "header_row": "1", "column-0": "building", "column-1": "number", "column-2": "area"}
    twice = finance.post(columns, said | {"column-3": "area"})
    assert "指定了两列" in twice.content.decode()
    assert finance.post(columns, said | {"column-3": "owner"}).status_code == 302
    assert "7栋101" in finance.get(page("imported_sheet", city, sheet_id=sheet_id)).content.decode()


def test_the_day_can_be_changed_and_nonsense_is_told(finance: Client, city: City) -> None:
    sheet_id = handed_in(finance, city, kept("flat-coded.xlsx"))
    assert finance.post(page("ledger_day", city, sheet_id=sheet_id), {"starts_on": "2022-08-01"}).status_code == 302
    assert "2022-08-01" in finance.get(page("imported_sheet", city, sheet_id=sheet_id)).content.decode()
    assert finance.post(page("ledger_day", city, sheet_id=sheet_id), {"starts_on": "gestern"}).status_code == 409


def test_a_dropped_import_is_not_found_again(finance: Client, city: City) -> None:
    sheet_id = handed_in(finance, city, kept("flat-coded.xlsx"))
    assert finance.post(page("ledger_drop", city, sheet_id=sheet_id)).status_code == 302
    assert finance.get(page("imported_sheet", city, sheet_id=sheet_id)).status_code == 404
    assert "flat-coded" not in finance.get(page("import_homes", city)).content.decode()


def test_a_large_file_is_left_to_a_job(finance: Client, city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("laoyou.platforms.operations.house_ledger.CHECKED_AT_ONCE", 1000)
    sheet_id = handed_in(finance, city, kept("flat-coded.xlsx"))
    assert "还没核对" in finance.get(page("imported_sheet", city, sheet_id=sheet_id)).content.decode()
    with scope.estate(city.estate_id):
        work_id = ImportedSheet.objects.get(id=sheet_id).work_id
    assert work_id is not None
    told: list[int] = []
    use_cases.check_for_work(estate_id=city.estate_id, sheet_id=sheet_id, work_id=work_id, at=TODAY, tell=told.append)
    assert told == [1, 2, 3]
    assert "已核对" in finance.get(page("imported_sheet", city, sheet_id=sheet_id)).content.decode()


def test_the_page_asks_the_same_few_questions_of_the_database_for_any_ledger(finance: Client, city: City) -> None:
    sheets = [handed_in(finance, city, content) for content in (kept("house-ledger.xlsx"), workbook(a=SMALL))]
    counts = []
    for sheet_id in sheets:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            finance.get(page("imported_sheet", city, sheet_id=sheet_id))
        counts.append(len(asked))
    assert max(counts) <= 20


SMALL = [["楼栋", "房号", "面积"], ["1", "101", 80]]
