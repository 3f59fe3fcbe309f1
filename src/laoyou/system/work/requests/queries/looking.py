"""What the calendar looks for in all estates: requests whose next step has come, and asking periods that are over."""

from __future__ import annotations

from datetime import datetime

from laoyou.infra import scope
from laoyou.system.work.requests.models import Request
from laoyou.system.work.requests.rules.states import RequestState

MOST = 5000


def to_escalate(*, at: datetime) -> list[tuple[int, int]]:
    """Return the requests of which a step of the ladder has come: estate and id, the most urgent first."""
    with scope.everything():
        rows = Request.objects.filter(looks_at__lte=at)
        return list(rows.order_by("urgency", "id").values_list("estate_id", "id")[:MOST])


def to_lapse(*, at: datetime) -> list[tuple[int, int]]:
    """Return the answered requests whose asking period is over: estate and id."""
    with scope.everything():
        rows = Request.objects.filter(state=RequestState.ANSWERED, lapses_at__lte=at)
        return list(rows.order_by("lapses_at", "id").values_list("estate_id", "id")[:MOST])
