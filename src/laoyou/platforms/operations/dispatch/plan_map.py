"""The map of the day, drawn from coordinates alone: estates, crews, jobs that wait, and the proposed ways.

No tiles and no streets: what is drawn is where things are, to scale. Marks that would cover one another step aside.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from laoyou.system.dispatch.queries import Board
from laoyou.system.work.orders.queries import OrderView

WIDTH, EDGE = 372, 46
LOWEST, HIGHEST = 420, 560
METRES_PER_DEGREE = 111_195
APART, NAMES_APART = 27, 20  # pixels
SMALLEST_M = 600  # across: one estate alone is not drawn larger than this
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Mark:
    """Something at a place: `x` and `y` its middle, rounded to a tenth."""

    x: float
    y: float
    text: str
    title: str
    kind: str = ""
    is_late: bool = False
    is_in_proposal: bool = False

    @property
    def name_y(self) -> float:
        return round(self.y + 21, 1)


@dataclass(frozen=True, slots=True)
class Way:
    """A way on the map. `kind` is new (proposed), or old (a crew's as it is)."""

    points: str
    kind: str


@dataclass(frozen=True, slots=True)
class PlanMap:
    width: int
    height: int
    estates: tuple[Mark, ...]
    crews: tuple[Mark, ...]
    jobs: tuple[Mark, ...]
    ways: tuple[Way, ...]
    lines_across: tuple[float, ...]
    lines_down: tuple[float, ...]
    scale_m: int
    scale_px: float


def map_of(board: Board) -> PlanMap | None:
    """Return the day as a map; None while no estate has a place."""
    known = [*(estate.where for estate in board.estates), *board.places.values()]
    known += [row.where for row in board.rows if row.where is not None]
    if not known:
        return None
    sheet = _Sheet(known)
    changes = board.proposal.changes if board.proposal else ()
    busy = {change.crew_id for change in changes}
    taken: list[Point] = []
    estates = tuple(
        Mark(*_rounded(sheet.at(estate.where)), estate.name, estate.name, is_late=estate.late > 0)
        for estate in board.estates
    )
    taken += [(mark.x, mark.y) for mark in estates]
    late = {order.id for order in board.late}
    jobs = tuple(
        Mark(*_beside(sheet.at(where), taken, sheet.height), "", _said(order), order.skill, order.id in late)
        for order in board.waiting
        if (where := board.places.get((order.estate_id, order.id))) is not None
    )
    crews, stands = [], {}
    for row in board.rows:
        if row.where is None or not row.on_day.can_work:
            continue
        crew = row.on_day.crew
        at = _beside(sheet.at(row.where), taken, sheet.height, wide=True)
        stands[crew.id] = at
        crews.append(Mark(*at, crew.name[:4], crew.name, crew.skills[0], False, crew.id in busy))
    ways = [
        Way(_line(stands[row.on_day.crew.id], [_place(board, order, sheet) for order in _still(row.stops)]), "old")
        for row in board.rows
        if row.on_day.crew.id in stands and _still(row.stops) and row.is_moving
    ]
    first = board.proposal.first if board.proposal else None
    if first is not None and first.crew_id in stands:
        ways.append(Way(_line(stands[first.crew_id], [_place(board, first.order, sheet)]), "new"))
    return PlanMap(
        width=WIDTH,
        height=sheet.height,
        estates=_named_apart(estates),
        crews=tuple(crews),
        jobs=jobs,
        ways=tuple(way for way in ways if way.points),
        lines_across=sheet.lines(sheet.height),
        lines_down=sheet.lines(WIDTH),
        scale_m=sheet.step_m,
        scale_px=round(sheet.step_m * sheet.scale, 1),
    )


class _Sheet:
    """Turns coordinates into places on the sheet, north up, the same scale both ways."""

    def __init__(self, known: list[Point]) -> None:
        lats, lngs = [lat for lat, _ in known], [lng for _, lng in known]
        self._middle = (min(lats) + max(lats)) / 2, (min(lngs) + max(lngs)) / 2
        self._shrink = math.cos(math.radians(self._middle[0]))
        high = max((max(lats) - min(lats)) * METRES_PER_DEGREE, SMALLEST_M)
        wide = max((max(lngs) - min(lngs)) * METRES_PER_DEGREE * self._shrink, SMALLEST_M)
        self.scale = min((HIGHEST - 2 * EDGE) / high, (WIDTH - 2 * EDGE) / wide)
        self.height = min(max(round(high * self.scale) + 2 * EDGE, LOWEST), HIGHEST)
        self.step_m = next(step for step in (100, 200, 500, 1000, 2000, 5000, 10**6) if step * self.scale >= 40)

    def at(self, where: Point) -> Point:
        lat, lng = where
        x = WIDTH / 2 + (lng - self._middle[1]) * METRES_PER_DEGREE * self._shrink * self.scale
        y = self.height / 2 - (lat - self._middle[0]) * METRES_PER_DEGREE * self.scale
        return x, y

    def lines(self, length: int) -> tuple[float, ...]:
        step = self.step_m * self.scale
        first = (length / 2) % step
        return tuple(round(first + number * step, 1) for number in range(int((length - first) // step) + 1))


def _beside(at: Point, taken: list[Point], height: int, *, wide: bool = False) -> Point:
    """Return the free place nearest to where something is, walking round it in a spiral; it is taken then."""
    for turn in range(240):
        away = 0.0 if turn == 0 else 15 + turn * 0.8
        x = at[0] + away * math.cos(turn * 2.4)
        y = at[1] + away * math.sin(turn * 2.4)
        x, y = min(max(x, 26), WIDTH - 26), min(max(y, 16), height - 16)
        apart = APART * (1.7 if wide else 1)
        if all(abs(x - other[0]) > apart or abs(y - other[1]) > APART for other in taken):
            break
    taken.append((x, y))
    return _rounded((x, y))


def _named_apart(estates: Iterable[Mark]) -> tuple[Mark, ...]:
    """Leave names out that would cover another one: the mark stays, and says its name when pointed at."""
    shown: list[Mark] = []
    found = []
    for mark in sorted(estates, key=lambda mark: (not mark.is_late, mark.y)):
        covers = any(abs(mark.y - other.y) < NAMES_APART and abs(mark.x - other.x) < 64 for other in shown)
        if covers and not mark.is_late:
            found.append(Mark(mark.x, mark.y, "", mark.title, mark.kind, mark.is_late))
        else:
            shown.append(mark)
            found.append(mark)
    return tuple(found)


def _still(stops: Iterable[OrderView]) -> list[OrderView]:
    return [order for order in stops if order.state == "travelling"]


def _place(board: Board, order: OrderView, sheet: _Sheet) -> Point | None:
    where = board.places.get((order.estate_id, order.id))
    return None if where is None else sheet.at(where)


def _line(start: Point, stops: Iterable[Point | None]) -> str:
    points = [start, *(_rounded(stop) for stop in stops if stop is not None)]
    return " ".join(f"{x:g},{y:g}" for x, y in points) if len(points) > 1 else ""


def _rounded(at: Point) -> Point:
    return round(at[0], 1), round(at[1], 1)


def _said(order: OrderView) -> str:
    return f"{order.title} · {order.estate_name}"
