"""How the one who was paid, or who paid, is named to everybody: an organisation in full, a person masked."""

from __future__ import annotations

import re

from laoyou.system.people.rules.masking import is_organisation

# Counts of things and of homes, which name nobody: no other word may stand before or after the number.
_COUNTED = re.compile(
    r"((临时|固定|地面|路边|场地|小区|全体|部分)*(停车|车位|场地|摊位|广告位|车主|业主|住户|商户) ?)?"
    r"\d{1,4} ?[个辆户块处](停车位|车位|摊位|广告位|车主|业主|住户|商户)?"
)
_BETWEEN_NAMES = re.compile(r"[、，,;；/ ]+(?![^（(]*[）)])")
_AND_OTHERS = re.compile(r"(.+?)(等(?: ?\d{1,4} ?[人户位名家])?)")


def public_payee(name: str) -> str:
    """Return the name as everybody may read it. What is not clearly an organisation or a count is a person's.

    >>> public_payee("李秀兰等 4 人"), public_payee("王建国"), public_payee("宏康消杀"), public_payee("南宁供电局")
    ('李**等 4 人', '王**', '宏康消杀', '南宁供电局')
    >>> public_payee("李秀兰、王建国"), public_payee("Wang Jianguo"), public_payee("临时停车 64 个车位")
    ('李**等', 'W***', '临时停车 64 个车位')
    >>> public_payee("古丽米热·艾合买提"), public_payee("李秀兰（3 栋）"), public_payee("李秀兰、宏康消杀")
    ('古********', '李**', '李**等')
    >>> public_payee("李秀兰 2 户"), public_payee("李秀兰等 4 户"), public_payee("宏康消杀、李秀兰")
    ('李**等', '李**等 4 户', '宏康消杀等')
    """
    plain = name.strip()
    if not plain or _COUNTED.fullmatch(plain):
        return plain
    if plain.isascii():
        return f"{plain[0]}***"
    others = _AND_OTHERS.fullmatch(plain)
    names = [part for part in _BETWEEN_NAMES.split(others[1] if others else plain) if part]
    if others is not None and names:
        return f"{_one(names[0])}{others[2]}"
    if all(is_organisation(part) for part in names):
        return plain
    return f"{_one(names[0])}等" if len(names) > 1 else _one(names[0])


def _one(name: str) -> str:
    """Return one name; what is said in brackets behind a person's goes."""
    if is_organisation(name):
        return name
    person = re.split(r"[（(]", name, maxsplit=1)[0] or name
    return f"{person[0]}{'*' * max(len(person) - 1, 1)}"
