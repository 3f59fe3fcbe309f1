"""The survey on entry of the first estate, July 2022, and the campaign of August that put right what it found."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from laoyou.core.money import Money
from laoyou.demo.city.cast import Cast
from laoyou.demo.city.drawings import place_picture
from laoyou.demo.city.story import STARTS_ON, moment
from laoyou.infra import files, scope
from laoyou.infra.actor import Actor
from laoyou.system.work.crews import queries as crews
from laoyou.system.work.orders import use_cases as orders
from laoyou.system.work.surveys import queries, use_cases
from laoyou.system.work.surveys.use_cases import AboutCampaign

LAST_DAY = date(2022, 7, 26)
FINDINGS = 118
# Part, point, severity, what was seen, where, which drawing, the skill that puts it right.
SEEN: tuple[tuple[str, str, int, str, str, str, str], ...] = (
    ("building", "外墙饰面脱落、开裂", 1, "外墙瓷砖空鼓松动，下面是人行道", "北面五楼", "", "carpentry"),
    ("building", "化粪池、检查井外溢", 2, "化粪池满溢，污水流到路面", "楼后", "drain", "plumbing"),
    ("building", "雨水管、污水管渗漏堵塞", 2, "污水立管接口渗漏，墙面发黑", "东侧", "drain", "plumbing"),
    ("building", "屋面防水、女儿墙、天台堆物", 2, "屋面防水层开裂，顶楼渗水", "天面", "", "carpentry"),
    ("building", "空调架、防盗网、花盆等高空坠物隐患", 1, "窗台花盆没有固定", "南面三楼", "", "guard"),
    ("building", "违章搭建、占用公共部位", 3, "楼前围了菜地，占用公共绿地", "楼前", "weeds", "gardening"),
    ("entrance", "楼道堆物、电动车进楼充电", 1, "楼道飞线给电动车充电", "一楼楼梯下", "stairs", "guard"),
    ("entrance", "楼道堆物、电动车进楼充电", 2, "楼道堆放旧家具和纸箱", "三至四楼", "stairs", "cleaning"),
    ("entrance", "楼道灯、应急照明", 3, "楼道灯不亮", "二楼至五楼", "stairs", "electrical"),
    ("entrance", "消防栓、灭火器、安全出口标志", 1, "灭火器过期，压力为零", "一楼", "", "guard"),
    ("entrance", "单元门、门禁、对讲", 3, "单元门锁坏，常年敞开", "一楼", "", "carpentry"),
    ("entrance", "楼梯扶手、踏步、窗户", 2, "楼梯扶手松动", "四楼", "stairs", "carpentry"),
    ("entrance", "墙面小广告、卫生", 4, "墙面贴满小广告", "各层", "stairs", "cleaning"),
    ("entrance", "弱电线路、电表箱", 3, "弱电线缆散乱下垂", "二楼", "", "electrical"),
    ("estate", "绿化：杂草、枯枝、倒伏危险树木", 2, "杂草一人多高，蚊虫多", "中心花园", "weeds", "gardening"),
    ("estate", "垃圾分类点、积存垃圾、卫生死角", 2, "积存建筑垃圾和旧家具六车", "北门围墙边", "rubbish", "cleaning"),
    ("estate", "雨水井、污水井、井盖", 1, "污水井井盖破损，仅用木板盖着", "3栋至9栋路面", "drain", "plumbing"),
    ("estate", "消防通道、消防登高面畅通", 1, "消防通道停满车辆", "南门内", "", "guard"),
    ("estate", "路灯、监控", 3, "路灯坏了七盏", "主干道", "", "electrical"),
    ("estate", "蚊虫、老鼠、白蚁", 3, "老鼠洞多处", "垃圾房周围", "rubbish", "cleaning"),
)
IN_CAMPAIGN = {"weeds", "rubbish", "drain", "stairs"}
PAIRS = (("中心花园", "weeds"), ("北门围墙边", "rubbish"), ("16栋后检查井", "drain"), ("5栋2单元楼道", "stairs"))


def tell(cast: Cast, estate_id: int, random: Random) -> None:
    """Tell of the survey, then of the campaigns that its findings went into."""
    drawn = _draw(cast, estate_id)
    began = moment(STARTS_ON, 14)
    survey_id = use_cases.start_survey(
        actor=cast.on("manager", began),
        estate_id=estate_id,
        name="进场拉网式排查",
        starts_on=STARTS_ON,
        last_day=LAST_DAY,
        at=began,
    )
    _walk(cast, estate_id, survey_id, drawn, random)
    _decide(cast, estate_id, survey_id, drawn)


def _draw(cast: Cast, estate_id: int) -> dict[tuple[str, bool], int]:
    at = moment(STARTS_ON, 15)
    actor = cast.on("worker", at)
    with scope.estate(estate_id):
        return {
            (what, is_done): files.store(
                estate_id=estate_id,
                name=f"{what}.jpg",
                content=place_picture(what=what, is_done=is_done),
                purpose="photo",
                actor=actor,
                at=at,
            )
            for what in sorted(IN_CAMPAIGN)
            for is_done in (False, True)
        }


def _walk(cast: Cast, estate_id: int, survey_id: int, drawn: dict[tuple[str, bool], int], random: Random) -> None:
    """Let three people walk, and write down what they saw; every place is walked through."""
    manager = cast.on("manager", moment(STARTS_ON, 14))
    with scope.estate(estate_id):
        parts = queries.parts_of(actor=manager, estate_id=estate_id, survey_id=survey_id)
    walkers = ("worker", "dispatcher", "desk")
    for number, login in enumerate(walkers[:2]):
        use_cases.hand_out(
            actor=manager,
            estate_id=estate_id,
            survey_id=survey_id,
            part_ids=[part.id for part in parts[number::2]],
            surveyor_id=cast.users[login],
            at=moment(STARTS_ON, 14, 30),
        )
    by_kind = {kind: [part for part in parts if part.part == kind] for kind in ("estate", "building", "entrance")}
    for number in range(FINDINGS):
        kind, point, severity, text, place, what, _ = SEEN[number % len(SEEN)]
        if kind == "estate" and number >= len(SEEN):  # the estate as a whole has each of its worries once
            kind, point, severity, text, place, what, _ = SEEN[random.randrange(14)]
        if severity == 1 and number >= len(SEEN):  # most of what is seen is no danger
            kind, point, severity, text, place, what, _ = SEEN[random.choice((1, 2, 5, 7, 8, 10, 12))]
        at = _on_the_way(number)
        use_cases.note_finding(
            actor=cast.on(walkers[number % 2], at),
            estate_id=estate_id,
            survey_id=survey_id,
            part_id=random.choice(by_kind[kind]).id,
            point=point,
            severity=severity,
            place=place,
            text=text,
            file_ids=[drawn[what, False]] if what else [],
            at=at,
        )
    for number, part in enumerate(parts):
        at = moment(date(2022, 7, 21 + number * 6 // len(parts)), 16)
        use_cases.finish_part(
            actor=cast.on(walkers[number % 2], at), estate_id=estate_id, survey_id=survey_id, part_id=part.id, at=at
        )
    ended = moment(LAST_DAY, 17)
    use_cases.move_survey(
        actor=cast.on("manager", ended), estate_id=estate_id, survey_id=survey_id, to_state="done", at=ended
    )


def _on_the_way(number: int) -> datetime:
    return moment(date(2022, 7, 21 + number * 6 // FINDINGS), 8 + number % 9, number * 7 % 60)


def _decide(cast: Cast, estate_id: int, survey_id: int, drawn: dict[tuple[str, bool], int]) -> None:
    at = moment(date(2022, 7, 27), 10)
    manager = cast.on("manager", at)
    with scope.estate(estate_id):
        found = queries.findings_for(actor=manager, estate_id=estate_id, survey_id=survey_id, size=500).rows
    campaign_id = _campaign(manager, estate_id, at)
    skills = {text: (what, skill) for _, _, _, text, _, what, skill in SEEN}
    ordered = [row for row in found if row.severity == 1 and skills[row.text][0] not in IN_CAMPAIGN][:5]
    left = {row.id for row in found if row.severity == 3 and row.text.startswith(("单元门", "路灯"))}
    left |= {row.id for row in found if row.text.startswith("弱电线缆")}
    use_cases.into_campaign(
        actor=manager,
        estate_id=estate_id,
        finding_ids=[row.id for row in found if row not in ordered and row.id not in left],
        campaign_id=campaign_id,
        at=at,
    )
    for number, row in enumerate(ordered):
        skill = skills[row.text][1]
        (order_id,) = use_cases.order_findings(
            actor=manager, estate_id=estate_id, finding_ids=[row.id], skill=skill, minutes=60, at=at
        )
        _put_right(cast, estate_id, order_id, skill, drawn, number)
    for row in [row for row in found if row.text.startswith("弱电线缆")][:3]:
        reason = "运营商十月统一整理弱电，先做临时绑扎"
        use_cases.accept_finding(actor=manager, estate_id=estate_id, finding_id=row.id, reason=reason, at=at)
    adopted = moment(date(2022, 7, 29), 9)
    use_cases.move_survey(
        actor=cast.on("manager", adopted), estate_id=estate_id, survey_id=survey_id, to_state="adopted", at=adopted
    )
    _act(cast, estate_id, campaign_id, drawn)


def _put_right(
    cast: Cast, estate_id: int, order_id: int, skill: str, drawn: dict[tuple[str, bool], int], number: int
) -> None:
    """Let a crew put a danger right on the next day."""
    at = moment(date(2022, 7, 28), 9 + number)
    dispatcher = cast.on("dispatcher", at)
    crew = next(crew for crew in crews.crews_for(actor=dispatcher, day=at.date()) if skill in crew.skills)
    where: dict[str, Any] = {"actor": dispatcher, "estate_id": estate_id, "order_id": order_id}
    orders.assign(**where, crew_id=crew.id, starts_at=at, ends_at=at + timedelta(hours=1), at=at)
    orders.arrive(**where, at=at + timedelta(minutes=5))
    orders.finish(
        **where,
        note="已排除危险",
        photos_before=[drawn["stairs", False]],
        photos_after=[drawn["stairs", True]],
        at=at + timedelta(minutes=50),
    )


def _campaign(manager: Actor, estate_id: int, at: datetime) -> int:
    return use_cases.plan_campaign(
        actor=manager,
        estate_id=estate_id,
        about=AboutCampaign(
            name="三清三新专项行动",
            goals="清杂草垃圾、清蚊鼠、清下水道；道路新、绿化新、楼道新",
            places="中心花园、北门围墙边、26栋检查井、全部单元楼道",
            starts_on=date(2022, 8, 6),
            last_day=date(2022, 8, 20),
        ),
        at=at,
    )


def _act(cast: Cast, estate_id: int, campaign_id: int, drawn: dict[tuple[str, bool], int]) -> None:
    began, ended = moment(date(2022, 8, 6), 8), moment(date(2022, 8, 20), 18)
    manager = cast.on("manager", began)
    where: dict[str, Any] = {"estate_id": estate_id, "campaign_id": campaign_id}
    use_cases.move_campaign(actor=manager, **where, to_state="going", at=began)
    for place, what in PAIRS:
        use_cases.add_pair(
            actor=manager,
            **where,
            place=place,
            before_id=drawn[what, False],
            after_id=drawn[what, True],
            at=ended,
        )
    for name, is_volunteer, people, hours in (
        ("保洁、绿化、疏通班组", False, 9, 44),
        ("秀山社区干部", False, 5, 12),
        ("党员和业主志愿者", True, 31, 7),
    ):
        use_cases.add_person(
            actor=manager,
            **where,
            name=name,
            is_volunteer=is_volunteer,
            people=people,
            minutes=hours * 60,
            at=ended,
        )
    use_cases.change_campaign(
        actor=manager,
        **where,
        about=AboutCampaign(
            name="三清三新专项行动",
            goals="清杂草垃圾、清蚊鼠、清下水道；道路新、绿化新、楼道新",
            places="中心花园、北门围墙边、26栋检查井、全部单元楼道",
            starts_on=date(2022, 8, 6),
            last_day=date(2022, 8, 20),
            cost=Money(1_549_000),
            cost_note="街道专项补助：清运 2700 元、清草修剪 3480 元、灭蚊鼠 1260 元、清淤 5850 元、补草皮 2200 元",
            result="清运积存垃圾和杂草 12 车，疏通 26 栋检查井，修剪树木 140 棵，全部楼道清空",
            thanks="感谢津头街道、秀山社区，感谢 31 位志愿者和让出楼道的每一户邻居！",
        ),
        at=ended,
    )
    use_cases.move_campaign(actor=manager, **where, to_state="done", at=ended)
    soon = moment(date(2022, 12, 29), 15)
    use_cases.plan_campaign(
        actor=manager,
        estate_id=estate_id,
        about=AboutCampaign(
            name="迎新春消防通道清障",
            goals="消防通道、楼道、车棚无堆物无飞线",
            places="南门至北门主干道、全部楼道和车棚",
            starts_on=date(2023, 1, 10),
            last_day=date(2023, 1, 16),
        ),
        at=soon,
    )
