"""What happens in the demo, as numbers: the first estate's five months, and the district around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from laoyou.core.calendar import Month, city_instant

SEED = 20220721
STARTS_ON = date(2022, 7, 21)
LAST_DAY = date(2022, 12, 31)
NOW = city_instant(date(2023, 1, 5), time(10, 42))
"""When the visitor comes in: December's books have just been closed and published, January waits to be billed."""

MONTHS = tuple(Month(2022, 7).until(Month(2022, 12)))
RATE = Decimal("0.60")

CURRENT_RATES = {
    Month(2022, 7): Decimal("0.07"),
    Month(2022, 8): Decimal("0.31"),
    Month(2022, 9): Decimal("0.52"),
    Month(2022, 10): Decimal("0.66"),
    Month(2022, 11): Decimal("0.76"),
    Month(2022, 12): Decimal("0.83"),
}
"""Share of each month's bills that is received in that month: what the first estate saw, 7 % to 83 %."""


@dataclass(frozen=True, slots=True)
class Movement:
    """Money in or out that no bill asked for: day of the month, fund, account, yuan, whom, what for."""

    day: int
    fund: str
    account: str
    yuan: str
    other: str
    text: str


INCOME: dict[Month, tuple[Movement, ...]] = {
    Month(2022, 7): (Movement(25, "subsidy", "SUBSIDIES", "30000", "津头街道办事处", "拉网式排查和三清三新专项补助"),),
    Month(2022, 8): (Movement(20, "common_income", "PARKING", "1600", "32 户车主", "场地停车收入，32 个车位"),),
    Month(2022, 9): (
        Movement(20, "common_income", "PARKING", "2400", "48 户车主", "场地停车收入，48 个车位"),
        Movement(27, "common_income", "ADVERTISING", "900", "社区便民广告", "单元门口广告位，三季度"),
    ),
    Month(2022, 10): (Movement(20, "common_income", "PARKING", "2900", "58 户车主", "场地停车收入，58 个车位"),),
    Month(2022, 11): (Movement(20, "common_income", "PARKING", "3100", "62 户车主", "场地停车收入，62 个车位"),),
    Month(2022, 12): (
        Movement(20, "common_income", "PARKING", "3200", "64 户车主", "场地停车收入，64 个车位"),
        Movement(27, "common_income", "ADVERTISING", "900", "社区便民广告", "单元门口广告位，四季度"),
    ),
}

