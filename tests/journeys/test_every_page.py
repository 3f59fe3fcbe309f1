"""Every page of the demo city: accessible by axe and by keyboard, in light and dark, and as wide as the telephone."""

from __future__ import annotations

import inspect
import json
import re
from typing import Any

import pyotp
import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from laoyou.core.calendar import Month
from laoyou.demo.city.personas import OWNER_TELEPHONE
from tests.architecture.resolved import every_route
from tests.journeys.acts import DEMO_PASSWORD, pay_at_the_cashier, resident, staff
from tests.journeys.conftest import PHONE, axe_findings, person
from tests.journeys.pages import FILES_AND_PARTS, OPENED_ELSEWHERE, PAGES, SUBJECTS
from tests.journeys.town import Town

pytestmark = pytest.mark.journey

NARROWEST = {"width": 320, "height": 568}
PARAMETERS = {route.name: route.parameters for route in every_route()}
MONTHS = {"operations:billing_preview": Month(2023, 1)}
OWN = {
    "resident:receipt": {"payment_id": "own_payment_id"},
    "resident:public_settlement": {"year": "settled_year"},
    "resident:receipt_invoice": {"payment_id": "own_payment_id"},
    "operations:payment_invoice": {"payment_id": "own_payment_id"},
    "operations:home_bills": {"home_id": "own_home_id"},
    "operations:statement": {"home_id": "own_home_id"},
    "operations:edit_draft": {"mandate_id": "draft_id"},
    "operations:ledger_columns": {"sheet_id": "open_sheet_id"},
    "operations:suspense_one": {"payment_id": "suspense_id"},
    "supervision:request": {"request_id": "climbed_id"},
    "resident:report_here": {"code": "place_code"},
    "operations:order": {"order_id": "work_order_id"},
    "resident:visit": {"order_id": "visit_id"},
    "operations:field_job": {"order_id": "job_id"},
}
LEAD_ON = ("home", "my_books")
END_TRANSITIONS = """async () => {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  for (const one of document.getAnimations()) if (one instanceof CSSTransition) one.finish();
}"""
"""A colour on its way from light to dark is neither."""
WIDTH = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FOCUSED = """() => {
  const element = document.activeElement, box = element.getBoundingClientRect();
  const isMarked = (one) => getComputedStyle(one).outlineStyle !== "none" || getComputedStyle(one).boxShadow !== "none";
  const around = [element, element.parentElement, element.parentElement?.parentElement].filter(Boolean);
  const isInView = box.width > 0 && box.right > 0 && box.bottom > 0 && box.top < innerHeight;
  const seen = element === document.body || (isInView && around.some(isMarked));
  return {what: element.outerHTML.slice(0, 160), seen};
}"""
"""The focus is marked on the element itself, or on the field around it."""


def test_every_address_that_answers_a_get_is_a_page_here_or_said_to_be_none() -> None:
    posts = {route.name for route in every_route() if "@require_POST" in inspect.getsource(inspect.unwrap(route.view))}
    opened = {f"{platform}:{name}" for platform, names in PAGES.values() for name in names}
    assert not opened & FILES_AND_PARTS
    assert opened | FILES_AND_PARTS | set(OPENED_ELSEWHERE) == {route.name for route in every_route()} - posts


@pytest.fixture(scope="module")
def subjects(demo_town: Town) -> dict[str, Any]:
    return dict(json.loads(demo_town.run_python(SUBJECTS)))


def test_pages_that_anybody_may_open(browser: Browser, demo_town: Town, subjects: dict[str, Any]) -> None:
    _look_at_all(person(browser, demo_town, PHONE), "visitor", subjects)


