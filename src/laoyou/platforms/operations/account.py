"""My account: password, second factor, language; and the way out."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

import segno
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.errors import NotFound, Refusal
from laoyou.infra import clock
from laoyou.infra.actor import Actor
from laoyou.platforms import access, flash, sessions
from laoyou.platforms.operations.forms import Errors, errors_of
from laoyou.system.people import queries as people
from laoyou.system.people import use_cases
from laoyou.system.people.errors import SamePassword, WeakPassword

_WAITING = "second factor waiting"


@access.staff()
def account(request: access.Request) -> HttpResponse:
    """Show the login and what protects it."""
    return _account(request)


@access.staff()
@access.slow(most=30, minutes=10)
@require_POST
def change_password(request: access.Request) -> HttpResponse:
    actor = request.actor
    at = request.at
    try:
        use_cases.change_password(actor=actor, old=request.POST.get("old", ""), new=request.POST.get("new", ""), at=at)
    except Refusal as refusal:
        return _account(request, refusal)
    sessions.keep_after_change(request, user_id=actor.user_id or 0)
    flash.say(request, gettext("The password is changed. Other devices are signed out."))
    return redirect("operations:account")


@access.staff(step=access.Step.FIRST_SIGN_IN)
@access.slow(most=30, minutes=10)
def own_password(request: access.Request) -> HttpResponse:
    """Ask for a password of one's own in place of the one that an administrator gave."""
    refusal = None
    if request.method == "POST":
        actor, typed = request.actor, request.POST
        try:
            use_cases.change_password(actor=actor, old=typed.get("old", ""), new=typed.get("new", ""), at=request.at)
        except Refusal as error:
            refusal = error
        else:
            sessions.keep_after_change(request, user_id=actor.user_id or 0)
            flash.say(request, gettext("The password is yours alone now."))
            return redirect("operations:home")
    context = {"me": people.my_user(request.actor), "errors": _at_their_fields(refusal)}
    return render(request, "operations/own_password.html", context, status=422 if refusal else 200)


@access.staff(step=access.Step.SECOND_FACTOR)
@access.slow(most=30, minutes=10)
def second_factor(request: access.Request) -> HttpResponse:
    """Set up the authenticator app: show the QR code, then ask for the password and the digits that the app shows."""
    actor = request.actor
    at = request.at
    enrolment = _waiting(request, actor) or _begin(request, actor, at)
    refusal = None
    if request.method == "POST":
        try:
            use_cases.confirm_totp(
                actor=actor,
                sealed=enrolment.sealed,
                password=request.POST.get("password", ""),
                code=request.POST.get("totp", ""),
                at=at,
                app_shows_at=clock.real_now(),
            )
            del request.session[_WAITING]
            sessions.keep_after_change(request, user_id=actor.user_id or 0)
            flash.say(request, gettext("The second factor is set up. From now on sign-in asks for its six digits."))
            return redirect("operations:home")
        except Refusal as error:
            refusal = error
    context = {
        "secret": [enrolment.secret[start : start + 4] for start in range(0, len(enrolment.secret), 4)],
        "me": people.my_user(actor),
        "is_required": access.Step.SECOND_FACTOR in request.comer.steps,
        "errors": errors_of(refusal),
    }
    return render(request, "operations/second_factor.html", context, status=422 if refusal else 200)


@access.staff(step=access.Step.SECOND_FACTOR)
def second_factor_qr(request: access.Request) -> HttpResponse:
    """Return the QR code of the secret that waits to be confirmed."""
    enrolment = _waiting(request, request.actor)
    if enrolment is None:
        raise NotFound
    drawing = BytesIO()
    segno.make(enrolment.uri, error="m").save(drawing, kind="svg", scale=5, border=4, light="#fff", dark="#000")
    return HttpResponse(drawing.getvalue(), content_type="image/svg+xml")


@access.public
@require_POST
def sign_out(request: access.Request) -> HttpResponse:
    sessions.end(request)
    return redirect("operations:sign_in")


def _account(request: access.Request, refusal: Refusal | None = None) -> HttpResponse:
    actor = request.actor
    context = {"me": people.my_user(actor), "errors": _at_their_fields(refusal)}
    return render(request, "operations/account.html", context, status=422 if refusal else 200)


def _at_their_fields(refusal: Refusal | None) -> Errors:
    """Return the refusal at the new password, or at the old one when that was the wrong one."""
    errors = errors_of(refusal)
    if "password" in errors:
        errors["new" if isinstance(refusal, SamePassword | WeakPassword) else "old"] = errors.pop("password")
    return errors


def _begin(request: access.Request, actor: Actor, at: datetime) -> use_cases.Enrolment:
    enrolment = use_cases.begin_totp(actor=actor, at=at)
    request.session[_WAITING] = enrolment.sealed.hex()
    return enrolment


def _waiting(request: access.Request, actor: Actor) -> use_cases.Enrolment | None:
    sealed = request.session.get(_WAITING)
    return use_cases.waiting_totp(actor=actor, sealed=bytes.fromhex(sealed)) if sealed else None
