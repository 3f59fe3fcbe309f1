"""Setting the service levels of an estate from a day on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time

from laoyou.core.calendar import city_day
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.work.requests.errors import PromiseInThePast, PromiseUnclear
from laoyou.system.work.requests.models import ServicePromise
from laoyou.system.work.requests.rules.levels import Level, Times


def set_promise(
    *,
    actor: Actor,
    estate_id: int,
    starts_on: date,
    opens: time,
    closes: time,
    times: Mapping[Level, Times],
    source: str,
    at: datetime,
) -> None:
    """Promise other service levels from a day on; what came in before keeps its clocks.

    Law: CIVIL-938, a public promise is part of the contract.
    Raises: PromiseUnclear; PromiseInThePast.
    """
    with scope.estate(estate_id):
        actor.require(Right.EDIT_MANDATES, estate_id)
        actor.require(Right.HANDLE_REQUESTS, estate_id)
        numbers = [
            number
            for each in times.values()
            for number in (each.answer_minutes, each.arrive_minutes, each.finish_days)
            if number is not None
        ]
        if set(times) != set(Level) or min(numbers, default=-1) < 0 or opens >= closes or not source.strip():
            raise PromiseUnclear
        if starts_on < city_day(at):
            raise PromiseInThePast
        ServicePromise.objects.create(
            estate_id=estate_id,
            starts_on=starts_on,
            opens=opens,
            closes=closes,
            times={
                level.value: [each.answer_minutes, each.arrive_minutes, each.finish_days]
                for level, each in times.items()
            },
            source=source.strip()[:200],
            set_by=actor.user_id,
            set_by_name=actor.name[:100],
            at=at,
        )
        audit.record(
            "work.promise_set",
            actor=actor,
            estate_id=estate_id,
            at=at,
            subject="work.service_promise",
            day=starts_on.isoformat(),
        )
