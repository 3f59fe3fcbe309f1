"""The time line in steps of five minutes: where a bar begins and how long it is, as names of the style sheet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from laoyou.core.calendar import city_instant
from laoyou.system.dispatch.queries import Board, Change, CrewRow
from laoyou.system.work.orders.queries import OrderView

FIRST_HOUR, LAST_HOUR = 7, 22
STEP_MIN = 5
STEPS = (LAST_HOUR - FIRST_HOUR) * 60 // STEP_MIN
MOST_LINES = 3
SHORTEST = 4  # steps: a bar that can be seen and hit


@dataclass(frozen=True, slots=True)
class Bar:
    """`look` is done, working, travelling, paused, planned, proposed or leaving; `begins`, `steps`, `line` place it."""

    order: OrderView
    begins: int
    steps: int
    look: str
    starts_at: datetime
    late_min: int
    line: int = 1


@dataclass(frozen=True, slots=True)
class Lane:
    row: CrewRow
    bars: tuple[Bar, ...]
    rest: tuple[int, int] | None
    shift: tuple[int, int] | None
    late_min: int
    is_in_proposal: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    lanes: tuple[Lane, ...]
    hours: tuple[tuple[int, int], ...]
    now: int | None


def timeline_of(board: Board) -> Timeline:
    """Return the crews' lanes, those whose day the proposal changes first among equals, with what it proposes."""
    changes = board.proposal.changes if board.proposal else ()
    lanes = tuple(_lane(row, changes, board) for row in board.rows)
    hours = tuple((hour, (hour - FIRST_HOUR) * 60 // STEP_MIN + 1) for hour in range(FIRST_HOUR, LAST_HOUR))
    now = _step(board.at, board.day)
    return Timeline(lanes, hours, now if 1 <= now <= STEPS else None)


def _lane(row: CrewRow, changes: Iterable[Change], board: Board) -> Lane:
    crew_id = row.on_day.crew.id
    mine = [change for change in changes if change.crew_id == crew_id]
    leaving = {change.order.id for change in changes if change.kind in ("crew", "time", "out")}
    bars = [bar for order in row.stops if (bar := _bar(order, board, order.id in leaving)) is not None]
    bars += [
        _placed(change.order, change.starts_at, "proposed", change.late_min, board.day)
        for change in mine
        if change.starts_at is not None
    ]
    shift = row.on_day.shift or row.on_day.standby
    rest = None
    if shift is not None and shift.break_starts is not None and shift.break_ends is not None:
        rest = _stretch(shift.break_starts, shift.break_ends, board.day)
    return Lane(
        row=row,
        bars=_apart(sorted(bars, key=lambda bar: (bar.begins, bar.order.id))),
        rest=rest,
        shift=_stretch(shift.starts, shift.ends, board.day) if shift else None,
        late_min=max((bar.late_min for bar in bars if bar.look != "leaving"), default=0),
        is_in_proposal=bool(mine) or any(order.id in leaving for order in row.stops),
    )


def _apart(bars: Iterable[Bar]) -> tuple[Bar, ...]:
    """Return the bars on lines below one another where they would cover each other; what leaves is only a shade."""
    ends: dict[int, int] = {}
    found = []
    for bar in bars:
        if bar.look != "leaving":
            line = next(
                line for line in range(1, MOST_LINES + 1) if ends.get(line, 0) <= bar.begins or line == MOST_LINES
            )
            ends[line] = bar.begins + bar.steps
            bar = replace(bar, line=line)
        found.append(bar)
    return tuple(found)


def _bar(order: OrderView, board: Board, leaves: bool) -> Bar | None:
    starts = order.arrived_at or order.planned_starts or order.travel_at
    if starts is None:
        return None
    late = 0
    if order.is_to_do and order.due_at is not None:
        ends = max(order.planned_ends or starts + timedelta(minutes=order.minutes), board.at)
        late = max(int((ends - order.due_at).total_seconds() // 60), 0)
    look = {"done": "done", "checked": "done", "working": "working", "travelling": "travelling", "paused": "paused"}
    return _placed(order, starts, "leaving" if leaves else look.get(order.state, "planned"), late, board.day)


def _placed(order: OrderView, starts: datetime, look: str, late_min: int, day: date) -> Bar:
    ends = order.finished_at or starts + timedelta(minutes=order.minutes)
    begins = min(max(_step(starts, day), 1), STEPS - SHORTEST)
    steps = max(_step(ends, day) - begins, SHORTEST)
    return Bar(order, begins, min(steps, STEPS + 1 - begins), look, starts, late_min)


def _stretch(first: time, last: time, day: date) -> tuple[int, int]:
    begins = min(max(_step(city_instant(day, first), day), 1), STEPS)
    return begins, max(min(_step(city_instant(day, last), day), STEPS + 1) - begins, 1)


def _step(at: datetime, day: date) -> int:
    """Return the column of a moment; 1 is the first hour's."""
    begins = city_instant(day, time(FIRST_HOUR))
    return int((at - begins).total_seconds() // 60) // STEP_MIN + 1
