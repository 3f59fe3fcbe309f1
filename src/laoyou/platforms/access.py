"""Who may open which page, and what every answer carries.

Each view says its access by a decorator; a view without one is refused, so nobody opens a page by forgetting. The
middleware builds the actor, opens the transaction and its scope, and turns refusals into pages: a stranger gets 404.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from laoyou.core.errors import NotAllowed, NotFound, Refusal
from laoyou.infra import clock, scope
from laoyou.infra.actor import VISITOR, Actor, ActorKind, Right
from laoyou.system.mandates import queries as mandates

View = Callable[..., HttpResponseBase]


class Door(StrEnum):
    PUBLIC = "public"
    RESIDENT = "resident"
    STAFF = "staff"
    MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class Access:
    """`door` is who may come in at all; `right` what staff need, in the estate that the address names or anywhere."""

    door: Door
    right: Right | None = None


def _with(access: Access) -> Callable[[View], View]:
    def mark_view(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]
        return view

    return mark_view


public = _with(Access(Door.PUBLIC))
resident = _with(Access(Door.RESIDENT))
machine = _with(Access(Door.MACHINE))


def staff(right: Right | None = None) -> Callable[[View], View]:
    return _with(Access(Door.STAFF, right))


def access_of(view: View) -> Access | None:
    return getattr(view, "access", None)


def sentence(refusal: Refusal) -> str:
    """Return the refusal as a sentence in the reader's language."""
    return gettext(refusal.sentence) % refusal.params if refusal.params else gettext(refusal.sentence)


class ActorAndScope:
    """Give each request its actor, and run its view in one transaction that sees the actor's estates only."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.at = clock.now()  # type: ignore[attr-defined]
        request.actor = VISITOR  # type: ignore[attr-defined]
        if request.path_info.startswith(settings.STATIC_URL):
            return self.get_response(request)
        request.actor = actor = actor_of(request)  # type: ignore[attr-defined]
        with scope.of_actor(actor):
            response = self.get_response(request)
            if response.status_code >= 500:  # Django has already turned the error into a page: undo what it wrote
                transaction.set_rollback(True)
            return response

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        access = access_of(view)
        actor: Actor = request.actor  # type: ignore[attr-defined]
        if access is None:
            return not_found(request)
        if access.door in (Door.PUBLIC, Door.MACHINE):
            return None
        wanted = ActorKind.STAFF if access.door is Door.STAFF else ActorKind.RESIDENT
        if actor.kind is ActorKind.VISITOR:
            page = "operations:sign_in" if wanted is ActorKind.STAFF else "resident:sign_in"
            return redirect(f"{reverse(page)}?next={request.get_full_path()}")
        if actor.kind is not wanted or not _has_right(actor, access.right, kwargs.get("estate_id")):
            return not_found(request)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        if isinstance(error, NotFound):
            return not_found(request)
        if isinstance(error, NotAllowed):
            return render(request, "refusal.html", {"sentence": sentence(error)}, status=403)
        if isinstance(error, Refusal):
            return render(request, "refusal.html", {"sentence": sentence(error)}, status=409)
        return None


def _has_right(actor: Actor, right: Right | None, estate_id: int | None) -> bool:
    if estate_id is not None and estate_id not in actor.estate_ids and not actor.everywhere:
        return False
    if right is None:
        return True
    return actor.may_somewhere(right) if estate_id is None else actor.may(right, estate_id)


def actor_of(request: HttpRequest) -> Actor:
    """Return who is signed in, with the rights of this moment: a mandate that ended takes its rights along at once."""
    user = get_user(request)
    if not user.is_authenticated or user.pk is None:
        return VISITOR
    return mandates.actor_for(user_id=user.pk, at=request.at)  # type: ignore[attr-defined]


def not_found(request: HttpRequest) -> HttpResponse:
    return render(request, "not_found.html", status=404)


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
