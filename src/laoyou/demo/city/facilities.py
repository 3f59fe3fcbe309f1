"""The first estate's facilities: entered in the first weeks, with their papers, and looked at ever since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from laoyou.demo.city.cast import Cast
from laoyou.demo.city.story import NOW, moment
from laoyou.infra import scope
from laoyou.infra.actor import Right, system
from laoyou.system.places import queries as places
from laoyou.system.work.facilities import queries, use_cases
from laoyou.system.work.facilities.rules.kinds import KINDS
from laoyou.system.work.facilities.rules.rounds import Tick, Ticked
from laoyou.system.work.facilities.use_cases import About

CALENDAR = system("demo")
ENTERED = moment(date(2022, 7, 28), 15)


@dataclass(frozen=True, slots=True)
class Known:
    """One facility: kind, what people call it, the building it is at (0 for none) and where."""

    kind: str
    name: str
    building: int = 0
    place: str = ""
    maker: str = ""
    installed: date | None = None


SINGLE = (
    Known("lift", "26栋东侧电梯", 26, "1层大堂", "南宁快安电梯", date(2010, 9, 1)),
    Known("lift", "26栋西侧电梯", 26, "1层大堂", "南宁快安电梯", date(2010, 9, 1)),
    Known("pump_room", "二次供水泵房", 0, "中心花园地下", "桂水给水设备", date(2003, 5, 1)),
    Known("transformer", "1号配电房", 0, "北门旁", "", date(2002, 11, 1)),
    Known("fire_alarm", "26栋消防主机", 26, "1层值班室", "海湾安防", date(2010, 9, 1)),
    Known("gate", "南大门道闸", 0, "南门", "智安科技", date(2019, 3, 1)),
    Known("gate", "北大门道闸", 0, "北门", "智安科技", date(2019, 3, 1)),
    Known("playground", "中心花园健身器材", 0, "中心花园", "区体育局配建", date(2015, 6, 1)),
    Known("playground", "儿童滑梯", 0, "8栋前", "", date(2016, 6, 1)),
    Known("charging", "北门车棚充电点", 0, "北门车棚", "安泰电器", date(2021, 4, 1)),
    Known("charging", "12栋旁充电点", 12, "东侧车棚", "安泰电器", date(2021, 4, 1)),
    Known("roof", "11栋屋面", 11, "天面"),
)
PAPERS = (
    ("26栋东侧电梯", "电梯检验合格证", "桂A-T10862", date(2022, 1, 20), date(2023, 1, 19)),
    ("26栋西侧电梯", "电梯检验合格证", "桂A-T10863", date(2022, 9, 2), date(2023, 9, 1)),
    ("二次供水泵房", "二次供水水质检测报告", "SZ2022-1187", date(2022, 10, 18), date(2023, 4, 17)),
    ("二次供水泵房", "水箱清洗消毒证明", "", date(2022, 10, 18), date(2023, 4, 17)),
    ("26栋消防主机", "消防设施年度检测报告", "XF-2021-0457", date(2021, 12, 24), date(2022, 12, 23)),
    ("1号配电房", "高压绝缘工具检测报告", "JY-22-031", date(2022, 8, 10), date(2023, 2, 9)),
)
# Kind, and since when its rounds run.
PLANS = (
    ("lift", date(2022, 12, 5)),
    ("pump_room", date(2022, 12, 12)),
    ("extinguisher", date(2022, 12, 28)),
    ("hydrant", date(2022, 12, 20)),
    ("playground", date(2022, 12, 22)),
)
FAILURES = {
    ("lift", 2): (3, "应急照明不亮"),
    ("hydrant", 1): (0, "箱门锈住，打不开"),
    ("pump_room", 2): (1, "2号泵机械密封渗水"),
}


def tell(cast: Cast, estate_id: int, random: Random) -> None:
    """Tell of the register, its papers, and the rounds from December to the day the visitor comes in."""
    facilities = _enter(cast, estate_id)
    manager = cast.on("manager", ENTERED)
    for name, paper, number, issued, until in PAPERS:
        use_cases.add_certificate(
            actor=manager,
            estate_id=estate_id,
            facility_id=facilities[name],
            name=paper,
            number=number,
            issued_on=issued,
            valid_until=until,
            at=max(ENTERED, moment(issued, 17)),
        )
    for kind, starts_on in PLANS:
        about = KINDS[kind]
        use_cases.set_plan(
            actor=manager,
            estate_id=estate_id,
            name=f"{NAMES[kind]}{'半月维保' if kind == 'lift' else '巡检'}",
            kind=kind,
            every=about.every,
            unit=about.unit.value,
            steps=about.steps,
            minutes=about.minutes,
            starts_on=starts_on,
            at=ENTERED,
        )
    _walk(cast, estate_id, random)


NAMES = {"lift": "电梯", "pump_room": "泵房", "extinguisher": "灭火器", "hydrant": "消防栓", "playground": "健身器材"}


def _enter(cast: Cast, estate_id: int) -> dict[str, int]:
    with scope.estate(estate_id):
        buildings = {
            int("".join(letter for letter in name if letter.isdigit()) or 0): id_
            for id_, name in places.building_names(actor=CALENDAR, estate_id=estate_id)
        }
    many = [
        *(Known("extinguisher", f"{number}栋灭火器箱", number, "1层楼道", "安泰消防") for number in range(1, 27, 2)),
        *(Known("hydrant", f"{number}栋消防栓", number, "楼前", "", date(2003, 5, 1)) for number in range(2, 27, 4)),
        *(Known("septic_tank", f"{number}栋化粪池", number, "楼后") for number in range(4, 27, 6)),
        *(
            Known("camera", f"{place}摄像头", 0, place, "智安科技")
            for place in ("南门", "北门", "中心花园", "北门车棚")
        ),
        *(Known("lighting", f"{place}路灯", 0, place) for place in ("主干道", "南门", "北门", "中心花园")),
    ]
    found = {}
    for known in (*SINGLE, *many):
        building = buildings.get(known.building)
        found[known.name] = use_cases.add_facility(
            actor=cast.on("manager", ENTERED),
            estate_id=estate_id,
            kind=known.kind,
            about=About(
                name=known.name,
                building_id=building,
                place=known.place or known.name,
                maker=known.maker,
                installed_on=known.installed,
            ),
            at=ENTERED,
        )
    return found


def _walk(cast: Cast, estate_id: int, random: Random) -> None:
    """Open and do the rounds day by day; those of the last days wait, one of them half done, one of them late."""
    rounds: dict[str, int] = {}
    day = date(2022, 12, 2)
    while day <= NOW.date():
        at = moment(day, 5, 40)
        with scope.estate(estate_id):
            opens = _opens(estate_id, day)
        if opens:
            use_cases.open_due_rounds(actor=CALENDAR, estate_id=estate_id, at=at)
        with scope.estate(estate_id):
            due = queries.rounds_for(
                actor=CALENDAR, today=day, wanted=queries.RoundsWanted(estate_ids=[estate_id], state="due")
            ).rows
        for row in due if opens else ():
            if row.due_on > date(2023, 1, 2):
                continue
            rounds[row.kind] = rounds.get(row.kind, 0) + 1
            _do(cast, estate_id, row, rounds[row.kind], random)
        day += timedelta(days=1)
    with scope.estate(estate_id):
        left = queries.rounds_for(
            actor=CALENDAR, today=day, wanted=queries.RoundsWanted(estate_ids=[estate_id], state="due")
        ).rows
    half = next((row for row in left if row.kind == "extinguisher"), None)
    if half is not None:
        _do(cast, estate_id, half, 99, random, most=5)


def _opens(estate_id: int, day: date) -> bool:
    """Say whether a plan falls due in three days: on all other days the calendar would find nothing."""
    plans = queries.plans_for(actor=CALENDAR, today=day, estate_ids=[estate_id])
    return any(plan.next_on is not None and plan.next_on <= day + timedelta(days=3) for plan in plans)


def _do(cast: Cast, estate_id: int, row: queries.RoundView, number: int, random: Random, *, most: int = 1000) -> None:
    at = moment(min(row.due_on, NOW.date()), 9, random.randrange(10, 50))
    worker = cast.on("dispatcher", at)
    assert worker.may(Right.DO_ORDERS, estate_id)
    with scope.estate(estate_id):
        story = queries.round_for(actor=worker, estate_id=estate_id, round_id=row.id)
    for place, check in enumerate(story.checks[:most]):
        wrong = FAILURES.get((row.kind, number)) if place == 1 or len(story.checks) == 1 else None
        ticked = [
            Ticked(step, Tick.FAILED, wrong[1]) if wrong and step == wrong[0] else Ticked(step, Tick.GOOD)
            for step in range(len(story.steps))
        ]
        use_cases.check_facility(
            actor=worker,
            estate_id=estate_id,
            round_id=row.id,
            facility_id=check.facility_id,
            ticked=ticked,
            at=at + timedelta(minutes=4 * place),
        )
