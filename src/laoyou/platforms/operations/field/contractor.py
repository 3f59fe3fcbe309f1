"""The page of an outside firm: one order, by its link, without a login, until the link runs out."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from laoyou.core.errors import NotFound, Refusal
from laoyou.infra import files, scope
from laoyou.platforms import access
from laoyou.platforms.operations.orders import words
from laoyou.system.work.orders import queries, use_cases


@access.public
def contractor(request: access.Request, code: str) -> HttpResponse:
    """Show the order to whoever has its link."""
    return _page(request, code)


def _page(request: access.Request, code: str, refusal: Refusal | None = None) -> HttpResponse:
    opened = queries.opened_by(code, at=request.at)
    with scope.estate(opened.estate_id):
        story = queries.story_of(
            actor=opened.actor, estate_id=opened.estate_id, order_id=opened.order_id, at=request.at
        )
    context = {
        "code": code,
        "story": story,
        "job": story.order,
        "said": access.sentence(refusal) if refusal else "",
        "telephone": getattr(request, "opened_telephone", ""),
        **words.SHOWN,
    }
    return render(request, "operations/field/contractor.html", context, status=422 if refusal else 200)


@access.public
@access.slow(most=60, minutes=60)
@require_POST
def contractor_act(request: access.Request, code: str) -> HttpResponse:
    """Arrive, hand in photos, or finish."""
    opened, what = queries.opened_by(code, at=request.at), request.POST.get("act", "")
    which: dict[str, Any] = {
        "actor": opened.actor,
        "estate_id": opened.estate_id,
        "order_id": opened.order_id,
        "at": request.at,
    }
    try:
        if what == "arrive":
            use_cases.arrive(**which)
        elif what in ("photo_before", "photo_after"):
            use_cases.add_photos(**which, moment=what.removeprefix("photo_"), file_ids=_kept(request, opened))
        elif what == "finish":
            use_cases.finish(**which, note=request.POST.get("note", "")[:200])
        elif what == "telephone":
            request.opened_telephone = use_cases.open_contact(**which)  # type: ignore[attr-defined]
            return _page(request, code)
        else:
            raise NotFound
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(request, code, refusal)
    return redirect("operations:contractor", code=code)


@access.public
def contractor_photo(request: access.Request, code: str, file_id: int) -> HttpResponseBase:
    """Hand out one of the order's photos."""
    opened = queries.opened_by(code, at=request.at)
    with scope.estate(opened.estate_id):
        found = queries.photo_of(
            actor=opened.actor,
            estate_id=opened.estate_id,
            order_id=opened.order_id,
            file_id=file_id,
            at=request.at,
        )
        return files.response(files.open_stored(estate_id=opened.estate_id, file_id=found))


def _kept(request: access.Request, opened: queries.Opened) -> list[int]:
    with scope.estate(opened.estate_id):
        return [
            files.store(
                estate_id=opened.estate_id,
                name=getattr(photo, "name", "") or "photo.jpg",
                content=cast(Any, photo),
                purpose="photo",
                actor=opened.actor,
                at=request.at,
            )
            for photo in request.FILES.getlist("photos")[:6]
        ]
