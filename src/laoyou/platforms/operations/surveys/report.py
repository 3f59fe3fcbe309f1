"""What a survey's report says, gathered for the paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO

from laoyou.core.calendar import city_day
from laoyou.infra import exports, pictures
from laoyou.infra.actor import Actor, system
from laoyou.system.mandates import queries as mandates
from laoyou.system.places import queries as places
from laoyou.system.work.surveys import queries

PHOTO_SIDE = 640
MOST_FINDINGS = 300


@dataclass(frozen=True, slots=True)
class Building:
    """A building on the plan: how many findings, and how bad the worst is (0 for none)."""

    name: str
    findings: int
    worst: int


@dataclass(frozen=True, slots=True)
class Report:
    """`principal` is who gave the mandate, empty before one; `photo` opens a picture, small enough for paper."""

    survey: queries.SurveyView
    findings: tuple[queries.FindingView, ...]
    buildings: tuple[Building, ...]
    principal: str
    company: str
    written_on: date
    photo: Callable[[int], IO[bytes]]


def report_of(*, actor: Actor, estate_id: int, survey_id: int, at: datetime) -> Report:
    """Return what the report says; the findings with the worst first. Raises: NotFound."""
    survey = queries.survey_for(actor=actor, estate_id=estate_id, survey_id=survey_id)
    found = queries.findings_for(actor=actor, estate_id=estate_id, survey_id=survey_id, size=exports.READ_AT_MOST).rows
    counted: dict[int, list[int]] = {}
    for finding in found:
        if finding.building_id is not None:
            counted.setdefault(finding.building_id, []).append(finding.severity)
    today = city_day(at)
    mandate = mandates.mandate_in_force(estate_id, today)

    def photo(file_id: int) -> IO[bytes]:
        return pictures.small_copy(estate_id=estate_id, file_id=file_id, side=PHOTO_SIDE).content

    return Report(
        survey=survey,
        findings=tuple(found[:MOST_FINDINGS]),
        buildings=tuple(
            Building(name, len(counted.get(id_, [])), min(counted.get(id_, [0])))
            for id_, name in places.building_names(actor=system("operations.surveys"), estate_id=estate_id)
        ),
        principal=mandate.principal_name if mandate else "",
        company=mandate.company_name if mandate else "",
        written_on=today,
        photo=photo,
    )
