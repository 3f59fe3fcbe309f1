"""What a survey's report counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counted:
    """Findings by severity, from 1 to 4, and how many were decided and solved."""

    severities: tuple[int, int, int, int]
    decided: int
    solved: int

    @property
    def findings(self) -> int:
        return sum(self.severities)


def counted(findings: Iterable[tuple[int, str]]) -> Counted:
    """Count findings given as (severity, state).

    >>> counted([(1, "solved"), (1, "open"), (3, "accepted")])
    Counted(severities=(2, 0, 1, 0), decided=2, solved=1)
    """
    rows = list(findings)
    by_severity = Counter(severity for severity, _ in rows)
    return Counted(
        severities=(by_severity[1], by_severity[2], by_severity[3], by_severity[4]),
        decided=sum(state != "open" for _, state in rows),
        solved=sum(state == "solved" for _, state in rows),
    )


def hours_of(minutes: int) -> str:
    """Return minutes as hours with at most one decimal, rounded half up.

    >>> hours_of(90), hours_of(120), hours_of(100)
    ('1.5', '2', '1.7')
    """
    tenths = (minutes * 10 + 30) // 60
    return str(tenths // 10) if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}"
