"""Alipay writes yuan as text with two decimals; inside there are only fen."""

from __future__ import annotations

import re

_YUAN = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,2}))?")


def yuan_text(fen: int) -> str:
    """Return an amount as Alipay wants it.

    >>> yuan_text(5181), yuan_text(5), yuan_text(100000)
    ('51.81', '0.05', '1000.00')
    """
    return f"{fen // 100}.{fen % 100:02d}"


def fen_of(text: str) -> int | None:
    """Return the fen of an amount in yuan; None for what is not exactly an amount. No float is ever made.

    >>> fen_of("51.81"), fen_of("0.1"), fen_of("7"), fen_of("1e3"), fen_of("-1.00"), fen_of("1.005")
    (5181, 10, 700, None, None, None)
    """
    match = _YUAN.fullmatch(text) if text.isascii() else None
    if match is None:
        return None
    return int(match[1]) * 100 + int((match[2] or "").ljust(2, "0"))
