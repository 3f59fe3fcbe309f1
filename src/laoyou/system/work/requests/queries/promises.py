"""The service levels of an estate on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from laoyou.infra import scope
from laoyou.system.work.requests.models import ServicePromise
from laoyou.system.work.requests.rules.levels import DEFAULT, Level, Promise, Times


@dataclass(frozen=True, slots=True)
class PromiseOn:
    """The promise in force; without one of the estate's own the usual levels, `starts_on` None."""

    promise: Promise
    source: str
    starts_on: date | None


def promise_on(estate_id: int, day: date) -> PromiseOn:
    """Return what is promised to the estate on the day. Nothing of it is secret."""
    with scope.estate(estate_id):
        row = (
            ServicePromise.objects.filter(estate_id=estate_id, starts_on__lte=day).order_by("-starts_on", "-id").first()
        )
    if row is None:
        return PromiseOn(DEFAULT, "", None)
    times = {level: Times(*row.times[level.value]) for level in Level}
    return PromiseOn(Promise(row.opens, row.closes, times), row.source, row.starts_on)
