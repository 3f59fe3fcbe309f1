"""Sharing a sum so that the parts add up to the whole, to the fen."""

from __future__ import annotations

from collections.abc import Sequence

from laoyou.core.money import Money


def share_by_weight(whole: Money, weights: Sequence[int]) -> list[Money]:
    """Return one part per weight, in the same order, by the method of the largest remainder.

    Each part is first cut to whole fen; the fen left over go one each to the largest remainders, ties to the earlier
    place, so callers pass the weights in order of home number. Negative sums are shared like their opposite.

    Raises: ValueError when there are no weights, one is negative, or all are zero.

    >>> [str(part) for part in share_by_weight(Money(123456), [8635, 7210, 12000])]
    ['382.85', '319.67', '532.04']
    """
    total = sum(weights)
    if not weights or total == 0 or min(weights) < 0:
        raise ValueError("a sum is shared by weights of zero or more, at least one above zero")
    sign, size = (-1, -whole.fen) if whole.fen < 0 else (1, whole.fen)
    parts = [size * weight // total for weight in weights]
    remainders = [size * weight % total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda place: (-remainders[place], place))
    for place in by_remainder[: size - sum(parts)]:
        parts[place] += 1
    return [Money(sign * part) for part in parts]