SPENDING: dict[Month, tuple[Movement, ...]] = {
    Month(2022, 7): (
        Movement(26, "subsidy", "CLEANING", "2700", "区环卫站", "清运积存垃圾 6 车"),
        Movement(27, "subsidy", "GREEN", "3480", "园林班组", "清杂草、修剪树木"),
        Movement(29, "subsidy", "CLEANING", "1260", "爱卫服务站", "灭蚊灭鼠，全小区两遍"),
    ),
    Month(2022, 8): (
        Movement(9, "subsidy", "REPAIRS", "5850", "市政疏通队", "下水道清淤，26 栋"),
        Movement(16, "subsidy", "GREEN", "2200", "园林班组", "补种草皮"),
        Movement(22, "service", "CLEANING", "2700", "区环卫站", "清运垃圾和杂草 6 车"),
        Movement(26, "service", "COMMON_ELECTRICITY_AND_WATER", "2418.60", "供电局", "公共用电，路灯和水泵"),
        Movement(28, "service", "WAGES", "5200", "保洁班组", "保洁员工资，2 人"),
        Movement(28, "service", "WAGES", "3200", "秩序班组", "秩序员工资，1 人"),
    ),
    Month(2022, 9): (
        Movement(6, "subsidy", "REPAIRS", "3960", "安泰电器", "楼道灯换 132 盏"),
        Movement(12, "service", "CLEANING", "1350", "区环卫站", "清运垃圾 3 车"),
        Movement(19, "service", "REPAIRS", "1850", "市政疏通队", "疏通 7 栋化粪池"),
        Movement(26, "service", "COMMON_ELECTRICITY_AND_WATER", "3106.25", "供电局", "公共用电，路灯和水泵"),
        Movement(28, "service", "WAGES", "7800", "保洁班组", "保洁员工资，3 人"),
        Movement(28, "service", "WAGES", "6400", "秩序班组", "秩序员工资，2 人"),
        Movement(29, "common_income", "CARE", "480", "志愿服务队", "重阳节为高龄业主理发、洗地垫"),
        Movement(28, "service", "WAGES", "5200", "管家班组", "管家工资，2 人"),
        Movement(23, "service", "REPAIRS", "3960", "安泰消防", "灭火器充装和更换 66 具"),
    ),
    Month(2022, 10): (
        Movement(11, "subsidy", "REPAIRS", "4200", "市政疏通队", "3 栋至 9 栋雨水井更换井盖"),
        Movement(12, "service", "CLEANING", "1350", "区环卫站", "清运垃圾 3 车"),
        Movement(18, "service", "REPAIRS", "2640", "水电维修部", "水泵房换止回阀"),
        Movement(25, "service", "COMMON_ELECTRICITY_AND_WATER", "1236.40", "供水公司", "公共用水，绿化和保洁"),
        Movement(26, "service", "COMMON_ELECTRICITY_AND_WATER", "3988.10", "供电局", "公共用电，路灯和水泵"),
        Movement(28, "service", "WAGES", "10400", "保洁班组", "保洁员工资，4 人"),
        Movement(28, "service", "WAGES", "9600", "秩序班组", "秩序员工资，3 人"),
        Movement(28, "service", "WAGES", "7800", "管家班组", "管家工资，3 人"),
        Movement(21, "service", "REPAIRS", "9600", "水电维修部", "二次供水水泵大修 2 台"),
    ),
    Month(2022, 11): (
        Movement(8, "common_income", "REPAIRS", "1180", "安泰电器", "车棚充电插座换新"),
        Movement(12, "service", "CLEANING", "1350", "区环卫站", "清运垃圾 3 车"),
        Movement(16, "service", "GREEN", "1480", "园林班组", "修剪树木、补种草皮"),
        Movement(19, "service", "REPAIRS", "3260", "水电维修部", "11 栋屋面防水修补"),
        Movement(26, "service", "COMMON_ELECTRICITY_AND_WATER", "4470.55", "供电局", "公共用电，路灯和水泵"),
        Movement(28, "service", "WAGES", "10400", "保洁班组", "保洁员工资，4 人"),
        Movement(28, "service", "WAGES", "12800", "秩序班组", "秩序员工资，4 人"),
        Movement(28, "service", "WAGES", "7800", "管家班组", "管家工资，3 人"),
        Movement(23, "service", "REPAIRS", "9860", "市政疏通队", "雨污管道改接，5 栋至 8 栋"),
    ),
    Month(2022, 12): (
        Movement(9, "service", "REPAIRS", "1850", "市政疏通队", "疏通 16 栋下水道"),
        Movement(18, "common_income", "CARE", "1180", "志愿服务队", "为高龄业主磨刀、理发、洗地垫"),
        Movement(22, "service", "CLEANING", "2700", "区环卫站", "清运垃圾和杂草 6 车"),
        Movement(25, "service", "COMMON_ELECTRICITY_AND_WATER", "1312.80", "供水公司", "公共用水，绿化和保洁"),
        Movement(26, "service", "COMMON_ELECTRICITY_AND_WATER", "4862.37", "供电局", "公共用电，路灯和水泵"),
        Movement(28, "service", "WAGES", "10400", "保洁班组", "保洁员工资，4 人"),
        Movement(28, "service", "WAGES", "12800", "秩序班组", "秩序员工资，4 人"),
        Movement(30, "service", "OFFICE", "680", "文印店", "公示打印、张贴"),
        Movement(28, "service", "WAGES", "7800", "管家班组", "管家工资，3 人"),
        Movement(15, "service", "REPAIRS", "9240", "安泰消防", "消防栓和水带更换"),
        Movement(20, "service", "SECURITY", "3600", "智安科技", "大门和单元监控检修 12 处"),
    ),
}

STATES = {"unmanaged": 18, "survey": 12, "negotiation": 11, "mandated": 18, "contracted": 4}
"""Estates of the district by state, without the first one."""

HOMES_QUANTILES = ((0.0, 16), (0.10, 24), (0.25, 28), (0.50, 71), (0.75, 126), (0.90, 264), (1.0, 420))
"""Homes of an unmanaged estate in a surveyed block of the city (n = 67), as quantiles; the tail is cut at 420."""


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """Return the instant of the story's day and clock."""
    return city_instant(day, time(hour, minute))


def day_of(month: Month, number: int) -> date:
    return date(month.year, month.number, min(number, month.days))
