"""One page of a long list, with what is needed to say how many of how many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")
ROWS_PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """`number` counts from 1. An empty list has one empty page.

    >>> page = Page(rows=("a", "b"), number=3, size=50, total=102)
    >>> page.pages, page.first, page.last, page.has_next
    (3, 101, 102, False)
    """

    rows: Sequence[Row]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        return max(-(-self.total // self.size), 1)

    @property
    def first(self) -> int:
        return (self.number - 1) * self.size + 1 if self.rows else 0

    @property
    def last(self) -> int:
        return (self.number - 1) * self.size + len(self.rows)

    @property
    def has_next(self) -> bool:
        return self.number < self.pages


def offset_of(number: int, size: int = ROWS_PER_PAGE) -> int:
    """Return how many rows lie before the page.

    >>> offset_of(3)
    100
    """
    return (max(number, 1) - 1) * size
