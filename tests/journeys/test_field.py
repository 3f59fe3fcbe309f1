"""A worker does a job on a telephone while the line is broken; it is sent later, once."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from tests.journeys.acts import DEMO_PASSWORD, staff
from tests.journeys.conftest import PHONE, person
from tests.journeys.town import Town

pytestmark = pytest.mark.journey
JOB = "路灯闪烁"


def photo() -> bytes:
    picture = io.BytesIO()
    Image.new("RGB", (900, 600), "teal").save(picture, "JPEG")
    return picture.getvalue()


def test_a_job_is_done_without_a_network_and_sent_once_when_it_is_back(browser: Browser, demo_town: Town) -> None:
    page = person(browser, demo_town, PHONE)
    page.goto("/ops/")
    page.get_by_label("登录名").fill("worker")
    page.get_by_label("密码").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="今天的工单")).to_be_visible()
    expect(page.get_by_text("这些工单已存在手机里")).to_be_visible()

    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_text("没有网络。这是上次的页面")).to_be_visible()
    page.get_by_role("link", name=JOB).click()
    step = page.locator(".field-top .state")
    page.get_by_role("button", name="出发").click()
    expect(step).to_have_text("在路上")
    page.get_by_role("button", name="到了").click()
    expect(step).to_have_text("处理中")
    page.get_by_role("button", name="做完了").click()
    expect(page.get_by_text("请先拍完工照片")).to_be_visible()
    page.get_by_role("button", name="知道了").click()
    picture = {"name": "after.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    page.get_by_label("拍处理后").set_input_files(picture)  # type: ignore[arg-type]
    expect(page.get_by_alt_text("照片，还没发送")).to_be_visible()
    page.get_by_label("做了什么").fill("换了灯泡")
    page.get_by_role("button", name="做完了").click()
    expect(page.get_by_text("4 项记在手机里，还没发送")).to_be_visible()
    expect(step).to_have_text("已完成")

    page.context.set_offline(False)
    expect(page.get_by_text("项记在手机里")).to_be_hidden()
    expect(page.get_by_alt_text("处理后 1")).to_be_visible()
    assert page.get_by_alt_text("处理后 2").count() == 0

    dispatcher = staff(browser, demo_town, "dispatcher", DEMO_PASSWORD)
    dispatcher.goto("/ops/orders?state=done&search=" + JOB)
    dispatcher.get_by_role("link", name=JOB).click()
    expect(dispatcher.locator(".timeline li b")).to_have_text(["已登记", "已派单", "在路上", "处理中", "已完成"])
    expect(dispatcher.get_by_text("换了灯泡")).to_be_visible()
