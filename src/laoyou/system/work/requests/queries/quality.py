"""How an estate's promises are kept, for the estate itself to see: figures of a month, each with its n."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q

from laoyou.core.calendar import Month, city_instant
from laoyou.infra import scope
from laoyou.system.work.requests.models import Request
from laoyou.system.work.requests.rules.quality import CONTENT_FROM, Quality, Share

CLOCKS = ("answer", "arrive", "finish")
DONE = {"answer": "answered_at", "arrive": "arrived_at", "finish": "finished_at"}


def quality(estate_id: int, month: Month, *, at: datetime) -> Quality:
    """Return the figures of what came in, was due, or was closed in the month. Nothing of them is personal.

    What is due after `at` has not come yet; a request answered as another's twin is counted with that one.
    """
    first, last = city_instant(month.first), city_instant(month.ends_before)
    with scope.estate(estate_id):
        counted = Request.objects.filter(estate_id=estate_id).aggregate(
            received=Count("id", filter=Q(came_at__gte=first, came_at__lt=last)), **_wanted(first, last, at)
        )
    shares = {clock: Share(counted[f"{clock}_on_time"], counted[f"{clock}_due"]) for clock in CLOCKS}
    return Quality(
        received=counted["received"],
        answered=shares["answer"],
        arrived=shares["arrive"],
        finished=shares["finish"],
        content=Share(counted["content"], counted["rated"]),
        replied=Share(counted["rated"], counted["closed"]),
        followed=Share(counted["followed"], counted["closed"]),
    )


def _wanted(first: datetime, last: datetime, at: datetime) -> dict[str, Any]:
    wanted: dict[str, Any] = {}
    for clock in CLOCKS:
        due, done = f"{clock}_due_at", DONE[clock]
        in_month = Q(**{f"{due}__gte": first, f"{due}__lt": last}, same_as__isnull=True)
        on_time = Q(**{f"{done}__isnull": False}) & Q(**{f"{done}__lte": F(due)})
        # Due: its time is over, or it was done before; what waits for its time, or stands still, is not due yet.
        has_come = on_time | Q(**{f"{done}__isnull": False}) | Q(**{f"{due}__lte": at, "paused_at__isnull": True})
        if clock == "arrive":  # answered without anybody having to come: nothing was due there
            has_come &= Q(arrived_at__isnull=False) | Q(finished_at__isnull=True)
        wanted[f"{clock}_due"] = Count("id", filter=in_month & has_come)
        wanted[f"{clock}_on_time"] = Count("id", filter=in_month & on_time)
    closed = Q(closed_at__gte=first, closed_at__lt=last)
    wanted["closed"] = Count("id", filter=closed)
    wanted["rated"] = Count("id", filter=closed & Q(rating__isnull=False))
    wanted["content"] = Count("id", filter=closed & Q(rating__gte=CONTENT_FROM))
    wanted["followed"] = Count("id", filter=closed & Q(followed_up_at__isnull=False))
    return wanted
