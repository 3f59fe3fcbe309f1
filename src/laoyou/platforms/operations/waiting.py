"""The list of everything that one person asked for and another one has to decide, over all estates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext

from laoyou.core.calendar import city_day
from laoyou.core.paging import ROWS_PER_PAGE, Page
from laoyou.infra import exports
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


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the list is narrowed to, by its address."""

    kind: str
    whose: str
    estate_id: int | None

    @property
    def is_narrowed(self) -> bool:
        return bool(self.kind or self.whose or self.estate_id is not None)


@access.staff()
def waiting(request: access.Request) -> HttpResponse:
    """Show what waits for this person's decision, and beneath what they asked for themselves."""
    actor, day = request.actor, city_day(request.at)
    chosen, page = _chosen(request), _page(request, number=page_of(request))
    heaps = found.heaps(sources=second_person.SOURCES, actor=actor, day=day)
    kinds, estates = Counter[str](), Counter[int]()
    for heap in heaps:
        kinds[heap.kind] += heap.count
        estates[heap.estate_id] += heap.count
    names = _names(estates)
    by_name = sorted((names.get(each, ""), each) for each in estates)
    context = {
        "page": page,
        "lines": [_line(one, names) for one in page.rows],
        "for_me": sum(heap.count for heap in heaps if not heap.is_mine),
        "of_mine": sum(heap.count for heap in heaps if heap.is_mine),
        "is_narrowed": chosen.is_narrowed or page.number > 1,
        "kind": chosen.kind,
        "kinds": [("", gettext("All kinds"))]
        + [(key, f"{words} {kinds[key]}") for key, (words, _) in second_person.KINDS.items() if kinds[key]],
        "estate": "" if chosen.estate_id is None else str(chosen.estate_id),
        "estates": [("", gettext("All estates")), *((each, f"{name} {estates[each]}") for name, each in by_name)],
        "whose": chosen.whose,
    }
    return render(request, "operations/waiting.html", context)


@access.staff()
def waiting_export(request: access.Request) -> HttpResponseBase:
    """Hand out the list as it is filtered."""
    page, kind = _page(request, size=exports.READ_AT_MOST), exports.Kind
    names = _names({one.estate_id for one in page.rows})
    return exports.response(
        file_name=f"{pgettext('page', 'Waits for a second person')} {city_day(request.at).isoformat()}",
        title=pgettext("page", "Waits for a second person"),
        columns=[
            exports.Column(gettext("What is asked for"), width=24),
            exports.Column(gettext("What it is about"), width=24),
            exports.Column(gettext("Reason"), width=40),
            exports.Column(gettext("Estate"), width=20),
            exports.Column(gettext("Home"), width=20),
            exports.Column(gettext("Amount"), kind.MONEY),
            exports.Column(gettext("Asked by"), width=12),
            exports.Column(gettext("Asked at"), kind.MOMENT),
            exports.Column(gettext("State"), width=20),
        ],
        rows=(
            (
                *(line.kind, line.title, one.text, line.estate, one.home_label, one.amount),
                *(gettext("the household") if one.code == "resident" else one.asked_by_name, one.asked_at),
                gettext("Waits for another person") if one.is_mine else gettext("Waits for you"),
            )
            for one, line in ((one, _line(one, names)) for one in page.rows)
        ),
    )


def _chosen(request: access.Request) -> Chosen:
    kind, whose = request.GET.get("kind", ""), request.GET.get("whose", "")
    return Chosen(
        kind=kind if kind in second_person.KINDS else "",
        whose=whose if whose in WHOSE else "",
        estate_id=number_or_none(request.GET.get("estate", "")),
    )


def _page(request: access.Request, *, number: int = 1, size: int = ROWS_PER_PAGE) -> Page[Waiting]:
    chosen = _chosen(request)
    return found.waiting_for(
        sources=second_person.SOURCES,
        actor=request.actor,
        day=city_day(request.at),
        kind=chosen.kind,
        estate_id=chosen.estate_id,
        is_mine=WHOSE.get(chosen.whose),
        page=number,
        size=size,
    )


def _names(estates: Iterable[int]) -> dict[int, str]:
    return {0: gettext("The centre itself")} | places.estate_names(estates)


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