def test_pages_of_an_owner(browser: Browser, demo_town: Town, subjects: dict[str, Any]) -> None:
    """In both sizes of letters, after a first payment: so there are an order and a receipt."""
    page = resident(browser, demo_town, OWNER_TELEPHONE)
    page.goto("/pay/")
    page.get_by_role("button", name="用微信付款").click()
    pay_at_the_cashier(page)
    order = re.search(r"/orders/\d+/(\d+)/", page.url)
    receipt = re.search(r"/receipts/\d+/(\d+)/", page.get_by_role("link", name="看收据").get_attribute("href") or "")
    assert order
    assert receipt
    subjects |= {"order_id": int(order[1]), "own_payment_id": int(receipt[1])}
    _look_at_all(page, "owner", subjects)
    page.goto("/")
    page.get_by_role("button", name="长辈版").click()
    expect(page.locator("html")).to_have_attribute("data-weui-mode", "care")
    _look_at_all(page, "owner", subjects)


@pytest.mark.parametrize("login", ["manager", "dispatcher", "worker", "finance", "bureau", "street"])
def test_pages_of_staff(browser: Browser, demo_town: Town, subjects: dict[str, Any], login: str) -> None:
    _look_at_all(staff(browser, demo_town, login, DEMO_PASSWORD), login, subjects)


@pytest.mark.parametrize("login", ["admin", "city-admin"])
def test_pages_of_administrators(browser: Browser, demo_town: Town, subjects: dict[str, Any], login: str) -> None:
    page = person(browser, demo_town, PHONE)
    page.goto("/ops/")
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="登录").click()
    key = "".join(page.locator(".key span").all_inner_texts()).replace(" ", "")
    page.get_by_label("六位数字").fill(pyotp.TOTP(key).now())
    page.get_by_label("您的密码").fill(DEMO_PASSWORD)
    page.get_by_label("您的密码").press("Enter")
    expect(page).not_to_have_url(re.compile("second-factor"))
    _look_at_all(page, login, subjects)


def _look_at_all(page: Page, who: str, subjects: dict[str, Any]) -> None:
    """Open each page of the persona and gather what is wrong with any, so that one run shows all of it."""
    platform, names = PAGES[who]
    wrong: list[str] = []
    for name in names:
        address = _address(f"{platform}:{name}", subjects)
        answer = page.goto(address)
        if answer is None or answer.status != 200:
            wrong.append(f"{address} answers {answer and answer.status}")
            continue
        if name not in LEAD_ON and not page.url.endswith(address):
            wrong.append(f"{address} leads to {page.url}")
        wrong += _by_keyboard(page)
        wrong += axe_findings(page)
        page.emulate_media(color_scheme="dark")
        page.evaluate(END_TRANSITIONS)
        wrong += [f"dark: {finding}" for finding in axe_findings(page, of_colour_only=True)]
        page.emulate_media(color_scheme="light")
        if platform == "resident":
            wrong += _too_wide(page)
    assert not wrong, "\n".join(wrong)


def _address(name: str, subjects: dict[str, Any]) -> str:
    known = {**subjects, "month": MONTHS.get(name, Month(2022, 12))}
    known |= {parameter: subjects[subject] for parameter, subject in OWN.get(name, {}).items()}
    return reverse(name, kwargs={parameter: known[parameter] for parameter in PARAMETERS[name]})


def _by_keyboard(page: Page) -> list[str]:
    """Tab reaches the way to the content first, visibly, and it leads there."""
    skip = page.locator("a.skip")
    if not skip.count():
        return []
    page.evaluate("document.activeElement.blur(); window.getSelection().removeAllRanges()")
    skip.focus()
    found = page.evaluate(FOCUSED)
    wrong = [] if found["seen"] else [f"{page.url} the skip link is not to be seen when it has the focus"]
    page.keyboard.press("Enter")
    if page.evaluate("document.activeElement.id") != "content":
        wrong.append(f"{page.url} the skip link leads nowhere")
    page.keyboard.press("Tab")
    found = page.evaluate(FOCUSED)
    if not found["seen"]:
        wrong.append(f"{page.url} the focus is not to be seen on {found['what']}")
    page.evaluate("document.activeElement.blur()")
    return wrong


def _too_wide(page: Page) -> list[str]:
    wrong = []
    for size in (PHONE, NARROWEST):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        if (more := page.evaluate(WIDTH)) > 0:
            wrong.append(f"{page.url} is {more} px too wide at {size['width']}")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    return wrong
