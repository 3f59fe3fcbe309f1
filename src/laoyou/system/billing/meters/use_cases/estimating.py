"""Readings that nobody took are estimated from what the home itself used; the next real one puts them right."""

from __future__ import annotations

from datetime import datetime, timedelta

from laoyou.core.calendar import Month, city_day
from laoyou.core.errors import NotAllowed
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.billing.meters.models import Reading
from laoyou.system.billing.meters.registers import past_of, standings_of
from laoyou.system.billing.meters.rules.readings import HUNDREDTHS, Source, estimated_usage
from laoyou.system.billing.meters.use_cases.reading import checked_now


def estimate_missing(*, actor: Actor, estate_id: int, item: str, month: Month, at: datetime) -> int:
    """Estimate the item's readings that the month lacks, as of its last day or today, and return how many.

    A meter whose usage is not known from before stays on the list: somebody has to go and look.
    """
    with scope.estate(estate_id):
        actor.require(Right.PREPARE_BILLS, estate_id)
        if actor.user_id is None:
            raise NotAllowed
        read_on = min(month.ends_before - timedelta(days=1), city_day(at))
        missing = [
            standing
            for standing in standings_of(estate_id).values()
            if standing.item == item and not standing.waits and standing.register.read_on < min(month.first, read_on)
        ]
        past = past_of(estate_id, [standing.meter_id for standing in missing])
        rows = []
        for standing in missing:
            last = standing.register
            usage = estimated_usage(past.get(standing.meter_id, []), (read_on - last.read_on).days)
            if usage is None:
                continue
            value, most = last.value + usage // last.factor, 10**last.digits * HUNDREDTHS
            rows.append(
                Reading(
                    estate_id=estate_id,
                    meter_id=standing.meter_id,
                    read_on=read_on,
                    value=value % most,
                    is_rolled=value >= most,
                    source=Source.ESTIMATE.value,
                    taken_by=actor.user_id,
                    taken_by_name=actor.name[:100],
                    taken_at=at,
                    **checked_now(actor, at),
                )
            )
        Reading.objects.bulk_create(rows, batch_size=1000)
        if rows:
            audit.record(
                "billing.readings_estimated",
                actor=actor,
                estate_id=estate_id,
                at=at,
                subject="estate",
                subject_id=estate_id,
                count=len(rows),
                month=str(month),
            )
        return len(rows)
