"""Crews and their work in the demo: finished orders of the last weeks, and the day on which the visitor comes in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from laoyou.core.money import Money
from laoyou.demo.city.cast import Cast
from laoyou.demo.city.drawings import work_picture
from laoyou.demo.city.story import NOW, moment
from laoyou.infra import files, scope
from laoyou.infra.actor import Right
from laoyou.system.places import queries as places
from laoyou.system.work.crews import use_cases as crews
from laoyou.system.work.crews.rules.shifts import Hours
from laoyou.system.work.orders import use_cases as orders
from laoyou.system.work.orders.rules.materials import Used

TODAY = NOW.date()
FORMED = date(2022, 7, 21)
DAY_SHIFT = Hours(time(8), time(18), time(12), time(13, 30))
EVENING = Hours(time(18), time(23, 30))
WORKER = "水电一班"


@dataclass(frozen=True, slots=True)
class Team:
    name: str
    skills: tuple[str, ...]
    mode: str
    people: tuple[str, ...]
    is_standby: bool = False


TEAMS = (
    Team(WORKER, ("plumbing", "electrical"), "ebike", ("莫师傅",), is_standby=True),
    Team("水电二班", ("plumbing", "electrical", "carpentry"), "ebike", ("卢师傅", "潘师傅")),
    Team("疏通班", ("plumbing",), "car", ("黎师傅", "农师傅")),
    Team("保洁一班", ("cleaning",), "foot", ("苏大姐", "蒙大姐", "韦大姐")),
    Team("绿化班", ("gardening", "cleaning"), "ebike", ("谭师傅",)),
    Team("电梯门禁班", ("lift", "electrical"), "ebike", ("梁师傅",)),
    Team("关爱小组", ("care", "cleaning"), "foot", ("甘护工", "陆护工")),
    Team("秩序班", ("guard",), "foot", ("覃队长", "黄队员", "李队员")),
)

# Finished in the weeks before: days ago, hour, crew, title, place, skill, minutes, material.
FINISHED: tuple[tuple[int, int, str, str, str, str, int, Used | None], ...] = (
    (
        24,
        9,
        "水电二班",
        "更换楼道声控灯",
        "5栋1单元楼道",
        "electrical",
        35,
        Used("声控灯", "个", Decimal(3), Money(1860)),
    ),
    (23, 15, "疏通班", "疏通化粪池", "16栋后侧", "plumbing", 120, None),
    (21, 9, "保洁一班", "清运楼道堆物", "9栋2单元", "cleaning", 60, None),
    (20, 10, WORKER, "更换水泵房闸阀", "水泵房", "plumbing", 90, Used("DN50 闸阀", "个", Decimal(1), Money(16800))),
    (18, 14, "绿化班", "修剪倒伏枝条", "中心花园", "gardening", 75, None),
    (17, 9, "电梯门禁班", "单元门禁不能关闭", "3栋2单元大门", "electrical", 40, None),
    (15, 16, "关爱小组", "为高龄住户打扫", "1栋1单元302", "care", 80, None),
    (13, 11, WORKER, "楼顶水箱浮球阀漏水", "12栋楼顶", "plumbing", 55, Used("浮球阀", "个", Decimal(1), Money(4200))),
    (11, 9, "秩序班", "劝离占用消防通道的车辆", "南门消防通道", "guard", 30, None),
    (9, 10, "水电二班", "修补楼梯踏步", "7栋1单元", "carpentry", 60, Used("水泥", "公斤", Decimal(10), Money(95))),
    (
        6,
        10,
        WORKER,
        "水管爆裂抢修",
        "3栋至7栋主管",
        "plumbing",
        140,
        Used("PPR 管 63", "米", Decimal("2.5"), Money(3850)),
    ),
    (3, 14, "保洁一班", "雨后清扫积水", "北门车棚", "cleaning", 45, None),
    (2, 9, "绿化班", "补种草皮", "8栋前", "gardening", 90, Used("草皮", "平方米", Decimal(12), Money(900))),
    (1, 15, WORKER, "楼道电箱跳闸", "11栋2单元", "electrical", 35, Used("空气开关", "个", Decimal(1), Money(3200))),
)
# Of today: how far it is, crew, hour and minute, title, place, skill, minutes, priority.
OF_TODAY: tuple[tuple[str, str, tuple[int, int], str, str, str, int, int], ...] = (
    ("done", WORKER, (8, 20), "公共水表箱盖松动", "2栋1单元", "plumbing", 25, 3),
    ("done", WORKER, (9, 10), "楼道灯不亮", "6栋3单元四楼", "electrical", 30, 2),
    ("working", WORKER, (10, 15), "地下水表井渗水", "4栋西侧", "plumbing", 50, 1),
    ("assigned", WORKER, (11, 20), "路灯闪烁", "中心花园北侧", "electrical", 35, 2),
    ("assigned", WORKER, (15, 0), "消防栓水压检查", "10栋至14栋", "plumbing", 60, 2),
    ("travelling", "水电二班", (10, 40), "单元门门框松动", "8栋1单元", "carpentry", 45, 2),
    ("done", "保洁一班", (8, 30), "楼道大扫除", "1栋至3栋", "cleaning", 90, 3),
    ("assigned", "绿化班", (14, 0), "清理枯枝", "东门两侧", "gardening", 70, 3),
    ("paused", "疏通班", (9, 0), "雨水管返水", "13栋前", "plumbing", 90, 1),
    ("open", "", (12, 0), "电梯门异响", "22栋2单元", "lift", 60, 1),
    ("open", "", (17, 0), "墙面瓷砖空鼓", "9栋东墙", "carpentry", 90, 2),
    ("open", "", (18, 0), "清理单元门前杂物", "17栋1单元", "cleaning", 40, 3),
)
AROUND: tuple[tuple[str, str, int, int], ...] = (
    ("水龙头滴水", "plumbing", 30, 2),
    ("楼道灯不亮", "electrical", 30, 2),
    ("下水道堵塞", "plumbing", 60, 1),
    ("垃圾堆积", "cleaning", 50, 2),
    ("树枝压到电线", "gardening", 60, 1),
    ("单元门关不上", "electrical", 40, 2),
)
QUOTED_HOME = "3栋2单元501"


def tell(cast: Cast, first_estate: int) -> None:
    """Form the crews, and let them work: in the first estate for weeks, around it on the visitor's day."""
    teams = _form(cast, first_estate)
    pictures = {}
    worker = cast.on("worker", NOW)
    with scope.estate(first_estate):
        for name in ("before", "after"):
            pictures[name] = files.store(
                estate_id=first_estate,
                name=f"{name}.jpg",
                content=work_picture(is_done=name == "after"),
                purpose="photo",
                actor=worker,
                at=NOW,
            )
    for kept in {each.name: each for *_, each in FINISHED if each is not None}.values():
        orders.set_material(
            actor=cast.on("manager", NOW), name=kept.name, unit=kept.unit, cost=kept.unit_cost, at=moment(FORMED, 9)
        )
    for ago, hour, team, title, place, skill, minutes, used in FINISHED:
        begins = moment(TODAY - timedelta(days=ago), hour)
        order_id = _opened(cast, first_estate, begins - timedelta(hours=3), title, place, skill, minutes, 2, begins)
        _done(cast, first_estate, order_id, teams[team], begins, minutes, pictures, used)
    for stage, team, (hour, minute), title, place, skill, minutes, priority in OF_TODAY:
        begins = moment(TODAY, hour, minute)
        order_id = _opened(cast, first_estate, moment(TODAY, 7, 45), title, place, skill, minutes, priority, begins)
        if stage == "done":
            _done(cast, first_estate, order_id, teams[team], begins, minutes, pictures, None)
        elif stage != "open":
            _begun(cast, first_estate, order_id, teams[team], begins, minutes, stage, pictures)
    _quoted(cast, first_estate, teams[WORKER])
    _around(cast, first_estate, teams)


