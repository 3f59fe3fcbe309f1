"""A page that is open hears of a payment at once: by the stream, without asking."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from laoyou.demo.city.personas import OWNER_TELEPHONE
from tests.journeys.acts import resident
from tests.journeys.town import Town

pytestmark = pytest.mark.journey

WITHIN_MS = 1000
STREAM, POLL = re.compile(r"/live\?"), re.compile(r"[?&]looks=1")
WATCH = """() => {
  window.seenAt = 0;
  new MutationObserver(() => {
    if (!window.seenAt && document.body.innerText.includes("缴费成功")) window.seenAt = Date.now();
  }).observe(document.body, {childList: true, subtree: true});
}"""
RECORDED = """
from django.conf import settings
from laoyou.infra import scope
from laoyou.system.payments.models import Payment
with scope.everything():
    newest = Payment.objects.order_by("-id").first()
print(round((newest.recorded_at.timestamp() - settings.CLOCK_OFFSET_S) * 1000))
"""


def test_an_open_page_shows_a_payment_within_a_second_of_its_notification(browser: Browser, demo_town: Town) -> None:
    payer = resident(browser, demo_town, OWNER_TELEPHONE)
    payer.goto("/pay/")
    payer.get_by_role("button", name="用微信付款").click()
    pay = payer.get_by_role("button", name="确认支付")
    expect(pay).to_be_visible()

    order = _second_tab(payer)
    order.goto("/pay/")
    with order.expect_response(STREAM):
        order.get_by_role("button", name="用微信付款").click()
    expect(order.get_by_role("heading", name="正在确认付款结果")).to_be_visible()
    home = _second_tab(payer)
    with home.expect_response(STREAM):
        home.goto("/")
    owed = home.get_by_role("region", name="我要缴的费用")
    expect(owed).not_to_contain_text("没有要缴的费用")

    pay.click()
    expect(payer.get_by_role("heading", name="缴费成功")).to_be_visible()
    expect(order.get_by_role("heading", name="缴费成功")).to_be_visible()
    expect(order.get_by_role("link", name="看收据")).to_be_visible()
    expect(owed).to_contain_text("没有要缴的费用")
    recorded = int(demo_town.run_python(RECORDED))
    assert order.evaluate("window.seenAt") - recorded < WITHIN_MS


def _second_tab(payer: Page) -> Page:
    """Open another page of the same person, one that never polls."""
    tab = payer.context.new_page()
    tab.route(POLL, lambda route: route.abort())
    tab.add_init_script(f"addEventListener('DOMContentLoaded', {WATCH})")
    return tab
