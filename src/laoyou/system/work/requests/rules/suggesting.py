"""What a text suggests: a table of words with weights, so that everybody can see why. A person may say otherwise.

Danger counts by single words: whoever writes “smell of gas” in a question is asked about gas first. A word behind a
“no” (没有煤气味) does not count.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from laoyou.system.work.requests.rules.categories import CATEGORIES, Kind, category_of

WORDS: Mapping[str, Mapping[str, int]] = {
    "trapped_in_lift": {"困在电梯": 9, "电梯困人": 9, "被困": 7, "关在电梯": 9, "困人": 6},
    "gas_smell": {"煤气": 7, "燃气": 7, "天然气": 7, "瓦斯": 7},
    "water_leak": {
        "爆水管": 8,
        "水管爆": 8,
        "爆管": 8,
        "漏水": 6,
        "渗水": 4,
        "水管": 3,
        "喷水": 6,
        "滴水": 4,
        "水漫": 6,
    },
    "drain_blocked": {"堵塞": 5, "堵了": 5, "下水道": 5, "马桶": 4, "地漏": 5, "返水": 5, "化粪池": 5, "污水": 4},
    "power_out": {"停电": 7, "没电": 7, "跳闸": 6, "短路": 6, "断电": 7, "电表": 3, "插座": 3},
    "light_out": {"路灯": 6, "楼道灯": 7, "灯不亮": 7, "灯坏": 7, "没有灯": 5, "声控灯": 7, "灯泡": 5},
    "lift_stopped": {"电梯": 4, "电梯停": 5, "电梯坏": 6, "轿厢": 4},
    "door_gate": {"门禁": 6, "单元门": 6, "大门": 4, "门锁": 6, "对讲": 6, "道闸": 6, "刷卡": 3},
    "roof_wall_leak": {"楼顶": 4, "屋顶": 5, "外墙": 6, "墙面": 4, "天花板": 5, "墙皮": 5, "雨水": 2},
    "rubbish": {"垃圾": 6, "堆物": 4, "杂物": 4, "清运": 5, "建筑垃圾": 5},
    "sanitation": {"卫生": 5, "脏": 4, "蚊子": 6, "老鼠": 6, "蟑螂": 6, "臭": 4, "异味": 4, "打扫": 5, "积水": 4},
    "weeds_trees": {"杂草": 7, "树枝": 7, "修剪": 6, "大树": 5, "绿化": 6, "草坪": 6, "树倒": 7},
    "pests": {"白蚁": 8, "马蜂": 8, "蜂窝": 8, "有蛇": 8},
    "parking": {"停车": 6, "车位": 5, "乱停": 6, "堵车": 5, "占车位": 7, "挡车": 6},
    "noise": {"噪音": 8, "噪声": 8, "吵": 5, "半夜": 3, "装修声": 7, "广场舞": 6},
    "fire_passage": {"消防通道": 9, "安全出口": 7, "消防门": 6, "灭火器": 5, "飞线": 7, "电动车充电": 6, "上楼充电": 7},
    "public_facility": {
        "健身": 6,
        "秋千": 6,
        "滑梯": 6,
        "凉亭": 6,
        "井盖": 7,
        "护栏": 6,
        "栏杆": 5,
        "监控": 4,
        "台阶": 4,
    },
    "fees_question": {"物业费": 7, "收费": 5, "缴费": 6, "账单": 6, "发票": 6, "收据": 5, "多少钱": 4, "欠费": 5},
    "service_complaint": {"投诉": 7, "态度": 6, "不满意": 6, "没人管": 5, "不作为": 7, "保安": 3, "推脱": 6},
    "suggestion": {"建议": 7, "希望": 3, "能不能": 2},
    "help_at_home": {"帮忙": 4, "上门": 4, "老人": 3, "行动不便": 6, "搬": 2, "理发": 6, "照看": 6, "陪": 3},
}
AT_ONCE = (
    *("着火", "起火", "火灾", "冒烟", "触电", "漏电", "煤气味", "燃气泄漏", "困在电梯", "电梯困人"),
    *("晕倒", "昏倒", "救命", "坠落", "要倒", "塌"),
)
TODAY = ("爆水管", "水管爆", "爆管", "喷水", "水漫", "停电", "井盖", "短路", "跳闸", "树倒")
DANGER: Mapping[str, int] = {**dict.fromkeys(AT_ONCE, 0), **dict.fromkeys(TODAY, 1)}
"""A word by which the urgency is at least this."""

COMPANY = ("物业公司", "物业不", "你们公司", "物业态度", "乱收费", "不作为", "物业人员", "管家态度", "保安态度")
NOT = re.compile(r"(?:没有|没|无|不是|不存在)$")
ASKS = re.compile(r"[?？]|怎么|如何|什么时候|请问|多少")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What is suggested, and the words that it rests on, for people to see."""

    category: str
    kind: Kind
    urgency: int
    skill: str
    minutes: int
    about_company: bool
    because: tuple[str, ...]


def suggest(text: str, chosen: str = "") -> Suggestion:
    """Return what the text suggests; a chosen category stands, and the text can only make it more urgent.

    >>> found = suggest("厨房爆水管了，水漫到客厅")
    >>> found.category, found.urgency, found.skill, found.because
    ('water_leak', 1, 'plumbing', ('爆水管', '水管', '水漫'))
    >>> suggest("楼下有煤气味").urgency, suggest("没有煤气味，就是想问问物业费怎么交").category
    (0, 'fees_question')
    >>> suggest("保安态度很差，我要投诉").about_company
    True
    >>> suggest("", chosen="light_out").category
    'light_out'
    """
    scores = {code: _weight(text, words) for code, words in WORDS.items()}
    best = max(scores, key=lambda code: (scores[code], -category_of(code).urgency), default="other")
    code = chosen if chosen in CATEGORIES and chosen != "other" else best if scores[best] >= 4 else "other"
    category = category_of(code)
    urgency = min([category.urgency, *(floor for word, floor in DANGER.items() if _says(text, word))])
    said = [word for word in WORDS.get(code, {}) if _says(text, word)]
    said += [word for word in DANGER if word not in said and _says(text, word)]
    kind = category.kind
    if code == "other" and ASKS.search(text):
        kind = Kind.ADVICE
    if urgency == 0:
        kind = Kind.HELP
    about_company = code == "service_complaint" and any(word in text for word in COMPANY)
    return Suggestion(code, kind, urgency, category.skill, category.minutes, about_company, tuple(said))


def _weight(text: str, words: Mapping[str, int]) -> int:
    return sum(weight for word, weight in words.items() if _says(text, word))


def _says(text: str, word: str) -> bool:
    """Return whether the word stands somewhere in the text without a “no” in front of it."""
    return any(not NOT.search(text[: found.start()]) for found in re.finditer(re.escape(word), text))
