"""What a survey looks at: points for the estate as a whole, each building, each entrance and each facility.

The points are what a company's template begins with: data in the language of who walks, changed by anybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from laoyou.core.errors import mark

MOST_POINTS = 60
LONGEST_POINT = 80


class Part(StrEnum):
    """What is walked through at once."""

    ESTATE = "estate"
    BUILDING = "building"
    ENTRANCE = "entrance"
    FACILITY = "facility"


PART_NAMES: Mapping[str, str] = {
    Part.ESTATE: mark("The estate as a whole"),
    Part.BUILDING: mark("Each building"),
    Part.ENTRANCE: mark("Each entrance"),
    Part.FACILITY: mark("Each facility"),
}
USUAL: Mapping[str, tuple[str, ...]] = {
    Part.ESTATE: (
        "消防通道、消防登高面畅通",
        "大门、围墙、门卫室",
        "主干道路面、台阶、盲道",
        "雨水井、污水井、井盖",
        "绿化：杂草、枯枝、倒伏危险树木",
        "垃圾分类点、积存垃圾、卫生死角",
        "路灯、监控",
        "停车秩序、车棚、私拉电线",
        "蚊虫、老鼠、白蚁",
        "公告栏、公示情况",
    ),
    Part.BUILDING: (
        "外墙饰面脱落、开裂",
        "屋面防水、女儿墙、天台堆物",
        "雨水管、污水管渗漏堵塞",
        "沉降、裂缝等结构隐患",
        "化粪池、检查井外溢",
        "空调架、防盗网、花盆等高空坠物隐患",
        "违章搭建、占用公共部位",
    ),
    Part.ENTRANCE: (
        "单元门、门禁、对讲",
        "楼道灯、应急照明",
        "楼道堆物、电动车进楼充电",
        "消防栓、灭火器、安全出口标志",
        "楼梯扶手、踏步、窗户",
        "弱电线路、电表箱",
        "墙面小广告、卫生",
    ),
    Part.FACILITY: ("能正常使用", "外观完好、无安全隐患", "证书、标志齐全有效"),
}


def cleaned(points: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return the points of each part without blanks and doubles, cut to what a telephone shows.

    >>> cleaned({"building": [" 外墙 ", "", "外墙", "屋面"], "nonsense": ["x"]})
    {'estate': [], 'building': ['外墙', '屋面'], 'entrance': [], 'facility': []}
    """
    found: dict[str, list[str]] = {}
    for part in Part:
        said = [point.strip()[:LONGEST_POINT] for point in points.get(part.value, ()) if point.strip()]
        found[part.value] = list(dict.fromkeys(said))[:MOST_POINTS]
    return found
