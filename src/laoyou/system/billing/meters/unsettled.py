"""What of the meters somebody still has to see to: last readings that were refused, estimates that stayed too high."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from laoyou.core.calendar import Month
from laoyou.core.money import Money
from laoyou.infra.actor import Actor, Right
from laoyou.system.billing.meters.mains import select

# A meter was taken out, and nothing that it showed then counts or waits to be looked at.
_LAST_MISSING = """
SELECT meter.id, coalesce(home.label, meter.place), meter.number, meter.removed_on FROM billing_meter meter
LEFT JOIN places_home home ON home.estate_id = meter.estate_id AND home.id = meter.home_id
WHERE meter.estate_id = %(estate_id)s AND meter.removed_on IS NOT NULL
  AND (%(meter_id)s::bigint IS NULL OR meter.id = %(meter_id)s)
  AND NOT EXISTS (SELECT FROM billing_reading reading WHERE reading.estate_id = meter.estate_id
                    AND reading.meter_id = meter.id AND reading.read_on = meter.removed_on
                    AND reading.state <> 'refused')
ORDER BY meter.removed_on, meter.id
"""
# A credit note that a reading asked for was refused, and none has been asked for its bill since.
_STILL_PAID = """
SELECT asked.id, asked.bill_id, home.label, bill.month, asked.amount_fen, asked.decision_reason
FROM billing_correction asked
JOIN billing_bill bill ON bill.estate_id = asked.estate_id AND bill.id = asked.bill_id
JOIN places_home home ON home.estate_id = bill.estate_id AND home.id = bill.home_id
WHERE asked.estate_id = %(estate_id)s AND asked.is_overestimate AND asked.state IN ('refused', 'withdrawn')
  AND bill.credited_fen < bill.amount_fen
  AND NOT EXISTS (SELECT FROM billing_correction later WHERE later.estate_id = asked.estate_id
                    AND later.repeats_id = asked.id)
ORDER BY asked.id
"""


@dataclass(frozen=True, slots=True)
class LastMissing:
    """A meter that was taken out and whose last reading was not taken: it has to be entered anew, of that day."""

    meter_id: int
    place: str
    number: str
    removed_on: date


@dataclass(frozen=True, slots=True)
class StillPaid:
    """What an estimate asked too much and a refused credit note left as it was."""

    correction_id: int
    bill_id: int
    home_label: str
    month: Month
    amount: Money
    reason: str


def last_missing(*, estate_id: int, meter_id: int | None = None) -> list[LastMissing]:
    """Return the meters whose last reading was refused, or this one if it is among them."""
    return [LastMissing(*row) for row in select(_LAST_MISSING, {"estate_id": estate_id, "meter_id": meter_id})]


def last_readings_missing(*, actor: Actor, estate_id: int) -> list[LastMissing]:
    """Return the same for the desk."""
    actor.require(Right.TAKE_CASH, estate_id)
    return last_missing(estate_id=estate_id)


def overestimates_still_paid(*, actor: Actor, estate_id: int) -> list[StillPaid]:
    """Return the estimates that were too high and whose credit note was refused, the oldest first."""
    actor.require(Right.TAKE_CASH, estate_id)
    return [
        StillPaid(correction_id, bill_id, label, Month.of(month), Money(fen), reason)
        for correction_id, bill_id, label, month, fen, reason in select(_STILL_PAID, {"estate_id": estate_id})
    ]
