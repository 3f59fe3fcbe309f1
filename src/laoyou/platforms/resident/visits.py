"""Work in my home: when somebody comes, what it costs, my word on the price, photos of what was done."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.errors import NotFound, Refusal
from laoyou.core.money import Money
from laoyou.infra import files, pictures
from laoyou.infra.live import Topic
from laoyou.platforms import access, flash
from laoyou.platforms.resident import frame
from laoyou.platforms.resident.words import VISIT_STATES
from laoyou.system.work.orders import queries, use_cases


@access.resident
def visit(request: HttpRequest, estate_id: int, order_id: int) -> HttpResponse:
    """Show one piece of work in the resident's home."""
    return _page(request, estate_id, order_id)


@access.resident
@require_POST
def answer_quote(request: HttpRequest, estate_id: int, order_id: int) -> HttpResponse:
    """Agree to the price that the page showed, or refuse it."""
    which: dict[str, Any] = {"actor": frame.actor_of(request), "estate_id": estate_id, "order_id": order_id}
    typed, at = request.POST, frame.at_of(request)
    try:
        if typed.get("answer") == "agree":
            fen = typed.get("fen", "")
            if not (fen.isascii() and fen.isdigit() and len(fen) < 17):
                raise NotFound
            use_cases.agree_to_quote(**which, price=Money(int(fen)), at=at)
            said = gettext("Agreed. You pay when it is done, and at this price.")
        else:
            use_cases.refuse_quote(**which, reason=typed.get("reason", ""), at=at)
            said = gettext("Refused: it will not be done, and you pay nothing.")
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(request, estate_id, order_id, refusal)
    flash.say(request, said)
    return redirect("resident:visit", estate_id=estate_id, order_id=order_id)


@access.resident
def visit_photo(request: HttpRequest, estate_id: int, order_id: int, file_id: int) -> HttpResponseBase:
    """Hand out a photo of the work."""
    actor, at = frame.actor_of(request), frame.at_of(request)
    found = queries.photo_of(actor=actor, estate_id=estate_id, order_id=order_id, file_id=file_id, at=at)
    if request.GET.get("small"):
        return files.response(pictures.small_copy(estate_id=estate_id, file_id=found, side=pictures.PAGE_WIDTH))
    return files.response(files.open_stored(estate_id=estate_id, file_id=found))


def _page(request: HttpRequest, estate_id: int, order_id: int, refusal: Refusal | None = None) -> HttpResponse:
    actor, at = frame.actor_of(request), frame.at_of(request)
    story = queries.story_of(actor=actor, estate_id=estate_id, order_id=order_id, at=at)
    order = story.order
    home = (estate_id, order.home_id or 0)
    context = {
        "story": story,
        "order": order,
        "stands": VISIT_STATES[order.state],
        "may_answer": order.price_state == "quoted" and order.is_to_do,
        "is_tenant": actor.require_home(*home).is_tenant,
        "topic": Topic.of_home(*home),
        "trouble": access.sentence(refusal) if refusal else "",
        "typed": request.POST,
    }
    hand = frame.hand_of(request, home)
    return frame.page(request, "resident/visit.html", context, hand=hand, status=422 if refusal else 200)
