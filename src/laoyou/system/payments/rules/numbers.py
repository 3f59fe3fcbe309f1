"""Numbers that others see: of orders, receipts and check codes. Order numbers and codes carry the estate (R3)."""

from __future__ import annotations

import re
from datetime import date

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
READABLE = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 characters that are not mistaken for one another when read aloud: no 0, 1, I, O."""

ORDER_TAIL = 10
CODE_TAIL = 16
_ORDER = re.compile(r"E([0-9A-Z]{1,7})_[0-9]{8}_[2-9A-HJ-NP-Z]{10}")
_REFUND = re.compile(r"R([0-9A-Z]{1,7})_[0-9]{8}_[2-9A-HJ-NP-Z]{10}")
_CODE = re.compile(r"([0-9A-Z]{1,7})-[2-9A-HJ-NP-Z]{16}")


def base36(number: int) -> str:
    """Return a number of zero or more in digits and capital letters.

    >>> base36(0), base36(35), base36(1000)
    ('0', 'Z', 'RS')
    """
    text = ""
    while number >= 36:
        number, digit = divmod(number, 36)
        text = DIGITS[digit] + text
    return DIGITS[number] + text


def tail_of(random: bytes, length: int) -> str:
    """Return as many readable characters as wanted, one for each of the first random bytes.

    >>> tail_of(bytes([0, 31, 32, 255]), 4)
    '2Z2Z'
    """
    return "".join(READABLE[byte & 31] for byte in random[:length])


def order_number(*, estate_id: int, day: date, tail: str) -> str:
    """Return the number under which a channel knows the order.

    6 to 32 of letters, digits and underscore: what both WeChat Pay (`[0-9A-Za-z_\\-|*]`) and Alipay take.

    >>> order_number(estate_id=1000, day=date(2022, 11, 30), tail="7QK4M2ZP9T")
    'ERS_20221130_7QK4M2ZP9T'
    """
    return f"E{base36(estate_id)}_{day:%Y%m%d}_{tail}"


def estate_of_order(number: str) -> int | None:
    """Return the estate that an order's number carries; None for a number that is not ours.

    >>> estate_of_order("ERS_20221130_7QK4M2ZP9T"), estate_of_order("20221130-1")
    (1000, None)
    """
    match = _ORDER.fullmatch(number)
    return int(match[1], 36) if match else None


def refund_number(*, estate_id: int, day: date, tail: str) -> str:
    """Return the number under which a channel knows a refund; it stays the same however often it is asked for.

    >>> refund_number(estate_id=1000, day=date(2022, 12, 3), tail="7QK4M2ZP9T")
    'RRS_20221203_7QK4M2ZP9T'
    """
    return f"R{base36(estate_id)}_{day:%Y%m%d}_{tail}"


def estate_of_refund(number: str) -> int | None:
    """Return the estate that a refund's number carries; None for a number that is not ours.

    >>> estate_of_refund("RRS_20221203_7QK4M2ZP9T"), estate_of_refund("ERS_20221203_7QK4M2ZP9T")
    (1000, None)
    """
    match = _REFUND.fullmatch(number)
    return int(match[1], 36) if match else None


def check_code(*, estate_id: int, tail: str) -> str:
    """Return the code of a receipt's check page.

    >>> check_code(estate_id=1000, tail="7QK4M2ZP9T8X8B6C")
    'RS-7QK4M2ZP9T8X8B6C'
    """
    return f"{base36(estate_id)}-{tail}"


def estate_of_code(code: str) -> int | None:
    """Return the estate that a check code carries; None for what is no code at all.

    >>> estate_of_code("RS-7QK4M2ZP9T8X8B6C"), estate_of_code("RS-1' OR 1=1")
    (1000, None)
    """
    match = _CODE.fullmatch(code)
    return int(match[1], 36) if match else None


def receipt_number(*, year: int, sequence: int) -> str:
    """Return a receipt's number: per estate and year, counted up without gaps.

    >>> receipt_number(year=2022, sequence=123)
    '2022-000123'
    """
    return f"{year}-{sequence:06d}"
