"""Where a home is: building, entrance and number, in cells of their own or in one."""

from __future__ import annotations

import re
from typing import NamedTuple

from laoyou.system.people.house_ledger.rules.cells import Cell, arabic, plain, text_of
from laoyou.system.places.rules import labels

LONGEST_NAME, LONGEST_NUMBER = 30, 20


class Address(NamedTuple):
    """The names as places keep them; `entrance` is '' for a building without stairwells of their own."""

    building: str
    entrance: str
    number: str


_MARKED = re.compile(
    r"(?:.{0,20}?(?:小区|花园|苑|村|里|园))?"
    r"第?(?P<building>[0-9A-Za-z]{1,6}|[一二三四五六七八九十]{1,3})(?:号?楼栋?|#楼?|号?栋|幢|座)"
    r"(?:(?P<entrance>[0-9A-Za-z]{1,3}|[一二三四五六七八九十]{1,3})(?:单元|梯))?"
    r"(?P<number>[0-9A-Za-z]{1,8}(?:-[0-9A-Za-z]{1,4})?)(?:号房?|室|房|户)?"
)
_DIVIDED = re.compile(r"[\s\-—–_/.,#]+")


def building_of(cell: Cell) -> str:
    """Return the building's name, '' for none.

    >>> [building_of(cell) for cell in (3.0, "03栋", "1#", "2#楼", "第5栋", "三号楼", "A座", "12号楼")]
    ['3栋', '3栋', '1栋', '2栋', '5栋', '3号楼', 'A座', '12号楼']
    """
    text = arabic(plain(text_of(cell)).replace(" ", "").removeprefix("第"))
    match = re.fullmatch(r"0*([0-9]+)(#楼?|#栋|栋|号栋)?", text)
    return f"{int(match[1])}栋" if match else labels.building_name(re.sub(r"^([0-9A-Za-z]+)#楼?$", r"\1栋", text))


def entrance_of(cell: Cell) -> str:
    """Return the entrance's name, '' for none.

    >>> [entrance_of(cell) for cell in (2.0, "2单元", "二单元", "02", "A梯", "无", "")]
    ['2单元', '2单元', '2单元', '2单元', 'A梯', '', '']
    """
    text = arabic(plain(text_of(cell)).replace(" ", "").removeprefix("第"))
    if text in {"", "无", "-", "/", "0"}:
        return ""
    match = re.fullmatch(r"0*([0-9]+)(单元)?", text)
    return f"{int(match[1])}单元" if match else labels.entrance_name(text)


def number_of(cell: Cell) -> str:
    """Return the home's number without the words 室, 房 or 号.

    >>> [number_of(cell) for cell in (501.0, "501室", " 1201 房", "5号铺", "０３０２", "501号")]
    ['501', '501', '1201', '5号铺', '0302', '501']
    """
    text = plain(text_of(cell)).replace(" ", "")
    match = re.fullmatch(r"([0-9A-Za-z\-]+)(号?房|室|号|户)", text)
    return match[1] if match else text


def address_of(text: str) -> Address | None:
    """Return what one cell says of building, entrance and number; None when that can't be told for sure.

    >>> address_of("3-2-501"), address_of("3栋2单元501室")
    (Address(building='3栋', entrance='2单元', number='501'), Address(building='3栋', entrance='2单元', number='501'))
    >>> address_of("秀山花园A座1201"), address_of("5-302"), address_of("1#楼2单元301")
    (Address(building='A座', entrance='', number='1201'), Address(building='5栋', entrance='', number='302'), \
Address(building='1栋', entrance='2单元', number='301'))
    >>> address_of("501"), address_of("门卫室")
    (None, None)
    """
    written = plain(text).replace(" - ", "-")
    match = _MARKED.fullmatch(written.replace(" ", ""))
    if match:
        word = re.search(r"(号楼|座|幢)", written)
        building = arabic(match["building"]) + (word[1] if word else "")
        return Address(building_of(building), entrance_of(match["entrance"] or ""), match["number"])
    parts = [part for part in _DIVIDED.split(written) if part]
    if not 2 <= len(parts) <= 3 or not all(
        re.fullmatch(r"[0-9A-Za-z]{1,6}[栋幢座单元室号房楼]{0,2}", part) for part in parts
    ):
        return None
    if not any(letter.isdigit() for letter in parts[-1]):
        return None
    return Address(
        building_of(parts[0]),
        entrance_of(parts[1]) if len(parts) == 3 else "",
        number_of(parts[-1]),
    )
