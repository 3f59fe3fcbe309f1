"""Findings, the worst first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from laoyou.core.errors import NotFound
from laoyou.core.money import Money
from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.infra.actor import Actor, Right
from laoyou.system.work.orders import queries as orders
from laoyou.system.work.surveys.models import Finding, FindingPhoto


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding with where it is, its photos, and what became of it."""

    id: int
    number: int
    part_id: int
    building_id: int | None
    label: str
    place: str
    point: str
    text: str
    severity: int
    state: str
    order_id: int | None
    order_number: str
    campaign_id: int | None
    campaign_name: str
    budget_id: int | None
    amount: Money | None
    reason: str
    found_by_name: str
    found_at: datetime
    photos: tuple[int, ...]

    @property
    def where(self) -> str:
        return " ".join(part for part in (self.label, self.place) if part)


@dataclass(frozen=True, slots=True)
class FindingsWanted:
    severity: int | None = None
    state: str = ""
    part: str = ""
    search: str = ""


EVERY_FINDING = FindingsWanted()


def findings_for(
    *,
    actor: Actor,
    estate_id: int,
    survey_id: int,
    wanted: FindingsWanted = EVERY_FINDING,
    page: int = 1,
    size: int = ROWS_PER_PAGE,
) -> Page[FindingView]:
    """Return one page of a survey's findings, the worst first. Raises: NotFound."""
    actor.require(Right.SURVEY, estate_id)
    rows = Finding.objects.filter(estate_id=estate_id, survey_id=survey_id)
    if wanted.severity is not None:
        rows = rows.filter(severity=wanted.severity)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.part:
        rows = rows.filter(part__part=wanted.part)
    for word in wanted.search.split():
        rows = rows.filter(
            Q(text__icontains=word)
            | Q(place__icontains=word)
            | Q(part__label__icontains=word)
            | Q(point__icontains=word)
        )
    start = offset_of(page, size)
    shown = rows.order_by("severity", "number")[start : start + size]
    return Page(rows=_views(actor, estate_id, shown), number=page, size=size, total=rows.count())


def findings_of_part(*, actor: Actor, estate_id: int, part_id: int) -> list[FindingView]:
    """Return what was found at one part, in the order in which it was found. Raises: NotFound for a stranger."""
    actor.require(Right.SURVEY, estate_id)
    rows = Finding.objects.filter(estate_id=estate_id, part_id=part_id)
    return _views(actor, estate_id, rows.order_by("number"))


def finding_photo(*, actor: Actor, estate_id: int, finding_id: int, file_id: int) -> int:
    """Return the stored file of a photo. Raises: NotFound."""
    actor.require(Right.SURVEY, estate_id)
    if not FindingPhoto.objects.filter(estate_id=estate_id, finding_id=finding_id, file_id=file_id).exists():
        raise NotFound
    return file_id


def _views(actor: Actor, estate_id: int, rows: QuerySet[Finding]) -> list[FindingView]:
    found = list(rows.select_related("part", "campaign"))
    photos: dict[int, list[int]] = {}
    for finding_id, file_id in FindingPhoto.objects.filter(estate_id=estate_id, finding__in=found).values_list(
        "finding_id", "file_id"
    ):
        photos.setdefault(finding_id, []).append(file_id)
    order_ids = [row.order_id for row in found if row.order_id is not None]
    numbers = {each.id: each.number for each in orders.orders_by_id(actor=actor, wanted={estate_id: order_ids})}
    return [_view(row, numbers, photos.get(row.pk, ())) for row in found]


def _view(row: Finding, numbers: dict[int, str], photos: Sequence[int]) -> FindingView:
    return FindingView(
        id=row.pk,
        number=row.number,
        part_id=row.part_id,
        building_id=row.part.building_id,
        label=row.part.label,
        place=row.place,
        point=row.point,
        text=row.text,
        severity=row.severity,
        state=row.state,
        order_id=row.order_id,
        order_number=numbers.get(row.order_id or 0, ""),
        campaign_id=row.campaign_id,
        campaign_name=row.campaign.name if row.campaign else "",
        budget_id=row.budget_id,
        amount=Money(row.amount_fen) if row.amount_fen is not None else None,
        reason=row.reason,
        found_by_name=row.found_by_name,
        found_at=row.found_at,
        photos=tuple(photos),
    )
