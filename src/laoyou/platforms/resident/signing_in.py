"""Sign-in in two steps, a telephone and the code sent to it, and sign-out."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from laoyou.core.errors import Refusal
from laoyou.infra import scope
from laoyou.infra.actor import ActorKind
from laoyou.platforms import access, flash, sessions
from laoyou.platforms.resident import frame, preferences
from laoyou.system.people import queries as people
from laoyou.system.people import use_cases as people_use_cases
from laoyou.system.people.errors import CodeJustSent

BETWEEN_CODES = timedelta(minutes=1)
TELEPHONE, NEXT_CODE_AT, NEXT = "sign-in telephone", "sign-in next code", "sign-in next page"
CODES_PER_HOUR = 60  # a whole estate may sit behind one address


@access.public
@access.slow(most=CODES_PER_HOUR, minutes=60)
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for the telephone, and send a code to it."""
    if frame.actor_of(request).kind is ActorKind.RESIDENT:
        return redirect("resident:home")
    if "next" in request.GET:
        request.session[NEXT] = request.GET["next"]
    telephone = request.POST.get("telephone", request.session.get(TELEPHONE, ""))
    trouble = ""
    if request.method == "POST":
        try:
            people_use_cases.send_code(telephone=telephone, at=frame.at_of(request))
            return _ask_for_code(request, telephone, seconds=int(BETWEEN_CODES.total_seconds()))
        except CodeJustSent as refusal:  # the one on its way is as good as a new one
            flash.say(request, access.sentence(refusal), tone="soon")
            return _ask_for_code(request, telephone, seconds=int(str(refusal.params["seconds"])))
        except Refusal as refusal:
            trouble = access.sentence(refusal)
    context = {
        "telephone": telephone,
        "trouble": trouble,
        "centre": people.centre_telephone(),
        "is_staff": frame.actor_of(request).kind is ActorKind.STAFF,
    }
    return frame.page(request, "resident/sign_in.html", context, status=422 if trouble else 200)


@access.public
@access.in_own_transactions
@access.slow(most=CODES_PER_HOUR, minutes=60)
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the code; a right one signs its telephone's owner in, in the estates of all their records."""
    telephone = request.session.get(TELEPHONE, "")
    if not telephone:
        return redirect("resident:sign_in")
    trouble = ""
    if request.method == "POST":
        typed = request.POST.get("code", "")
        try:
            user_id = people_use_cases.sign_in_with_code(telephone=telephone, code=typed, at=frame.at_of(request))
        except Refusal as refusal:
            trouble = access.sentence(refusal)
        else:
            with scope.of_actor(frame.actor_of(request)):
                return _signed_in(request, user_id)
    with scope.of_actor(frame.actor_of(request)):
        return _code_page(request, telephone, trouble)


def _code_page(request: HttpRequest, telephone: str, trouble: str) -> HttpResponse:
    context = {
        "telephone": telephone,
        "code": request.POST.get("code", ""),
        "trouble": trouble,
        "seconds": max(0, round(request.session.get(NEXT_CODE_AT, 0) - frame.at_of(request).timestamp())),
        "centre": people.centre_telephone(),
    }
    return frame.page(request, "resident/code.html", context, status=422 if trouble else 200)


def _ask_for_code(request: HttpRequest, telephone: str, *, seconds: int) -> HttpResponse:
    request.session[TELEPHONE] = telephone.strip()
    request.session[NEXT_CODE_AT] = frame.at_of(request).timestamp() + seconds
    return redirect("resident:code")


def _signed_in(request: HttpRequest, user_id: int) -> HttpResponse:
    onward = preferences.ours(request, request.session.get(NEXT, ""))
    chosen = preferences.chosen_as_visitor(request)
    sessions.begin(request, user_id=user_id, at=frame.at_of(request))
    response = redirect(onward)
    preferences.settle_at_sign_in(request, response, user_id=user_id, chosen=chosen)
    return response


@access.public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    sessions.end(request)
    return redirect("resident:sign_in")


@access.resident
@require_POST
def sign_out_elsewhere(request: HttpRequest) -> HttpResponse:
    """End all other sessions of this person, and keep this one."""
    actor = frame.actor_of(request)
    people_use_cases.end_all_sessions(actor=actor, at=frame.at_of(request))
    sessions.keep_after_change(request, user_id=actor.user_id or 0)
    flash.say(request, gettext("You are signed out everywhere else. Here you stay signed in."))
    return redirect("resident:me")


@access.public
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """Show the last codes, in the demo only: it sends no real messages."""
    if not settings.DEMO:
        return access.not_found(request)
    return frame.page(request, "resident/outbox.html", {"messages": people.last_codes()})
