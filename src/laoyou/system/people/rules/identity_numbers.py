"""Identity numbers of people (GB 11643) and unified social credit codes of organisations (GB 32100)."""

from __future__ import annotations

import re
from datetime import date

from laoyou.system.people.errors import NotACreditCode, NotAnIdentityNumber

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_CREDIT_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def identity_number(text: str) -> str:
    """Return the 18 characters of a person's identity number; its day of birth and check digit are right.

    Raises: NotAnIdentityNumber.

    >>> identity_number("11010519491231002x")
    '11010519491231002X'
    """
    plain = re.sub(r"\s", "", text).upper()
    if not re.fullmatch(r"[1-9][0-9]{16}[0-9X]", plain):
        raise NotAnIdentityNumber
    try:
        date(int(plain[6:10]), int(plain[10:12]), int(plain[12:14]))
    except ValueError:
        raise NotAnIdentityNumber from None
    total = sum(int(digit) * weight for digit, weight in zip(plain[:17], _WEIGHTS, strict=True))
    if _CHECKS[total % 11] != plain[17]:
        raise NotAnIdentityNumber
    return plain


def credit_code(text: str) -> str:
    """Return the 18 characters of an organisation's unified social credit code with a right check character.

    Raises: NotACreditCode.

    >>> credit_code("91350100m000100y43")
    '91350100M000100Y43'
    """
    plain = re.sub(r"\s", "", text).upper()
    if len(plain) != 18 or any(character not in _CREDIT_CHARACTERS for character in plain):
        raise NotACreditCode
    total = sum(
        _CREDIT_CHARACTERS.index(character) * weight
        for character, weight in zip(plain[:17], _CREDIT_WEIGHTS, strict=True)
    )
    if _CREDIT_CHARACTERS[-total % 31] != plain[17]:
        raise NotACreditCode
    return plain