def _form(cast: Cast, first_estate: int) -> dict[str, int]:
    """Form the crews on the day of the first mandate, and set their shifts around the visitor's day."""
    at = moment(FORMED, 8)
    manager = cast.on("manager", NOW)
    home = places.estate_for(actor=manager, estate_id=first_estate)
    base = (home.name, home.lat, home.lng) if home.lat is not None and home.lng is not None else None
    formed = {}
    for team in TEAMS:
        crew_id = crews.add_crew(
            actor=manager,
            name=team.name,
            skills=team.skills,
            mode=team.mode,
            is_standby=team.is_standby,
            base=base,
            starts_on=FORMED,
            at=at,
        )
        if team.name == WORKER:
            crews.add_member(actor=manager, crew_id=crew_id, user_id=cast.users["worker"], starts_on=FORMED, at=at)
        for person in team.people:
            crews.add_member(actor=manager, crew_id=crew_id, name=person, starts_on=FORMED, at=at)
        first, last = TODAY - timedelta(days=10), TODAY + timedelta(days=24)
        crews.set_shifts(actor=manager, crew_id=crew_id, first=first, last=last, hours=DAY_SHIFT, at=NOW)
        formed[team.name] = crew_id
    crews.set_shifts(
        actor=manager, crew_id=formed[WORKER], first=TODAY, last=TODAY, hours=EVENING, is_standby=True, at=NOW
    )
    crews.note_absence(
        actor=manager,
        crew_id=formed["关爱小组"],
        first=TODAY,
        last=TODAY + timedelta(days=1),
        reason="家中有事",
        at=NOW,
    )
    return formed


