"""One request at the desk: what it is, its clocks, its timeline, and everything that can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from typing import Any, cast

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import city_day, city_instant
from laoyou.core.errors import NotFound, Refusal
from laoyou.infra import files
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations.forms import day_or_none, errors_of, number_or_none
from laoyou.platforms.operations.requests.words import (
    CHANNELS,
    CLOCKS,
    CLOSED_BY,
    STATES,
    categories,
    kinds,
    skills,
    urgencies,
)
from laoyou.system.people import queries as people
from laoyou.system.work.orders import queries as orders
from laoyou.system.work.orders.rules.evidence import EVIDENCE_NAMES
from laoyou.system.work.orders.rules.states import STATE_NAMES
from laoyou.system.work.requests import queries, use_cases
from laoyou.system.work.requests.rules.categories import KIND_NAMES, URGENCY_NAMES
from laoyou.system.work.requests.rules.levels import LEVEL_NAMES, Level
from laoyou.system.work.requests.rules.quality import RATINGS
from laoyou.system.work.requests.rules.telling import OUTCOME_NAMES

Acts = dict[str, Callable[[], object]]


@access.staff(Right.SEE_REQUESTS)
def request_page(request: access.Request, estate_id: int, request_id: int) -> HttpResponse:
    return _page(request, estate_id, request_id)


@access.staff(Right.HANDLE_REQUESTS)
@require_POST
def request_act(request: access.Request, estate_id: int, request_id: int) -> HttpResponse:
    """Do one thing with the request: the form's button says which."""
    typed, at = request.POST, request.at
    act = typed.get("act", "")
    where: dict[str, Any] = {"actor": request.actor, "estate_id": estate_id, "request_id": request_id, "at": at}
    text, rating = typed.get("text", ""), number_or_none(typed.get("rating", ""))
    acts: Acts = {
        "take": lambda: use_cases.take(**where),
        "say": lambda: use_cases.say(**where, text=text, file_ids=_kept(request, estate_id)),
        "note": lambda: use_cases.say(**where, text=text, file_ids=_kept(request, estate_id), is_inside=True),
        "answer": lambda: use_cases.answer(**where, text=text, file_ids=_kept(request, estate_id)),
        "pause": lambda: use_cases.pause(**where, reason=typed.get("reason", "")),
        "resume": lambda: use_cases.resume(**where),
        "correct": lambda: use_cases.correct_suggestion(
            **where,
            category=typed.get("category", ""),
            kind=typed.get("kind", ""),
            urgency=_urgency(typed.get("urgency", "")),
        ),
        "merge": lambda: use_cases.merge(**where, number=typed.get("number", "")),
        "confirm": lambda: use_cases.confirm(**where, rating=rating, text=text),
        "reopen": lambda: use_cases.reopen(**where, text=text),
        "follow": lambda: use_cases.follow_up(**where, outcome=typed.get("outcome", ""), rating=rating, text=text),
        "order": lambda: _order(request, where),
    }
    if act not in acts:
        raise NotFound
    try:
        acts[act]()
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(request, estate_id, request_id, refusal, act)
    flash.say(request, _said(act))
    return redirect("operations:request", estate_id=estate_id, request_id=request_id)


