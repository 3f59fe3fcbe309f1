"""Money is a whole number of fen, and it is rounded in one place only."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

from laoyou.core.errors import Refusal, mark


class NotAnAmount(Refusal):
    code = "money.not_an_amount"
    sentence = mark("“%(text)s” is not an amount. Write yuan with at most two decimals, for example 51.81.")


@dataclass(frozen=True, order=True, slots=True)
class Money:
    """An amount in fen, the hundredth of a yuan. May be negative.

    >>> Money(5181) + Money(19)
    Money(5200)
    >>> str(Money(-123456))
    '-1,234.56'
    """

    fen: int

    def __post_init__(self) -> None:
        if type(self.fen) is not int:
            raise TypeError(f"fen must be an int, not {type(self.fen).__name__}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the amount written in yuan, with or without a sign ¥ or 元 and thousands' commas.

        Also as a Chinese keyboard writes it, in wide digits.
        Raises: NotAnAmount, also for a third decimal: nothing is rounded away in silence.

        >>> Money.parse("¥1,234.5")
        Money(123450)
        >>> Money.parse("５１。８１元")
        Money(5181)
        """
        plain = unicodedata.normalize("NFKC", text).replace("。", ".").strip()
        plain = plain.removeprefix("¥").removesuffix("元").replace(",", "").strip()
        match = re.fullmatch(r"(-?)([0-9]{1,12})(?:\.([0-9]{1,2}))?", plain)
        if match is None:
            raise NotAnAmount(text=text.strip())
        sign, yuan, decimals = match.groups()
        fen = int(yuan) * 100 + int((decimals or "").ljust(2, "0"))
        return cls(-fen if sign else fen)

    @classmethod
    def total(cls, parts: Iterable[Money]) -> Money:
        return Money(sum(part.fen for part in parts))

    def __add__(self, other: Money) -> Money:
        return Money(self.fen + other.fen)

    def __sub__(self, other: Money) -> Money:
        return Money(self.fen - other.fen)

    def __neg__(self) -> Money:
        return Money(-self.fen)

    def __bool__(self) -> bool:
        return self.fen != 0

    def __repr__(self) -> str:
        return f"Money({self.fen})"

    def __str__(self) -> str:
        yuan, fen = divmod(abs(self.fen), 100)
        return f"{'-' if self.fen < 0 else ''}{yuan:,}.{fen:02d}"


def round_to_fen(fen: Decimal) -> Money:
    """Return the amount rounded half up to the whole fen: the only rounding of money there is.

    >>> round_to_fen(Decimal("1838.5"))
    Money(1839)
    >>> round_to_fen(Decimal("-0.5"))
    Money(-1)
    """
    return Money(int(fen.quantize(Decimal(1), rounding=ROUND_HALF_UP)))
