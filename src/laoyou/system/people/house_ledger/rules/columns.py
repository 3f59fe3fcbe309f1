"""What the columns of a ledger are about, and the many names they go by."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from laoyou.core.errors import mark
from laoyou.system.people.house_ledger.rules.cells import Cell, plain, text_of


class Column(StrEnum):
    BUILDING = "building"
    ENTRANCE = "entrance"
    NUMBER = "number"
    LABEL = "label"
    FLOOR = "floor"
    AREA = "area"
    OWNER = "owner"
    TELEPHONE = "telephone"
    ID_NUMBER = "id_number"
    OCCUPANCY = "occupancy"
    KIND = "kind"
    RATE = "rate"
    PAID_UNTIL = "paid_until"
    MOVED_IN = "moved_in"
    NOTE = "note"
    OWNER_NUMBER = "owner_number"
    FEES = "fees"
    FEES_FROM = "fees_from"


COLUMN_NAMES: dict[str, str] = {
    Column.BUILDING: mark("Building"),
    Column.ENTRANCE: mark("Entrance"),
    Column.NUMBER: mark("Home number"),
    Column.LABEL: mark("Building, entrance and number in one"),
    Column.FLOOR: mark("Floor"),
    Column.AREA: mark("Area"),
    Column.OWNER: mark("Owner"),
    Column.TELEPHONE: mark("Telephone"),
    Column.ID_NUMBER: mark("Identity number"),
    Column.OCCUPANCY: mark("Occupancy"),
    Column.KIND: mark("Use"),
    Column.RATE: mark("Property fee per m² and month"),
    Column.PAID_UNTIL: mark("Paid until"),
    Column.MOVED_IN: mark("Handed over on"),
    Column.NOTE: mark("Note"),
    Column.OWNER_NUMBER: mark("Number in the owners' sheet"),
    Column.FEES: mark("Numbers in the fees' sheet"),
    Column.FEES_FROM: mark("Fees run from"),
}

_SYNONYMS: dict[Column, str] = {
    Column.BUILDING: "楼栋 楼栋号 楼栋编号 楼栋名称 栋号 栋 幢 幢号 座 座号"
    " 楼号 楼幢 楼座 楼宇 楼宇名称 楼房号 栋数 几栋"
    " 楼 building block tower buildingno blockno buildingname",
    Column.ENTRANCE: "单元 单元号 单元编号 单元名称 梯 梯号 门洞 所属单元 entrance stairwell stair unitno staircase",
    Column.NUMBER: "房号 房间号 房间 房屋编号 房屋号 室号 室 门牌 门牌号"
    " 户号 房间编号 房号室号 房屋号码 单元房号 户室号 铺号"
    " room roomno roomnumber homeno flat flatno apartment apartmentno number home",
    Column.LABEL: "房屋 房屋地址 房屋坐落 坐落 地址 房产地址 房产 房屋信息"
    " 楼栋房号 栋号房号 楼房号室号 房屋全称 物业地址 住址"
    " 房屋位置 资产名称 房间全称 楼栋单元房号 address property fulladdress homeaddress",
    Column.FLOOR: "楼层 房屋楼层 所在楼层 层 层数 所在层 floor level storey",
    Column.AREA: "建筑面积 面积 房屋面积 房屋建筑面积 产权面积 计费面积 收费面积 建面 产权建筑面积 测绘面积 房本面积"
    " area grossarea floorarea builtuparea buildingarea size",
    Column.OWNER: "业主 业主姓名 业主名称 姓名 产权人 产权人姓名 户主 户主姓名"
    " 房主 权利人 所有权人 客户名称 业主名 客户姓名"
    " owner ownername name proprietor",
    Column.TELEPHONE: "联系电话 电话 手机 手机号 手机号码 电话号码 联系方式"
    " 业主电话 移动电话 联系号码 联系手机 业主手机号"
    " 业主手机 telephone phone mobile tel phoneno phonenumber contact cell",
    Column.ID_NUMBER: "身份证 身份证号 身份证号码 证件号 证件号码 公民身份号码 idnumber idno idcard",
    Column.OCCUPANCY: "入住情况 入住状态 居住情况 居住状态 房屋状态 使用状态 使用情况"
    " 入住 现状 房态 状态 自住出租 居住性质"
    " occupancy status state",
    Column.KIND: "房屋类型 房屋用途 用途 房屋性质 物业类型 类型 性质 规划用途 业态 产品类型 use type kind usage",
    Column.RATE: "物业费标准 收费标准 物业费单价 单价 物业服务费标准 物业费"
    " 费用标准 费率 计费单价 物管费标准 收费单价"
    " 物业服务费单价 rate price unitprice feerate tariff",
    Column.PAID_UNTIL: "物业费缴至 缴至 缴费至 缴费截止 已缴至 交至 已交至"
    " 缴费截至 物业费交至 费用缴至 缴费截止日期 缴至月份"
    " 物业费已缴至 paiduntil paidto paidthrough paidupto",
    Column.MOVED_IN: "入伙日期 入住日期 入住时间 交房日期 交房时间 收楼日期"
    " 收房日期 入伙时间 接房日期 接房时间 交付日期"
    " 迁入日期 movedin moveindate movein handoverdate handedoveron",
    Column.NOTE: "备注 说明 备注说明 注 附注 其他 note notes remark remarks comment comments",
    Column.OWNER_NUMBER: "业主编号 业主id 业主序号 客户编号 ownerno ownerid ownernumber",
    Column.FEES: "房屋费用 费用编号 收费项目编号 费用项 费用项编号 feeids fees feeno",
    Column.FEES_FROM: "费用开始时间 计费开始时间 收费开始时间 费用起始时间 计费起始日期 feesfrom feestart",
}
_BY_TITLE = {title: column for column, titles in _SYNONYMS.items() for title in titles.split()}

# Parts of longer titles, tried in this order when no whole title fits: 小区房屋建筑面积合计 holds 建筑面积.
_PARTS: tuple[tuple[str, Column], ...] = (
    ("身份证", Column.ID_NUMBER),
    ("证件号", Column.ID_NUMBER),
    ("业主编号", Column.OWNER_NUMBER),
    ("缴至", Column.PAID_UNTIL),
    ("交至", Column.PAID_UNTIL),
    ("建筑面积", Column.AREA),
    ("产权面积", Column.AREA),
    ("计费面积", Column.AREA),
    ("收费面积", Column.AREA),
    ("电话", Column.TELEPHONE),
    ("手机", Column.TELEPHONE),
    ("联系方式", Column.TELEPHONE),
    ("收费标准", Column.RATE),
    ("单价", Column.RATE),
    ("业主姓名", Column.OWNER),
    ("业主名", Column.OWNER),
    ("产权人", Column.OWNER),
    ("入伙", Column.MOVED_IN),
    ("交房", Column.MOVED_IN),
    ("入住日期", Column.MOVED_IN),
    ("入住时间", Column.MOVED_IN),
    ("入住", Column.OCCUPANCY),
    ("居住", Column.OCCUPANCY),
    ("坐落", Column.LABEL),
    ("房号", Column.NUMBER),
    ("房间号", Column.NUMBER),
    ("楼栋", Column.BUILDING),
    ("备注", Column.NOTE),
)
# Titles that hold a known part but are about something else.
_OTHER = re.compile(
    r"套内|室内|公摊|分摊|总层|总楼层|应缴|应收|实收|欠费|合计|金额|性别|年龄|紧急|租户|租客|租金|车位|家庭|合同|备用"
)


def normal_title(cell: Cell) -> str:
    """Return a title without its unit, its brackets, spaces and marks.

    >>> [normal_title(title) for title in ("建筑 面积(㎡) ", "标准（元/㎡·月）", "单价 元/㎡", "单元", "Room No.")]
    ['建筑面积', '标准', '单价', '单元', 'roomno']
    """
    title = plain(text_of(cell)).lower().replace(" ", "")
    title = re.sub(r"[(\[【][^)\]】]*[)\]】]", "", title)
    title = re.sub(r"(/|:|,|，)?\s*(㎡|m²|m2|平方米|平米|元/.*|(?<!单)元)$", "", title)
    return re.sub(r"[\s\-_.:：*、/·#]+", "", title)


def column_of(cell: Cell) -> Column | None:
    """Return what a column of this title is about; None when the title says nothing we know.

    >>> column_of("建筑面积(㎡)"), column_of("室内面积"), column_of("Owner name"), column_of("小区房屋建筑面积")
    (<Column.AREA: 'area'>, None, <Column.OWNER: 'owner'>, <Column.AREA: 'area'>)
    """
    title = normal_title(cell)
    if not title or len(title) > 24:
        return None
    if title in _BY_TITLE:
        return _BY_TITLE[title]
    if _OTHER.search(title):
        return None
    return next((column for part, column in _PARTS if part in title), None)


def columns_of(titles: Sequence[Cell]) -> dict[Column, int]:
    """Return where each known column stands, the whole titles before those that only contain a known part.

    >>> {column.value: place for column, place in columns_of(["序号", "楼号", "房间", "建筑面积", "室内面积"]).items()}
    {'building': 1, 'number': 2, 'area': 3}
    """
    found: dict[Column, int] = {}
    for exact in (True, False):
        for place, title in enumerate(titles):
            column = column_of(title)
            if column is None or (normal_title(title) in _BY_TITLE) != exact:
                continue
            if column not in found and place not in found.values():
                found[column] = place
    # One cell for the whole address takes the place of its parts only where they are missing.
    if Column.LABEL in found and Column.NUMBER in found:
        del found[Column.LABEL]
    return dict(sorted(found.items(), key=lambda item: item[1]))