@access.staff(Right.OPEN_PERSONAL_DATA)
@require_POST
def request_number(request: access.Request, estate_id: int, request_id: int) -> HttpResponse:
    """Open the asker's telephone; that it was opened, and why, is written down."""
    try:
        telephone = use_cases.open_asker(
            actor=request.actor,
            estate_id=estate_id,
            request_id=request_id,
            reason=request.POST.get("reason", ""),
            at=request.at,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(request, estate_id, request_id, refusal, "number")
    return _page(request, estate_id, request_id, telephone=telephone)


@access.staff(Right.SEE_REQUESTS)
def request_file(request: access.Request, estate_id: int, request_id: int, file_id: int) -> HttpResponseBase:
    """Hand out a photo or a voice note."""
    return files.response(
        queries.open_file(
            actor=request.actor,
            estate_id=estate_id,
            request_id=request_id,
            file_id=file_id,
            at=request.at,
            is_small="small" in request.GET,
        )
    )


def _page(
    request: access.Request,
    estate_id: int,
    request_id: int,
    refusal: Refusal | None = None,
    opening: str = "",
    telephone: str = "",
) -> HttpResponse:
    actor, at = request.actor, request.at
    shown = queries.request_for(actor=actor, estate_id=estate_id, request_id=request_id, at=at)
    made = orders.orders_of(source="request", estate_id=estate_id, source_id=request_id)
    may_handle = actor.may(Right.HANDLE_REQUESTS, estate_id)
    earlier = _earlier(request, estate_id, request_id, shown.home_id) if may_handle else []
    context = {
        "shown": shown,
        "row": shown.row,
        "name": gettext(shown.row.category.name),
        "kind": gettext(KIND_NAMES[shown.row.kind]),
        "urgency": gettext(URGENCY_NAMES[shown.row.urgency]),
        "level": gettext(LEVEL_NAMES[Level(shown.level)]),
        "clocks": [(clock, CLOCKS[clock.name]) for clock in shown.clocks],
        "orders": [(order, gettext(STATE_NAMES[order.state])) for order in made],
        "earlier": [(each, gettext(each.category.name)) for each in earlier],
        "suggested_because": shown.suggested.get("because", ()),
        "states": STATES,
        "channels": CHANNELS,
        "closed_by": CLOSED_BY,
        "categories": categories(),
        "kinds": kinds(),
        "urgencies": urgencies(),
        "skills": [("", gettext("Choose")), *skills()],
        "evidences": [(code, gettext(name)) for code, name in EVIDENCE_NAMES.items()],
        "ratings": [("", "–"), *((number, number) for number in RATINGS)],
        "outcomes": [(code, gettext(name)) for code, name in OUTCOME_NAMES.items()],
        "may_handle": may_handle,
        "may_open": actor.may(Right.OPEN_PERSONAL_DATA, estate_id) and shown.has_telephone,
        "telephone": telephone,
        "people": _people(request, estate_id, shown.home_id),
        "errors": errors_of(refusal),
        "opening": opening,
        "typed": request.POST,
        "today": city_day(at),
    }
    return render(request, "operations/requests/one.html", context, status=422 if refusal else 200)


def _earlier(request: access.Request, estate_id: int, request_id: int, home_id: int | None) -> list[queries.RequestRow]:
    if home_id is None:
        return []
    return queries.requests_of_home(
        actor=request.actor, estate_id=estate_id, home_id=home_id, but=request_id, at=request.at
    )


def _people(request: access.Request, estate_id: int, home_id: int | None) -> list[people.PersonOfHome]:
    if home_id is None or not request.actor.may(Right.SEE_PEOPLE, estate_id):
        return []
    return people.people_of_home(actor=request.actor, estate_id=estate_id, home_id=home_id, day=city_day(request.at))


def _order(request: access.Request, where: dict[str, Any]) -> None:
    """Make a work order with what the dialog says."""
    typed = request.POST
    day = day_or_none(typed.get("day", ""), field="day")
    window = None
    if day is not None and typed.get("from") and typed.get("to"):
        window = (city_instant(day, _clock(typed["from"])), city_instant(day, _clock(typed["to"])))
    use_cases.make_order(
        **where,
        skill=typed.get("skill", ""),
        minutes=number_or_none(typed.get("minutes", "")) or 0,
        title=typed.get("title", ""),
        text=typed.get("text", ""),
        people=2 if typed.get("two") == "on" else 1,
        evidence=typed.get("evidence", "photo"),
        window=window,
    )


def _clock(text: str) -> time:
    try:
        return datetime.strptime(text.strip()[:5], "%H:%M").time()  # noqa: DTZ007 a time of day has no zone
    except ValueError:
        return time(0)


def _kept(request: access.Request, estate_id: int) -> list[int]:
    return [
        use_cases.keep_file(
            actor=request.actor,
            estate_id=estate_id,
            name=file.name or "photo",
            content=cast(Any, file),
            kind="photo",
            at=request.at,
        )
        for file in request.FILES.getlist("photos")[: use_cases.MOST_FILES]
        if file.size
    ]


def _urgency(text: str) -> int:
    return int(text) if text in ("0", "1", "2", "3") else -1


def _said(act: str) -> str:
    said = {
        "take": gettext("It is yours. The asker has been told."),
        "say": gettext("Sent."),
        "note": gettext("Noted, for the desk only."),
        "answer": gettext("Answered. Now the asker has the word."),
        "pause": gettext("The clocks stand still. The asker reads why."),
        "resume": gettext("The clocks run on."),
        "correct": gettext("Corrected. The clocks are those of its class, from when it came in."),
        "merge": gettext("Put together. Its asker hears of the other one."),
        "confirm": gettext("Closed with what they told you."),
        "reopen": gettext("Taken up again."),
        "follow": gettext("Written down."),
        "order": gettext("The work order is made."),
    }
    return said[act]
