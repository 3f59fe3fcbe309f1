"""Invented estates and people of the demo. Nothing here is copied from a survey: sizes follow published statistics."""

from __future__ import annotations

from random import Random

SURNAMES = "黄李韦陈梁覃农陆罗莫周蒙蓝廖邓刘吴甘岑玉闭卢潘苏何杨"
GIVEN = (
    *("秀兰", "建国", "玉珍", "永强", "桂英", "志明", "丽华", "文生", "凤莲", "海燕", "国梁", "月娥", "少华", "美玲"),
    *("世荣", "爱莲", "德福", "春梅", "锦昌", "惠民", "小红", "伟", "静", "艳", "勇", "敏", "芳", "宁", "霞", "刚"),
)
FIRST_WORDS = (
    *("竹溪", "茅桥", "望园", "石榴", "桂雅", "凤岭", "滨湖", "建政", "青环", "南湖", "东葛", "长湖", "古城", "园湖"),
    *("新竹", "教育", "星湖", "思贤", "麻村", "埌东", "佛子", "仙葫", "莱茵", "金洲", "双拥", "云景", "柳沙", "悦宾"),
    *("津头", "荔园", "翡翠", "紫荆", "木棉", "朱槿", "扁桃", "榕荫"),
)
LAST_WORDS = ("里", "苑", "新村", "小区", "花园", "园", "大院", "新苑")


def person_name(random: Random) -> str:
    return random.choice(SURNAMES) + random.choice(GIVEN)


def estate_names(random: Random, count: int) -> list[str]:
    """Return so many different names."""
    every = [first + last for first in FIRST_WORDS for last in LAST_WORDS]
    return random.sample(every, count)
