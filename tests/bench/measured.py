"""One line of the table: a figure, what it is held against in the same run, and how far it may be from it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measured:
    """`ratio` is the figure over its baseline; `at_most` the gate, None where there is none."""

    figure: str
    baseline: str
    ratio: float
    at_most: float | None = None

    @property
    def is_missed(self) -> bool:
        return self.at_most is not None and self.ratio > self.at_most

    def row(self) -> str:
        gate = "–" if self.at_most is None else f"≤ {self.at_most:g}{' **missed**' if self.is_missed else ''}"
        return f"| {self.figure} | {self.baseline} | {self.ratio:.2f} | {gate} |"
