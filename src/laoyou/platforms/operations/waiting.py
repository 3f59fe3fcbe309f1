"""The list of everything that one person asked for and another one has to decide, over all estates."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext

from laoyou.core.calendar import city_day
from laoyou.infra import waiting as found
from laoyou.infra.waiting import Waiting
from laoyou.platforms import access
from laoyou.platforms.operations import second_person
from laoyou.platforms.operations.forms import number_or_none, page_of
from laoyou.system.places import queries as places

WHOSE = {"me": False, "mine": True}


@dataclass(frozen=True, slots=True)
class Line:
    """A request as the list shows it."""

    waiting: Waiting
    kind: str | Promise
    icon: str
    title: str
    address: str
    estate: str


@access.staff()
def waiting(request: access.Request) -> HttpResponse:
    """Show what waits for this person's decision, and beneath what they asked for themselves."""
    actor, day = request.actor, city_day(request.at)
    kind, whose = request.GET.get("kind", ""), request.GET.get("whose", "")
    estate_id = number_or_none(request.GET.get("estate", ""))
    page = found.waiting_for(
        sources=second_person.SOURCES,
        actor=actor,
        day=day,
        kind=kind if kind in second_person.KINDS else "",
        estate_id=estate_id,
        is_mine=WHOSE.get(whose),
        page=page_of(request),
    )
    heaps = found.heaps(sources=second_person.SOURCES, actor=actor, day=day)
    kinds, estates = Counter[str](), Counter[int]()
    for heap in heaps:
        kinds[heap.kind] += heap.count
        estates[heap.estate_id] += heap.count
    names = {0: gettext("The centre itself")} | places.estate_names(estates)
    by_name = sorted((names.get(each, ""), each) for each in estates)
    context = {
        "page": page,
        "lines": [_line(one, names) for one in page.rows],
        "for_me": sum(heap.count for heap in heaps if not heap.is_mine),
        "of_mine": sum(heap.count for heap in heaps if heap.is_mine),
        "is_narrowed": bool(kind or whose or estate_id is not None or page.number > 1),
        "kind": kind,
        "kinds": [("", gettext("All kinds"))]
        + [(key, f"{words} {kinds[key]}") for key, (words, _) in second_person.KINDS.items() if kinds[key]],
        "estate": "" if estate_id is None else str(estate_id),
        "estates": [("", gettext("All estates")), *((each, f"{name} {estates[each]}") for name, each in by_name)],
        "whose": whose if whose in WHOSE else "",
    }
    return render(request, "operations/waiting.html", context)


def _line(one: Waiting, names: dict[int, str]) -> Line:
    words, icon = second_person.KINDS[one.kind]
    return Line(
        waiting=one,
        kind=words,
        icon=icon,
        title=second_person.title(one),
        address=second_person.address(one),
        estate=names.get(one.estate_id, ""),
    )
