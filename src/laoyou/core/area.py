"""Exclusive floor area, in whole hundredths of a square metre, as land registers write it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

from laoyou.core.errors import Refusal, mark


class NotAnArea(Refusal):
    code = "area.not_an_area"
    sentence = mark("“%(text)s” is not an area. Write square metres as a number, for example 86.35.")


@dataclass(frozen=True, order=True, slots=True)
class Area:
    """An area in hundredths of a square metre.

    >>> str(Area(8635))
    '86.35'
    """

    centiares: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the area that the text writes in square metres; a third decimal is rounded half up.

        Raises: NotAnArea, also for zero and below and for more than 100,000 m².

        >>> Area.parse("86.35㎡"), Area.parse("72.1 平方米")
        (Area(centiares=8635), Area(centiares=7210))
        """
        plain = re.sub(r"\s*(㎡|m²|m2|M2|平方米|平米|平方)$", "", text.strip()).replace(",", "")
        if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]+)?", plain):
            raise NotAnArea(text=text.strip())
        hundredths = int((Decimal(plain) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
        if not 0 < hundredths <= 10_000_000:
            raise NotAnArea(text=text.strip())
        return cls(hundredths)

    def __str__(self) -> str:
        return f"{self.centiares // 100}.{self.centiares % 100:02d}"
