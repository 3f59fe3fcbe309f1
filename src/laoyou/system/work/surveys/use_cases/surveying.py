"""A survey: begun, handed out, walked through, adopted; and the template that it begins with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from django.db.models import Max

from laoyou.core.errors import NotFound
from laoyou.infra import audit, files, scope, states
from laoyou.infra.actor import Actor, Right, system
from laoyou.system.people import queries as people
from laoyou.system.places import queries as places
from laoyou.system.work.facilities import queries as facilities
from laoyou.system.work.surveys.errors import (
    FindingUnclear,
    NobodyChosen,
    NotDecidedYet,
    NothingToSurvey,
    PartsLeft,
    PhotoLost,
    SurveyElsewhere,
    SurveyOver,
    SurveyUnclear,
)
from laoyou.system.work.surveys.models import Finding, FindingPhoto, Survey, SurveyPart, SurveyTemplate
from laoyou.system.work.surveys.queries.template import CENTRE, template_of
from laoyou.system.work.surveys.rules.states import SURVEY_MOVES, FindingState, SurveyState
from laoyou.system.work.surveys.rules.template import Part, cleaned

MOST_PHOTOS = 6


def set_template(*, actor: Actor, points: Mapping[str, Sequence[str]], at: datetime) -> None:
    """Set what the company's surveys look at from now on; surveys that began keep their own. Raises: NotFound."""
    company = actor.organisation_id
    if company is None or not actor.may_somewhere(Right.ADOPT_SURVEY):
        raise NotFound
    with scope.estate(CENTRE):
        said = cleaned(points)
        SurveyTemplate.objects.update_or_create(
            estate_id=CENTRE,
            organisation_id=company,
            defaults={"points": said, "changed_by_name": actor.name[:100], "changed_at": at},
        )
        audit.record(
            "work.template_set",
            actor=actor,
            estate_id=CENTRE,
            at=at,
            subject="work.survey_template",
            points=sum(map(len, said.values())),
        )


def start_survey(*, actor: Actor, estate_id: int, name: str, starts_on: date, last_day: date, at: datetime) -> int:
    """Begin a survey of the whole estate and return its id: a part for each building, entrance and facility.

    Raises: SurveyUnclear; NothingToSurvey.
    """
    actor.require(Right.DISPATCH_ORDERS, estate_id)
    points = template_of(actor.organisation_id)
    with scope.estate(estate_id):
        if not name.strip() or last_day < starts_on:
            raise SurveyUnclear
        parts = list(_parts(estate_id, points))
        if not parts:
            raise NothingToSurvey
        row = Survey.objects.create(
            estate_id=estate_id,
            name=name.strip()[:60],
            starts_on=starts_on,
            last_day=last_day,
            points=points,
            started_by_name=actor.name[:100],
            started_at=at,
        )
        for position, part in enumerate(parts, start=1):
            part.survey, part.position = row, position
        SurveyPart.objects.bulk_create(parts)
        _record("work.survey_started", row, actor, at, parts=len(parts))
        return int(row.pk)


def hand_out(
    *, actor: Actor, estate_id: int, survey_id: int, part_ids: Sequence[int], surveyor_id: int, at: datetime
) -> None:
    """Hand parts of a survey to a colleague. Raises: NotFound; SurveyOver; NobodyChosen."""
    with scope.estate(estate_id):
        actor.require(Right.DISPATCH_ORDERS, estate_id)
        row = held(estate_id, survey_id)
        _refuse_over(row)
        colleagues = dict(people.people_of_organisation(organisation_id=actor.organisation_id or 0))
        if surveyor_id not in colleagues or not part_ids:
            raise NobodyChosen
        name = colleagues[surveyor_id]
        count = SurveyPart.objects.filter(estate_id=estate_id, survey=row, id__in=part_ids).update(
            surveyor_id=surveyor_id, surveyor_name=name[:100]
        )
        _record("work.survey_handed_out", row, actor, at, parts=count, surveyor=name)


def note_finding(
    *,
    actor: Actor,
    estate_id: int,
    survey_id: int,
    part_id: int,
    severity: int,
    text: str,
    at: datetime,
    point: str = "",
    place: str = "",
    file_ids: Sequence[int] = (),
    client_id: str = "",
) -> int:
    """Write down what was seen, and return the finding's id; the same `client_id` again returns the same one.

    Raises: NotFound; SurveyOver; FindingUnclear; PhotoLost.
    """
    with scope.estate(estate_id):
        actor.require(Right.SURVEY, estate_id)
        row = held(estate_id, survey_id)
        if client_id:
            known = Finding.objects.filter(estate_id=estate_id, client_id=client_id[:40]).first()
            if known is not None:
                return int(known.pk)
        _refuse_over(row)
        if not SurveyPart.objects.filter(estate_id=estate_id, survey=row, id=part_id).exists():
            raise NotFound
        if severity not in (1, 2, 3, 4) or not (text.strip() or point.strip()):
            raise FindingUnclear
        if file_ids and not files.are_kept(estate_id=estate_id, file_ids=file_ids[:MOST_PHOTOS], purpose="photo"):
            raise PhotoLost
        newest = Finding.objects.filter(estate_id=estate_id, survey=row).aggregate(newest=Max("number"))["newest"]
        finding = Finding.objects.create(
            estate_id=estate_id,
            survey=row,
            part_id=part_id,
            number=(newest or 0) + 1,
            point=point.strip()[:80],
            severity=severity,
            place=place.strip()[:80],
            text=(text.strip() or point.strip())[:500],
            found_by=actor.user_id,
            found_by_name=actor.name[:100],
            found_at=at,
            client_id=client_id[:40] or None,
        )
        FindingPhoto.objects.bulk_create(
            FindingPhoto(estate_id=estate_id, finding=finding, file_id=file_id, at=at)
            for file_id in file_ids[:MOST_PHOTOS]
        )
        return int(finding.pk)


