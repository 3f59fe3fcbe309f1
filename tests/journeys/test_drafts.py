"""What was typed outlives the end of a session, for the same person and on the same page only."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.acts import DEMO_PASSWORD, staff
from tests.journeys.test_arrears import FIRST_ESTATE
from tests.journeys.town import Town

pytestmark = pytest.mark.journey
WORDS = "更换 3 栋楼道灯 12 只"


def sign_in(page: Page, login: str) -> None:
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="登录").click()


def test_a_form_half_filled_when_the_session_ended_is_given_back(browser: Browser, demo_town: Town) -> None:
    form = f"/ops/estates/{demo_town.run_python(FIRST_ESTATE).strip()}/books/records/new"
    finance = staff(browser, demo_town, "finance", DEMO_PASSWORD)

    def half_filled(login: str) -> None:
        finance.goto(form)
        finance.locator("textarea[name=text], input[name=text]").first.fill(WORDS)
        finance.context.clear_cookies(name="sessionid")
        finance.locator("main form[method=post] button[type=submit]").last.click()
        expect(finance.get_by_role("heading", name="登录")).to_be_visible()
        sign_in(finance, login)
        expect(finance.get_by_role("navigation").first).to_be_visible()

    half_filled("finance")
    assert finance.url.endswith(form)
    expect(finance.locator("[name=text]").first).to_have_value(WORDS)

    finance.goto(form)
    expect(finance.locator("[name=text]").first).to_have_value("")
    half_filled("manager")
    finance.goto(form)
    expect(finance.locator("[name=text]").first).to_have_value("")
