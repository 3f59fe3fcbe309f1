"""What several owners of one home hold. Joint owners (共同共有) each hold 1/1; owners by shares hold parts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from laoyou.system.people.errors import SharesMixed, SharesTooMany, ShareWrong


@dataclass(frozen=True, slots=True)
class HeldShare:
    """An owner's share of a home from–to, half-open."""

    parts: int
    whole: int
    starts_on: date
    ends_before: date | None

    @property
    def is_whole(self) -> bool:
        return self.parts == self.whole

    def meets(self, other: HeldShare) -> bool:
        """Return whether the two hold on a common day."""
        return (self.ends_before is None or other.starts_on < self.ends_before) and (
            other.ends_before is None or self.starts_on < other.ends_before
        )


def share_of(text: str) -> tuple[int, int]:
    """Return the parts and the whole of a share as written; nothing written is the whole.

    Raises: ShareWrong, also above one.

    >>> share_of("1/2"), share_of(""), share_of("50%")
    ((1, 2), (1, 1), (1, 2))
    """
    plain = text.strip().replace("／", "/").replace("％", "%")
    if not plain:
        return 1, 1
    percent = re.fullmatch(r"([0-9]{1,3})%", plain)
    fraction = re.fullmatch(r"([0-9]{1,6})/([0-9]{1,6})", plain)
    if percent:
        share = Fraction(int(percent[1]), 100)
    elif fraction and int(fraction[2]):
        share = Fraction(int(fraction[1]), int(fraction[2]))
    else:
        raise ShareWrong
    if not 0 < share <= 1:
        raise ShareWrong
    return share.numerator, share.denominator


def check_shares(*, held: Sequence[HeldShare], new: HeldShare) -> None:
    """Refuse a share with which the owners of some day would hold more than the home, or two kinds of ownership.

    Law: JI-7-COUNT counts the home once however many own it.
    Raises: SharesTooMany, SharesMixed.

    >>> half = HeldShare(1, 2, date(2022, 7, 21), None)
    >>> check_shares(held=[half], new=half)
    >>> check_shares(held=[half, half], new=half)
    Traceback (most recent call last):
    laoyou.system.people.errors.SharesTooMany: With this share the owners would hold more than the whole home. \
End another share first.
    """
    together = [share for share in held if share.meets(new)]
    if any(share.is_whole != new.is_whole for share in together):
        raise SharesMixed
    if new.is_whole:
        return
    # The most is held on the first day of some share: no other day can have more owners than those.
    for day in {share.starts_on for share in [*together, new]}:
        point = HeldShare(1, 1, day, date.fromordinal(day.toordinal() + 1))
        if new.meets(point):
            total = sum((Fraction(share.parts, share.whole) for share in together if share.meets(point)), Fraction())
            if total + Fraction(new.parts, new.whole) > 1:
                raise SharesTooMany
