"""The register of facilities: lists over all of a person's estates, and one facility with all that is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q, QuerySet

from laoyou.core.errors import NotAllowed, NotFound
from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.infra.actor import Actor, ActorKind, Right, system
from laoyou.system.places import queries as places
from laoyou.system.work.facilities.models import Facility, FacilityCertificate, FacilityCheck, FailedStep
from laoyou.system.work.facilities.queries.papers import newest_certificates
from laoyou.system.work.facilities.rules.calendar import Standing, standing
from laoyou.system.work.facilities.rules.kinds import KINDS, number_of


@dataclass(frozen=True, slots=True)
class PaperView:
    id: int
    name: str
    number: str
    issued_on: date | None
    valid_until: date
    standing: str
    file_id: int | None
    order_id: int | None


@dataclass(frozen=True, slots=True)
class FacilityView:
    """A facility in a list. `paper` is the certificate that runs out first, `checked_on` when it was looked at last."""

    id: int
    estate_id: int
    estate_name: str
    number: str
    kind: str
    name: str
    where: str
    building_id: int | None
    entrance_id: int | None
    place: str
    lat: Decimal | None
    lng: Decimal | None
    maker: str
    model: str
    serial: str
    installed_on: date | None
    removed_on: date | None
    note: str
    paper: PaperView | None
    checked_at: datetime | None
    failures: int


@dataclass(frozen=True, slots=True)
class CheckView:
    """A facility looked at in a round: the ticks in the order of the steps."""

    round_id: int
    plan_name: str
    due_on: date
    checked_at: datetime
    checked_by_name: str
    ticks: tuple[tuple[str, str], ...]
    failures: int


@dataclass(frozen=True, slots=True)
class FailureView:
    step: str
    note: str
    file_id: int | None
    order_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class FacilityStory:
    """A facility with its papers (the newest first), what was looked at, and what was not in order."""

    facility: FacilityView
    papers: tuple[PaperView, ...]
    checks: tuple[CheckView, ...]
    failures: tuple[FailureView, ...]


@dataclass(frozen=True, slots=True)
class FacilitiesWanted:
    """Which facilities. `standing` is that of their papers, "ask_now" or "expired"; `gone` are those taken out."""

    estate_ids: Sequence[int] | None = None
    kind: str = ""
    standing: str = ""
    search: str = ""
    gone: bool = False


EVERY_FACILITY = FacilitiesWanted()


def facilities_for(
    *,
    actor: Actor,
    today: date,
    wanted: FacilitiesWanted = EVERY_FACILITY,
    page: int = 1,
    size: int = ROWS_PER_PAGE,
) -> Page[FacilityView]:
    """Return one page of the register, estate by estate, kind by kind. Raises: NotAllowed; NotFound."""
    rows = _found(actor, today, wanted).order_by("estate_id", "kind", "sequence")
    start = offset_of(page, size)
    return Page(rows=_views(list(rows[start : start + size]), today), number=page, size=size, total=rows.count())


def facility_views(*, actor: Actor, estate_id: int, facility_ids: Iterable[int], today: date) -> list[FacilityView]:
    """Return these facilities of an estate, for labels. Raises: NotFound for a stranger."""
    actor.require(Right.SEE_ORDERS, estate_id)
    rows = Facility.objects.filter(estate_id=estate_id, id__in=list(facility_ids))
    return _views(list(rows.order_by("kind", "sequence")), today)


def facility_for(*, actor: Actor, estate_id: int, facility_id: int, today: date) -> FacilityStory:
    """Return a facility with all that is known of it. Raises: NotFound."""
    actor.require(Right.SEE_ORDERS, estate_id)
    row = Facility.objects.filter(estate_id=estate_id, id=facility_id).first()
    if row is None:
        raise NotFound
    papers = FacilityCertificate.objects.filter(estate_id=estate_id, facility=row).order_by("-valid_until", "-id")
    checks = (
        FacilityCheck.objects.filter(estate_id=estate_id, facility=row, checked_at__isnull=False)
        .select_related("round__plan")
        .order_by("-checked_at", "-id")[:50]
    )
    failures = FailedStep.objects.filter(estate_id=estate_id, facility=row).order_by("-at", "-id")[:50]
    return FacilityStory(
        facility=_views([row], today)[0],
        papers=tuple(_paper(paper, today) for paper in papers),
        checks=tuple(
            CheckView(
                round_id=check.round_id,
                plan_name=check.round.plan.name,
                due_on=check.round.due_on,
                checked_at=check.checked_at,
                checked_by_name=check.checked_by_name,
                ticks=tuple(zip(check.round.plan.steps, check.ticks, strict=True)),
                failures=check.failures,
            )
            for check in checks
            if check.checked_at is not None
        ),
        failures=tuple(FailureView(each.step, each.note, each.file_id, each.order_id, each.at) for each in failures),
    )


def paper_file(*, actor: Actor, estate_id: int, facility_id: int, paper_id: int) -> int:
    """Return the stored file of a certificate. Raises: NotFound."""
    actor.require(Right.SEE_ORDERS, estate_id)
    row = FacilityCertificate.objects.filter(estate_id=estate_id, facility_id=facility_id, id=paper_id).first()
    if row is None or row.file_id is None:
        raise NotFound
    return int(row.file_id)


def failure_photo(*, actor: Actor, estate_id: int, facility_id: int, file_id: int) -> int:
    """Return the photo of something that was not in order. Raises: NotFound."""
    actor.require(Right.SEE_ORDERS, estate_id)
    if not FailedStep.objects.filter(estate_id=estate_id, facility_id=facility_id, file_id=file_id).exists():
        raise NotFound
    return file_id


def papers_to_renew(
    *, actor: Actor, estate_ids: Sequence[int] | None, today: date
) -> list[tuple[FacilityView, PaperView]]:
    """Return the certificates that ran out or have to be asked for anew, the most urgent first."""
    seen = _estates(actor, estate_ids)
    found = [row for row in newest_certificates(estate_ids=seen) if standing(row.valid_until, today) != Standing.GOOD]
    by_id = {view.id: view for view in _views(list({row.facility_id: row.facility for row in found}.values()), today)}
    return [(by_id[row.facility_id], _paper(row, today)) for row in found]


def seen_estates(actor: Actor, estate_ids: Sequence[int] | None = None) -> list[int] | None:
    """Return the estates whose facilities the actor may see, none for all of the city. Raises: NotAllowed; NotFound."""
    return _estates(actor, estate_ids)


def _estates(actor: Actor, estate_ids: Sequence[int] | None) -> list[int] | None:
    if estate_ids is not None:
        for estate_id in estate_ids:
            actor.require(Right.SEE_ORDERS, estate_id)
        return list(estate_ids)
    if actor.kind is ActorKind.SYSTEM or Right.SEE_ORDERS in actor.everywhere:
        return None
    estates = actor.estates_with(Right.SEE_ORDERS)
    if not estates:
        raise NotAllowed
    return estates


def _found(actor: Actor, today: date, wanted: FacilitiesWanted) -> QuerySet[Facility]:
    seen = _estates(actor, wanted.estate_ids)
    rows = Facility.objects.filter(removed_on__isnull=not wanted.gone)
    if seen is not None:
        rows = rows.filter(estate_id__in=seen)
    if wanted.kind in KINDS:
        rows = rows.filter(kind=wanted.kind)
    if wanted.standing in set(Standing):
        rows = rows.filter(
            id__in=[
                paper.facility_id
                for paper in newest_certificates(estate_ids=seen)
                if standing(paper.valid_until, today) == wanted.standing
            ]
        )
    for word in wanted.search.split():
        letters, _, number = word.upper().partition("-")
        kinds = [kind for kind, about in KINDS.items() if about.letter == letters]
        by_number = Q(kind__in=kinds) & (Q(sequence=int(number)) if number.isdecimal() else Q())
        said = Q(name__icontains=word) | Q(place__icontains=word) | Q(serial__icontains=word) | Q(maker__icontains=word)
        rows = rows.filter(said | by_number if kinds else said)
    return rows


def _views(rows: Sequence[Facility], today: date) -> list[FacilityView]:
    estates = places.estate_names({row.estate_id for row in rows}) if rows else {}
    where = _where(rows)
    papers: dict[int, FacilityCertificate] = {}
    for paper in reversed(newest_certificates(estate_ids=set(estates))) if rows else ():
        papers[paper.facility_id] = paper
    checks = _last_checks(rows)
    return [
        FacilityView(
            id=row.pk,
            estate_id=row.estate_id,
            estate_name=estates.get(row.estate_id, ""),
            number=number_of(row.kind, row.sequence),
            kind=row.kind,
            name=row.name,
            where=where.get(row.pk, ""),
            building_id=row.building_id,
            entrance_id=row.entrance_id,
            place=row.place,
            lat=row.lat,
            lng=row.lng,
            maker=row.maker,
            model=row.model,
            serial=row.serial,
            installed_on=row.installed_on,
            removed_on=row.removed_on,
            note=row.note,
            paper=_paper(papers[row.pk], today) if row.pk in papers else None,
            checked_at=checks[row.pk].checked_at if row.pk in checks else None,
            failures=checks[row.pk].failures if row.pk in checks else 0,
        )
        for row in rows
    ]


def _last_checks(rows: Sequence[Facility]) -> dict[int, FacilityCheck]:
    found = FacilityCheck.objects.filter(
        estate_id__in={row.estate_id for row in rows},
        facility_id__in=[row.pk for row in rows],
        checked_at__isnull=False,
    )
    newest = found.order_by("facility_id", "-checked_at").distinct("facility_id")
    return {check.facility_id: check for check in newest}


def _where(rows: Sequence[Facility]) -> dict[int, str]:
    looker, said = system("work.facilities"), {}
    for estate_id in {row.estate_id for row in rows}:
        buildings = dict(places.building_names(actor=looker, estate_id=estate_id))
        stairs = {id_: name for id_, name, _ in places.entrance_names(actor=looker, estate_id=estate_id)}
        for row in rows:
            if row.estate_id == estate_id:
                inside = stairs.get(row.entrance_id or 0) or buildings.get(row.building_id or 0, "")
                said[row.pk] = " ".join(part for part in (inside, row.place) if part)
    return said


def _paper(row: FacilityCertificate, today: date) -> PaperView:
    return PaperView(
        id=row.pk,
        name=row.name,
        number=row.number,
        issued_on=row.issued_on,
        valid_until=row.valid_until,
        standing=standing(row.valid_until, today).value,
        file_id=row.file_id,
        order_id=row.order_id,
    )


def facilities_to_survey(*, estate_id: int) -> list[tuple[int, int | None, str]]:
    """Return (id, building, number with name) of what stands. For the rooms above, which check who asks."""
    rows = Facility.objects.filter(estate_id=estate_id, removed_on=None).order_by("kind", "sequence")
    return [(row.pk, row.building_id, f"{number_of(row.kind, row.sequence)} {row.name}") for row in rows]
