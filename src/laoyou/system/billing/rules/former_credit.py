"""What of a home's credit the owners of before left there: it pays nothing of those who came after them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Moved:
    """By how much a home's credit rose or fell on a day, in fen, and how much of that was former owners' money.

    Theirs is what is given or refunded to them, what comes off for a payment of theirs that never was, and what a
    credit note on a bill of theirs released.
    """

    on: date
    fen: int
    of_former_fen: int = 0


@dataclass(frozen=True, slots=True)
class FormerShare:
    """`kept_fen` of the credit are former owners' now.

    `moved_fen` is what their own money did since the home changed hands, and `lent_fen` what was used of theirs for
    bills that were not, as happens when a sale is entered late.
    """

    kept_fen: int
    moved_fen: int
    lent_fen: int


NOTHING_KEPT = FormerShare(0, 0, 0)


def former_share(*, since: date, moves: Iterable[Moved]) -> FormerShare:
    """Return what former owners have in the credit of a home that is others' since the day.

    It is what lay there when they left and never was less, with what their own money did since. 181.62 left behind in
    July; the buyer pays 100.00 in advance and uses 51.81 of that; then the seller gets 100.00 back:

    >>> july, sold = Moved(date(2022, 7, 30), 18162), date(2022, 8, 5)
    >>> later = [Moved(date(2022, 9, 1), 10000), Moved(date(2022, 10, 1), -5181)]
    >>> later += [Moved(date(2022, 10, 2), -10000, -10000)]
    >>> former_share(since=sold, moves=[july, *later]).kept_fen
    8162

    Used before the sale was known, it is gone:

    >>> former_share(since=sold, moves=[july, Moved(date(2022, 9, 1), -5181)])
    FormerShare(kept_fen=12981, moved_fen=0, lent_fen=5181)
    """
    days: dict[date, tuple[int, int]] = {}
    opening = 0
    for move in moves:
        if move.on < since:
            opening += move.fen
        else:
            fen, of_former = days.get(move.on, (0, 0))
            days[move.on] = fen + move.fen, of_former + move.of_former_fen
    balance, untouched, least, moved = opening, opening, opening, 0
    for day in sorted(days):
        fen, of_former = days[day]
        balance += fen
        moved += of_former
        untouched += fen - of_former
        least = min(least, untouched)
    return FormerShare(
        kept_fen=min(max(least + moved, 0), max(balance, 0)), moved_fen=moved, lent_fen=max(opening - max(least, 0), 0)
    )
