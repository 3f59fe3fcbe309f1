"""Waivers: the list of an estate, and what a home has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from laoyou.core.errors import NotFound
from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.infra.actor import Actor, Right
from laoyou.system.billing.queries.rows import select

STATES = ("asked", "approved", "refused")

_LISTED = """
SELECT waiver.id, waiver.home_id, home.label, waiver.kind, waiver.percent, waiver.reason, waiver.state, waiver.asked_by,
coalesce(asker.name, ''), waiver.asked_at, coalesce(decider.name, ''), waiver.decided_at, waiver.starts_on,
waiver.ends_before
FROM billing_waiver waiver
JOIN places_home home ON home.estate_id = waiver.estate_id AND home.id = waiver.home_id
LEFT JOIN people_user asker ON asker.id = waiver.asked_by
LEFT JOIN people_user decider ON decider.id = waiver.decided_by
WHERE waiver.estate_id = %(estate_id)s AND (%(state)s = '' OR waiver.state = %(state)s)
  AND (%(home_id)s::bigint IS NULL OR waiver.home_id = %(home_id)s)
  AND (%(waiver_id)s::bigint IS NULL OR waiver.id = %(waiver_id)s)
ORDER BY waiver.state <> 'asked', waiver.asked_at DESC, waiver.id DESC LIMIT %(size)s OFFSET %(start)s
"""
_COUNT = """
SELECT count(*) FROM billing_waiver
WHERE estate_id = %(estate_id)s AND (%(state)s = '' OR state = %(state)s)
  AND (%(home_id)s::bigint IS NULL OR home_id = %(home_id)s)
"""


@dataclass(frozen=True, slots=True)
class WaiverView:
    """A waiver with who asked and who decided. `last_day` is the last on which it counts."""

    id: int
    home_id: int
    home_label: str
    kind: str
    percent: int
    reason: str
    state: str
    asked_by: int
    asked_by_name: str
    asked_at: datetime
    decided_by_name: str
    decided_at: datetime | None
    starts_on: date
    ends_before: date

    @property
    def last_day(self) -> date:
        return self.ends_before - timedelta(days=1)

    def runs_on(self, day: date) -> bool:
        return self.state == "approved" and self.starts_on <= day < self.ends_before


def waivers_for(
    *,
    actor: Actor,
    estate_id: int,
    state: str = "",
    home_id: int | None = None,
    page: int = 1,
    size: int = ROWS_PER_PAGE,
) -> Page[WaiverView]:
    """Return one page of waivers: those that wait for a decision first, then the newest."""
    _require(actor, estate_id)
    values: dict[str, Any] = {
        "estate_id": estate_id,
        "state": state if state in STATES else "",
        "home_id": home_id,
        "waiver_id": None,
        "size": size,
        "start": offset_of(page, size),
    }
    rows = [WaiverView(*row) for row in select(_LISTED, values)]
    return Page(rows=rows, number=page, size=size, total=int(select(_COUNT, values)[0][0]))


def waiver_for(*, actor: Actor, estate_id: int, waiver_id: int) -> WaiverView:
    """Return one waiver. Raises: NotFound."""
    _require(actor, estate_id)
    rows = select(
        _LISTED,
        {
            "estate_id": estate_id,
            "state": "",
            "home_id": None,
            "waiver_id": waiver_id,
            "size": 1,
            "start": 0,
        },
    )
    if not rows:
        raise NotFound
    return WaiverView(*rows[0])


def waivers_undecided(estate_id: int) -> int:
    """Return how many waivers wait for a decision."""
    return int(select(_COUNT, {"estate_id": estate_id, "state": "asked", "home_id": None})[0][0])


def _require(actor: Actor, estate_id: int) -> None:
    if not actor.may(Right.APPROVE_WAIVER, estate_id):
        actor.require(Right.REQUEST_WAIVER, estate_id)
