"""The survey on the telephone of who walks: my places, what to look at there, and what I saw."""

from __future__ import annotations

from typing import Any, BinaryIO, cast
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.errors import NotFound, Refusal
from laoyou.infra import files, scope
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations.forms import number_or_none
from laoyou.platforms.operations.surveys import words
from laoyou.system.work.surveys import queries, use_cases
from laoyou.system.work.surveys.use_cases.surveying import MOST_PHOTOS


@access.staff(Right.SURVEY)
def field_surveys(request: access.Request) -> HttpResponse:
    """Show the surveys under way where I survey, mine first."""
    rows = sorted(queries.my_surveys(actor=request.actor), key=lambda row: -row[2])
    return render(request, "operations/field_surveys.html", {"rows": rows})


@access.staff(Right.SURVEY)
def walk(request: access.Request, estate_id: int, survey_id: int) -> HttpResponse:
    """Show the places to walk through: mine, or all of them."""
    actor = request.actor
    where: dict[str, Any] = {"actor": actor, "estate_id": estate_id, "survey_id": survey_id}
    mine = queries.parts_of(**where, surveyor_id=actor.user_id or 0)
    shows_all = bool(request.GET.get("all")) or not mine
    context = {
        "survey": queries.survey_for(**where),
        "parts": queries.parts_of(**where) if shows_all else mine,
        "has_mine": bool(mine),
        "shows_all": shows_all,
        "left": sum(part.done_at is None for part in mine),
    }
    return render(request, "operations/field_walk.html", context)


@access.staff(Right.SURVEY)
def walk_part(request: access.Request, estate_id: int, survey_id: int, part_id: int) -> HttpResponse:
    """Show one place with its points; write down what was seen there."""
    where: dict[str, Any] = {"actor": request.actor, "estate_id": estate_id}
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            _note(request, estate_id, survey_id, part_id)
        except NotFound:
            raise
        except Refusal as refused:
            refusal = refused
        else:
            flash.say(request, gettext("Written down."))
            return redirect("operations:survey_part", estate_id=estate_id, survey_id=survey_id, part_id=part_id)
    survey = queries.survey_for(**where, survey_id=survey_id)
    part = queries.part_for(**where, survey_id=survey_id, part_id=part_id)
    found = queries.findings_of_part(**where, part_id=part_id)
    seen = {finding.point for finding in found}
    context = {
        "survey": survey,
        "part": part,
        "found": found,
        "points": [(point, point in seen) for point in survey.points.get(part.part, [])],
        "severities": words.severities(),
        "typed": request.POST,
        "client_id": request.POST.get("client_id") or uuid4().hex,
        "refusal": refusal,
        "is_going": survey.state == "going",
    }
    return render(request, "operations/field_part.html", context, status=422 if refusal else 200)


@access.staff(Right.SURVEY)
@require_POST
def finish_part(request: access.Request, estate_id: int, survey_id: int, part_id: int) -> HttpResponse:
    """Say that a place has been walked through; the next of mine follows."""
    is_done = request.POST.get("done", "1") == "1"
    where: dict[str, Any] = {"actor": request.actor, "estate_id": estate_id, "survey_id": survey_id}
    try:
        use_cases.finish_part(**where, part_id=part_id, at=request.at, is_done=is_done)
    except NotFound:
        raise
    except Refusal as refusal:
        flash.say(request, access.sentence(refusal), tone="late")
        return redirect("operations:survey_part", estate_id=estate_id, survey_id=survey_id, part_id=part_id)
    mine = queries.parts_of(**where, surveyor_id=request.actor.user_id or 0) or queries.parts_of(**where)
    left = [part.id for part in mine if part.done_at is None]
    after = [id_ for id_ in left if id_ > part_id] or left
    if not is_done or not after:
        return redirect("operations:survey_walk", estate_id=estate_id, survey_id=survey_id)
    return redirect("operations:survey_part", estate_id=estate_id, survey_id=survey_id, part_id=after[0])


def _note(request: access.Request, estate_id: int, survey_id: int, part_id: int) -> None:
    typed = request.POST
    request.actor.require(Right.SURVEY, estate_id)
    with scope.estate(estate_id):
        file_ids = [
            files.store(
                estate_id=estate_id,
                name=photo.name or "",
                content=cast(BinaryIO, photo),
                purpose="photo",
                actor=request.actor,
                at=request.at,
            )
            for photo in request.FILES.getlist("photo")[:MOST_PHOTOS]
        ]
    use_cases.note_finding(
        actor=request.actor,
        estate_id=estate_id,
        survey_id=survey_id,
        part_id=part_id,
        point=typed.get("point", ""),
        severity=number_or_none(typed.get("severity", "")) or 0,
        place=typed.get("place", ""),
        text=typed.get("text", ""),
        file_ids=file_ids,
        client_id=typed.get("client_id", ""),
        at=request.at,
    )
