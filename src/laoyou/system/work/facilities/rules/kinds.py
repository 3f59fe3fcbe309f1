"""Kinds of facility: who looks after each, its picture, and what is usually looked at, how often, with which papers.

The steps and papers are what a new plan begins with: data in the language of who ticks them, changed by anybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from laoyou.core.errors import mark
from laoyou.system.work.facilities.rules.calendar import Unit


class FacilityKind(StrEnum):
    LIFT = "lift"
    PUMP_ROOM = "pump_room"
    HYDRANT = "hydrant"
    EXTINGUISHER = "extinguisher"
    FIRE_ALARM = "fire_alarm"
    LIGHTING = "lighting"
    GATE = "gate"
    CAMERA = "camera"
    PLAYGROUND = "playground"
    TRANSFORMER = "transformer"
    SEPTIC_TANK = "septic_tank"
    ROOF = "roof"
    CHARGING = "charging"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Kind:
    """`letter` begins the numbers of its facilities, `papers` are the certificates that it usually has."""

    name: str
    letter: str
    icon: str
    skill: str
    every: int
    unit: Unit
    minutes: int
    steps: tuple[str, ...]
    papers: tuple[str, ...] = ()


K = FacilityKind
D, W, M = Unit.DAY, Unit.WEEK, Unit.MONTH
KINDS: Mapping[str, Kind] = {
    K.LIFT: Kind(
        *(mark("Lift"), "DT", "elevator", "lift", 15, D, 60),
        (
            "机房门锁好，通风、照明正常，无积水杂物",
            "轿厢运行平稳，无异响、无抖动",
            "平层准确，层门轿门开关顺畅，安全触板有效",
            "轿厢五方通话能接通，应急照明亮",
            "底坑干燥，缓冲器、限速器张紧轮正常",
            "检验合格标志、维保记录和救援电话在轿厢内张贴",
        ),
        ("电梯检验合格证", "电梯使用登记证"),
    ),
    K.PUMP_ROOM: Kind(
        *(mark("Pump room"), "SB", "droplet", "plumbing", 1, W, 30),
        (
            "门锁完好，无关物品已清走，地面无积水",
            "水泵运行无异响、无渗漏，压力表读数正常",
            "主备泵能切换，控制柜指示灯正常",
            "水箱盖上锁，透气孔纱网完好",
        ),
        ("二次供水水质检测报告", "水箱清洗消毒证明"),
    ),
    K.HYDRANT: Kind(
        *(mark("Fire hydrant"), "XF", "fire-hydrant", "guard", 1, M, 6),
        ("箱门能打开，无遮挡", "水带、水枪、接扣齐全", "阀门不漏水，试水有压力"),
    ),
    K.EXTINGUISHER: Kind(
        *(mark("Fire extinguisher"), "MH", "flame", "guard", 1, M, 2),
        ("在位，周围无杂物遮挡", "压力指针在绿区", "铅封、喷管完好，在有效期内"),
        ("灭火器检修合格证",),
    ),
    K.FIRE_ALARM: Kind(
        *(mark("Fire alarm"), "BJ", "bell-ringing", "electrical", 1, M, 30),
        ("主机无故障报警，主备电正常", "抽测两个探测器能报警", "手动报警按钮、声光报警器有效"),
        ("消防设施年度检测报告",),
    ),
    K.LIGHTING: Kind(
        *(mark("Lights"), "ZM", "bulb", "electrical", 2, W, 20),
        ("灯都亮，无频闪", "灯杆、灯罩牢固，无裸露电线", "定时或感应开关有效"),
    ),
    K.GATE: Kind(
        *(mark("Gate or door"), "MJ", "door", "carpentry", 1, M, 15),
        ("开关顺畅，能自动关上", "门锁、对讲、门禁有效", "道闸起落正常，防砸有效"),
    ),
    K.CAMERA: Kind(
        *(mark("Camera"), "SX", "camera", "electrical", 1, M, 5),
        ("画面清楚，角度没有被挪动", "录像保存满三十天", "线缆和支架完好"),
    ),
    K.PLAYGROUND: Kind(
        *(mark("Playground or sports equipment"), "JS", "barbell", "carpentry", 1, W, 20),
        ("螺丝紧固，焊缝无开裂", "无尖角、毛刺、锈穿", "地垫平整，周围无碎玻璃和石块"),
    ),
    K.TRANSFORMER: Kind(
        *(mark("Switch room"), "PD", "bolt", "electrical", 1, M, 30),
        ("门窗防鼠挡板完好，无渗水", "温度、声音正常，无焦味", "警示标志、绝缘手套、灭火器在位"),
        ("高压绝缘工具检测报告",),
    ),
    K.SEPTIC_TANK: Kind(
        *(mark("Septic tank"), "HF", "bucket-droplet", "plumbing", 3, M, 30),
        ("井盖完好、牢固，防坠网在", "液面正常，不外溢", "进出口无堵塞；作业前先通风测气"),
    ),
    K.ROOF: Kind(
        *(mark("Roof"), "WM", "home", "carpentry", 3, M, 30),
        ("防水层无起鼓、开裂", "雨水口无堵塞", "女儿墙、栏杆牢固，天台门可打开"),
    ),
    K.CHARGING: Kind(
        *(mark("Charging point for e-bikes"), "CD", "plug", "electrical", 2, W, 20),
        ("插座无烧痕，漏电保护有效", "过载、充满自动断电有效", "线路无私拉乱接，灭火器在位"),
    ),
    K.OTHER: Kind(
        *(mark("Other facility"), "QT", "box", "carpentry", 3, M, 15),
        ("外观完好，牢固", "能正常使用", "周围无安全隐患"),
    ),
}


def number_of(kind: str, sequence: int) -> str:
    """Return the number of a facility, as it stands on its label.

    >>> number_of("lift", 7)
    'DT-007'
    """
    return f"{KINDS[kind].letter}-{sequence:03d}"
