"""Who may open which page, and what every answer carries.

Each view says its access by a decorator; a view without one is refused, so nobody opens a page by forgetting. The
middleware builds the actor, opens the transaction and its scope, and turns refusals into pages: a stranger gets 404.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext

from laoyou.core.errors import NotAllowed, NotFound, Refusal, mark
from laoyou.infra import clock, scope
from laoyou.infra.actor import VISITOR, Actor, ActorKind, Right
from laoyou.platforms import sessions
from laoyou.system.mandates import queries as mandates
from laoyou.system.people import use_cases as people_use_cases
from laoyou.system.people.errors import TooManyTries
from laoyou.system.people.rules.roles import NEEDS_SECOND_FACTOR

View = Callable[..., HttpResponseBase]


class Request(HttpRequest):
    """A request as views get it: who asks, and when."""

    actor: Actor
    at: datetime
    comer: Comer


class Step(StrEnum):
    """What a staff member may have to do before anything else opens, in this order."""

    FIRST_SIGN_IN = "first_sign_in"
    SECOND_FACTOR = "second_factor"


MACHINES = ("/api/", "/open311/")
PAGE_OF_STEP = {Step.FIRST_SIGN_IN: "operations:own_password", Step.SECOND_FACTOR: "operations:second_factor"}


class Door(StrEnum):
    PUBLIC = "public"
    RESIDENT = "resident"
    STAFF = "staff"
    MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class Access:
    """`door` is who may come in at all; `right` what staff need, in the estate that the address names or anywhere.

    `step` marks the few pages by which a staff member takes a step that everything else waits for.
    """

    door: Door
    right: Right | None = None
    step: Step | None = None


@dataclass(frozen=True, slots=True)
class Slowness:
    """How often a form may be sent from one address within a while."""

    most: int
    within: timedelta


def _with(access: Access) -> Callable[[View], View]:
    def mark_view(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]
        return view

    return mark_view


public = _with(Access(Door.PUBLIC))
resident = _with(Access(Door.RESIDENT))
machine = _with(Access(Door.MACHINE))


def staff(right: Right | None = None, *, step: Step | None = None) -> Callable[[View], View]:
    return _with(Access(Door.STAFF, right, step))


def slow(*, most: int, minutes: int) -> Callable[[View], View]:
    """Let one address send the view's form at most so often: against guessing, wide enough for a shared line."""

    def mark_view(view: View) -> View:
        view.slow = Slowness(most, timedelta(minutes=minutes))  # type: ignore[attr-defined]
        return view

    return mark_view


def access_of(view: View) -> Access | None:
    return getattr(view, "access", None)


def sentence(refusal: Refusal) -> str:
    """Return the refusal as a sentence in the reader's language."""
    return gettext(refusal.sentence) % refusal.params if refusal.params else gettext(refusal.sentence)


def in_own_transactions(view: View) -> View:
    """Let the view open its transactions itself: for an act over several estates, one after the other (R4)."""
    view.in_own_transactions = True  # type: ignore[attr-defined]
    return view