def finish_part(
    *, actor: Actor, estate_id: int, survey_id: int, part_id: int, at: datetime, is_done: bool = True
) -> None:
    """Say that a part has been walked through, or (`is_done` false) that it has not. Raises: NotFound; SurveyOver."""
    with scope.estate(estate_id):
        actor.require(Right.SURVEY, estate_id)
        row = held(estate_id, survey_id)
        _refuse_over(row)
        part = SurveyPart.objects.filter(estate_id=estate_id, survey=row, id=part_id).first()
        if part is None:
            raise NotFound
        part.done_at, part.done_by_name = (at, actor.name[:100]) if is_done else (None, "")
        part.save(update_fields=["done_at", "done_by_name"])


def move_survey(*, actor: Actor, estate_id: int, survey_id: int, to_state: str, at: datetime) -> None:
    """End a survey, take it up again, or adopt it. Adopting needs a word on every finding of danger.

    Raises: NotFound; SurveyElsewhere; PartsLeft; NotDecidedYet.
    """
    with scope.estate(estate_id):
        to = SurveyState(to_state) if to_state in set(SurveyState) else None
        actor.require(Right.ADOPT_SURVEY if to is SurveyState.ADOPTED else Right.DISPATCH_ORDERS, estate_id)
        row = held(estate_id, survey_id)
        if to is None or to not in SURVEY_MOVES[SurveyState(row.state)]:
            raise SurveyElsewhere
        if to is SurveyState.DONE and (left := row.parts.filter(estate_id=estate_id, done_at=None).count()):
            raise PartsLeft(count=left)
        dangers = row.findings.filter(estate_id=estate_id, severity=1, state=FindingState.OPEN.value)
        if to is SurveyState.ADOPTED and (left := dangers.count()):
            raise NotDecidedYet(count=left)
        row.ended_at = None if to is SurveyState.GOING else at
        states.move(row, to, SURVEY_MOVES, actor=actor, at=at, also=["ended_at"])
        _record(f"work.survey_{row.state}", row, actor, at)


def held(estate_id: int, survey_id: int) -> Survey:
    """Return the survey, locked for this transaction. Raises: NotFound."""
    row = Survey.objects.select_for_update().filter(estate_id=estate_id, id=survey_id).first()
    if row is None:
        raise NotFound
    return row


def _refuse_over(row: Survey) -> None:
    if row.state != SurveyState.GOING:
        raise SurveyOver


def _parts(estate_id: int, points: Mapping[str, Sequence[str]]) -> Iterator[SurveyPart]:
    """Give the parts in the order of a walk: the estate, then each building with its entrances, then facilities."""
    looker = system("work.surveys")
    estate = places.estate_for(actor=looker, estate_id=estate_id)
    stairs: dict[int, list[tuple[int, str]]] = {}
    for entrance_id, name, building_id in places.entrance_names(actor=looker, estate_id=estate_id):
        stairs.setdefault(building_id, []).append((entrance_id, name))
    if points[Part.ESTATE]:
        yield SurveyPart(estate_id=estate_id, part=Part.ESTATE.value, label=estate.name[:80])
    for building_id, name in places.building_names(actor=looker, estate_id=estate_id):
        if points[Part.BUILDING]:
            yield SurveyPart(estate_id=estate_id, part=Part.BUILDING.value, building_id=building_id, label=name)
        for entrance_id, entrance in stairs.get(building_id, []) if points[Part.ENTRANCE] else ():
            yield SurveyPart(
                estate_id=estate_id,
                part=Part.ENTRANCE.value,
                building_id=building_id,
                entrance_id=entrance_id,
                label=entrance[:80],
            )
    if points[Part.FACILITY]:
        for facility_id, building, label in facilities.facilities_to_survey(estate_id=estate_id):
            yield SurveyPart(
                estate_id=estate_id,
                part=Part.FACILITY.value,
                building_id=building,
                facility_id=facility_id,
                label=label[:80],
            )


def _record(action: str, row: Survey, actor: Actor, at: datetime, **details: object) -> None:
    audit.record(
        action,
        actor=actor,
        estate_id=row.estate_id,
        at=at,
        subject="work.survey",
        subject_id=row.pk,
        name=row.name,
        **details,  # type: ignore[arg-type]
    )
