"""A burst pipe, from the kitchen to the word of who lives there."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from laoyou.demo.city.personas import OWNER_TELEPHONE
from tests.journeys.acts import DEMO_PASSWORD, resident, staff
from tests.journeys.town import Town

pytestmark = pytest.mark.journey

DONE = """
from laoyou.demo.city.drawings import work_picture
from laoyou.infra import clock, files, scope
from laoyou.system.mandates import queries as mandates
from laoyou.system.people.models import User
from laoyou.system.work.crews import use_cases as crews
from laoyou.system.work.orders import use_cases as orders
from laoyou.system.work.orders.models import WorkOrder

at = clock.now()
acting = mandates.actor_for(user_id=User.objects.get(login="dispatcher").id, at=at)
with scope.everything():
    row = WorkOrder.objects.filter(source="request").latest("id")
crew = crews.add_crew(actor=acting, name="水电急修班", skills=("plumbing",), mode="ebike", at=at)
where = {"actor": acting, "estate_id": row.estate_id, "order_id": row.id, "at": at}
orders.assign(crew_id=crew, starts_at=None, ends_at=None, **where)
orders.start_travel(**where)
orders.arrive(**where)
with scope.estate(row.estate_id):
    picture = work_picture(is_done=True)
    kept = files.store(estate_id=row.estate_id, name="a.jpg", content=picture, purpose="photo", actor=acting, at=at)
orders.finish(note="换了角阀，试水不漏", photos_after=[kept], **where)
"""


def test_a_resident_reports_a_burst_pipe_and_has_the_last_word(browser: Browser, demo_town: Town) -> None:
    owner = resident(browser, demo_town, OWNER_TELEPHONE)
    owner.get_by_role("link", name=re.compile("报事报修")).click()
    owner.get_by_label("漏水、爆管").check()
    expect(owner.get_by_text("我们理解为")).to_contain_text("当天处理")
    owner.get_by_role("button", name="送出").click()
    expect(owner.get_by_text("已收到，马上有人跟进")).to_be_visible()
    number = owner.get_by_text(re.compile(r"^S\d{4}-\d{6}$")).inner_text()

    desk = staff(browser, demo_town, "desk", DEMO_PASSWORD)
    desk.goto("/ops/requests")
    desk.get_by_role("row").filter(has_text="漏水、爆管").get_by_role("link").click()
    expect(desk.get_by_role("heading", name=re.compile(number))).to_be_visible()
    desk.get_by_role("button", name="受理", exact=True).click()
    expect(owner.get_by_text("正在跟进")).to_be_visible()
    desk.get_by_role("button", name="派工单").click()
    desk.get_by_role("button", name="生成工单").click()
    expect(desk.get_by_text("工单已生成")).to_be_visible()

    demo_town.run_python(DONE)
    expect(owner.get_by_text("换了角阀，试水不漏")).to_be_visible()
    owner.get_by_label("很满意").check()
    owner.get_by_role("button", name="都好了，满意").click()
    expect(owner.get_by_text("您已确认，已关闭")).to_be_visible()
