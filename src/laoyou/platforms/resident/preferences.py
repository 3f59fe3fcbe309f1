"""Language and 长辈版: cookies on the telephone, so that they hold before sign-in too, and the user's own row; what
one wants to hear of in that row alone.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from laoyou.platforms import access
from laoyou.platforms.resident import frame
from laoyou.system.mandates import queries as mandates
from laoyou.system.people import queries as people
from laoyou.system.people import use_cases as people_use_cases

ELDER_COOKIE = "elder"
CHOSEN_AS_VISITOR = "chosen before sign-in"
A_YEAR = 365 * 24 * 3600
_YES_OR_NO = {"1": True, "0": False}
Choice = tuple[str | None, bool | None]


@access.public
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Switch the language, 长辈版 or the word about payments of others, and stay on the page."""
    response = redirect(ours(request, request.POST.get("next", "")))
    asked = request.POST.get("language", "")
    language = asked if asked in dict(settings.LANGUAGES) else None
    elder = _YES_OR_NO.get(request.POST.get("elder", ""))
    hears = _YES_OR_NO.get(request.POST.get("hears", ""))
    if language is None and elder is None and hears is None:
        return response
    actor = frame.actor_of(request)
    if actor.user_id is None:
        before = chosen_as_visitor(request)
        request.session[CHOSEN_AS_VISITOR] = [language or before[0], before[1] if elder is None else elder]
    else:
        at = frame.at_of(request)
        people_use_cases.set_preferences(
            actor=actor, language=language, elder_mode=elder, hears_of_payments=hears, at=at
        )
    _remember(response, language, elder)
    return response


def chosen_as_visitor(request: HttpRequest) -> Choice:
    language, elder = request.session.get(CHOSEN_AS_VISITOR, [None, None])
    return language, elder


def settle_at_sign_in(request: HttpRequest, response: HttpResponse, *, user_id: int, chosen: Choice) -> None:
    """Keep for the user what they chose on this telephone before sign-in; for the rest, recall what they had."""
    at = frame.at_of(request)
    actor = mandates.actor_for(user_id=user_id, at=at)
    language, elder = chosen
    if language is not None or elder is not None:
        people_use_cases.set_preferences(actor=actor, language=language, elder_mode=elder, at=at)
    kept = people.preferences_of(actor)
    _remember(response, kept.language, kept.elder_mode)


def ours(request: HttpRequest, address: str) -> str:
    """Return the address when it is a page of this site, else the first page."""
    is_ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})
    return address if is_ours else reverse("resident:home")


def _remember(response: HttpResponse, language: str | None, elder: bool | None) -> None:
    if language is not None:
        _set(response, settings.LANGUAGE_COOKIE_NAME, language)
    if elder is not None:
        _set(response, ELDER_COOKIE, "1" if elder else "0")


def _set(response: HttpResponse, name: str, value: str) -> None:
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(name, value, max_age=A_YEAR, samesite="Lax", httponly=True, secure=secure)
