"""What the residents of the first estate reported in their first five months, and how it was answered.

The days of July are slow and content is rare; in December most comes in time. What is open when the visitor comes in:
a danger that was just taken, one that is late and climbed, a complaint, some ordinary ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from laoyou.demo.city.cast import Cast
from laoyou.demo.city.drawings import work_picture
from laoyou.demo.city.personas import OWNER_HOME, OWNER_TELEPHONE, signed_in
from laoyou.demo.city.story import moment
from laoyou.infra import scope
from laoyou.infra.actor import VISITOR, Actor, system
from laoyou.system.work.requests import use_cases as requests

CALENDAR = system("work.requests")


@dataclass(frozen=True, slots=True)
class Told:
    """A request of the story. `answer` None: still open. `hours` passed until the answer; `rating` 0: no word came."""

    day: date
    hour: int
    category: str
    text: str
    place: str
    answer: str | None
    hours: int = 6
    rating: int = 0


PAST = (
    Told(date(2022, 7, 22), 9, "rubbish", "3 栋后面堆了几个月的垃圾", "3 栋后面", "已清运 6 车，地面冲洗干净。", 30, 5),
    Told(date(2022, 7, 23), 8, "sanitation", "垃圾房旁边老鼠很多", "垃圾房", "已投放毒饵站 12 处，每周检查。", 52, 4),
    Told(date(2022, 7, 26), 20, "light_out", "楼道灯三层以上都不亮", "5 栋 1 单元", "换了 9 个声控灯。", 80, 3),
    Told(date(2022, 8, 2), 7, "drain_blocked", "化粪池往外冒", "7 栋前", "吸污车已抽 3 车，管道疏通。", 9, 4),
    Told(date(2022, 8, 9), 10, "weeds_trees", "杂草比人高，蚊子多", "中心花园", "三清三新时全部清掉了。", 70, 5),
    Told(date(2022, 8, 17), 15, "door_gate", "单元门关不上", "2 栋 3 单元", "换了闭门器。", 20, 4),
    Told(date(2022, 8, 25), 9, "parking", "消防通道老有人停车", "北门", "画了黄线，装了 4 根隔离桩。", 40, 0),
    Told(date(2022, 9, 6), 14, "public_facility", "健身器材松动", "中心花园", "3 件已紧固，1 件拆除待换。", 26, 4),
    Told(
        date(2022, 9, 20), 11, "noise", "凌晨还在打麻将", "4 栋 2 单元楼下", "已上门劝导，和牌友约定晚十点收。", 30, 3
    ),
    Told(date(2022, 10, 11), 8, "light_out", "北门路灯坏了", "北门", "已修好。", 8, 5),
    Told(
        date(2022, 10, 25),
        16,
        "roof_wall_leak",
        "外墙瓷砖要掉",
        "6 栋南面",
        "围挡并敲除松动部分，列入明年维修。",
        22,
        4,
    ),
    Told(date(2022, 11, 8), 9, "lift_stopped", "电梯停在七楼不动", "1 栋电梯", "更换接触器，已恢复。", 2, 5),
    Told(date(2022, 11, 22), 10, "rubbish", "楼道堆了旧家具", "2 栋 1 单元", "和住户一起搬走了。", 20, 5),
    Told(date(2022, 12, 6), 8, "sanitation", "负一楼积水发臭", "地下车库", "换了水泵，冲洗消毒。", 7, 5),
    Told(date(2022, 12, 20), 17, "light_out", "车库灯不亮", "地下车库", "换成 LED 灯 14 盏。", 15, 5),
    Told(date(2022, 12, 28), 9, "door_gate", "门禁刷不开", "3 栋 2 单元", "重新写卡，已好。", 3, 0),
)
OPEN = (
    Told(date(2023, 1, 2), 9, "public_facility", "儿童滑梯裂了", "中心花园", None),
    Told(date(2023, 1, 4), 15, "weeds_trees", "树枝压到晾衣绳", "8 栋前", None),
    Told(date(2023, 1, 5), 8, "light_out", "二楼楼道灯不亮", "5 栋 2 单元", None),
    Told(date(2023, 1, 5), 9, "parking", "有车堵在出口", "南门", None),
)
PASSING = (
    ("light_out", "路灯不亮", "大门口"),
    ("rubbish", "垃圾桶满了", "垃圾投放点"),
    ("public_facility", "井盖响", "主路"),
    ("weeds_trees", "树枝挡路", "东侧步道"),
    ("door_gate", "大门道闸不抬杆", "大门口"),
)
FORGOTTEN = 2
"""The day of January whose request nobody took: it climbed to the street office."""


def tell_small(estate_id: int, random: Random) -> None:
    """Let a passer-by report a trouble by the code at a gate or a lamp of a small estate."""
    category, text, place = random.choice(PASSING)
    with scope.estate(estate_id):
        requests.report(
            actor=VISITOR,
            estate_id=estate_id,
            client_id="demo-passing",
            category=category,
            text=text,
            place=place,
            channel="qr",
            at=moment(date(2023, 1, 5), 10, random.randrange(2, 40)),
        )


def tell(cast: Cast, estate_id: int) -> None:
    """Tell the estate's requests in one commit."""
    burst = moment(date(2022, 12, 30), 10, 42)
    owner = signed_in(OWNER_TELEPHONE, burst)
    home_id = cast.home_called(estate_id, OWNER_HOME)
    with scope.estate(estate_id):
        for number, told in enumerate((*PAST, *OPEN)):
            _tell(cast, estate_id, told, f"demo-{number}", VISITOR if number % 3 else None)
        _burst_pipe(cast, estate_id, owner, home_id, burst)
        _now(cast, estate_id, owner, home_id)


