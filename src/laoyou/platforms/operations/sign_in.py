"""Sign-in of staff: password, then the digits of the second factor."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render

from laoyou.core.errors import Refusal
from laoyou.infra import clock
from laoyou.infra.actor import ActorKind
from laoyou.platforms import access, sessions
from laoyou.platforms.operations.forms import errors_of
from laoyou.platforms.operations.shell import back_to
from laoyou.system.mandates import queries as mandates
from laoyou.system.people import queries as people
from laoyou.system.people import use_cases
from laoyou.system.people.errors import SecondFactorNeeded

PASSWORD_HOLDS = timedelta(minutes=5)
_PENDING, _NEXT = "sign-in pending", "sign-in next"


@access.public
@access.slow(most=60, minutes=10)
def sign_in(request: access.Request) -> HttpResponse:
    """Ask for login and password."""
    actor = request.actor
    if actor.kind is ActorKind.STAFF:
        return redirect(back_to(request, request.GET.get("next", "")))
    refusal = None
    if request.method == "POST":
        at = request.at
        request.session[_NEXT] = request.POST.get("next", "")
        try:
            user_id = use_cases.sign_in_with_password(
                login=request.POST.get("login", ""), password=request.POST.get("password", ""), totp="", at=at
            )
            return _let_in(request, user_id)
        except SecondFactorNeeded as needed:
            request.session[_PENDING] = [needed.user_id, at.timestamp()]
            return redirect("operations:sign_in_code")
        except Refusal as error:
            refusal = error
    context = {
        "login": request.POST.get("login", ""),
        "next": request.POST.get("next", request.GET.get("next", "")),
        "was_idle": "idle" in request.GET,
        "errors": errors_of(refusal),
    }
    return render(request, "operations/sign_in.html", context, status=422 if refusal else 200)


@access.public
@access.slow(most=60, minutes=10)
def sign_in_code(request: access.Request) -> HttpResponse:
    """Ask for the digits of the second factor, for five minutes after a right password."""
    at = request.at
    user_id, since = request.session.get(_PENDING, [None, 0])
    if user_id is None or at.timestamp() - since > PASSWORD_HOLDS.total_seconds():
        request.session.pop(_PENDING, None)
        return redirect("operations:sign_in")
    refusal = None
    if request.method == "POST":
        try:
            use_cases.sign_in_with_second_factor(
                user_id=user_id, totp=request.POST.get("totp", ""), at=at, app_shows_at=clock.real_now()
            )
            return _let_in(request, user_id)
        except Refusal as error:
            refusal = error
    context = {"errors": errors_of(refusal)}
    return render(request, "operations/sign_in_code.html", context, status=422 if refusal else 200)


def _let_in(request: access.Request, user_id: int) -> HttpResponse:
    at = request.at
    onward = request.session.get(_NEXT, "")
    sessions.begin(request, user_id=user_id, at=at)
    response = redirect(back_to(request, onward))
    kept = people.preferences_of(mandates.actor_for(user_id=user_id, at=at))
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, kept.language, max_age=365 * 24 * 3600, samesite="Lax", httponly=True
        )
    return response
