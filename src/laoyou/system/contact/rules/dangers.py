"""Words of danger: a talk that holds one rings at every seat at once. Better once too often than once too late."""

from __future__ import annotations

WORDS = (
    *("煤气味", "燃气味", "漏气", "煤气泄漏", "燃气泄漏", "天然气味", "有煤气", "闻到煤气", "闻到燃气"),
    *("着火", "起火", "火灾", "失火", "冒烟", "烧起来", "爆炸"),
    *("被困", "困在电梯", "关在电梯", "困电梯", "电梯里出不来"),
    *("触电", "漏电", "电线冒火"),
    *("救命", "晕倒", "昏倒", "没有呼吸", "摔倒起不来", "要跳楼", "溺水"),
    *("gas leak", "smell gas", "on fire", "trapped", "electric shock"),
)


def danger_in(text: str) -> str | None:
    """Return the first word of danger in the text.

    >>> danger_in("厨房 着火了"), danger_in("我妈被困在电梯里"), danger_in("燃气费在哪里交")
    ('着火', '被困', None)
    """
    plain = " ".join(text.lower().split())
    dense = plain.replace(" ", "")
    return next((word for word in WORDS if word in plain or word in dense), None)
