"""What a typed search asks for: a telephone, its last four digits, a name, its pinyin initials; a home besides."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

_WIDE = {ord("０") + digit: ord("0") + digit for digit in range(10)} | {ord("　"): " "}


class By(StrEnum):
    TELEPHONE = "telephone"
    LAST_FOUR = "last_four"
    INITIALS = "initials"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Wanted:
    by: By
    text: str


def wanted_person(typed: str) -> Wanted | None:
    """Return by what to look for a person; None when the text can only be a home.

    >>> wanted_person("170 0000 0001"), wanted_person("5678")
    (Wanted(by=<By.TELEPHONE: 'telephone'>, text='17000000001'), Wanted(by=<By.LAST_FOUR: 'last_four'>, text='5678'))
    >>> wanted_person("LXL").text, wanted_person("李秀").by, wanted_person("3-2-501"), wanted_person("501")
    ('lxl', <By.NAME: 'name'>, None, None)
    """
    plain = typed.translate(_WIDE).strip()
    digits = re.sub(r"[\s\-]", "", plain)
    if re.fullmatch(r"1[0-9]{10}", digits):
        return Wanted(By.TELEPHONE, digits)
    if re.fullmatch(r"0[0-9]{9,11}", digits):
        return Wanted(By.TELEPHONE, plain)
    if re.fullmatch(r"[0-9]{4}", plain):
        return Wanted(By.LAST_FOUR, plain)
    if re.fullmatch(r"[A-Za-z]{2,20}", plain):
        return Wanted(By.INITIALS, plain.lower())
    if plain and not re.search(r"[0-9]", plain):
        return Wanted(By.NAME, plain)
    return None
