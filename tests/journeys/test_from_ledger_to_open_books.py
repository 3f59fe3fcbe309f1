"""From an empty database to open books, by six people: two managers, finance, owner, the desk, and a stranger."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from laoyou.core.calendar import city_instant
from laoyou.demo.city.drawings import mandate_paper, voucher_picture
from tests.journeys.acts import FIRST_PASSWORD, PASSWORD, pay_at_the_cashier, resident, staff
from tests.journeys.conftest import PHONE, person
from tests.journeys.town import Town

pytestmark = pytest.mark.journey

LEDGER = Path(__file__).resolve().parents[1] / "data/house-ledgers/house-ledger.xlsx"
TODAY = date(2022, 7, 28)
OWNER, OWED = "17000001005", "15.35"
"""1栋1单元302, 72.10 m2 at 0.60 for 11 of July's 31 days."""
CASH_PAYER = "17000001004"
ELDER, DAUGHTER = "17000001006", "17000009002"
OWED_OF_86_M2 = "18.38"
"""The two others: 1栋1单元301 and 401, 86.35 m2 each."""

ORGANISATIONS_AND_STAFF = f"""
from datetime import date
from laoyou.infra.actor import Actor, ActorKind, system
from laoyou.infra.clock import now
from laoyou.system.people import use_cases as people

author, at = system("setup"), now()
def organisation(name, kind, code=""):
    return people.add_organisation(actor=author, name=name, kind=kind, division_code=code, at=at)

company = organisation("城市片区物业运营服务中心", "company")
organisation("津头街道办事处", "street_office", "450103005")
for login, name, role in (
    ("admin", "覃管理", "administrator"), ("manager", "韦经理", "manager"),
    ("deputy", "农副经理", "manager"), ("finance", "黄会计", "finance"), ("desk", "陆小燕", "desk"),
):
    user_id = people.add_staff(
        actor=author, organisation_id=company, login=login, name=name, password="{FIRST_PASSWORD}", at=at
    )
    own = Actor(kind=ActorKind.STAFF, name=name, user_id=user_id)
    people.change_password(actor=own, old="{FIRST_PASSWORD}", new="{PASSWORD}", at=at)
    people.give_role(
        actor=author, user_id=user_id, organisation_id=company, role=role, starts_on=date(2022, 7, 1), at=at
    )
"""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town on the 28th of July 2022, with staff and nothing else."""
    offset = city_instant(TODAY, time(15, 0)) - datetime.now(UTC)
    built = Town(tmp_path_factory.mktemp("town"), clock_offset_s=round(offset.total_seconds()))
    built.run_python(ORGANISATIONS_AND_STAFF)
    built.start()
    yield built
    built.stop()


@pytest.fixture(scope="module")
def billed(browser: Browser, town: Town) -> int:
    """The estate, opened, mandated, imported and billed by clicking, as its id."""
    manager = staff(browser, town, "manager")
    estate_id = _opens_the_estate(manager)
    mandate = _drafts_a_mandate(manager, estate_id)
    deputy = staff(browser, town, "deputy")
    _puts_it_in_force(deputy, mandate)
    finance = staff(browser, town, "finance")
    _imports_the_ledger(finance, estate_id)
    _issues_the_month(finance, estate_id)
    manager.context.close()
    deputy.context.close()
    finance.context.close()
    return estate_id


def test_an_owner_pays_and_anybody_reads_what_became_of_it(browser: Browser, town: Town, billed: int) -> None:
    owner = resident(browser, town, OWNER)
    _pays_what_is_owed(owner)
    check_page = _gets_the_receipt(owner)

    finance = staff(browser, town, "finance")
    _records_an_expense(finance, billed)
    manager = staff(browser, town, "manager")
    public_address = _approves_it(manager, billed)

    stranger = person(browser, town, PHONE)
    stranger.goto(check_page)
    expect(stranger.get_by_role("heading", name="这张收据是真的")).to_be_visible()
    expect(stranger.get_by_text(OWED)).to_be_visible()
    _reads_the_books(stranger, public_address)


def test_what_is_too_much_at_the_desk_becomes_credit(browser: Browser, town: Town, billed: int) -> None:
    desk = staff(browser, town, "desk")
    desk.goto(f"/ops/estates/{billed}/cash")
    desk.get_by_role("searchbox", name="给哪一户缴费？").fill("1-1-301")
    desk.get_by_role("button", name="查找").click()
    expect(desk.get_by_role("heading", name="1栋1单元301")).to_be_visible()
    expect(desk.get_by_text(OWED_OF_86_M2).first).to_be_visible()
    desk.get_by_label("收到（元）").fill("20")
    desk.get_by_label("存为预存款").check()
    desk.get_by_role("button", name="收款入账").click()
    expect(desk.get_by_role("heading", name="¥20.00")).to_be_visible()

    payer = resident(browser, town, CASH_PAYER)
    owed = payer.get_by_role("region", name="我要缴的费用")
    expect(owed).to_contain_text("预存款")
    expect(owed).to_contain_text("1.62")


def test_a_daughter_pays_for_an_elder_who_named_her(browser: Browser, town: Town, billed: int) -> None:
    elder = resident(browser, town, ELDER)
    elder.get_by_role("button", name="长辈版").click()
    expect(elder.locator("html")).to_have_attribute("data-weui-mode", "care")
    elder.get_by_role("link", name="我的").click()
    elder.get_by_role("link", name="家人代办").click()
    elder.get_by_label("家人姓名").fill("邓小敏")
    elder.get_by_label("和您的关系").fill("女儿")
    elder.get_by_label("家人手机号").fill(DAUGHTER)
    elder.get_by_role("button", name="让他们替我办事").click()
    expect(elder.get_by_role("main")).to_contain_text("邓小敏")

    daughter = resident(browser, town, DAUGHTER)
    expect(daughter.get_by_text("您正在替 邓** 办理。")).to_be_visible()
    daughter.get_by_role("link", name="去缴费").click()
    daughter.get_by_role("radio", name="支付宝").check(force=True)
    daughter.get_by_role("button", name="用支付宝付款").click()
    pay_at_the_cashier(daughter)

    elder.get_by_role("link", name="返回").click()
    elder.get_by_role("link", name="首页").click()
    expect(elder.get_by_role("region", name="我要缴的费用")).to_contain_text("没有要缴的费用")
    expect(elder.get_by_role("main")).to_contain_text(OWED_OF_86_M2)


def _opens_the_estate(page: Page) -> int:
    page.goto("/ops/estates")
    page.get_by_role("link", name="登记小区").first.click()
    page.get_by_label("小区名称").fill("秀山花园")
    page.get_by_label("小区编号").fill("XSHY")
    page.get_by_label("街道或镇").select_option(label="津头街道")
    page.get_by_role("textbox", name="社区").or_(page.get_by_role("combobox", name="社区")).fill("秀山社区")
    page.get_by_label("服务处电话").fill("0771-5550101")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("heading", name="秀山花园", level=1)).to_be_visible()
    for step, why in (("开始排查", "拉网式排查"), ("进入洽谈", "街道、社区、业主代表三方商议")):
        page.get_by_role("main").get_by_role("button", name=step).click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("原因").fill(why)
        dialog.get_by_role("button", name=step).click()
        expect(dialog).to_be_hidden()
    found = re.search(r"/estates/(\d+)/", page.url)
    assert found
    return int(found[1])


def _drafts_a_mandate(page: Page, estate_id: int) -> str:
    page.goto(f"/ops/estates/{estate_id}/")
    page.get_by_role("link", name="起草委托").click()
    page.get_by_label("委托方：谁来委托").select_option(label="津头街道办事处")
    page.get_by_label("文号").fill("津街委〔2022〕7号")
    page.get_by_label("服务第一天").fill("2022-07-21")
    page.get_by_label("最后服务日").fill("2024-07-20")
    page.get_by_label("委托内容").fill("保洁、秩序、绿化、日常维修；收费标准不变")
    page.get_by_role("button", name="存为草稿").click()
    page.get_by_role("link", name="定一项标准").first.click()
    page.get_by_label("账单上的名称").fill("物业服务费")
    page.get_by_label("单价（元）").fill("0.60")
    page.get_by_label("从哪天起").fill("2022-07-21")
    page.get_by_role("button", name="定下标准").click()
    expect(page.get_by_role("cell", name=re.compile("0.60")).first).to_be_visible()
    page.get_by_role("button", name="上传", exact=True).first.click()
    paper = mandate_paper(
        estate="秀山花园",
        number="津街委〔2022〕7号",
        principal="津头街道办事处",
        company="城市片区物业运营服务中心",
        scope="保洁、秩序、绿化、日常维修；收费标准不变",
        first_day=date(2022, 7, 21),
        last_day=date(2024, 7, 20),
    )
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("文件").set_input_files(
        {"name": "委托书.jpg", "mimeType": "image/jpeg", "buffer": paper.read()}
    )
    dialog.get_by_role("button", name="上传").click()
    expect(page.get_by_text("请另一位同事对照原件复核")).to_be_visible()
    expect(page.get_by_role("button", name="让委托生效")).to_have_count(0)
    return page.url


def _puts_it_in_force(page: Page, mandate: str) -> None:
    page.goto(mandate)
    page.get_by_role("button", name="让委托生效").click()
    page.get_by_role("dialog").get_by_role("button", name="让委托生效").click()
    expect(page.get_by_text("生效中").first).to_be_visible()


def _imports_the_ledger(page: Page, estate_id: int) -> None:
    page.goto(f"/ops/estates/{estate_id}/")
    page.get_by_role("link", name="导入房屋台账").first.click()
    page.get_by_label("把文件拖到这里").set_input_files(LEDGER)
    page.get_by_role("button", name="读取并核对").click()
    expect(page.get_by_text("第 207 行")).to_be_visible()
    expect(page.get_by_text("第 612 行")).to_be_visible()
    page.get_by_label("生效日期").fill("2022-07-21")
    page.get_by_role("button", name="改日期").click()
    page.get_by_label("不能录入的 2 行先跳过").check()
    page.get_by_role("button", name=re.compile("录入 997 户")).click()
    expect(page.get_by_role("heading", name="已录入 997 户")).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="看房屋").click()
    expect(page.get_by_role("heading", name=re.compile("997"))).to_be_visible()


def _issues_the_month(page: Page, estate_id: int) -> None:
    page.goto(f"/ops/estates/{estate_id}/billing")
    page.get_by_role("main").get_by_role("link", name=re.compile("7月")).first.click()
    page.get_by_role("button", name=re.compile("997")).click()
    page.get_by_role("dialog").get_by_role("button").last.click()
    expect(page.get_by_text(re.compile("997 张账单")).first).to_be_visible(timeout=60_000)


def _pays_what_is_owed(page: Page) -> None:
    expect(page.get_by_role("region", name="我要缴的费用")).to_contain_text(OWED)
    page.get_by_role("link", name="去缴费").click()
    expect(page.get_by_text(re.compile("72.10.*0.60.*11")).first).to_be_visible()
    page.get_by_role("button", name="用微信付款").click()
    pay_at_the_cashier(page)


def _gets_the_receipt(page: Page) -> str:
    page.get_by_role("link", name="看收据").click()
    # Chromium without a window shows a PDF nowhere: the link's file is fetched with the person's cookies.
    answer = page.request.get(page.get_by_role("link", name="保存 PDF 收据").get_attribute("href") or "")
    content = answer.body()
    assert content.startswith(b"%PDF")
    assert OWED in "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(content)).pages)
    return page.get_by_role("link", name="收据查验页").get_attribute("href") or ""


def _records_an_expense(page: Page, estate_id: int) -> None:
    page.goto(f"/ops/estates/{estate_id}/books/records")
    page.get_by_role("link", name="记一笔支出").click()
    page.get_by_label("金额（元）").fill("12.60")
    page.get_by_label("用途").select_option(label="保洁和清运")
    page.get_by_label("事由").fill("垃圾袋两包")
    page.get_by_label("付给").fill("惠民超市")
    voucher = voucher_picture(title="垃圾袋两包", payee="惠民超市", day="2022年7月28日", amount="12.60", number=1)
    page.get_by_label("拍照或选择文件").set_input_files(
        {"name": "voucher.jpg", "mimeType": "image/jpeg", "buffer": voucher.read()}
    )
    expect(page.get_by_role("listitem").filter(has=page.get_by_role("img"))).to_be_visible()
    page.get_by_role("button", name="记下").click()
    expect(page.get_by_role("heading", name="要另一位同事复核")).to_be_visible()
    expect(page.get_by_role("button", name="同意并入账")).to_have_count(0)


def _approves_it(page: Page, estate_id: int) -> str:
    page.goto(f"/ops/estates/{estate_id}/books/records")
    page.get_by_role("link", name="垃圾袋两包").click()
    page.get_by_role("button", name="同意并入账").click()
    expect(page.get_by_role("link", name=re.compile("凭证"))).to_be_visible()
    page.goto(f"/ops/estates/{estate_id}/books/2022-07")
    expect(page.get_by_role("button", name="结账")).to_be_disabled()
    return page.get_by_role("link", name="看公开页的样子").get_attribute("href") or ""


def _reads_the_books(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", name=re.compile("秀山花园")).first).to_be_visible()
    expect(page.get_by_text(OWED).first).to_be_visible()
    expect(page.get_by_text("12.60").first).to_be_visible()
    page.get_by_role("link", name=re.compile("垃圾袋两包")).first.click()
    picture = page.get_by_role("img").first
    expect(picture).to_be_visible()
    assert picture.evaluate("picture => picture.naturalWidth") > 0
