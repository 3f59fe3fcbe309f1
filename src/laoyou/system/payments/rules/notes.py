"""The short code that a payer writes into the note of a bank transfer: it names the estate and the order.

`LY`, the estate, seven characters of chance, and a check character, by which a slip of the finger is no other order's
code. Read aloud safely (`numbers.READABLE`).
"""

from __future__ import annotations

import re
import unicodedata

from laoyou.system.payments.rules.numbers import READABLE

PREFIX = "LY"
TAIL = 7
LONGEST = 17
_CODE = re.compile(r"(?<![0-9A-Z])LY([2-9A-HJ-NP-Z]{9,15})(?![0-9A-Z])")


def note_code(*, estate_id: int, tail: str) -> str:
    """Return the code of an order of the estate, ended by seven characters of its own.

    >>> note_code(estate_id=1000, tail="7QK4M2Z")
    'LYZA7QK4M2ZG'
    """
    digits = READABLE[estate_id % 32]
    while estate_id := estate_id // 32:
        digits = READABLE[estate_id % 32] + digits
    body = digits + tail
    return PREFIX + body + _check(body)


def estate_of_note(code: str) -> int | None:
    """Return the estate that a code names; None for what is no code, or was typed wrongly.

    >>> estate_of_note("LYZA7QK4M2ZG"), estate_of_note("LYZA7QK4M3ZG"), estate_of_note("LYZA")
    (1000, None, None)
    """
    found = _CODE.fullmatch(code)
    if found is None or _check(found[1][:-1]) != found[1][-1]:
        return None
    estate_id = 0
    for digit in found[1][: -TAIL - 1]:
        estate_id = estate_id * 32 + READABLE.index(digit)
    return estate_id


def code_in(*texts: str) -> str:
    """Return the one code that a bank's line carries; nothing where it carries none, a wrong one, or two.

    >>> code_in("农秀兰", "转账 物业费 lyza7qk4m2zg，谢谢"), code_in("LYZA 7QK4 M2ZG"), code_in("LYZA7QK4M3ZG")
    ('LYZA7QK4M2ZG', 'LYZA7QK4M2ZG', '')
    """
    said = unicodedata.normalize("NFKC", "\n".join(texts)).upper()
    for text in (said, re.sub(r"[ \t-]", "", said)):
        codes = {match[0] for match in _CODE.finditer(text) if estate_of_note(match[0]) is not None}
        if codes:
            return codes.pop() if len(codes) == 1 else ""
    return ""


def _check(body: str) -> str:
    """Return the check character (Luhn's, in 32 digits): sees every wrong character, and nearly all swapped ones."""
    total, factor = 0, 2
    for character in reversed(body):
        value = READABLE.index(character) * factor
        total += value // 32 + value % 32
        factor = 3 - factor
    return READABLE[-total % 32]
