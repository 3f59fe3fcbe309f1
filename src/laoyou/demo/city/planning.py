"""The first estate's budgets for 2023: drafted from its five months, open for comments when the visitor comes in."""

from __future__ import annotations

from datetime import date, timedelta

from laoyou.core.calendar import city_day
from laoyou.core.money import Money
from laoyou.demo.city.cast import Cast
from laoyou.demo.city.personas import ELDER_HOME, OWNER_HOME, OWNER_TELEPHONE, RELATIVE_TELEPHONE, signed_in
from laoyou.demo.city.story import moment
from laoyou.system.ledger.budgets import use_cases as budgets
from laoyou.system.ledger.rules.accounts import Account, Fund

YEAR = 2023
DRAFTED = moment(date(2023, 1, 2), 10)
OPENED = moment(date(2023, 1, 3), 9)
UNTIL = date(2023, 1, 20)

CHANGES: dict[Fund, dict[str, tuple[str, str]]] = {
    Fund.SERVICE: {
        "RECEIVABLE": ("480000", "按当期收缴率 85%、清欠 5 万元估算"),
        "WAGES": ("372000", "保洁 4 人、秩序 4 人、管家 3 人，全年满编"),
        "CLEANING": ("19000", "垃圾清运每月一次，节前加一次"),
        "COMMON_ELECTRICITY_AND_WATER": ("54000", "路灯改节能灯，比上年同期少一成"),
        "REPAIRS": ("36000", "消防和水泵上年已大修，今年只做日常维修"),
        "GREEN": ("6000", "春秋两次修剪"),
        "SECURITY": ("4000", ""),
        "OFFICE": ("1600", ""),
    },
    Fund.COMMON_INCOME: {
        "PARKING": ("39600", "66 个车位，每个每月 50 元"),
        "ADVERTISING": ("3600", "单元门口广告位，每季度 900 元"),
        "REPAIRS": ("12000", "车棚雨棚更换"),
        "CARE": ("6000", "每季度一次为老服务"),
    },
}
"""What finance made of the draft, line by line: yuan of the year, and why."""

ASKED_BY_OWNER = "保安工资占了一半，夜班能不能少一个人，把钱用在楼道灯上？"
ANSWERED = "夜班现在是 1 人值守，减到零就没人应急了。楼道灯今年列在维修里，三月前全部换成声控节能灯。"
ASKED_FOR_ELDER = "磨刀、理发、洗地垫这些为老服务请一定保留，最好每季度都有。"


def plan(cast: Cast, estate_id: int) -> None:
    """Draft the two budgets, change them, open them, and let two owners speak and one be answered."""
    opened: dict[Fund, int] = {}
    finance = cast.on("finance", DRAFTED)
    for fund, changes in CHANGES.items():
        budget_id = budgets.draft_budget(actor=finance, estate_id=estate_id, fund=fund, year=YEAR, at=DRAFTED)
        later = DRAFTED + timedelta(hours=3)
        budgets.set_lines(
            actor=finance,
            estate_id=estate_id,
            budget_id=budget_id,
            lines=[budgets.LineEdit(Account[name], Money.parse(yuan), note) for name, (yuan, note) in changes.items()],
            at=later,
        )
        budgets.open_for_comments(actor=finance, estate_id=estate_id, budget_id=budget_id, until=UNTIL, at=OPENED)
        opened[fund] = budget_id
    asked = _say(cast, estate_id, OWNER_TELEPHONE, OWNER_HOME, opened[Fund.SERVICE], ASKED_BY_OWNER, 19)
    _say(cast, estate_id, RELATIVE_TELEPHONE, ELDER_HOME, opened[Fund.COMMON_INCOME], ASKED_FOR_ELDER, 20)
    answered = moment(date(2023, 1, 4), 9)
    budgets.answer(
        actor=cast.on("finance", answered), estate_id=estate_id, comment_id=asked, text=ANSWERED, at=answered
    )


def _say(cast: Cast, estate_id: int, telephone: str, home: str, budget_id: int, text: str, hour: int) -> int:
    at = moment(city_day(OPENED), hour)
    return budgets.comment(
        actor=signed_in(telephone, at),
        estate_id=estate_id,
        home_id=cast.home_called(estate_id, home),
        budget_id=budget_id,
        text=text,
        at=at,
    )
