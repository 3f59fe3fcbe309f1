"""My requests: the list, one with its timeline and conversation, my word at the end."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.errors import NotFound, Refusal
from laoyou.infra import files
from laoyou.platforms import access, flash
from laoyou.platforms.resident import frame
from laoyou.platforms.resident.requests.words import CLOCKS, RATINGS, STATES, stands
from laoyou.system.work.requests import queries, use_cases
from laoyou.system.work.requests.rules.states import REOPENING_DAYS


@access.resident
def requests(request: HttpRequest) -> HttpResponse:
    """Show my requests, the open ones first."""
    chosen = frame.chosen_home(request)
    if chosen is None:
        return frame.no_home(request)
    number = request.GET.get("page", "1")
    page = queries.my_requests(
        actor=frame.actor_of(request),
        at=frame.at_of(request),
        page=max(int(number), 1) if number.isdecimal() and len(number) < 5 else 1,
    )
    context = {
        "page": page,
        "rows": [(row, gettext(row.category.name), STATES[row.state], stands(row)) for row in page.rows],
        "topic": topic_of(request),
    }
    return frame.page(request, "resident/requests/mine.html", context, hand=frame.hand_of(request, chosen))


@access.resident
def one(request: HttpRequest, estate_id: int, request_id: int) -> HttpResponse:
    return _page(request, estate_id, request_id)


@access.resident
@require_POST
def act(request: HttpRequest, estate_id: int, request_id: int) -> HttpResponse:
    """Write to the desk, give one's word, or have it taken up again."""
    what, typed = request.POST.get("act", ""), request.POST
    where = {"actor": frame.actor_of(request), "estate_id": estate_id, "request_id": request_id}
    at, text = frame.at_of(request), typed.get("text", "")
    try:
        if what == "confirm":
            rating = typed.get("rating", "")
            use_cases.confirm(
                **where,  # type: ignore[arg-type]
                rating=int(rating) if rating.isdecimal() and len(rating) == 1 else None,
                text=text,
                at=at,
            )
            flash.say(request, gettext("Thank you for your word."))
        else:
            file_ids = [
                use_cases.keep_file(
                    actor=frame.actor_of(request),
                    estate_id=estate_id,
                    name=file.name or "photo",
                    content=cast(Any, file),
                    kind="photo",
                    at=at,
                )
                for file in request.FILES.getlist("photos")[: use_cases.MOST_FILES]
                if file.size
            ]
            change = use_cases.reopen if what == "reopen" else use_cases.say
            change(**where, text=text, file_ids=file_ids, at=at)  # type: ignore[arg-type]
            flash.say(request, gettext("Taken up again.") if what == "reopen" else gettext("Sent."))
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(request, estate_id, request_id, refusal, what)
    return redirect("resident:request", estate_id=estate_id, request_id=request_id)


@access.resident
def file(request: HttpRequest, estate_id: int, request_id: int, file_id: int) -> HttpResponseBase:
    """Hand out a photo or a voice note of a request that is mine, or that I joined."""
    return files.response(
        queries.open_file(
            actor=frame.actor_of(request),
            estate_id=estate_id,
            request_id=request_id,
            file_id=file_id,
            at=frame.at_of(request),
            is_small="small" in request.GET,
        )
    )


def topic_of(request: HttpRequest) -> str:
    """Return what the pages of my requests listen to."""
    chosen = frame.chosen_home(request)
    return f"{chosen[0]}/asker:{frame.actor_of(request).user_id}" if chosen else ""


def _page(
    request: HttpRequest, estate_id: int, request_id: int, refusal: Refusal | None = None, about: str = ""
) -> HttpResponse:
    at = frame.at_of(request)
    shown = queries.request_for(actor=frame.actor_of(request), estate_id=estate_id, request_id=request_id, at=at)
    chosen = frame.chosen_home(request)
    context = {
        "shown": shown,
        "row": shown.row,
        "name": gettext(shown.row.category.name),
        "stands": stands(shown.row),
        "clocks": [(clock, CLOCKS[clock.name]) for clock in shown.clocks],
        "ratings": RATINGS.items(),
        "days": REOPENING_DAYS,
        "trouble": access.sentence(refusal) if refusal else "",
        "about": about,
        "typed": request.POST,
        "topic": f"{estate_id}/asker:{frame.actor_of(request).user_id}",
    }
    hand = frame.hand_of(request, chosen) if chosen else None
    return frame.page(request, "resident/requests/one.html", context, hand=hand, status=422 if refusal else 200)
