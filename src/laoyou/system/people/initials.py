"""Pinyin initials, by which people find a name: 李秀兰 is lxl."""

from __future__ import annotations

from pypinyin import Style, lazy_pinyin

LONGEST = 80

# Surnames that are read otherwise than the same character in words; 覃 as Guangxi says it.
_SURNAMES = {
    "覃": "q",
    "单": "s",
    "曾": "z",
    "仇": "q",
    "解": "x",
    "朴": "p",
    "区": "o",
    "查": "z",
    "盖": "g",
    "翟": "z",
    "乐": "y",
    "任": "r",
    "华": "h",
    "谌": "c",
    "冼": "x",
    "缪": "m",
    "员": "y",
    "尹": "y",
    "卜": "b",
    "秘": "b",
}


def initials_of(name: str) -> str:
    """Return the first letters of the name's syllables in small letters; Latin letters stay, spaces go.

    >>> initials_of("李秀兰"), initials_of("覃小明"), initials_of("Anna Li")
    ('lxl', 'qxm', 'annali')
    """
    letters = lazy_pinyin(name, style=Style.FIRST_LETTER)
    plain = "".join("".join(letters).lower().split())
    if name[:1] in _SURNAMES and 1 < len(name) <= 4:
        plain = _SURNAMES[name[0]] + plain[1:]
    return plain[:LONGEST]
