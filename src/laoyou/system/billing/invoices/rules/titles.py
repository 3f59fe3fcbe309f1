"""Whom an invoice names, and the number of a company: 18 characters of GB 32100, the last one checks the others."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

_CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_TELEPHONE = re.compile(r"1[3-9][0-9]{9}")
LONGEST_EMAIL = 100


class TitleKind(StrEnum):
    PERSON = "person"
    COMPANY = "company"


def credit_code(text: str) -> str:
    """Return the code as it is written down: narrow capitals without blanks.

    >>> credit_code(" 9135 0100 m000 100y 43 ")
    '91350100M000100Y43'
    """
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()


def check_character(first: str) -> str:
    """Return the last character of a unified social credit code, from its first 17 (GB 32100-2015, 5).

    Each counts with 3 to the power of its place, modulo 31; the letters I, O, S, V and Z are not used.

    >>> check_character("91350100M000100Y4")
    '3'
    """
    total = sum(_CODE.index(character) * pow(3, place, 31) for place, character in enumerate(first))
    return _CODE[-total % 31]


def is_credit_code(code: str) -> bool:
    """Return whether it is a unified social credit code whose check character fits.

    >>> is_credit_code("91350100M000100Y43"), is_credit_code("91350100M000100Y44"), is_credit_code("91350100I000100Y43")
    (True, False, False)
    """
    return len(code) == 18 and all(character in _CODE for character in code) and code[-1] == check_character(code[:-1])


def receiver(text: str) -> str:
    """Return the e-mail address or mobile number an invoice can be sent to; nothing where it is neither.

    >>> receiver(" li@example.com "), receiver("170 0000 0001"), receiver("07715551234")
    ('li@example.com', '17000000001', '')
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    if _TELEPHONE.fullmatch(plain) or (len(plain) <= LONGEST_EMAIL and _EMAIL.fullmatch(plain)):
        return plain
    return ""


def masked_receiver(text: str) -> str:
    """Return it so that its owner knows it again and nobody else learns it.

    >>> masked_receiver("li@example.com"), masked_receiver("17000000001")
    ('l***@example.com', '170****0001')
    """
    if "@" in text:
        name, _, host = text.partition("@")
        return f"{name[:1]}***@{host}"
    return f"{text[:3]}****{text[-4:]}"