def _opened(
    cast: Cast,
    estate_id: int,
    at: datetime,
    title: str,
    place: str,
    skill: str,
    minutes: int,
    priority: int,
    begins: datetime,
) -> int:
    return orders.open_order(
        actor=cast.on("dispatcher", NOW),
        estate_id=estate_id,
        source="desk",
        title=title,
        place=place,
        skill=skill,
        minutes=minutes,
        priority=priority,
        due_at=begins + timedelta(minutes=minutes + (30 if priority < 2 else 240)),
        at=at,
    )


def _assign(cast: Cast, estate_id: int, order_id: int, crew_id: int, begins: datetime, minutes: int) -> None:
    orders.assign(
        actor=cast.on("dispatcher", NOW),
        estate_id=estate_id,
        order_id=order_id,
        crew_id=crew_id,
        starts_at=begins,
        ends_at=begins + timedelta(minutes=minutes),
        at=min(begins - timedelta(minutes=20), NOW - timedelta(minutes=50)),
    )


def _done(
    cast: Cast,
    estate_id: int,
    order_id: int,
    crew_id: int,
    begins: datetime,
    minutes: int,
    pictures: dict[str, int],
    used: Used | None,
) -> None:
    _assign(cast, estate_id, order_id, crew_id, begins, minutes)
    actor = cast.on("dispatcher", NOW)
    where = {"actor": actor, "estate_id": estate_id, "order_id": order_id}
    orders.start_travel(**where, at=begins - timedelta(minutes=9))  # type: ignore[arg-type]
    orders.arrive(**where, at=begins)  # type: ignore[arg-type]
    orders.finish(
        **where,  # type: ignore[arg-type]
        note="已处理好，现场清理干净",
        photos_before=[pictures["before"]],
        photos_after=[pictures["after"]],
        materials=[used] if used else [],
        at=begins + timedelta(minutes=minutes - 5),
    )


def _begun(
    cast: Cast,
    estate_id: int,
    order_id: int,
    crew_id: int,
    begins: datetime,
    minutes: int,
    stage: str,
    pictures: dict[str, int],
) -> None:
    _assign(cast, estate_id, order_id, crew_id, begins, minutes)
    actor = cast.on("dispatcher", NOW)
    where = {"actor": actor, "estate_id": estate_id, "order_id": order_id}
    if stage == "assigned":
        return
    orders.start_travel(**where, at=begins - timedelta(minutes=8))  # type: ignore[arg-type]
    if stage == "travelling":
        return
    orders.arrive(**where, at=begins)  # type: ignore[arg-type]
    orders.add_photos(**where, moment="before", file_ids=[pictures["before"]], at=begins)  # type: ignore[arg-type]
    if stage == "paused":
        orders.ask_for_help(**where, text="要高压清洗车", at=begins + timedelta(minutes=35))  # type: ignore[arg-type]
        orders.pause(**where, reason="等高压清洗车", at=begins + timedelta(minutes=40))  # type: ignore[arg-type]


def _quoted(cast: Cast, estate_id: int, crew_id: int) -> None:
    """Let a price wait for an owner's word: a tap to be replaced in their kitchen this afternoon."""
    dispatcher, begins = cast.on("dispatcher", NOW), moment(TODAY, 14)
    order_id = orders.open_order(
        actor=dispatcher,
        estate_id=estate_id,
        source="desk",
        title="更换厨房水龙头",
        skill="plumbing",
        minutes=40,
        home_id=cast.home_called(estate_id, QUOTED_HOME),
        window=(begins, begins + timedelta(minutes=90)),
        contact=("李女士", "17000001108"),
        at=moment(TODAY, 9),
    )
    _assign(cast, estate_id, order_id, crew_id, begins, 40)
    orders.quote(
        actor=dispatcher,
        estate_id=estate_id,
        order_id=order_id,
        price=Money(8000),
        text="换铜芯水龙头一个，含材料和人工",
        at=moment(TODAY, 9, 30),
    )


def _around(cast: Cast, first_estate: int, teams: dict[str, int]) -> None:
    """Let the estates around have something to be done today: half of it is given to crews."""
    dispatcher = cast.on("dispatcher", NOW)
    others = [each for each in dispatcher.estates_with(Right.DISPATCH_ORDERS) if each != first_estate][:12]
    able = {"plumbing": "水电二班", "electrical": "电梯门禁班", "cleaning": "保洁一班", "gardening": "绿化班"}
    for place, estate_id in enumerate(others):
        title, skill, minutes, priority = AROUND[place % len(AROUND)]
        begins = moment(TODAY, 13, 30) + timedelta(minutes=45 * (place // 2))
        order_id = _opened(cast, estate_id, moment(TODAY, 8, place), title, "1栋", skill, minutes, priority, begins)
        if place % 2:
            _assign(cast, estate_id, order_id, teams[able[skill]], begins, minutes)
