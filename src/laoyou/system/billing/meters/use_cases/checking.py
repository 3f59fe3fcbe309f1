"""Somebody looks at a reading beside its picture, and takes it or not."""

from __future__ import annotations

from datetime import datetime

from laoyou.core.errors import NotAllowed, NotFound
from laoyou.infra import scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.billing.meters.errors import ReadingSettled, RefusalNeedsReason, SecondLook
from laoyou.system.billing.meters.models import Reading
from laoyou.system.billing.meters.registers import standings_of
from laoyou.system.billing.meters.rules.readings import ReadingState, may_move
from laoyou.system.billing.meters.use_cases.reading import checked_now, record


def check_reading(
    *, actor: Actor, estate_id: int, reading_id: int, approve: bool, reason: str = "", at: datetime
) -> ReadingState:
    """Take a reading that waits, so that it counts, or don't, with the reason; an improbable one as a second person.

    Raises: NotFound; ReadingSettled; SecondLook; RefusalNeedsReason.
    """
    with scope.estate(estate_id):
        actor.require(Right.TAKE_CASH, estate_id)
        row = Reading.objects.select_for_update().filter(estate_id=estate_id, id=reading_id).first()
        if row is None:
            raise NotFound
        if actor.user_id is None:
            raise NotAllowed
        after = ReadingState.CHECKED if approve else ReadingState.REFUSED
        if not may_move(ReadingState(row.state), after):
            raise ReadingSettled
        if approve and row.doubt and row.taken_by == actor.user_id:
            raise SecondLook(name=row.taken_by_name)
        if not approve and not reason.strip():
            raise RefusalNeedsReason
        changed = checked_now(actor, at) | {"state": after.value, "reason": reason.strip()[:200]}
        Reading.objects.filter(estate_id=estate_id, id=reading_id).update(**changed)
        standing = standings_of(estate_id, [row.meter_id])[row.meter_id]
        record(f"billing.reading_{after.value}", row, standing, actor, at, reason=reason.strip()[:200])
        return after
