"""Ladder prices (阶梯价): what is used of a year or a month costs more, step by step. Read when a price is saved.

    ladder = [("year" | "month") ":"] step ("," step)* ;  step = rate ["to" limit]

Every step but the last ends at a limit, limits and rates rise, and all arithmetic is exact.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

MOST_STEPS = 6
HUNDREDTHS = 100


class Span(StrEnum):
    YEAR = "year"
    MONTH = "month"


class LadderProblem(StrEnum):
    NOT_UNDERSTOOD = "not_understood"
    NOT_RISING = "not_rising"
    TOO_MANY = "too_many"


class LadderFault(ValueError):
    """The text is no ladder; `near` is the step that makes no sense."""

    def __init__(self, problem: LadderProblem, near: str = "") -> None:
        super().__init__(problem, near)
        self.problem, self.near = problem, near


@dataclass(frozen=True, slots=True)
class Step:
    """Units up to `until`, in hundredths from the span's beginning, at so many yuan each; the last has no end."""

    rate: Decimal
    until: int | None


@dataclass(frozen=True, slots=True)
class Ladder:
    span: Span
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """So many hundredths of a unit at one step's rate."""

    quantity: int
    rate: Decimal


_SIGNS = str.maketrans("，：．、；", ",:.,,")
_SPANS = {"year": Span.YEAR, "每年": Span.YEAR, "年": Span.YEAR}
_SPANS |= {"month": Span.MONTH, "每月": Span.MONTH, "月": Span.MONTH}
_STEP = re.compile(r"(\d{1,6}(?:\.\d{1,4})?)\s*(?:元)?\s*(?:(?:to|到|至)\s*(\d{1,7}(?:\.\d{1,2})?))?")


def read_ladder(text: str) -> Ladder:
    """Return the ladder that the text writes, in English or Chinese; one rate alone is a ladder of one step.

    >>> read_ladder("year: 2.50 to 180, 3.75 to 260, 5.00").steps[1]
    Step(rate=Decimal('3.75'), until=26000)
    >>> read_ladder("每年：2.50 到 180，3.75 到 260，5.00") == read_ladder("year: 2.50 to 180, 3.75 to 260, 5.00")
    True
    >>> read_ladder("month: 2.50 to 180, 2.00")
    Traceback (most recent call last):
    laoyou.system.mandates.rules.ladders.LadderFault: (<LadderProblem.NOT_RISING: 'not_rising'>, '2.00')

    Raises: LadderFault.
    """
    plain = text.translate(_SIGNS).lower().strip()
    span = Span.MONTH
    if ":" in plain:
        word, plain = (part.strip() for part in plain.split(":", 1))
        if word not in _SPANS:
            raise LadderFault(LadderProblem.NOT_UNDERSTOOD, word)
        span = _SPANS[word]
    written = [part.strip() for part in plain.split(",")]
    if len(written) > MOST_STEPS:
        raise LadderFault(LadderProblem.TOO_MANY)
    steps: list[Step] = []
    for place, part in enumerate(written, start=1):
        found = _STEP.fullmatch(part)
        if found is None or (found[2] is None) != (place == len(written)):
            raise LadderFault(LadderProblem.NOT_UNDERSTOOD, part)
        step = Step(Decimal(found[1]), int(Decimal(found[2]) * HUNDREDTHS) if found[2] else None)
        if step.rate <= 0 or step.until == 0:
            raise LadderFault(LadderProblem.NOT_UNDERSTOOD, part)
        if steps and (step.rate <= steps[-1].rate or (step.until or 10**12) <= (steps[-1].until or 0)):
            raise LadderFault(LadderProblem.NOT_RISING, part)
        steps.append(step)
    return Ladder(span, tuple(steps))


def written_ladder(ladder: Ladder) -> str:
    """Return the ladder as it is kept and shown.

    >>> written_ladder(read_ladder("每年：2.50 到 180，3.75 到 260，5"))
    'year: 2.50 to 180, 3.75 to 260, 5'
    """
    steps = [f"{step.rate} to {shown_units(step.until)}" if step.until else str(step.rate) for step in ladder.steps]
    return ", ".join(steps) if len(steps) == 1 else f"{ladder.span.value}: {', '.join(steps)}"


def shown_units(hundredths: int) -> str:
    """Return hundredths of a unit as people write them.

    >>> shown_units(2800), shown_units(8088), shown_units(-50), shown_units(2810)
    ('28', '80.88', '-0.5', '28.1')
    """
    whole, rest = divmod(abs(hundredths), HUNDREDTHS)
    decimals = f".{rest:02}".rstrip("0") if rest else ""
    return f"{'-' if hundredths < 0 else ''}{whole}{decimals}"


def pieces_of(ladder: Ladder, *, used_before: int, usage: int, days: int = 1, of_days: int = 1) -> list[Piece]:
    """Return what is used, cut at the steps, after what was used before in the same year or month.

    170 m³ since January and 30 m³ more: 10 still at the first step's price, 20 at the second's.

    >>> ladder = read_ladder("year: 2.50 to 180, 3.75 to 260, 5.00")
    >>> [(piece.quantity, str(piece.rate)) for piece in pieces_of(ladder, used_before=17000, usage=3000)]
    [(1000, '2.50'), (2000, '3.75')]

    A year that is cut, as by a meter that came on 21 July, has its steps cut by days, rounded half up to hundredths of
    a unit: 164 of 365 days leave 180 × 164 ÷ 365 = 80.88 m³ to the first step.

    >>> [piece.quantity for piece in pieces_of(ladder, used_before=0, usage=10000, days=164, of_days=365)]
    [8088, 1912]

    Raises: ValueError for less than nothing.
    """
    if used_before < 0 or usage < 0 or not 0 < days <= of_days:
        raise ValueError("nothing is used below zero, nor in no days")
    pieces, begins, left = [], used_before, usage
    for step in ladder.steps:
        ends = None if step.until is None else (2 * step.until * days + of_days) // (2 * of_days)
        part = left if ends is None else max(min(left, ends - begins), 0)
        if part:
            pieces.append(Piece(part, step.rate))
            begins, left = begins + part, left - part
    return pieces


def exact_fen(pieces: Sequence[Piece]) -> Decimal:
    """Return what the pieces cost in fen, not rounded: hundredths of a unit × yuan are fen.

    >>> exact_fen([Piece(1000, Decimal("2.50")), Piece(2000, Decimal("3.75"))])
    Decimal('10000.00')
    """
    return sum((piece.quantity * piece.rate for piece in pieces), Decimal(0))
