"""The slip of a card terminal (POS 签购单): what tells it from all others, and how it is written as a transaction."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

MOST_ENTRIES = 9
"""So often a slip can be entered, taken back as a mistake, and entered anew."""

ENTERED_WITHIN = timedelta(days=31)
"""A slip is entered at most so long after its day."""

_TERMINAL = re.compile(r"[0-9A-Z]{4,15}")
_REFERENCE = re.compile(r"[0-9A-Z]{6,20}")
_CARD_TAIL = re.compile(r"[0-9]{4}")


@dataclass(frozen=True, slots=True)
class Slip:
    """`reference` is the acquirer's number of the payment (参考号), `card_tail` the card's last four digits, `paid_on`
    the day that the slip shows; without one it is of the day on which it is entered.
    """

    terminal: str
    reference: str
    card_tail: str
    paid_on: date | None = None

    @classmethod
    def typed(cls, *, terminal: str, reference: str, card_tail: str, paid_on: date | None = None) -> Slip:
        """Return a slip as it was typed, blanks and small letters put right.

        >>> Slip.typed(terminal=" 1001 2345", reference="220101123456", card_tail="6688").transaction
        '10012345-220101123456'
        """
        terminal, reference, card_tail = ("".join(text.split()).upper() for text in (terminal, reference, card_tail))
        return cls(terminal, reference, card_tail, paid_on)

    def is_of_days(self, today: date) -> bool:
        """Return whether its day can be: not in the future, and not so long ago that its file is closed for good.

        >>> Slip("", "", "", date(2022, 11, 30)).is_of_days(date(2022, 12, 2))
        True
        >>> Slip("", "", "", date(2022, 12, 3)).is_of_days(date(2022, 12, 2))
        False
        """
        return self.paid_on is None or today - ENTERED_WITHIN <= self.paid_on <= today

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
