"""What people do in a browser, by the words that they see. The interface speaks Chinese here."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import DESK, PHONE, person
from tests.journeys.town import Town

FIRST_PASSWORD = "a word for the first day"
PASSWORD = "correct horse battery"
DEMO_PASSWORD = "秀山花园2022欢迎您"


def staff(browser: Browser, town: Town, login: str, password: str = PASSWORD) -> Page:
    """Sign a staff member in at the desk."""
    page = person(browser, town, DESK)
    page.goto("/ops/")
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("navigation").first).to_be_visible()
    return page


def resident(browser: Browser, town: Town, telephone: str, **options: object) -> Page:
    """Sign a resident in by the one-time code, which the demo shows in its outbox."""
    page = person(browser, town, PHONE, **options)
    page.goto("/sign-in/")
    page.get_by_label("您的手机号").fill(telephone)
    page.get_by_role("button", name="获取验证码").click()
    page.get_by_label("6 位数字验证码").fill(_code_of(page, telephone))
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("navigation", name="主要页面")).to_be_visible()
    return page


def _code_of(page: Page, telephone: str) -> str:
    beside = page.context.new_page()
    beside.goto("/demo/outbox/")
    message = beside.get_by_role("article").filter(has_text=telephone).first
    found = re.search(r"(?<![0-9])[0-9]{6}(?![0-9])", message.inner_text().replace(telephone, ""))
    beside.close()
    assert found
    return found[0]


def pay_at_the_cashier(page: Page) -> None:
    """Confirm at the stand-in's cashier page and come back to an order that is paid."""
    page.get_by_role("button", name="确认支付").click()
    expect(page.get_by_role("heading", name="缴费成功")).to_be_visible(timeout=15_000)
