"""Main meters: what hung there before, what the meters under one counted, and the homes that share the rest."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from django.db import connection

DAYS_APART = timedelta(days=4)
"""A meter under a main meter is read fewer days than this before it: what it counts in them is shared, and comes off
the next sharing."""

# Every common meter that took another one's place; whether what the other showed at last is not known: its reading
# waits to be checked, or was refused.
_REPLACED = """
SELECT meter.id, meter.replaces_id, NOT EXISTS (
         SELECT FROM billing_reading reading WHERE reading.estate_id = meter.estate_id
           AND reading.meter_id = meter.replaces_id AND reading.state = 'checked'
           AND reading.read_on = before.removed_on)
FROM billing_meter meter
JOIN billing_meter before ON before.estate_id = meter.estate_id AND before.id = meter.replaces_id
WHERE meter.estate_id = %(estate_id)s AND meter.home_id IS NULL AND meter.replaces_id IS NOT NULL
"""
_SUBS = """
SELECT meter.id, meter.removed_on IS NULL, coalesce(sum(charge.usage), 0)::bigint,
       count(charge.id) FILTER (WHERE charge.ends_before > %(recent)s)
FROM billing_meter meter
LEFT JOIN billing_meter_charge charge ON charge.estate_id = meter.estate_id AND charge.meter_id = meter.id
  AND charge.ends_before > %(since)s AND charge.ends_before <= %(until)s
WHERE meter.estate_id = %(estate_id)s AND meter.main_id = ANY(%(mains)s)
GROUP BY meter.id, meter.removed_on
"""
_CARRIED = """
SELECT carried FROM billing_meter_charge WHERE estate_id = %(estate_id)s AND meter_id = ANY(%(mains)s)
ORDER BY ends_before DESC LIMIT 1
"""
_SERVED = """
SELECT home.id, home.label, area.centiares FROM places_home home
LEFT JOIN places_home_area area ON area.estate_id = home.estate_id AND area.home_id = home.id
  AND area.starts_on <= %(day)s AND (area.ends_before IS NULL OR area.ends_before > %(day)s)
WHERE home.estate_id = %(estate_id)s AND (%(building_id)s::bigint IS NULL OR home.building_id = %(building_id)s)
ORDER BY home.sort_key, home.id
"""


class Counted(Protocol):
    """What a meter counted up to a day, and that no bill has used before."""

    @property
    def meter_id(self) -> int: ...
    @property
    def ends_before(self) -> date: ...
    @property
    def usage(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Replaced:
    """By the id of a common meter, which one hung there before it, and those whose last reading is not checked yet."""

    before: Mapping[int, int]
    unsettled: frozenset[int]

    def chain(self, meter_id: int) -> list[int]:
        """Return the meter and all that hung in its place before it, the newest first."""
        found = [meter_id]
        while found[-1] in self.before:
            found.append(self.before[found[-1]])
        return found

    def gave_way(self, meter_id: int) -> bool:
        return meter_id in self.before.values()


def replaced(estate_id: int) -> Replaced:
    rows = select(_REPLACED, {"estate_id": estate_id})
    return Replaced({new: old for new, old, _ in rows}, frozenset(old for _, old, waits in rows if waits))


def counted_under(
    estate_id: int, mains: Sequence[int], *, since: date, until: date, drafted: Collection[Counted]
) -> tuple[int, int]:
    """Return what the meters under these counted in a time, bills of this issue included, and how many lack a bill
    that ends with it: what they count in days that no bill has is nobody's to share.
    """
    recent = max(until - DAYS_APART, since)
    values = {"estate_id": estate_id, "mains": list(mains), "since": since, "until": until, "recent": recent}
    total = missing = 0
    for meter_id, hangs, usage, charges in select(_SUBS, values):
        now = [each.usage for each in drafted if each.meter_id == meter_id and since < each.ends_before <= until]
        total += usage + sum(now)
        is_billed = charges or any(each.meter_id == meter_id and recent < each.ends_before <= until for each in drafted)
        missing += hangs and not is_billed
    return max(total, 0), missing


def carried_over(estate_id: int, mains: Sequence[int]) -> int:
    """Return what the last sharing left to lessen this one, zero or below."""
    found = select(_CARRIED, {"estate_id": estate_id, "mains": list(mains)})
    return int(found[0][0]) if found else 0


def served_by(estate_id: int, building_id: int | None, day: date) -> list[tuple[int, str, int | None]]:
    """Return the homes that share, with their areas on a day."""
    rows = select(_SERVED, {"estate_id": estate_id, "building_id": building_id, "day": day})
    return [(home_id, label, centiares) for home_id, label, centiares in rows]


def select(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
