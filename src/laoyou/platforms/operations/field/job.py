"""One job on a telephone, and the acts that it sends: at once, or later when there is a network again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.errors import NotFound, Refusal, mark
from laoyou.core.money import Money
from laoyou.infra import files
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations.forms import number_or_none
from laoyou.platforms.operations.orders import words
from laoyou.system.work.orders import queries, use_cases
from laoyou.system.work.orders.errors import MaterialUnclear, QuoteUnclear
from laoyou.system.work.orders.rules.materials import Used, quantity_said

LONGEST_AGO = timedelta(days=7)
MATERIAL_LINES = 3
REASONS = (
    mark("nobody at home"),
    mark("material is missing"),
    mark("it takes two people"),
    mark("needs other skills"),
    mark("rain or danger"),
)


@access.staff(Right.DO_ORDERS)
def field_job(request: access.Request, estate_id: int, order_id: int) -> HttpResponse:
    """Show one job with every step that may follow; the page shows those that fit where it is."""
    return _job(request, estate_id, order_id)


def _job(request: access.Request, estate_id: int, order_id: int, said: str = "", telephone: str = "") -> HttpResponse:
    actor = request.actor
    story = queries.story_of(actor=actor, estate_id=estate_id, order_id=order_id, at=request.at)
    if not queries.may_do(actor=actor, order=story.order, at=request.at):
        raise NotFound
    context = {
        "story": story,
        "job": story.order,
        "is_late": story.order.is_late(request.at),
        "stock": queries.materials_for(actor=actor),
        "lines": range(MATERIAL_LINES),
        "photo_moments": [
            ("before", gettext("Before the work"), story.before),
            ("after", gettext("After the work"), story.after),
        ],
        "reasons": [gettext(each) for each in REASONS],
        "prices": words.PRICES,
        "said": said,
        "telephone": telephone,
        "typed": request.POST,
        **words.SHOWN,
    }
    return render(request, "operations/field/job.html", context, status=422 if said else 200)


@access.staff(Right.DO_ORDERS)
def field_photo(request: access.Request, estate_id: int, order_id: int, file_id: int) -> HttpResponseBase:
    """Hand out one of the job's photos."""
    found = queries.photo_of(
        actor=request.actor, estate_id=estate_id, order_id=order_id, file_id=file_id, at=request.at
    )
    return files.response(files.open_stored(estate_id=estate_id, file_id=found))


@access.staff(Right.DO_ORDERS)
@require_POST
def field_act(request: access.Request, estate_id: int, order_id: int) -> HttpResponse:
    """Do what the telephone sends. The same act again, by the name that the telephone gave it, does nothing."""
    typed = request.POST
    act = _ACTS.get(typed.get("act", ""))
    wants_data = "application/json" in request.headers.get("Accept", "")
    client_id = typed.get("client_id", "")[:40]
    if act is None:
        raise NotFound
    try:
        answer: dict[str, str] = {}
        if not queries.is_act_done(actor=request.actor, estate_id=estate_id, client_id=client_id):
            which = {"actor": request.actor, "estate_id": estate_id, "order_id": order_id, "at": request.at}
            answer = act(request, which, {"client_id": client_id, "done_at": _done_at(request)}) or {}
    except NotFound:
        if not wants_data:
            raise
        return JsonResponse({"refused": gettext("This job is no longer yours.")}, status=409)
    except Refusal as refusal:
        if wants_data:
            return JsonResponse({"refused": access.sentence(refusal)}, status=409)
        return _job(request, estate_id, order_id, access.sentence(refusal))
    if wants_data:
        return JsonResponse({"done": True, **answer})
    if "telephone" in answer:
        return _job(request, estate_id, order_id, telephone=answer["telephone"])
    flash.say(request, gettext("Entered."))
    if typed.get("act") == "hand_over":
        return redirect("operations:field_day")
    return redirect("operations:field_job", estate_id=estate_id, order_id=order_id)


def _done_at(request: access.Request) -> datetime | None:
    """Return when it was done: so many milliseconds ago, since a telephone's own clock may be wrong."""
    ago = number_or_none(request.POST.get("ago_ms", ""))
    return None if ago is None else request.at - min(timedelta(milliseconds=min(ago, 10**9)), LONGEST_AGO)


