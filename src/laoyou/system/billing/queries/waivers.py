"""Waivers: the list of an estate, and what a home has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case, IntegerField, Value, When

from laoyou.core.decisions import Decision
from laoyou.core.errors import NotFound
from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.infra.actor import Actor, Right
from laoyou.infra.decisions import Asked, asked_view
from laoyou.system.billing.models import Waiver, WaiverEnd
from laoyou.system.places import queries as places


@dataclass(frozen=True, slots=True)
class EndView:
    """An early end that somebody asked for. `last_day` would be the waiver's last."""

    asked: Asked
    last_day: date


@dataclass(frozen=True, slots=True)
class WaiverView:
    """A waiver with who asked and who decided. `last_day` is the last on which it counts; `end` waits to be decided."""

    asked: Asked
    home_id: int
    home_label: str
    kind: str
    percent: int
    starts_on: date
    ends_before: date
    end: EndView | None

    @property
    def id(self) -> int:
        return self.asked.id

    @property
    def state(self) -> Decision:
        return self.asked.state

    @property
    def reason(self) -> str:
        return self.asked.reason

    @property
    def asked_by_name(self) -> str:
        return self.asked.asked_by_name

    @property
    def asked_at(self) -> datetime:
        return self.asked.asked_at

    @property
    def decided_by_name(self) -> str:
        return self.asked.decided_by_name

    @property
    def decided_at(self) -> datetime | None:
        return self.asked.decided_at

    @property
    def last_day(self) -> date:
        return self.ends_before - timedelta(days=1)

    @property
    def never_counts(self) -> bool:
        """Return whether it was ended before it began."""
        return self.ends_before == self.starts_on

    @property
    def can_end(self) -> bool:
        return self.state is Decision.APPROVED and self.end is None and not self.never_counts

    def runs_on(self, day: date) -> bool:
        return self.state is Decision.APPROVED and self.starts_on <= day < self.ends_before


def waivers_for(
    *,
    actor: Actor,
    estate_id: int,
    state: str = "",
    home_id: int | None = None,
    page: int = 1,
    size: int = ROWS_PER_PAGE,
) -> Page[WaiverView]:
    """Return one page of waivers: those that wait for a decision, or whose early end does, first, then the newest."""
    _require(actor, estate_id)
    found = Waiver.objects.filter(estate_id=estate_id)
    if state in list(Decision):
        found = found.filter(state=state)
    if home_id is not None:
        found = found.filter(home_id=home_id)
    ending = WaiverEnd.objects.filter(estate_id=estate_id, state=Decision.ASKED.value).values("waiver_id")
    waiting_first = Case(
        When(state="asked", then=Value(0)),
        When(id__in=ending, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    start = offset_of(page, size)
    rows = found.order_by(waiting_first, "-asked_at", "-id")[start : start + size]
    return Page(rows=_views(rows, actor, estate_id), number=page, size=size, total=found.count())


def waiver_for(*, actor: Actor, estate_id: int, waiver_id: int) -> WaiverView:
    """Return one waiver. Raises: NotFound."""
    _require(actor, estate_id)
    found = _views(Waiver.objects.filter(estate_id=estate_id, id=waiver_id), actor, estate_id)
    if not found:
        raise NotFound
    return found[0]


def waivers_undecided(estate_id: int) -> int:
    """Return how many waivers, or early ends of some, wait for a decision."""
    asked = {"estate_id": estate_id, "state": Decision.ASKED.value}
    return Waiver.objects.filter(**asked).count() + WaiverEnd.objects.filter(**asked).count()


def _views(rows: Iterable[Waiver], actor: Actor, estate_id: int) -> list[WaiverView]:
    found = list(rows)
    if not found:
        return []
    labels = places.home_labels(estate_id=estate_id, home_ids={row.home_id for row in found})
    may_approve = actor.may(Right.APPROVE_WAIVER, estate_id)
    ends = {
        end.waiver_id: EndView(
            asked_view(end, actor=actor, may_approve=may_approve), end.ends_before - timedelta(days=1)
        )
        for end in WaiverEnd.objects.filter(
            estate_id=estate_id, waiver_id__in=[row.id for row in found], state=Decision.ASKED.value
        )
    }
    return [
        WaiverView(
            asked=asked_view(row, actor=actor, may_approve=may_approve),
            home_id=row.home_id,
            home_label=labels.get(row.home_id, ""),
            kind=row.kind,
            percent=row.percent,
            starts_on=row.starts_on,
            ends_before=row.ends_before,
            end=ends.get(row.id),
        )
        for row in found
    ]


def _require(actor: Actor, estate_id: int) -> None:
    if not actor.may(Right.APPROVE_WAIVER, estate_id):
        actor.require(Right.REQUEST_WAIVER, estate_id)
