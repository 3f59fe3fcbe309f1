"""Sign-in in two steps, a telephone and the code sent to it, and sign-out."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from laoyou.core.errors import Refusal
from laoyou.infra.actor import ActorKind
from laoyou.platforms import access
from laoyou.platforms.resident import preferences
from laoyou.system.mandates import queries as mandates
from laoyou.system.people import queries as people
from laoyou.system.people import use_cases as people_use_cases

SECONDS_BETWEEN_CODES = 60
TELEPHONE, SENT_AT, NEXT = "sign-in telephone", "sign-in code sent", "sign-in next"
BACKEND = "django.contrib.auth.backends.ModelBackend"


@access.public
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for the telephone, and send a code to it."""
    if request.actor.kind is ActorKind.RESIDENT:  # type: ignore[attr-defined]
        return redirect("resident:home")
    if "next" in request.GET:
        request.session[NEXT] = request.GET["next"]
    telephone = request.POST.get("telephone", request.session.get(TELEPHONE, ""))
    trouble = ""
    if request.method == "POST":
        at: datetime = request.at  # type: ignore[attr-defined]
        try:
            people_use_cases.send_code(telephone=telephone, at=at)
        except Refusal as refusal:
            trouble = access.sentence(refusal)
        else:
            request.session[TELEPHONE] = telephone
            request.session[SENT_AT] = at.timestamp()
            return redirect("resident:code")
    context = {"telephone": telephone, "trouble": trouble, "centre": people.centre_telephone()}
    return render(request, "resident/sign_in.html", context, status=422 if trouble else 200)


@access.public
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the code; a right one signs its telephone's owner in."""
    telephone = request.session.get(TELEPHONE, "")
    if not telephone:
        return redirect("resident:sign_in")
    typed, trouble = request.POST.get("code", ""), ""
    at: datetime = request.at  # type: ignore[attr-defined]
    if request.method == "POST":
        try:
            user_id = people_use_cases.sign_in_with_code(telephone=telephone, code=typed, at=at)
        except Refusal as refusal:
            trouble = access.sentence(refusal)
        else:
            return _signed_in(request, user_id)
    passed = at.timestamp() - request.session.get(SENT_AT, 0)
    context = {
        "telephone": telephone,
        "code": typed,
        "trouble": trouble,
        "seconds": max(0, round(SECONDS_BETWEEN_CODES - passed)),
        "centre": people.centre_telephone(),
    }
    return render(request, "resident/code.html", context, status=422 if trouble else 200)


def _signed_in(request: HttpRequest, user_id: int) -> HttpResponse:
    onward = preferences.ours(request, request.session.pop(NEXT, ""))
    for key in (TELEPHONE, SENT_AT):
        request.session.pop(key, None)
    user = people.active_user(user_id)
    auth.login(request, user, backend=BACKEND)
    response = redirect(onward)
    actor = mandates.actor_for(user_id=user_id, at=request.at)  # type: ignore[attr-defined]
    preferences.settle_at_sign_in(request, response, actor=actor)
    return response


@access.public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    auth.logout(request)
    return redirect("resident:sign_in")


@access.public
def outbox(request: HttpRequest) -> HttpResponse:
    """Show the last codes, in the demo only: it sends no real messages."""
    if not settings.DEMO:
        return access.not_found(request)
    return render(request, "resident/outbox.html", {"messages": people.last_codes()})
