"""What giving an order to a crew would do, at once and without the engine: when it comes, and who would be late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from laoyou.infra.actor import Actor
from laoyou.system.dispatch.gathering import Gathered, gather, name_of
from laoyou.system.dispatch.rules.day import Day, Job
from laoyou.system.dispatch.rules.day_file import day_of, plan_so_far
from laoyou.system.dispatch.rules.draft import Draft
from laoyou.system.dispatch.rules.insertion import Gap, gaps
from laoyou.system.dispatch.rules.prices import late_fee
from laoyou.system.dispatch.rules.starting import kept
from laoyou.system.work.orders.queries import OrderView

ASKED_FOR = "asked"


@dataclass(frozen=True, slots=True)
class Shifted:
    """An order of the same crew that would begin later. `late_min` is how late it then would be, 0 if in time."""

    order: OrderView
    before: datetime
    starts_at: datetime
    late_min: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A crew that could do it: when, what it costs more in minutes of travel, and whom it makes later.

    `late_min` is how late it itself would be; `way_min` the minutes from where the crew then is, `from_order` what it
    does before, None from its base or where it is now.
    """

    crew_id: int
    crew_name: str
    starts_at: datetime
    ends_at: datetime
    extra_min: int
    way_min: int
    late_min: int
    from_order: OrderView | None
    shifted: tuple[Shifted, ...]


def offers_of(gathered: Gathered, name: str, more: Mapping[str, Any] | None = None) -> list[Offer]:
    """Return each crew's best place for a job of the file, or for `more` that is not in it, the cheapest first."""
    file = gathered.file if more is None else {**gathered.file, "jobs": [*gathered.file["jobs"], more]}
    day = day_of(file)
    so_far = plan_so_far(file, day)
    assert so_far is not None
    draft = kept(day, so_far[0])
    index = next(place for place, job in enumerate(day.jobs) if job.id == name)
    was = {stop.job: stop.start for stops in draft.routes for stop in stops}
    was |= {stop.job: max(stop.start, was[stop.job]) for stops in so_far[0].routes for stop in stops if stop.job in was}
    draft.take_out(index)
    best: dict[int, Gap] = {}
    for gap in gaps(draft, index, max(day.jobs[index].earliest, 0)):
        if gap.crew not in best or (gap.extra, gap.start) < (best[gap.crew].extra, best[gap.crew].start):
            best[gap.crew] = gap
    found = sorted(best.values(), key=lambda gap: (gap.extra, gap.start))
    return [_offer(gathered, day, draft, index, gap, was) for gap in found]


def offers_for(*, actor: Actor, organisation_id: int, order: OrderView, day: date, at: datetime) -> list[Offer]:
    """Return who could take an order on the day. The caller has checked who asks."""
    gathered = gather(actor=actor, organisation_id=organisation_id, day=day, at=at)
    name = name_of(order)
    return offers_of(gathered, name) if name in gathered.orders else []


def _offer(gathered: Gathered, day: Day, draft: Draft, index: int, gap: Gap, was: Mapping[int, int]) -> Offer:
    crew, job = day.crews[gap.crew], day.jobs[index]
    tried = draft.copy()
    tried.put(gap.crew, gap.order)
    place = gap.order.index(index)
    before = day.jobs[gap.order[place - 1]] if place else None
    shifted = [
        _shifted(gathered, day.jobs[stop.job], was[stop.job], stop.start)
        for stop in tried.routes[gap.crew][place + 1 :]
        if stop.start > was[stop.job]
    ]
    return Offer(
        crew_id=int(crew.id),
        crew_name=gathered.crews[crew.id].crew.name,
        starts_at=gathered.instant(gap.start),
        ends_at=gathered.instant(gap.start + job.minutes),
        extra_min=gap.extra - late_fee(job, gap.start),
        way_min=day.minutes_between(crew, before.place if before else crew.start_place, job.place),
        late_min=_late(job, gap.start),
        from_order=gathered.orders[before.id] if before else None,
        shifted=tuple(shifted),
    )


def _shifted(gathered: Gathered, job: Job, before: int, start: int) -> Shifted:
    return Shifted(gathered.orders[job.id], gathered.instant(before), gathered.instant(start), _late(job, start))


def _late(job: Job, start: int) -> int:
    return max(start - job.due, 0) if job.due is not None else 0
