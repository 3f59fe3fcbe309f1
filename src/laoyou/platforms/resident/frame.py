"""The frame around every page of a resident: the home in hand, for whom they act, and a word from the last page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from laoyou.core.calendar import city_day
from laoyou.infra.actor import Actor
from laoyou.platforms import flash
from laoyou.system.people import queries as people
from laoyou.system.people.rules.masking import masked_name
from laoyou.system.places import queries as places
from laoyou.system.places.queries import EstateView

HOME_IN_HAND = "home in hand"
Home = tuple[int, int]


@dataclass(frozen=True, slots=True)
class HomeInHand:
    """The home that the pages are about; `others` says whether there is a choice."""

    estate: EstateView
    home_id: int
    label: str
    others: bool

    @property
    def key(self) -> str:
        return f"{self.estate.id}-{self.home_id}"


class Frame:
    """What base.html shows of this request."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def words(self) -> list[flash.Word]:
        return flash.take(self._request)

    @cached_property
    def acting_for(self) -> str:
        """Return the masked name of the person for whom the actor acts at the home in hand; nothing at an own one."""
        chosen = chosen_home(self._request)
        if chosen is None:
            return ""
        name = people.acting_for(actor=actor_of(self._request), estate_id=chosen[0], home_id=chosen[1])
        return masked_name(name)


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def chosen_home(request: HttpRequest) -> Home | None:
    """Return the home this person last chose while it is theirs, else the first of theirs; None without any."""
    homes = actor_of(request).homes
    kept = request.session.get(HOME_IN_HAND)
    if kept is not None and tuple(kept) in homes:
        return (kept[0], kept[1])
    return min(homes, default=None)


def choose_home(request: HttpRequest, home: Home) -> bool:
    """Take another home in hand and return whether it is one of this person's."""
    if home not in actor_of(request).homes:
        return False
    request.session[HOME_IN_HAND] = list(home)
    return True


def home_in_hand(request: HttpRequest) -> HomeInHand | None:
    chosen = chosen_home(request)
    if chosen is None:
        return None
    estate_id, home_id = chosen
    actor = actor_of(request)
    labels = places.home_labels(estate_id=estate_id, home_ids=[home_id])
    return HomeInHand(
        estate=places.estate_for(actor=actor, estate_id=estate_id),
        home_id=home_id,
        label=labels.get(home_id, ""),
        others=len(actor.homes) > 1,
    )


def page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return render(request, template, {**context, "frame": Frame(request)}, status=status)


def today(request: HttpRequest) -> Any:
    return city_day(request.at)  # type: ignore[attr-defined]
