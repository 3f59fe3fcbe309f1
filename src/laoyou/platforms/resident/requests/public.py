"""What anybody may see: the promised times and how they are kept, and the open troubles of common places on a map."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from laoyou.core.calendar import Month
from laoyou.platforms import access
from laoyou.platforms.resident import frame
from laoyou.platforms.resident.requests.words import STATES
from laoyou.system.places import queries as places
from laoyou.system.places.queries import EstateView
from laoyou.system.work.requests import queries
from laoyou.system.work.requests.queries import Trouble, TroublesFilter
from laoyou.system.work.requests.rules.levels import LEVEL_NAMES, Level, Times
from laoyou.system.work.requests.rules.states import ASKING_DAYS

WIDTH, HEIGHT, EDGE = 640, 420, 30
MONTHS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Dot:
    """An estate on the map: where, and how many open troubles it has."""

    estate: EstateView
    x: int
    y: int
    radius: int
    count: int


@access.public
def promises(request: HttpRequest, key: str) -> HttpResponse:
    """Show the estate's service levels, how they were kept in the last months, and its open common troubles."""
    estate = places.estate_by_public_key(key)
    at, today = frame.at_of(request), frame.today(request)
    promise = queries.promise_on(estate.id, today)
    months = [Month.of(today)]
    while len(months) < MONTHS_SHOWN:
        months.append(months[-1].previous)
    context = {
        "estate": estate,
        "promise": promise,
        "levels": [(gettext(LEVEL_NAMES[level]), _said(level, promise.promise.times[level])) for level in Level],
        "kept": [(month, queries.quality(estate.id, month, at=at)) for month in months],
        "troubles": [
            (each, gettext(each.category.name), STATES[each.state]) for each in queries.public_troubles(estate.id)
        ],
        "asking_days": ASKING_DAYS,
    }
    return frame.page(request, "resident/requests/promises.html", context)


@access.public
def troubles(request: HttpRequest) -> HttpResponse:
    """Show the open troubles of common places in the whole city, on a map with its table."""
    number = request.GET.get("page", "1")
    found = queries.troubles(TroublesFilter(state="open"), size=1000)
    shown = queries.troubles(
        TroublesFilter(state="open"), page=int(number) if number.isdecimal() and len(number) < 5 else 1, size=50
    )
    context = {
        "page": shown,
        "rows": [(each, gettext(each.category.name), STATES[each.state]) for each in shown.rows],
        "dots": _dots(list(found.rows)),
        "width": WIDTH,
        "height": HEIGHT,
    }
    return frame.page(request, "resident/requests/troubles.html", context)


@access.public
def trouble(request: HttpRequest, code: str) -> HttpResponse:
    """Show one trouble of a common place: what the city's door calls its status page."""
    found = queries.trouble_by_code(code)
    context = {"each": found, "name": gettext(found.category.name), "state": STATES[found.state]}
    return frame.page(request, "resident/requests/trouble.html", context)


def _dots(rows: list[Trouble]) -> list[Dot]:
    """Return the estates of these troubles in the map's coordinates, the north above."""
    counts: dict[int, int] = {}
    estates: dict[int, EstateView] = {}
    for each in rows:
        if each.estate.lat is not None and each.estate.lng is not None:
            counts[each.estate.id] = counts.get(each.estate.id, 0) + 1
            estates[each.estate.id] = each.estate
    if not estates:
        return []
    xs = [float(estate.lng or 0) for estate in estates.values()]
    ys = [float(estate.lat or 0) for estate in estates.values()]
    scale = min((WIDTH - 2 * EDGE) / (max(xs) - min(xs) or 1), (HEIGHT - 2 * EDGE) / (max(ys) - min(ys) or 1))
    return [
        Dot(
            estate=estate,
            x=round(WIDTH / 2 + (float(estate.lng or 0) - (max(xs) + min(xs)) / 2) * scale),
            y=round(HEIGHT / 2 - (float(estate.lat or 0) - (max(ys) + min(ys)) / 2) * scale),
            radius=min(9 + 2 * counts[estate.id], 26),
            count=counts[estate.id],
        )
        for estate in estates.values()
    ]


def _said(level: Level, times: Times) -> list[str]:
    """Return the promised times in words: answer, arrival, finish; a dash where nothing is promised."""
    at_once = level in (Level.DANGER, Level.URGENT)
    answer = _minutes(times.answer_minutes)
    if answer and not at_once:
        answer = gettext("%(time)s within the desk's hours") % {"time": answer}
    return [answer or "–", _minutes(times.arrive_minutes) or "–", _finish(level, times.finish_days) or "–"]


def _minutes(minutes: int | None) -> str:
    if minutes is None:
        return ""
    if minutes % (24 * 60) == 0:
        return gettext("≤ %(n)s days") % {"n": minutes // (24 * 60)} if minutes > 24 * 60 else gettext("≤ 24 hours")
    if minutes % 60 == 0:
        return gettext("≤ %(n)s hours") % {"n": minutes // 60}
    return gettext("≤ %(n)s minutes") % {"n": minutes}


def _finish(level: Level, days: int | None) -> str:
    if days is None:
        return ""
    if days == 0:
        return gettext("the same day")
    if level is Level.REPLY:
        return gettext("≤ %(n)s working days") % {"n": days}
    return gettext("≤ %(n)s days") % {"n": days}
