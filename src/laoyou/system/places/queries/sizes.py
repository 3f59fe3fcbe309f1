"""How large estates are: their homes and areas, for sharing a cost by either."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from laoyou.infra.actor import Actor, Right

_SIZES = """
SELECT home.estate_id, count(*), coalesce(sum(area.centiares), 0)
FROM places_home home LEFT JOIN places_home_area area
  ON area.estate_id = home.estate_id AND area.home_id = home.id
  AND area.starts_on <= %(day)s AND (area.ends_before IS NULL OR area.ends_before > %(day)s)
WHERE home.estate_id = ANY(%(estates)s) GROUP BY home.estate_id
"""


@dataclass(frozen=True, slots=True)
class Size:
    """The homes of an estate and the sum of their areas, in hundredths of a m²."""

    homes: int
    centiares: int


def sizes_of_estates(*, actor: Actor, estate_ids: Sequence[int], day: date) -> dict[int, Size]:
    """Return the size of each estate that the actor may see, on the day."""
    seen = [estate_id for estate_id in estate_ids if actor.may(Right.SEE_ESTATE, estate_id)]
    with connection.cursor() as cursor:
        cursor.execute(_SIZES, {"estates": seen, "day": day})
        return {int(estate_id): Size(int(homes), int(area)) for estate_id, homes, area in cursor.fetchall()}
