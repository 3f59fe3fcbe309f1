"""How the promises are kept, always with the number that a figure rests on.

On time = arrived (or, where nobody comes, replied) within the level, of all that were due: open ones whose time is over
count as late, what was withdrawn before it was due does not count. Satisfaction = 4 or 5 of the valid replies.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

CONTENT_FROM = 4
RATINGS = (1, 2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its n; nothing of nothing is no figure.

    >>> Share(3, 4).value, Share(0, 0).value
    (Fraction(3, 4), None)
    """

    part: int
    n: int

    @property
    def value(self) -> Fraction | None:
        return Fraction(self.part, self.n) if self.n else None


@dataclass(frozen=True, slots=True)
class Quality:
    """The figures of an estate's month (or of several): requests received, and the shares.

    `answered`, `arrived`, `finished` are on time of those due; `content` of the valid replies; `replied` of the closed;
    `followed` of the closed.
    """

    received: int
    answered: Share
    arrived: Share
    finished: Share
    content: Share
    replied: Share
    followed: Share


def is_content(rating: int) -> bool:
    """Return whether a rating counts as content.

    >>> [rating for rating in RATINGS if is_content(rating)]
    [4, 5]
    """
    return rating >= CONTENT_FROM
