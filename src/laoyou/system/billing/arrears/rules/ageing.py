"""How old what is open is: five spans of days past due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """Days past due from `first` to `last`, both counted; the oldest span has no last day."""

    key: str
    first: int
    last: int | None


SPANS = (
    Span("to_30", 0, 30),
    Span("to_60", 31, 60),
    Span("to_90", 61, 90),
    Span("to_180", 91, 180),
    Span("older", 181, None),
)
"""A bill that is due today is nought days past due; what is due later is in no span."""


def span_of(days: int) -> Span | None:
    """Return the span of a bill so many days past due, none for one that is not due yet.

    >>> [found.key if (found := span_of(days)) else None for days in (-1, 0, 30, 31, 180, 181)]
    [None, 'to_30', 'to_30', 'to_60', 'to_180', 'older']
    """
    for span in SPANS:
        if span.first <= days and (span.last is None or days <= span.last):
            return span
    return None


def aged(bills: Iterable[tuple[int, int]]) -> tuple[int, ...]:
    """Return what is open by span, in fen, from pairs of days past due and open fen: what the query adds up in sets.

    >>> aged([(-3, 100), (0, 5181), (31, 5181), (31, 1838), (400, 7)])
    (5181, 7019, 0, 0, 7)
    """
    sums = dict.fromkeys(SPANS, 0)
    for days, fen in bills:
        if span := span_of(days):
            sums[span] += fen
    return tuple(sums.values())
