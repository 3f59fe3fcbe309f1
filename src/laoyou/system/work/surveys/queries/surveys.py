"""Surveys in lists, one survey with its parts, and what a person has been handed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from laoyou.core.errors import NotAllowed, NotFound
from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.places import queries as places
from laoyou.system.work.surveys.models import Finding, Survey, SurveyPart
from laoyou.system.work.surveys.queries.template import template_of
from laoyou.system.work.surveys.rules.figures import Counted, counted


@dataclass(frozen=True, slots=True)
class SurveyView:
    """A survey with how far it is: `done` of `parts` are walked through; `counted` are its findings."""

    id: int
    estate_id: int
    estate_name: str
    name: str
    starts_on: date
    last_day: date
    state: str
    points: dict[str, list[str]]
    started_by_name: str
    parts: int
    done: int
    counted: Counted


@dataclass(frozen=True, slots=True)
class PartView:
    """A part of the walk. `worst` is the severity of its worst finding, 0 for none."""

    id: int
    part: str
    building_id: int | None
    label: str
    surveyor_id: int | None
    surveyor_name: str
    done_at: datetime | None
    done_by_name: str
    findings: int
    worst: int


@dataclass(frozen=True, slots=True)
class SurveysWanted:
    estate_ids: Sequence[int] | None = None
    state: str = ""
    search: str = ""


EVERY_SURVEY = SurveysWanted()


def surveys_for(
    *, actor: Actor, wanted: SurveysWanted = EVERY_SURVEY, page: int = 1, size: int = ROWS_PER_PAGE
) -> Page[SurveyView]:
    """Return one page of surveys, the newest first. Raises: NotAllowed; NotFound."""
    rows = Survey.objects.all()
    if (seen := seen_estates(actor, wanted.estate_ids)) is not None:
        rows = rows.filter(estate_id__in=seen)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    for word in wanted.search.split():
        rows = rows.filter(name__icontains=word)
    start = offset_of(page, size)
    shown = list(rows.order_by("-starts_on", "-id")[start : start + size])
    return Page(rows=_views(shown), number=page, size=size, total=rows.count())


def survey_for(*, actor: Actor, estate_id: int, survey_id: int) -> SurveyView:
    """Return a survey. Raises: NotFound."""
    actor.require(Right.SURVEY, estate_id)
    return _views([_row(estate_id, survey_id)])[0]


def parts_of(
    *, actor: Actor, estate_id: int, survey_id: int, surveyor_id: int | None = None, part: str = ""
) -> list[PartView]:
    """Return a survey's parts in the order of the walk, or those of one surveyor or of one kind. Raises: NotFound."""
    actor.require(Right.SURVEY, estate_id)
    rows = SurveyPart.objects.filter(estate_id=estate_id, survey=_row(estate_id, survey_id))
    if surveyor_id is not None:
        rows = rows.filter(surveyor_id=surveyor_id)
    if part:
        rows = rows.filter(part=part)
    return _parts(rows)


def part_for(*, actor: Actor, estate_id: int, survey_id: int, part_id: int) -> PartView:
    """Return one part. Raises: NotFound."""
    actor.require(Right.SURVEY, estate_id)
    found = _parts(SurveyPart.objects.filter(estate_id=estate_id, survey_id=survey_id, id=part_id))
    if not found:
        raise NotFound
    return found[0]


def my_surveys(*, actor: Actor) -> list[tuple[SurveyView, int, int]]:
    """Return the surveys under way where I survey, with how many parts I was handed, and how many of them are left."""
    rows = list(
        Survey.objects.filter(state="going", estate_id__in=actor.estates_with(Right.SURVEY)).order_by("-starts_on")
    )
    mine = SurveyPart.objects.filter(survey__in=rows, surveyor_id=actor.user_id or 0).values("survey_id")
    counts = {
        row["survey_id"]: (row["every"], row["left"])
        for row in mine.annotate(every=Count("id"), left=Count("id", filter=Q(done_at=None)))
    }
    return [(view, *counts.get(view.id, (0, 0))) for view in _views(rows)]


def template_for(*, actor: Actor) -> dict[str, list[str]]:
    """Return what the company's surveys look at. Raises: NotAllowed."""
    if not actor.may_somewhere(Right.SURVEY):
        raise NotAllowed
    return template_of(actor.organisation_id)


def seen_estates(actor: Actor, estate_ids: Sequence[int] | None) -> list[int] | None:
    """Return the estates whose surveys the actor may see, none for all of the city. Raises: NotAllowed; NotFound."""
    if estate_ids is not None:
        for estate_id in estate_ids:
            actor.require(Right.SURVEY, estate_id)
        return list(estate_ids)
    if actor.kind is ActorKind.SYSTEM or Right.SURVEY in actor.everywhere:
        return None
    estates = actor.estates_with(Right.SURVEY)
    if not estates:
        raise NotAllowed
    return estates


def _row(estate_id: int, survey_id: int) -> Survey:
    row = Survey.objects.filter(estate_id=estate_id, id=survey_id).first()
    if row is None:
        raise NotFound
    return row


def _views(rows: Sequence[Survey]) -> list[SurveyView]:
    names = places.estate_names({row.estate_id for row in rows}) if rows else {}
    parts = {
        row["survey_id"]: (row["every"], row["done"])
        for row in SurveyPart.objects.filter(survey__in=rows)
        .values("survey_id")
        .annotate(every=Count("id"), done=Count("done_at"))
    }
    findings: dict[int, list[tuple[int, str]]] = {}
    for survey_id, severity, state in Finding.objects.filter(survey__in=rows).values_list(
        "survey_id", "severity", "state"
    ):
        findings.setdefault(survey_id, []).append((severity, state))
    return [
        SurveyView(
            id=row.pk,
            estate_id=row.estate_id,
            estate_name=names.get(row.estate_id, ""),
            name=row.name,
            starts_on=row.starts_on,
            last_day=row.last_day,
            state=row.state,
            points=row.points,
            started_by_name=row.started_by_name,
            parts=parts.get(row.pk, (0, 0))[0],
            done=parts.get(row.pk, (0, 0))[1],
            counted=counted(findings.get(row.pk, [])),
        )
        for row in rows
    ]


def _parts(rows: QuerySet[SurveyPart]) -> list[PartView]:
    found = list(rows.order_by("position"))
    severities: dict[int, list[int]] = {}
    for part_id, severity in Finding.objects.filter(part__in=found).values_list("part_id", "severity"):
        severities.setdefault(part_id, []).append(severity)
    return [
        PartView(
            id=row.pk,
            part=row.part,
            building_id=row.building_id,
            label=row.label,
            surveyor_id=row.surveyor_id,
            surveyor_name=row.surveyor_name,
            done_at=row.done_at,
            done_by_name=row.done_by_name,
            findings=len(severities.get(row.pk, [])),
            worst=min(severities.get(row.pk, [0])),
        )
        for row in found
    ]
