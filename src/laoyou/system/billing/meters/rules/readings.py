"""What a meter may show next, what was used between two readings, and what stands in for a reading nobody took.

Values and usage are hundredths of a m³ or kWh.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

HUNDREDTHS = 100
HIGH_TIMES = 3
HIGH_AT_LEAST = 500
PERIODS_LOOKED_AT = 3


class MeterKind(StrEnum):
    WATER = "water"
    ELECTRICITY = "electricity"
    GAS = "gas"
    HEAT = "heat"


class SharedBy(StrEnum):
    NOBODY = ""
    AREA = "area"
    HOMES = "homes"


class Source(StrEnum):
    CREW = "crew"
    DESK = "desk"
    RESIDENT = "resident"
    SHEET = "sheet"
    ESTIMATE = "estimate"


class ReadingState(StrEnum):
    TAKEN = "taken"
    CHECKED = "checked"
    REFUSED = "refused"


MOVES: Mapping[ReadingState, frozenset[ReadingState]] = {
    ReadingState.TAKEN: frozenset({ReadingState.CHECKED, ReadingState.REFUSED}),
    ReadingState.CHECKED: frozenset(),
    ReadingState.REFUSED: frozenset(),
}
"""Only checked readings make bills. A wrong one that was checked is put right by the next."""


class Doubt(StrEnum):
    """Why a second person looks at a reading before it counts."""

    NONE = ""
    HIGH = "high"
    ROLLED = "rolled"


@dataclass(frozen=True, slots=True)
class Past:
    """A stretch of a home's own usage: what others use says nothing about it."""

    usage: int
    days: int


@dataclass(frozen=True, slots=True)
class Register:
    """The meter's last value and what its dial can show: five digits go from 99999 to 0.

    `floor` is the last value that somebody read: no estimate behind it makes less than that possible.
    """

    value: int
    read_on: date
    digits: int
    factor: int = 1
    is_estimate: bool = False
    floor: int = 0


def may_move(before: ReadingState, after: ReadingState) -> bool:
    """Return whether the state may follow.

    >>> may_move(ReadingState.TAKEN, ReadingState.CHECKED), may_move(ReadingState.CHECKED, ReadingState.REFUSED)
    (True, False)
    """
    return after in MOVES[before]


def usage_to(last: Register, value: int, *, is_rolled: bool = False) -> int | None:
    """Return what was used since the last value; None where the dial can't show it.

    >>> before = Register(9_990_000, date(2022, 9, 1), digits=5)
    >>> usage_to(before, 9_995_000), usage_to(before, 2_000), usage_to(before, 2_000, is_rolled=True)
    (5000, None, 12000)

    Less than an estimate is no mistake: the estimate was too high, and what was billed too much is given back.

    >>> guessed = Register(5000, date(2022, 9, 1), digits=5, is_estimate=True, floor=3000)
    >>> usage_to(guessed, 4200), usage_to(guessed, 2900)
    (-800, None)
    """
    most = 10**last.digits * HUNDREDTHS
    if not 0 <= value < most:
        return None
    if is_rolled:
        return (value + most - last.value) * last.factor if value < last.value else None
    if value < (min(last.floor, last.value) if last.is_estimate else last.value):
        return None
    return (value - last.value) * last.factor


def doubt_about(usage: int, days: int, past: Sequence[Past], *, is_rolled: bool = False) -> Doubt:
    """Return why somebody else has to look: more than three times the home's own usage a day, and by 5 units more.

    The home used 8 m³ in each of three months: 30 m³ in the next are too many to be taken on one person's word.

    >>> past = [Past(800, 30), Past(810, 31), Past(790, 30)]
    >>> doubt_about(3000, 31, past), doubt_about(1900, 31, past), doubt_about(90000, 31, [])
    (<Doubt.HIGH: 'high'>, <Doubt.NONE: ''>, <Doubt.NONE: ''>)
    """
    if is_rolled:
        return Doubt.ROLLED
    known, over = sum(each.usage for each in past), sum(each.days for each in past)
    if not over or known < 0:
        return Doubt.NONE
    is_times = usage * over > HIGH_TIMES * known * days
    is_more = (usage - HIGH_AT_LEAST) * over > known * days
    return Doubt.HIGH if is_times and is_more else Doubt.NONE


def estimated_usage(past: Sequence[Past], days: int) -> int | None:
    """Return what is taken as used in so many days: the average a day of up to three periods that were read, to whole
    hundredths, rounded down. Without any there is no estimate: somebody has to go and look.

    >>> estimated_usage([Past(800, 30), Past(810, 31), Past(790, 30)], 31), estimated_usage([], 31)
    (817, None)
    """
    read = [each for each in past if each.days > 0][:PERIODS_LOOKED_AT]
    if not read:
        return None
    return max(sum(each.usage for each in read), 0) * days // sum(each.days for each in read)


def value_of(text: str) -> int | None:
    """Return the hundredths that a typed reading means; None for anything else.

    >>> value_of("1284"), value_of("01284.5"), value_of("１２８４ "), value_of("-3"), value_of("12,84")
    (128400, 128450, 128400, None, None)
    """
    plain = text.strip().translate(_WIDE)
    whole, dot, decimals = plain.partition(".")
    if not whole.isascii() or not whole.isdigit() or len(whole) > 9:
        return None
    if dot and (not decimals.isdigit() or len(decimals) > 2 or not decimals.isascii()):
        return None
    return int(whole) * HUNDREDTHS + int(decimals.ljust(2, "0") if dot else 0)


_WIDE = str.maketrans("０１２３４５６７８９．。", "0123456789..")
