"""How homes are called (3栋2单元501), ordered (2 before 10), and found by what people type (3-2-501)."""

from __future__ import annotations

import re

_BUILDING_WORDS = "栋|幢|号楼|座|楼"
_ENTRANCE_WORDS = "单元|梯"
_DIGITS = 6


def building_name(text: str) -> str:
    """Return the building's name as people say it: a bare number gets its word.

    >>> building_name("3"), building_name("03栋"), building_name("A座"), building_name("12号楼")
    ('3栋', '3栋', 'A座', '12号楼')
    """
    plain = re.sub(r"^0+(?=[0-9])", "", _plain(text))
    return f"{plain}栋" if plain.isdecimal() else plain


def entrance_name(text: str) -> str:
    """Return the entrance's name as people say it.

    >>> entrance_name("2"), entrance_name("2单元"), entrance_name("")
    ('2单元', '2单元', '')
    """
    plain = re.sub(r"^0+(?=[0-9])", "", _plain(text))
    return f"{plain}单元" if plain.isdecimal() else plain


def home_label(building: str, entrance: str, number: str) -> str:
    """Return what a home is called.

    >>> home_label("3栋", "2单元", "501"), home_label("A座", "", "1201"), home_label("商铺", "", "5号铺")
    ('3栋2单元501', 'A座1201', '商铺5号铺')
    """
    return f"{building_name(building)}{entrance_name(entrance)}{_plain(number)}"


def sort_key(*parts: str) -> str:
    """Return a text that orders places as people count them; the words 栋 and 单元 don't matter.

    >>> sort_key("3栋", "2单元", "501")
    '000003/000002/000501'
    >>> sorted(["10栋", "2栋", "A座"], key=sort_key)
    ['2栋', '10栋', 'A座']
    """
    return "/".join(_part_key(part) for part in parts)


def _part_key(part: str) -> str:
    plain = re.sub(rf"({_BUILDING_WORDS}|{_ENTRANCE_WORDS}|号|室|房)$", "", _plain(part).upper())
    return re.sub(r"[0-9]+", lambda digits: digits[0].lstrip("0").rjust(_DIGITS, "0"), plain)


def searched_keys(text: str) -> tuple[str, str, str] | None:
    """Return what a typed home number asks for: the keys of building, entrance (or '') and number; None for other text.

    >>> searched_keys("3-2-501")
    ('000003', '000002', '000501')
    >>> searched_keys("3栋501"), searched_keys("3栋2单元501室") == searched_keys("3 2 501")
    (('000003', '', '000501'), True)
    >>> searched_keys("501") is None, searched_keys("李秀兰") is None
    (True, True)
    """
    spaced = re.sub(rf"({_BUILDING_WORDS}|{_ENTRANCE_WORDS}|号|室|房)", " ", _plain(text).upper())
    parts = [part for part in re.split(r"[\s\-—－–_/#.,，、·]+", spaced) if part]
    if not 2 <= len(parts) <= 3 or not all(re.fullmatch(r"[0-9A-Z]+", part) for part in parts):
        return None
    keys = [_part_key(part) for part in parts]
    return (keys[0], keys[1] if len(keys) == 3 else "", keys[-1])


def floor_of(number: str) -> int | None:
    """Return the floor that a home number tells: all but its last two digits; None when it doesn't.

    >>> floor_of("501"), floor_of("1203"), floor_of("5号铺"), floor_of("12")
    (5, 12, None, None)
    """
    match = re.fullmatch(r"([1-9][0-9]?)[0-9]{2}[A-Za-z]?", _plain(number))
    return int(match[1]) if match else None


def _plain(text: str) -> str:
    wide = {ord("０") + digit: ord("0") + digit for digit in range(10)} | {ord("　"): " "}
    return re.sub(r"\s+", " ", text.translate(wide).strip())
