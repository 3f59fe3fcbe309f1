"""How long the way takes: the distance by air, the detour that streets make, and what every arrival costs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from laoyou.system.dispatch.rules.day import Matrix, Mode

METRES_PER_DEGREE = 111_195  # of latitude, on a sphere of 6,371 km
NEXT_DOOR_M, NEXT_DOOR_S = 60, 60


@dataclass(frozen=True, slots=True)
class Pace:
    """`arrival_s`: park, find the entrance, take the lift."""

    detour: float
    km_per_h: float
    arrival_s: int


# Assumed until finished jobs calibrate them (`docs/rules/dispatch.md`).
PACES = {
    Mode.WALK: Pace(detour=1.25, km_per_h=4.5, arrival_s=60),
    Mode.EBIKE: Pace(detour=1.35, km_per_h=13, arrival_s=150),
    Mode.VAN: Pace(detour=1.45, km_per_h=18, arrival_s=240),
}


def minutes_on_the_way(metres: float, pace: Pace) -> int:
    """Return the whole minutes that a way of so many metres by air takes, rounded up; 0 m is no way at all.

    >>> minutes_on_the_way(1_000, PACES[Mode.EBIKE])  # 1,350 m at 13 km/h are 374 s, and 150 s to park and enter
    9
    >>> minutes_on_the_way(50, PACES[Mode.VAN]), minutes_on_the_way(0, PACES[Mode.VAN])
    (1, 0)
    """
    if metres == 0:
        return 0
    if metres < NEXT_DOOR_M:
        return math.ceil(NEXT_DOOR_S / 60)
    return math.ceil((metres * pace.detour * 3.6 / pace.km_per_h + pace.arrival_s) / 60)


def matrix_of(places: Sequence[tuple[float, float]], mode: Mode) -> Matrix:
    """Return the minutes between all places, given as latitude and longitude in degrees (WGS-84).

    Within a city the earth is flat: at 30 km the error is under 0.1 %.
    """
    pace = PACES[mode]
    if not places:
        return []
    shrink = math.cos(math.radians(sum(lat for lat, _ in places) / len(places)))
    flat = [(lat * METRES_PER_DEGREE, lng * METRES_PER_DEGREE * shrink) for lat, lng in places]
    minutes = [[0] * len(flat) for _ in flat]
    for here, point in enumerate(flat):
        for there in range(here):
            way = minutes_on_the_way(math.dist(point, flat[there]), pace)
            minutes[here][there] = minutes[there][here] = way
    return minutes
