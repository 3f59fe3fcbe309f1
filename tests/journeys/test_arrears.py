"""A manager releases letters, the desk works the call list, a resident pays in parts, and the manager agrees."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from laoyou.demo.city.personas import OWNER_TELEPHONE
from tests.journeys.acts import DEMO_PASSWORD, pay_at_the_cashier, resident, staff
from tests.journeys.town import Town

pytestmark = pytest.mark.journey

FIRST_ESTATE = """
from laoyou.infra.actor import system
from laoyou.system.places import queries as places
print(places.estate_by_code(actor=system("tests"), code="XSHY").id)
"""


def test_from_the_ladder_to_the_first_part(browser: Browser, demo_town: Town) -> None:
    arrears = f"/ops/estates/{demo_town.run_python(FIRST_ESTATE).strip()}/arrears"

    manager = staff(browser, demo_town, "manager", DEMO_PASSWORD)
    manager.goto(arrears)
    manager.get_by_role("list", name="催缴四步").get_by_role("link").filter(has_text="该联系").nth(2).click()
    first = manager.get_by_role("row").nth(1)
    first.get_by_role("checkbox").uncheck()
    first.get_by_role("textbox").fill("昨天见过面，月底交")
    manager.get_by_role("button", name="放行").click()
    expect(manager.get_by_role("status")).to_contain_text("已放行")
    expect(manager.get_by_text("昨天见过面，月底交")).to_be_visible()

    desk = staff(browser, demo_town, "desk", DEMO_PASSWORD)
    desk.goto(f"{arrears}/lists/call")
    card = desk.locator(".call-card").first
    home = card.get_by_role("link").first.inner_text()
    card.get_by_role("button", name="查看号码").first.click()
    expect(desk.locator(".call-card").first.get_by_role("link", name="17")).to_be_visible()
    card = desk.locator(".call-card").first
    card.get_by_label("答应缴", exact=False).first.check()
    card.get_by_role("button", name="记下来").click()
    expect(desk.get_by_role("status")).to_contain_text(f"{home}：已记下")

    owner = resident(browser, demo_town, OWNER_TELEPHONE)
    owner.get_by_role("link", name="晚些缴、分期缴、有话说").click()
    owner.get_by_label("简单说说原因").fill("这个月看病")
    owner.get_by_role("button", name="申请分期缴").click()
    expect(owner.get_by_text("已申请，我们尽快答复")).to_be_visible()

    manager.goto(arrears.replace("/arrears", "/plans?state=asked"))
    line = manager.get_by_role("row").filter(has_text="这个月看病")
    line.get_by_role("button", name="同意", exact=True).click()
    expect(manager.get_by_role("status")).to_contain_text("按期缴就不再催")

    owner.reload()
    owner.get_by_role("button", name="缴这一期").click()
    pay_at_the_cashier(owner)
    owner.goto("/arrears/")
    expect(owner.get_by_role("listitem").first).to_contain_text("已缴")
