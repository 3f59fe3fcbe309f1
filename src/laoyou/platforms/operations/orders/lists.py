"""The list of work orders over all estates, its file, and giving many of them to a crew at once."""

from __future__ import annotations

from datetime import date, datetime, time

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import city_day, city_instant
from laoyou.core.errors import Refusal, mark
from laoyou.infra import exports
from laoyou.infra.actor import Actor, Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations.forms import day_or_none, number_or_none, page_of
from laoyou.platforms.operations.orders import words
from laoyou.platforms.operations.shell import own_address
from laoyou.system.places import queries as places
from laoyou.system.work.crews import queries as crews
from laoyou.system.work.orders import queries, use_cases
from laoyou.system.work.orders.errors import CrewNeeded
from laoyou.system.work.orders.queries import OrdersWanted

MOST_AT_ONCE = 200
TABS = ("to_do", "open", "assigned", "under_way", "paused", "done", "cancelled", "all")


class NotATime(Refusal):
    code = "operations.not_a_time"
    field = "clock"
    sentence = mark("Write the time as 09:30.")


def instant_of(day: date, clock: str) -> datetime | None:
    """Return the moment of the day that was typed, none for an empty one. Raises: NotATime."""
    if not clock.strip():
        return None
    try:
        return city_instant(day, time.fromisoformat(clock.strip()))
    except ValueError:
        raise NotATime from None


def wanted_of(request: access.Request) -> OrdersWanted:
    """Return what the address narrows the list to; without a state, what is to be done."""
    given = request.GET
    estate = number_or_none(given.get("estate", ""))
    try:
        day = day_or_none(given.get("day", ""), field="day")
    except Refusal:
        day = None
    state = given.get("state", "to_do")
    return OrdersWanted(
        estate_ids=[estate] if estate else None,
        state="" if state == "all" else state,
        skill=given.get("skill", ""),
        source=given.get("source", ""),
        priority=number_or_none(given.get("priority", "")),
        crew=number_or_none(given.get("crew", "")),
        day=day,
        late=given.get("mark", "") == "late",
        help=given.get("mark", "") == "help",
        search=given.get("search", "").strip(),
    )


@access.staff(Right.SEE_ORDERS)
def orders(request: access.Request) -> HttpResponse:
    """Show what is to be done in all estates, narrowed as the address says."""
    actor, today = request.actor, city_day(request.at)
    wanted = wanted_of(request)
    page = queries.orders_for(actor=actor, at=request.at, wanted=wanted, page=page_of(request))
    may_dispatch = actor.may_somewhere(Right.DISPATCH_ORDERS)
    every_crew = crews.crews_for(actor=actor, day=today) if crews.may_see_crews(actor) else []
    given = request.GET
    context = {
        "page": page,
        "counts": queries.counts_by_state(actor=actor, at=request.at),
        "state": given.get("state", "to_do"),
        "mark": given.get("mark", ""),
        "search": wanted.search,
        "skill": wanted.skill,
        "source": wanted.source,
        "priority": given.get("priority", ""),
        "day": wanted.day,
        "crew": given.get("crew", ""),
        "estate": given.get("estate", ""),
        "estate_choices": [("", gettext("All estates")), *_estates(actor)],
        "state_choices": [("to_do", gettext("All that is to be done")), *words.STATES.items(), ("all", gettext("All"))],
        "skill_choices": [("", gettext("All skills")), *words.SKILLS.items()],
        "source_choices": [("", gettext("All sources")), *words.SOURCES.items()],
        "priority_choices": [("", gettext("All urgencies")), *words.PRIORITIES.items()],
        "mark_choices": [("", gettext("All")), ("late", gettext("Late")), ("help", gettext("Help is asked for"))],
        "crew_choices": [("", gettext("All crews")), ("0", gettext("without a crew")), *_named(every_crew)],
        "crews_to_send": _named(every_crew),
        "may_dispatch": may_dispatch,
        "today": today,
        "opening": given.get("opening", ""),
        **words.SHOWN,
    }
    return render(request, "operations/orders.html", context)


def _named(found: list[crews.CrewView]) -> list[tuple[int, str]]:
    return [
        (crew.id, f"{crew.name} · {'、'.join(str(words.SKILLS[skill]) for skill in crew.skills)}") for crew in found
    ]


def _estates(actor: Actor) -> list[tuple[int, str]]:
    names = places.estate_names(actor.estates_with(Right.SEE_ORDERS))
    return sorted(names.items(), key=lambda each: each[1])


@access.staff(Right.SEE_ORDERS)
def orders_export(request: access.Request) -> HttpResponseBase:
    """Hand out the orders that the list shows."""
    kind = exports.Kind
    _, rows = queries.orders_to_export(actor=request.actor, at=request.at, wanted=wanted_of(request))
    return exports.response(
        file_name=f"{gettext('Work orders')} {city_day(request.at).isoformat()}",
        title=gettext("Work orders"),
        columns=[
            exports.Column(gettext("Number"), width=14),
            exports.Column(gettext("Estate"), width=16),
            exports.Column(gettext("Work to do"), width=30),
            exports.Column(gettext("Where"), width=22),
            exports.Column(gettext("Skill"), width=10),
            exports.Column(gettext("Urgency"), width=10),
            exports.Column(gettext("Comes from"), width=12),
            exports.Column(gettext("State"), width=10),
            exports.Column(gettext("Crew"), width=16),
            exports.Column(gettext("Planned"), kind.MOMENT),
            exports.Column(gettext("Due by"), kind.MOMENT),
            exports.Column(gettext("Opened at"), kind.MOMENT),
            exports.Column(gettext("There at"), kind.MOMENT),
            exports.Column(gettext("Finished at"), kind.MOMENT),
            exports.Column(gettext("Price"), kind.MONEY),
        ],
        rows=(
            (
                row.number,
                row.estate_name,
                row.title,
                row.where,
                words.SKILLS[row.skill],
                words.PRIORITIES[str(row.priority)],
                words.SOURCES[row.source],
                words.STATES[row.state],
                row.crew_name,
                row.planned_starts,
                row.due_at,
                row.opened_at,
                row.arrived_at,
                row.finished_at,
                row.price,
            )
            for row in rows
        ),
    )


@access.staff(Right.DISPATCH_ORDERS)
@access.in_own_transactions
@require_POST
def assign_orders(request: access.Request) -> HttpResponse:
    """Give the chosen orders to one crew, each in its own transaction; say which could not be given."""
    typed, actor = request.POST, request.actor
    back = redirect(own_address(typed.get("back", "")) or "operations:orders")
    crew_id, refused, done = number_or_none(typed.get("crew", "")), [], 0
    if crew_id is None:
        flash.say(request, access.sentence(CrewNeeded()), tone="late")
        return back
    for chosen in typed.getlist("order")[:MOST_AT_ONCE]:
        estate, _, order = chosen.partition("-")
        if not (estate.isdecimal() and order.isdecimal()):
            continue
        try:
            use_cases.assign(
                actor=actor,
                estate_id=int(estate),
                order_id=int(order),
                crew_id=crew_id,
                starts_at=None,
                ends_at=None,
                at=request.at,
            )
            done += 1
        except Refusal as refusal:
            refused.append(access.sentence(refusal))
    if done:
        said = ngettext("%(count)s order given to the crew.", "%(count)s orders given to the crew.", done)
        flash.say(request, said % {"count": done})
    for sentence in sorted(set(refused)):
        flash.say(request, f"{sentence} ({refused.count(sentence)})", tone="late")
    return back
