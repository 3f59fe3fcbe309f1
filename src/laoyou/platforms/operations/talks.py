"""Conversations at the service desk: one inbox over all my estates, and beside each the caller's home."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound, Refusal
from laoyou.infra import exports, files
from laoyou.infra.actor import Right
from laoyou.platforms import access, chat, flash
from laoyou.platforms.formats import money, month_name
from laoyou.platforms.operations.forms import day_or_none, number_or_none, page_of
from laoyou.platforms.operations.requests.words import STATES
from laoyou.system.billing import queries as billing
from laoyou.system.contact import queries, use_cases
from laoyou.system.contact.queries import TalkView
from laoyou.system.contact.rules.replies import REPLIES
from laoyou.system.payments.errors import HomeUnclear
from laoyou.system.people import queries as people
from laoyou.system.people import use_cases as people_use_cases
from laoyou.system.places import queries as places
from laoyou.system.work.requests import queries as requests
from laoyou.system.work.requests import use_cases as requests_use_cases
from laoyou.system.work.requests.rules.categories import category_of
from laoyou.system.work.requests.rules.suggesting import suggest

MESSAGE = "operations/talk_message.html"
SHIFT = timedelta(hours=8)
MOST_BILLS = 6


@access.staff(Right.ANSWER_CHATS)
def talks(request: access.Request) -> HttpResponse:
    """Show the inbox, and the conversation that the address names."""
    estate_id, _, number = request.GET.get("talk", "").partition("-")
    chosen = (number_or_none(estate_id), number_or_none(number))
    if chosen[0] and chosen[1]:
        return _page(request, chosen[0], chosen[1])
    return _page(request)


@access.staff(Right.ANSWER_CHATS)
def talk_heard(request: access.Request, estate_id: int, conversation_id: int) -> HttpResponse:
    return chat.heard(request, estate_id, conversation_id, MESSAGE)


@access.staff(Right.ANSWER_CHATS)
@require_POST
def talk_say(request: access.Request, estate_id: int, conversation_id: int) -> HttpResponse:
    return chat.said(request, estate_id, conversation_id)


@access.staff(Right.ANSWER_CHATS)
@require_POST
def talk_act(request: access.Request, estate_id: int, conversation_id: int) -> HttpResponse:
    """Take it, hand it over, end it, send a bill's card, make a request of it: the form's button says which."""
    typed, act = request.POST, request.POST.get("act", "")
    where: dict[str, Any] = {
        "actor": request.actor,
        "estate_id": estate_id,
        "conversation_id": conversation_id,
        "at": request.at,
    }
    try:
        match act:
            case "read":
                use_cases.read(**where, seq=chat.place_of(typed.get("seq", "")))
                return HttpResponse(status=204)
            case "take":
                use_cases.take(**where)
            case "hand":
                use_cases.hand_over(**where, to=number_or_none(typed.get("to", "")) or 0, note=typed.get("note", ""))
            case "end":
                use_cases.end(**where)
            case "bill":
                _send_bill(where, number_or_none(typed.get("bill", "")) or 0)
            case "request":
                _make_request(where)
            case _:
                raise NotFound
    except NotFound:
        raise
    except Refusal as refusal:
        flash.say(request, access.sentence(refusal), tone="late")
    return redirect(_address(estate_id, conversation_id))


@access.staff(Right.OPEN_PERSONAL_DATA)
@require_POST
def talk_number(request: access.Request, estate_id: int, conversation_id: int) -> HttpResponse:
    """Open the caller's telephone; that it was opened, and why, the person can read."""
    shown = queries.talk_for(actor=request.actor, estate_id=estate_id, conversation_id=conversation_id, at=request.at)
    if shown.person_id is None:
        raise NotFound
    try:
        telephone = people_use_cases.open_personal_data(
            actor=request.actor,
            estate_id=estate_id,
            person_id=shown.person_id,
            field="telephone",
            reason=request.POST.get("reason", ""),
            at=request.at,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        flash.say(request, access.sentence(refusal), tone="late")
        return redirect(_address(estate_id, conversation_id))
    return _page(request, estate_id, conversation_id, telephone=telephone)


@access.staff(Right.ANSWER_CHATS)
def talk_file(request: access.Request, estate_id: int, conversation_id: int, file_id: int) -> HttpResponseBase:
    """Hand out a picture or a voice note."""
    return files.response(
        queries.open_file(
            actor=request.actor,
            estate_id=estate_id,
            conversation_id=conversation_id,
            file_id=file_id,
            is_small="small" in request.GET,
        )
    )


@access.staff(Right.ANSWER_CHATS)
@require_POST
def talk_shift(request: access.Request) -> HttpResponse:
    """Sit down at the desk, or leave it."""
    if request.POST.get("act") == "end":
        use_cases.end_shift(actor=request.actor, at=request.at)
    else:
        use_cases.begin_shift(actor=request.actor, until=request.at + SHIFT, at=request.at)
    return redirect("operations:talks")


@access.staff(Right.ANSWER_CHATS)
@require_POST
def write_down_talk(request: access.Request) -> HttpResponse:
    """Write down a telephone call or a visit at the counter."""
    typed, actor = request.POST, request.actor
    estate_id, home = number_or_none(typed.get("estate", "")) or 0, typed.get("home", "").strip()
    try:
        actor.require(Right.ANSWER_CHATS, estate_id)
        home_id = places.home_id_by_text(actor=actor, estate_id=estate_id, text=home) if home else None
        if home and home_id is None:
            raise HomeUnclear
        conversation_id = use_cases.write_down(
            actor=actor,
            estate_id=estate_id,
            channel=typed.get("channel", "telephone"),
            text=typed.get("text", ""),
            client_id=uuid.uuid4().hex,
            home_id=home_id,
            name=typed.get("name", ""),
            at=request.at,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        flash.say(request, access.sentence(refusal), tone="late")
        return redirect("operations:talks")
    return redirect(_address(estate_id, conversation_id))


@access.staff(Right.ANSWER_CHATS)
def talk_figures(request: access.Request) -> HttpResponse:
    """Show how a day went, by hour, with n."""
    day = _day_of(request)
    context = {"day": day, "figures": queries.day_figures(actor=request.actor, day=day)}
    return render(request, "operations/talk_figures.html", context)


@access.staff(Right.ANSWER_CHATS)
def talk_figures_export(request: access.Request) -> HttpResponseBase:
    """Hand out the figures of the day, a row an hour."""
    day, number = _day_of(request), exports.Kind.NUMBER
    figures = queries.day_figures(actor=request.actor, day=day)
    return exports.response(
        file_name=f"{gettext('Figures of the desk')} {day.isoformat()}",
        title=gettext("Figures of the desk"),
        columns=[
            exports.Column(gettext("Hour"), number),
            exports.Column(gettext("Asked"), number),
            exports.Column(gettext("Answered"), number),
            exports.Column(gettext("Gave up"), number),
            exports.Column(gettext("First answer, median of seconds"), number),
            exports.Column(gettext("Until the end, median of minutes"), number),
        ],
        rows=(
            (each.hour, each.asked, each.answered, each.given_up, each.first_answer_s, each.minutes)
            for each in figures.hours
        ),
    )


def _day_of(request: access.Request) -> date:
    """Return the day that the address asks for, today where it is none."""
    try:
        return day_or_none(request.GET.get("day", ""), field="day") or city_day(request.at)
    except Refusal:
        return city_day(request.at)


def _page(
    request: access.Request, estate_id: int | None = None, conversation_id: int | None = None, *, telephone: str = ""
) -> HttpResponse:
    actor, at = request.actor, request.at
    view = request.GET.get("view", "open")
    view = view if view in queries.VIEWS else "open"
    search = request.GET.get("search", "").strip()[:100]
    counted = queries.counts(actor=actor)
    names = {
        "open": pgettext("conversations", "Open"),
        "waiting": gettext("Waiting"),
        "mine": gettext("Mine"),
        "ended": pgettext("conversations", "Ended"),
    }
    seats = queries.on_duty(company_id=actor.organisation_id, at=at)
    since = queries.longest_wait(actor=actor)
    context: dict[str, Any] = {
        "page": queries.inbox(actor=actor, at=at, view=view, search=search, page=page_of(request)),
        "view": view,
        "search": search,
        "views": [(code, name, counted.get(code)) for code, name in names.items()],
        "longest": int((at - since).total_seconds() // 60) if since else None,
        "my_shift": next((seat for seat in seats if seat.user_id == actor.user_id), None),
        "seats": seats,
        "estates": [
            (each.id, each.name) for each in places.estates_for(actor=actor) if actor.may(Right.ANSWER_CHATS, each.id)
        ],
        "channels": [("telephone", gettext("by telephone")), ("counter", gettext("at the counter"))],
        "telephone": telephone,
    }
    if estate_id is not None and conversation_id is not None:
        shown = queries.talk_for(actor=actor, estate_id=estate_id, conversation_id=conversation_id, at=at)
        context |= _one(request, shown)
    return render(request, "operations/talks.html", context)


def _one(request: access.Request, shown: TalkView) -> dict[str, Any]:
    actor, at, row = request.actor, request.at, shown.row
    found = queries.heard_after(
        actor=actor, estate_id=row.estate_id, conversation_id=row.id, after=max(shown.last_seq - 150, 0)
    )
    colleagues = [
        (seat.user_id, seat.name)
        for seat in queries.on_duty(company_id=actor.organisation_id, at=at)
        if seat.user_id not in (actor.user_id, row.seat_user_id)
    ]
    context: dict[str, Any] = {
        "shown": shown,
        "row": row,
        "found": found,
        "colleagues": colleagues,
        "replies": [gettext(each) for each in REPLIES],
        "may_speak": shown.is_open and (row.seat_user_id is None or shown.is_mine),
        "may_open": shown.person_id is not None and actor.may(Right.OPEN_PERSONAL_DATA, row.estate_id),
    }
    if row.home_id is None:
        return context
    where: dict[str, Any] = {"actor": actor, "estate_id": row.estate_id, "home_id": row.home_id}
    bills = billing.open_bills(**where) if actor.may(Right.TAKE_CASH, row.estate_id) else []
    handles = actor.may(Right.HANDLE_REQUESTS, row.estate_id)
    open_ones = requests.requests_of_home(**where, at=at) if handles else []
    sees = actor.may(Right.SEE_PEOPLE, row.estate_id)
    return context | {
        "bills": bills[:MOST_BILLS],
        "more_bills": max(len(bills) - MOST_BILLS, 0),
        "requests": [(each, gettext(each.category.name), STATES[each.state]) for each in open_ones],
        "people": people.people_of_home(**where, day=city_day(at)) if sees else [],
        "earlier": queries.talks_of_home(**where, but=row.id),
    }


def _send_bill(where: dict[str, Any], bill_id: int) -> None:
    shown = queries.talk_for(**where)
    home_id = shown.row.home_id or 0
    owed = billing.open_bills(actor=where["actor"], estate_id=where["estate_id"], home_id=home_id)
    bill = next((each for each in owed if each.id == bill_id), None)
    if bill is None:
        raise NotFound
    text = f"{month_name(bill.month)} {bill.item_name} {money(bill.open)}"
    use_cases.say(**where, client_id=uuid.uuid4().hex, kind="card", card="bill", card_id=bill.id, text=text)


def _make_request(where: dict[str, Any]) -> None:
    """Make a request of what the resident said and showed, and put its card into the conversation."""
    shown = queries.talk_for(**where)
    actor, estate_id, row = where["actor"], where["estate_id"], shown.row
    heard = queries.heard_after(
        actor=actor, estate_id=estate_id, conversation_id=row.id, after=max(shown.last_seq - 150, 0)
    )
    theirs = "resident" if row.channel == "chat" else "seat"
    words = [each.text for each in heard.messages if each.author == theirs and each.kind == "text"]
    pictures = [each.file_id for each in heard.messages if each.kind == "picture" and each.file_id is not None]
    text = "\n".join(words)
    request_id = requests_use_cases.report(
        actor=actor,
        estate_id=estate_id,
        category=suggest(text).category,
        client_id=f"talk-{row.id}-{shown.last_seq}",
        text=text,
        home_id=row.home_id,
        channel=row.channel,
        file_ids=pictures[-requests_use_cases.MOST_FILES :],
        at=where["at"],
    )
    made = requests.request_for(actor=actor, estate_id=estate_id, request_id=request_id, at=where["at"]).row
    use_cases.say(
        **where,
        client_id=f"request-{request_id}",
        kind="card",
        card="request",
        card_id=request_id,
        text=f"{made.number} {gettext(category_of(made.category.code).name)}",
    )


def _address(estate_id: int, conversation_id: int) -> str:
    return f"{reverse('operations:talks')}?talk={estate_id}-{conversation_id}"