def _start_travel(request: access.Request, which: dict[str, Any], sent: dict[str, Any]) -> None:
    use_cases.start_travel(**which, **sent)


def _arrive(request: access.Request, which: dict[str, Any], sent: dict[str, Any]) -> None:
    use_cases.arrive(**which, **sent)


def _pause(request: access.Request, which: dict[str, Any], sent: dict[str, Any]) -> None:
    use_cases.pause(**which, **sent, reason=_reason(request))


def _resume(request: access.Request, which: dict[str, Any], sent: dict[str, Any]) -> None:
    use_cases.resume(**which, **sent)


def _hand_over(request: access.Request, which: dict[str, Any], sent: dict[str, Any]) -> None:
    use_cases.hand_over(**which, **sent, reason=_reason(request))


def _ask_for_help(request: access.Request, which: dict[str, Any], sent: dict[str, Any]) -> None:
    use_cases.ask_for_help(**which, **sent, text=_reason(request))


def _photos(request: access.Request, which: dict[str, Any], sent: dict[str, Any]) -> None:
    moment = "before" if request.POST.get("act") == "photo_before" else "after"
    use_cases.add_photos(**which, **sent, moment=moment, file_ids=_kept(request))


def _finish(request: access.Request, which: dict[str, Any], sent: dict[str, Any]) -> None:
    use_cases.finish(
        **which,
        **sent,
        note=request.POST.get("note", "")[:200],
        photos_after=_kept(request),
        materials=_used(request),
    )


def _quote(request: access.Request, which: dict[str, Any], sent: dict[str, Any]) -> None:
    if not request.POST.get("price", "").strip():
        raise QuoteUnclear
    price = Money.parse(request.POST.get("price", ""))
    use_cases.quote(**which, **sent, price=price, text=request.POST.get("text", ""))


def _agree(request: access.Request, which: dict[str, Any], sent: dict[str, Any]) -> None:
    price = Money(number_or_none(request.POST.get("fen", "")) or 0)
    use_cases.agree_to_quote(**which, price=price, consent="visit")


def _refuse(request: access.Request, which: dict[str, Any], sent: dict[str, Any]) -> None:
    use_cases.refuse_quote(**which, reason=_reason(request), consent="visit")


def _telephone(request: access.Request, which: dict[str, Any], sent: dict[str, Any]) -> dict[str, str]:
    return {"telephone": use_cases.open_contact(**which)}


Act = Callable[[access.Request, dict[str, Any], dict[str, Any]], dict[str, str] | None]
_ACTS: dict[str, Act] = {
    "start_travel": _start_travel,
    "arrive": _arrive,
    "pause": _pause,
    "resume": _resume,
    "hand_over": _hand_over,
    "ask_for_help": _ask_for_help,
    "photo_before": _photos,
    "photo_after": _photos,
    "finish": _finish,
    "quote": _quote,
    "agree": _agree,
    "refuse": _refuse,
    "telephone": _telephone,
}


def _reason(request: access.Request) -> str:
    """Return what was chosen or written as the reason."""
    return request.POST.get("reason", "").strip() or request.POST.get("chosen_reason", "")


def _kept(request: access.Request) -> list[int]:
    actor, estate_id = request.actor, cast(Any, request.resolver_match).kwargs["estate_id"]
    return [
        files.store(
            estate_id=estate_id,
            name=getattr(photo, "name", "") or "photo.jpg",
            content=cast(Any, photo),
            purpose="photo",
            actor=actor,
            at=request.at,
        )
        for photo in request.FILES.getlist("photos")
    ]


def _used(request: access.Request) -> list[Used]:
    """Return what was used, by the company's list; a line without a quantity is none. Raises: MaterialUnclear."""
    stock = {each.id: each for each in queries.materials_for(actor=request.actor)}
    used = []
    chosen: Sequence[str] = request.POST.getlist("material")
    for material, quantity in zip(chosen, request.POST.getlist("quantity"), strict=False):
        if not quantity.strip() or not material:
            continue
        said, found = quantity_said(quantity), stock.get(number_or_none(material) or 0)
        if said is None or found is None:
            raise MaterialUnclear
        used.append(Used(found.name, found.unit, said, found.cost, found.id))
    return used