def _tell(cast: Cast, estate_id: int, told: Told, name: str, visitor: Actor | None) -> None:
    at = moment(told.day, told.hour, 12)
    desk = cast.on("desk", at)
    request_id = requests.report(
        actor=visitor or desk,
        estate_id=estate_id,
        client_id=name,
        category=told.category,
        text=told.text,
        place=told.place,
        channel="qr" if visitor else "telephone",
        asker_name="" if visitor else "覃阿姨",
        at=at,
    )
    where: dict[str, Any] = {"estate_id": estate_id, "request_id": request_id}
    if told.answer is None:
        if told.day.day == FORGOTTEN:
            requests.escalate(actor=CALENDAR, **where, at=moment(date(2023, 1, 5), 10, 30))
        else:
            requests.take(actor=desk, **where, at=at + timedelta(minutes=15))
        return
    requests.take(actor=desk, **where, at=at + timedelta(minutes=12))
    done = at + timedelta(hours=told.hours)
    file_ids = [_photo(desk, estate_id, done)]
    requests.answer(actor=desk, **where, text=told.answer, file_ids=file_ids, at=done)
    if told.rating:
        requests.confirm(actor=desk, **where, rating=told.rating, at=done + timedelta(hours=20))
    else:
        requests.lapse(actor=CALENDAR, **where, at=done + timedelta(days=4))


def _burst_pipe(cast: Cast, estate_id: int, owner: Actor, home_id: int, at: datetime) -> None:
    """2022-12-30 10:42: a burst pipe in a kitchen; taken in two minutes, done in an hour, five of five."""
    where: dict[str, Any] = {
        "estate_id": estate_id,
        "request_id": requests.report(
            actor=owner,
            estate_id=estate_id,
            client_id="demo-burst",
            category="water_leak",
            text="厨房爆水管了，水漫到客厅，阀门关不上！",
            home_id=home_id,
            at_home="随时",
            at=at,
        ),
    }
    desk = cast.on("desk", at)
    requests.take(actor=desk, **where, at=at + timedelta(minutes=2))
    requests.say(actor=desk, **where, text="师傅马上到，请先关水表旁的总阀。", at=at + timedelta(minutes=3))
    requests.say(actor=owner, **where, text="总阀关上了，谢谢", at=at + timedelta(minutes=8))
    done = at + timedelta(minutes=58)
    requests.answer(
        actor=desk,
        **where,
        text="覃师傅换了角阀和软管，试水不漏，地面已拖干。",
        file_ids=[_photo(desk, estate_id, done)],
        at=done,
    )
    requests.confirm(actor=owner, **where, rating=5, text="来得真快！", at=done + timedelta(hours=2))


def _now(cast: Cast, estate_id: int, owner: Actor, home_id: int) -> None:
    """What the owner waits for, and what rings when the visitor comes in."""
    at = moment(date(2023, 1, 5), 9, 20)
    mine = requests.report(
        actor=owner,
        estate_id=estate_id,
        client_id="demo-mine",
        category="drain_blocked",
        text="卫生间下水很慢，好像堵了",
        home_id=home_id,
        at_home="下午",
        at=at,
    )
    requests.take(actor=cast.on("desk", at), estate_id=estate_id, request_id=mine, at=at + timedelta(minutes=9))
    requests.report(
        actor=owner,
        estate_id=estate_id,
        client_id="demo-complaint",
        category="service_complaint",
        text="前台物业人员态度不好，问收费标准不耐烦",
        is_anonymous=True,
        at=moment(date(2023, 1, 4), 17, 5),
    )
    requests.report(
        actor=VISITOR,
        estate_id=estate_id,
        client_id="demo-danger",
        category="trapped_in_lift",
        text="有人困在电梯里，在五楼",
        place="1 栋电梯",
        channel="qr",
        at=moment(date(2023, 1, 5), 10, 40),
    )


def _photo(actor: Actor, estate_id: int, at: datetime) -> int:
    """Keep the picture that was taken of the finished work; the story has one drawing for all."""
    return requests.keep_file(
        actor=actor,
        estate_id=estate_id,
        name="done.jpg",
        content=work_picture(is_done=True),
        kind="photo",
        at=at,
    )
