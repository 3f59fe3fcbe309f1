"""The frame around every page of a resident: the home in hand, for whom they act, and a word from the last page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from laoyou.core.calendar import city_day
from laoyou.infra.actor import Actor
from laoyou.infra.live import Topic
from laoyou.platforms import flash
from laoyou.system.people import queries as people
from laoyou.system.places import queries as places
from laoyou.system.places.queries import EstateView

HOME_IN_HAND = "home in hand"
Home = tuple[int, int]


@dataclass(frozen=True, slots=True)
class HomeInHand:
    """The home that a page is about. `others`: there is a choice; `acting_for`: whose it is when it is not theirs."""

    estate: EstateView
    home_id: int
    label: str
    others: bool
    acting_for: str
    is_tenant: bool

    @property
    def key(self) -> str:
        return key_of((self.estate.id, self.home_id))

    @property
    def topic(self) -> str:
        """Return what the page listens to for news of the home's money."""
        return str(Topic.of_home(self.estate.id, self.home_id))


class Frame:
    """What base.html shows around the content."""

    def __init__(self, request: HttpRequest, hand: HomeInHand | None) -> None:
        self._request = request
        self.acting_for = hand.acting_for if hand else ""

    @cached_property
    def words(self) -> list[flash.Word]:
        return flash.take(self._request)


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def at_of(request: HttpRequest) -> datetime:
    at: datetime = request.at  # type: ignore[attr-defined]
    return at


def today(request: HttpRequest) -> date:
    return city_day(at_of(request))


def key_of(home: Home) -> str:
    """Return a home as forms name it, 7-33."""
    return f"{home[0]}-{home[1]}"


def home_of_key(request: HttpRequest, key: str) -> Home | None:
    """Return the home that a form names, where it is one of this person's."""
    return next((home for home in actor_of(request).homes if key_of(home) == key), None)


def chosen_home(request: HttpRequest) -> Home | None:
    """Return the home this person last chose while it is theirs, else the first of theirs; None without any."""
    kept = request.session.get(HOME_IN_HAND, "")
    return home_of_key(request, kept) or min(actor_of(request).homes, default=None)


def choose_home(request: HttpRequest, home: Home) -> None:
    request.session[HOME_IN_HAND] = key_of(home)


def hand_of(request: HttpRequest, home: Home, *, label: str = "") -> HomeInHand:
    """Return one of this person's homes as pages show it; its label is looked up unless known. Raises: NotFound."""
    estate_id, home_id = home
    actor = actor_of(request)
    tenure = actor.require_home(estate_id, home_id)
    return HomeInHand(
        estate=places.estate_for(actor=actor, estate_id=estate_id),
        home_id=home_id,
        label=label or places.home_labels(estate_id=estate_id, home_ids=[home_id]).get(home_id, ""),
        others=len(actor.homes) > 1,
        acting_for=people.acting_for(actor=actor, estate_id=estate_id, home_id=home_id, day=today(request)),
        is_tenant=tenure.is_tenant,
    )


def page(
    request: HttpRequest, template: str, context: dict[str, Any], *, hand: HomeInHand | None = None, status: int = 200
) -> HttpResponse:
    return render(request, template, {**context, "hand": hand, "frame": Frame(request, hand)}, status=status)


def no_home(request: HttpRequest) -> HttpResponse:
    """Answer somebody who has signed in and is in no home's records: say what to do."""
    return page(request, "resident/no_home.html", {"centre": people.centre_telephone()})
