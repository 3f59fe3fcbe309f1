"""The slip of a card terminal (POS 签购单): what tells it from all others, and how it is written as a transaction."""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST_ENTRIES = 9
"""So often a slip can be entered, taken back as a mistake, and entered anew."""

_TERMINAL = re.compile(r"[0-9A-Z]{4,15}")
_REFERENCE = re.compile(r"[0-9A-Z]{6,20}")
_CARD_TAIL = re.compile(r"[0-9]{4}")


@dataclass(frozen=True, slots=True)
class Slip:
    """`reference` is the acquirer's number of the payment (参考号), `card_tail` the card's last four digits."""

    terminal: str
    reference: str
    card_tail: str

    @classmethod
    def typed(cls, *, terminal: str, reference: str, card_tail: str) -> Slip:
        """Return a slip as it was typed, blanks and small letters put right.

        >>> Slip.typed(terminal=" 1001 2345", reference="220101123456", card_tail="6688").transaction
        '10012345-220101123456'
        """
        return cls(*("".join(text.split()).upper() for text in (terminal, reference, card_tail)))

    @property
    def is_terminal(self) -> bool:
        return _TERMINAL.fullmatch(self.terminal) is not None

    @property
    def is_reference(self) -> bool:
        return _REFERENCE.fullmatch(self.reference) is not None

    @property
    def is_card_tail(self) -> bool:
        return _CARD_TAIL.fullmatch(self.card_tail) is not None

    @property
    def transaction(self) -> str:
        return f"{self.terminal}-{self.reference}"

    def entries(self) -> list[str]:
        """Return under which transactions the slip may stand: the first, and those after a mistake was taken back.

        >>> Slip("10012345", "220101123456", "6688").entries()[:2]
        ['10012345-220101123456', '10012345-220101123456-2']
        """
        return [self.transaction, *(f"{self.transaction}-{number}" for number in range(2, MOST_ENTRIES + 1))]


def slip_of(transaction: str) -> str:
    """Return the slip that a transaction means, however often it was entered anew.

    >>> slip_of("10012345-220101123456-2"), slip_of("10012345-220101123456")
    ('10012345-220101123456', '10012345-220101123456')
    """
    return "-".join(transaction.split("-")[:2])
