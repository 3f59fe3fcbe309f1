"""Where the meters stand: the value each shows next to what was billed, and what its home used before.

Read for a whole estate at once: two statements, whatever the number of meters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from laoyou.system.billing.meters.rules.readings import PERIODS_LOOKED_AT, Past, Register, Source

# The last reading that counts, else what the meter showed when it was hung up.
_REGISTERS = """
SELECT meter.id, meter.home_id, meter.number, meter.kind, meter.item, meter.digits, meter.factor,
       coalesce(home.label, meter.place), coalesce(last.value, meter.first_value),
       coalesce(last.read_on, meter.installed_on), coalesce(last.source = 'estimate', false),
       waits.id IS NOT NULL, meter.removed_on, coalesce(seen.value, meter.first_value)
FROM billing_meter meter
LEFT JOIN places_home home ON home.estate_id = meter.estate_id AND home.id = meter.home_id
LEFT JOIN LATERAL (SELECT value, read_on, source FROM billing_reading reading
                   WHERE reading.estate_id = meter.estate_id AND reading.meter_id = meter.id
                     AND reading.state = 'checked' ORDER BY read_on DESC LIMIT 1) last ON true
LEFT JOIN LATERAL (SELECT value FROM billing_reading reading
                   WHERE reading.estate_id = meter.estate_id AND reading.meter_id = meter.id
                     AND reading.state = 'checked' AND reading.source <> 'estimate'
                   ORDER BY read_on DESC LIMIT 1) seen ON true
LEFT JOIN LATERAL (SELECT id FROM billing_reading reading
                   WHERE reading.estate_id = meter.estate_id AND reading.meter_id = meter.id
                     AND reading.state = 'taken' LIMIT 1) waits ON true
WHERE meter.estate_id = %(estate_id)s AND (%(ids)s::bigint[] IS NULL OR meter.id = ANY(%(ids)s))
  AND (meter.removed_on IS NULL OR %(ids)s::bigint[] IS NOT NULL)
ORDER BY meter.id
"""
_PAST = """
SELECT meter_id, usage, ends_before - starts_on FROM (
  SELECT charge.meter_id, charge.usage, charge.starts_on, charge.ends_before,
         row_number() OVER (PARTITION BY charge.meter_id ORDER BY charge.ends_before DESC) AS place
  FROM billing_meter_charge charge
  WHERE charge.estate_id = %(estate_id)s AND NOT charge.is_estimate AND charge.usage >= 0
    AND charge.meter_id = ANY(%(ids)s)
) newest WHERE place <= %(most)s
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """A meter with its last value. `waits`: a reading of it waits to be checked."""

    meter_id: int
    home_id: int | None
    number: str
    kind: str
    item: str
    place: str
    register: Register
    waits: bool
    removed_on: date | None


def standings_of(estate_id: int, ids: Collection[int] | None = None) -> dict[int, Standing]:
    """Return the meters that hang in the estate, or those with these ids, by id."""
    values: dict[str, Any] = {"estate_id": estate_id, "ids": None if ids is None else sorted(ids)}
    with connection.cursor() as cursor:
        cursor.execute(_REGISTERS, values)
        rows = cursor.fetchall()
    found = {}
    for meter_id, home_id, number, kind, item, digits, factor, place, value, read_on, *more in rows:
        is_estimate, waits, gone, floor = more
        register = Register(value, read_on, digits, factor, is_estimate, floor)
        found[meter_id] = Standing(meter_id, home_id, number, kind, item, place, register, waits, gone)
    return found


def past_of(estate_id: int, ids: Collection[int]) -> dict[int, list[Past]]:
    """Return what each meter counted in the last three periods that were read and billed."""
    with connection.cursor() as cursor:
        cursor.execute(_PAST, {"estate_id": estate_id, "ids": sorted(ids), "most": PERIODS_LOOKED_AT})
        found: dict[int, list[Past]] = defaultdict(list)
        for meter_id, usage, days in cursor.fetchall():
            found[meter_id].append(Past(usage, days))
    return found


def source_of(actor_is_resident: bool, said: str) -> Source:
    """Return who read: a resident always as themselves, staff as the crew or at the desk."""
    if actor_is_resident:
        return Source.RESIDENT
    return Source.CREW if said == Source.CREW else Source.DESK
