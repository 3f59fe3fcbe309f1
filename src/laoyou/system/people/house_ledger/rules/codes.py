"""Words and code numbers for how a home is used and who is in it, also as the ledger itself explains them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from laoyou.system.people.house_ledger.rules.cells import Cell, plain, text_of

_OCCUPANCIES = {
    "unsold": "未售 未销售 待售 未出售 库存 unsold",
    "let": "出租 已出租 租住 租赁 出租中 租户 租客 转租 租 let rented leased tenant",
    "lived_in": "自住 已入住 入住 常住 居住 业主自住 住 自用 已装修入住 是 lived livedin occupied owneroccupied yes",
    "vacant": "空置 空房 未入住 空 闲置 未住 无人 未装修 装修中 毛坯 vacant empty no 否",
    "": "未知 不详 其他 unknown - /",
}
_KINDS = {
    "residential": "住宅 居住 高层 多层 公寓 别墅 住房 宿舍 房改房 商品房 residential dwelling flat apartment house",
    "shop": "商铺 店面 铺面 门面 商业 底商 商业用房 商用 shop retail store",
    "office": "办公 办公室 写字楼 办公用房 office",
    "garage": "车库 车位 garage parking",
    "storage": "储藏室 杂物房 储物间 杂物间 仓库 柴房 storage",
    "other": "其他 公共 其它 架空层 物业用房 other",
}
# Code numbers that ledgers of one widely used program carry; a note in the sheet stands above them.
_KNOWN_CODES = {"2001": "已入住", "2002": "空置", "2003": "已出租", "110": "住宅"}

_OCCUPANCY_OF = {word: key for key, words in _OCCUPANCIES.items() for word in words.split()}
_KIND_OF = {word: key for key, words in _KINDS.items() for word in words.split()}
_CODE_NOTE = re.compile(r"(?<![0-9.])([0-9]{1,5})\s*[:=：、.\-]?\s*([\u4e00-\u9fffA-Za-z][^0-9]{0,30})")


def code_notes(texts: Iterable[str]) -> dict[str, str]:
    """Return what code numbers mean, read from notes that stand beside or above a table.

    >>> code_notes(["房屋状态: 2001 已入住 2002 未销售或空置 2003 已出租"])
    {'2001': '已入住', '2002': '未销售或空置', '2003': '已出租'}
    >>> code_notes(["制表日期：2022年7月21日", "说明"])
    {}
    """
    notes: dict[str, str] = {}
    for text in texts:
        narrow = plain(text)
        if (":" not in narrow and "=" not in narrow) or "年" in narrow or len(narrow) > 500:
            continue
        found = _CODE_NOTE.findall(narrow)
        if len(found) >= 2:
            notes |= {code: meaning.strip(" ,;、。") for code, meaning in found}
    return notes


def occupancy_of(cell: Cell, notes: dict[str, str]) -> str | None:
    """Return the occupancy, '' for an empty cell, None for a word or code that nobody explained.

    A note that leaves it open, like “not sold or vacant”, means vacant: who owns the home shows the rest.

    >>> [occupancy_of(cell, {"2002": "未销售或空置"}) for cell in ("自住", 2003.0, 2002.0, "", "?!")]
    ['lived_in', 'let', 'vacant', '', None]
    """
    word = _word(cell, notes)
    if not word:
        return ""
    if word in _OCCUPANCY_OF:
        return _OCCUPANCY_OF[word]
    for key in ("vacant", "unsold", "let", "lived_in"):
        if any(len(part) > 1 and part in word for part in _OCCUPANCIES[key].split() if not part.isascii()):
            return key
    return None


def kind_of(cell: Cell, notes: dict[str, str]) -> str | None:
    """Return the use, '' for an empty cell, None for a word or code that nobody explained.

    >>> kind_of("住宅", {}), kind_of(110.0, {}), kind_of("一层商铺", {}), kind_of("999", {})
    ('residential', 'residential', 'shop', None)
    """
    word = _word(cell, notes)
    if not word:
        return ""
    if word in _KIND_OF:
        return _KIND_OF[word]
    for key in ("shop", "garage", "storage", "office", "residential"):
        if any(part in word for part in _KINDS[key].split() if not part.isascii()):
            return key
    return None


def _word(cell: Cell, notes: dict[str, str]) -> str:
    word = plain(text_of(cell)).lower().replace(" ", "")
    return (notes.get(word) or _KNOWN_CODES.get(word) or word).replace(" ", "")