class ActorAndScope:
    """Give each request its actor, and run its view in one transaction that sees the actor's estates only.

    Views marked `in_own_transactions` open theirs themselves.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.at = clock.now()  # type: ignore[attr-defined]
        request.actor = VISITOR  # type: ignore[attr-defined]
        request.comer = Comer(VISITOR)  # type: ignore[attr-defined]
        if request.path_info.startswith((settings.STATIC_URL, *MACHINES)):
            return self.get_response(request)  # machines bring no session; each use case opens its own transaction
        comer = _comer(request)
        request.comer = comer  # type: ignore[attr-defined]
        request.actor = comer.actor  # type: ignore[attr-defined]
        if _opens_its_own(request):
            return self.get_response(request)
        with scope.of_actor(comer.actor):
            response = self.get_response(request)
            if response.status_code >= 500:  # Django has already turned the error into a page: undo what it wrote
                transaction.set_rollback(True)
            return response

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        access = access_of(view)
        if access is None:
            return not_found(request)
        if (refused := _too_often(request, view)) is not None:
            return refused
        comer: Comer = request.comer  # type: ignore[attr-defined]
        if access.door in (Door.PUBLIC, Door.MACHINE):
            if comer.steps:
                request.actor = VISITOR  # type: ignore[attr-defined]
            return None
        wanted = ActorKind.STAFF if access.door is Door.STAFF else ActorKind.RESIDENT
        if comer.actor.kind is ActorKind.VISITOR:
            return _to_sign_in(request, wanted, comer.was_idle)
        if comer.actor.kind is not wanted or not _has_right(comer.actor, access.right, kwargs.get("estate_id")):
            return not_found(request)
        if comer.steps and access.step is not comer.steps[0]:
            return _led_to(request, reverse(PAGE_OF_STEP[comer.steps[0]]))
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        if isinstance(error, NotFound):
            return not_found(request)
        if isinstance(error, NotAllowed):
            return refused(request, error, status=403)
        if isinstance(error, Refusal):
            return refused(request, error, status=409)
        return None


@dataclass(frozen=True, slots=True)
class Comer:
    """Who comes: the actor, whether a session ended for silence just now, and the steps still asked of them."""

    actor: Actor
    was_idle: bool = False
    steps: tuple[Step, ...] = ()


def _comer(request: HttpRequest) -> Comer:
    """Return who is signed in, with the rights of this moment: a mandate that ended takes its rights along at once."""
    user = get_user(request)
    if not user.is_authenticated or user.pk is None:
        return Comer(VISITOR)
    at = request.at  # type: ignore[attr-defined]
    actor = mandates.actor_of(user, at=at)
    if actor.kind is not ActorKind.STAFF:
        return Comer(actor)
    if sessions.has_gone_idle(request, at=at):
        sessions.end(request)
        return Comer(VISITOR, was_idle=True)
    asked = {
        Step.FIRST_SIGN_IN: user.has_first_password,
        Step.SECOND_FACTOR: user.totp_secret is None and not actor.roles.isdisjoint(NEEDS_SECOND_FACTOR),
    }
    return Comer(actor, steps=tuple(step for step, is_asked in asked.items() if is_asked))


def _opens_its_own(request: HttpRequest) -> bool:
    try:
        return getattr(resolve(request.path_info).func, "in_own_transactions", False)
    except Resolver404:
        return False


def _too_often(request: HttpRequest, view: View) -> HttpResponse | None:
    slowness: Slowness | None = getattr(view, "slow", None)
    if slowness is None or request.method != "POST":
        return None
    at = request.at  # type: ignore[attr-defined]
    where = request.META.get("REMOTE_ADDR", "")
    what = f"{view.__module__}.{view.__name__}"
    try:
        people_use_cases.count_try(what=what, where=where, most=slowness.most, within=slowness.within, at=at)
    except TooManyTries as refusal:
        return refused(request, refusal, status=429)
    return None


def _to_sign_in(request: HttpRequest, wanted: ActorKind, was_idle: bool) -> HttpResponse:
    page = "operations:sign_in" if wanted is ActorKind.STAFF else "resident:sign_in"
    # A form that came too late leads back to its page; where the sign-in leads is checked there.
    came_from = urlsplit(request.headers.get("Referer", "")).path or reverse(page)
    words = {"next": request.get_full_path() if request.method == "GET" else came_from}
    if "HX-Request" in request.headers:
        words["next"] = urlsplit(request.headers.get("HX-Current-URL", "")).path
    if was_idle:
        words["idle"] = "1"
    return _led_to(request, f"{reverse(page)}?{urlencode({key: value for key, value in words.items() if value})}")


def _led_to(request: HttpRequest, address: str) -> HttpResponse:
    """Lead the browser elsewhere, out of a part that it was loading too."""
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def _has_right(actor: Actor, right: Right | None, estate_id: int | None) -> bool:
    if estate_id is not None and estate_id not in actor.estate_ids and not actor.everywhere:
        return False
    if right is None:
        # A draft alone names the estate among an actor's, and opens nothing that asks for no right.
        return estate_id is None or actor.kind is not ActorKind.STAFF or actor.may(Right.SEE_ESTATE, estate_id)
    return actor.may_somewhere(right) if estate_id is None else actor.may(right, estate_id)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404, the same for what is not there and for what is not yours."""
    return render(request, "not_found.html", {"way": _first_page(request)}, status=404)


def refused(request: HttpRequest, refusal: Refusal, *, status: int) -> HttpResponse:
    return render(request, "refusal.html", {"sentence": sentence(refusal)}, status=status)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose secret doesn't belong to this session: it stood open over a sign-in, or is forged."""
    return render(request, "refusal.html", {"sentence": gettext(STALE_FORM)}, status=403)


def fault(request: HttpRequest) -> HttpResponse:
    """Answer 500. Touches no database: that may be what failed."""
    return HttpResponse(render_to_string("fault.html", {"way": _first_page(request)}), status=500)


def _first_page(request: HttpRequest) -> str:
    """Return where somebody lost begins anew: on the platform that the address belongs to."""
    first = request.path_info.strip("/").partition("/")[0]
    return f"/{first}/" if first in ("ops", "city") else "/"


STALE_FORM = mark("This page stood open too long. Go back, load it again, and send it once more.")


class SecurityHeaders:
    """Content-Security-Policy without inline anything; pages of signed-in people stay out of shared caches."""

    POLICY = "; ".join(
        (
            *("default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:"),
            *("font-src 'self'", "connect-src 'self'", "media-src 'self' blob:", "manifest-src 'self'"),
            *("worker-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"),
        )
    )

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.POLICY)
        response.headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(self), microphone=(self)")
        if not request.path_info.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Return what every template may use."""
    return {"actor": getattr(request, "actor", VISITOR), "now": getattr(request, "at", None), "demo": settings.DEMO}
