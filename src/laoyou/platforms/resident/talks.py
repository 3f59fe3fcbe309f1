"""在线客服: the resident's conversation with the service desk."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.errors import NotFound, Refusal
from laoyou.infra import files
from laoyou.platforms import access, chat, flash
from laoyou.platforms.resident import frame
from laoyou.platforms.resident.requests.words import RATINGS
from laoyou.system.contact import queries, use_cases
from laoyou.system.contact.queries import TalkView
from laoyou.system.mandates import queries as mandates

MESSAGE = "resident/talk_message.html"


@access.resident
def talk_unread(request: HttpRequest) -> HttpResponse:
    """Say on the first page how many answers wait; asked for by the page once it stands."""
    chosen = frame.chosen_home(request)
    actor = frame.actor_of(request)
    unread = queries.unread_of(actor=actor, estate_id=chosen[0], home_id=chosen[1]) if chosen else 0
    return render(request, "resident/talk_unread.html", {"unread": unread})


@access.resident
def talk(request: HttpRequest) -> HttpResponse:
    """Show my conversation about the home in hand: the open one, else the last with the question how it was."""
    chosen = frame.chosen_home(request)
    if chosen is None:
        return frame.no_home(request)
    actor, at = frame.actor_of(request), frame.at_of(request)
    shown = queries.my_talk(actor=actor, estate_id=chosen[0], home_id=chosen[1], at=at)
    heard = None
    if shown is not None:
        heard = queries.heard_after(
            actor=actor,
            estate_id=chosen[0],
            conversation_id=shown.row.id,
            after=max(shown.last_seq - 150, 0),
        )
    company_id = _company(request, chosen[0])
    context = {
        "shown": shown,
        "found": heard,
        "status": _status(shown) if shown else "",
        "seats": len(queries.on_duty(company_id=company_id, at=at)),
        "ratings": RATINGS.items(),
        "topic": f"{chosen[0]}/asker:{actor.user_id}",
    }
    return frame.page(request, "resident/talk.html", context, hand=frame.hand_of(request, chosen))


@access.resident
@require_POST
def begin_talk(request: HttpRequest) -> HttpResponse:
    """Begin a conversation, or go on with the open one."""
    chosen = frame.chosen_home(request)
    if chosen is None:
        return frame.no_home(request)
    use_cases.begin(
        actor=frame.actor_of(request),
        estate_id=chosen[0],
        home_id=chosen[1],
        company_id=_company(request, chosen[0]),
        at=frame.at_of(request),
    )
    return redirect("resident:talk")


@access.resident
def talk_heard(request: HttpRequest, estate_id: int, conversation_id: int) -> HttpResponse:
    shown = queries.talk_for(
        actor=frame.actor_of(request), estate_id=estate_id, conversation_id=conversation_id, at=frame.at_of(request)
    )
    return chat.heard(cast(access.Request, request), estate_id, conversation_id, MESSAGE, _status(shown))


@access.resident
@require_POST
def talk_say(request: HttpRequest, estate_id: int, conversation_id: int) -> HttpResponse:
    return chat.said(cast(access.Request, request), estate_id, conversation_id)


@access.resident
@require_POST
def talk_act(request: HttpRequest, estate_id: int, conversation_id: int) -> HttpResponse:
    """Ask for a person, mark as read, end it, say how it was."""
    typed = request.POST
    where: dict[str, Any] = {
        "actor": frame.actor_of(request),
        "estate_id": estate_id,
        "conversation_id": conversation_id,
        "at": frame.at_of(request),
    }
    try:
        match typed.get("act", ""):
            case "read":
                use_cases.read(**where, seq=chat.place_of(typed.get("seq", "")))
                return HttpResponse(status=204)
            case "person":
                use_cases.ask_person(**where)
            case "end":
                use_cases.end(**where)
            case "rate":
                use_cases.rate(**where, rating=chat.place_of(typed.get("rating", "")), text=typed.get("text", ""))
                flash.say(request, gettext("Thank you for your word."))
            case _:
                raise NotFound
    except NotFound:
        raise
    except Refusal as refusal:
        flash.say(request, access.sentence(refusal), tone="late")
    return redirect("resident:talk")


@access.resident
def talk_file(request: HttpRequest, estate_id: int, conversation_id: int, file_id: int) -> HttpResponseBase:
    """Hand out a picture or a voice note of my conversation."""
    return files.response(
        queries.open_file(
            actor=frame.actor_of(request),
            estate_id=estate_id,
            conversation_id=conversation_id,
            file_id=file_id,
            is_small="small" in request.GET,
        )
    )


def _company(request: HttpRequest, estate_id: int) -> int | None:
    mandate = mandates.mandate_in_force(estate_id, frame.today(request))
    return mandate.company_id if mandate else None


def _status(shown: TalkView) -> str:
    """Return where the conversation stands, in words."""
    if shown.row.state == "waiting":
        if not shown.queue.seats:
            return gettext("Nobody sits at the desk just now; you are answered in the morning.")
        told = {"place": shown.queue.place, "minutes": shown.queue.minutes}
        return gettext("Place %(place)s in the queue, about %(minutes)s minutes.") % told
    if shown.row.state == "talking":
        return gettext("%(name)s is with you.") % {"name": shown.row.seat_name}
    if shown.row.state == "ended":
        return gettext("The conversation has ended.")
    return gettext("Write what it is about, or call a person at once.")
