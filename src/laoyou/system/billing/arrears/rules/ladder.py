"""催缴: who is due for which step on a day. Message, call, letter, visit; one step a week, never at night.

Law: CIVIL-944: remind, give a reasonable period, then a court; water, power, gas and heat are never cut, nor is that
said. Nobody climbs whose bills are disputed, promised, in a plan that is kept, or waiting for an answer of ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from laoyou.core.calendar import CITY_TIME


class Step(StrEnum):
    MESSAGE = "message"
    CALL = "call"
    LETTER = "letter"
    VISIT = "visit"


LADDER = (Step.MESSAGE, Step.CALL, Step.LETTER, Step.VISIT)
BY_TELEPHONE = frozenset({Step.MESSAGE, Step.CALL})


class Outcome(StrEnum):
    """What came of a call or a visit, or what the resident answered."""

    REACHED = "reached"
    PROMISED = "promised"
    NOT_REACHED = "not_reached"
    DISPUTED = "disputed"
    MOVED = "moved"
    ALREADY_PAID = "already_paid"
    NEEDS_TIME = "needs_time"


BY_STAFF = (Outcome.REACHED, Outcome.PROMISED, Outcome.NOT_REACHED, Outcome.DISPUTED, Outcome.MOVED)
BY_RESIDENT = (Outcome.ALREADY_PAID, Outcome.DISPUTED, Outcome.NEEDS_TIME)
STILL_TO_DO = frozenset({Outcome.NOT_REACHED})
"""After these a call or a visit stays on the list."""

PAUSE_DAYS: Mapping[Outcome, int] = {Outcome.ALREADY_PAID: 7, Outcome.NEEDS_TIME: 14}
LONGEST_PROMISE_DAYS = 62


class Rest(StrEnum):
    """Why a home is left in peace today."""

    NOTHING_OVERDUE = "nothing_overdue"
    SMALL_AMOUNT = "small_amount"
    DISPUTED = "disputed"
    HARDSHIP = "hardship"
    PROMISED = "promised"
    TOO_SOON = "too_soon"
    NOT_YET = "not_yet"
    TOP_OF_THE_LADDER = "top_of_the_ladder"


@dataclass(frozen=True, slots=True)
class Policy:
    """The estate's rules of reminding: days past due for each step, quiet hours, the least that is worth a word."""

    after_days: Mapping[Step, int]
    days_between: int
    least_fen: int
    quiet_from: time
    quiet_until: time
    noon_from: time
    noon_until: time


USUAL = Policy(
    after_days={Step.MESSAGE: 5, Step.CALL: 20, Step.LETTER: 45, Step.VISIT: 75},
    days_between=7,
    least_fen=100,
    quiet_from=time(21, 0),
    quiet_until=time(8, 0),
    noon_from=time(12, 0),
    noon_until=time(14, 30),
)
"""What holds until an estate has a policy row of its own."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What the ladder knows of a home: what is overdue outside plans, and what was done since its oldest due day."""

    overdue_fen: int
    oldest_due_on: date | None
    highest: Step | None = None
    last_on: date | None = None
    rests_until: date | None = None
    has_telephone: bool = True
    is_gentle: bool = False
    is_disputed: bool = False
    is_hardship: bool = False


def next_step(policy: Policy, home: Situation, day: date) -> Step | Rest:
    """Return the step that the home is due for on the day, or why it is left in peace.

    One step at a time and at most one in `days_between` days, however old the debt. Without a telephone the ladder
    begins with the letter. Who is treated gently gets neither message, call nor letter: only a person's visit.

    >>> home = Situation(overdue_fen=10362, oldest_due_on=date(2022, 10, 31))
    >>> [next_step(USUAL, home, date(2022, 11, day)).value for day in (1, 4, 5, 30)]
    ['not_yet', 'not_yet', 'message', 'message']
    >>> told = Situation(overdue_fen=10362, oldest_due_on=date(2022, 10, 31), highest=Step.MESSAGE,
    ...                  last_on=date(2022, 11, 17))
    >>> [next_step(USUAL, told, date(2022, 11, day)).value for day in (19, 23, 24)]
    ['too_soon', 'too_soon', 'call']
    """
    if home.overdue_fen <= 0 or home.oldest_due_on is None or home.oldest_due_on >= day:
        return Rest.NOTHING_OVERDUE
    if home.is_disputed:
        return Rest.DISPUTED
    if home.is_hardship:
        return Rest.HARDSHIP
    if home.overdue_fen < policy.least_fen:
        return Rest.SMALL_AMOUNT
    if home.rests_until is not None and day <= home.rests_until:
        return Rest.PROMISED
    above = [step for step in _steps_for(home) if home.highest is None or _rank(step) > _rank(home.highest)]
    if not above:
        return Rest.TOP_OF_THE_LADDER
    if home.last_on is not None and day < home.last_on + timedelta(days=policy.days_between):
        return Rest.TOO_SOON
    if (day - home.oldest_due_on).days < policy.after_days[above[0]]:
        return Rest.NOT_YET
    return above[0]


def rests_until(outcome: Outcome, day: date, promised_until: date | None) -> date | None:
    """Return until when, that day included, an answer gives peace.

    >>> rests_until(Outcome.NEEDS_TIME, date(2022, 11, 20), None)
    datetime.date(2022, 12, 4)
    """
    if outcome is Outcome.PROMISED:
        return promised_until
    pause = PAUSE_DAYS.get(outcome)
    return day + timedelta(days=pause) if pause else None


def is_quiet(policy: Policy, at: datetime) -> bool:
    """Return whether nobody is to be disturbed at the instant: at night, and at the noon rest, on the city's clock.

    >>> from datetime import UTC
    >>> [is_quiet(USUAL, datetime(2022, 11, 21, hour, minute, tzinfo=UTC)) for hour, minute in
    ...  ((23, 59), (0, 0), (3, 59), (4, 0), (6, 29), (6, 30), (12, 59), (13, 0))]
    [True, False, False, True, True, False, False, True]
    """
    now = at.astimezone(CITY_TIME).time()
    return _within(now, policy.quiet_from, policy.quiet_until) or _within(now, policy.noon_from, policy.noon_until)


def speaks_again(policy: Policy, at: datetime) -> time:
    """Return the hour at which the rest ends that runs at the instant."""
    now = at.astimezone(CITY_TIME).time()
    return policy.noon_until if _within(now, policy.noon_from, policy.noon_until) else policy.quiet_until


def _steps_for(home: Situation) -> tuple[Step, ...]:
    if home.is_gentle:
        return (Step.VISIT,)
    return LADDER if home.has_telephone else tuple(step for step in LADDER if step not in BY_TELEPHONE)


def _rank(step: Step) -> int:
    return LADDER.index(step)


def _within(now: time, begins: time, ends: time) -> bool:
    """A rest may go over midnight; one that ends when it begins is none."""
    if begins <= ends:
        return begins <= now < ends
    return now >= begins or now < ends
