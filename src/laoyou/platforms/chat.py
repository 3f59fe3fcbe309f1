"""What the conversation's two pages share: a file that is handed in, and messages as the page asks for them."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string

from laoyou.core.errors import NotFound, Refusal
from laoyou.infra.actor import Actor
from laoyou.platforms import access
from laoyou.system.contact import queries, use_cases


def place_of(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def heard(
    request: access.Request, estate_id: int, conversation_id: int, template: str, status: str = ""
) -> JsonResponse:
    """Answer with what was said after the place that the page has, each message as it is shown."""
    found = queries.heard_after(
        actor=request.actor,
        estate_id=estate_id,
        conversation_id=conversation_id,
        after=place_of(request.GET.get("after", "")),
    )
    return JsonResponse(
        {
            "messages": [
                {
                    "seq": each.seq,
                    "client_id": each.client_id.partition(":")[2],
                    "html": render_to_string(
                        template,
                        {"each": each, "estate_id": estate_id, "conversation_id": conversation_id, "found": found},
                        request=cast(HttpRequest, request),
                    ).strip(),
                }
                for each in found.messages
            ],
            "last": found.last,
            "more": found.more,
            "state": found.state,
            "other_read": found.other_read,
            **({"status": status} if status else {}),
        }
    )


def said(request: access.Request, estate_id: int, conversation_id: int) -> JsonResponse:
    """Say what the page sends; a refusal comes back as its sentence."""
    kind, actor, at = request.POST.get("kind", "text"), request.actor, request.at
    try:
        file_id = _kept(actor, request, estate_id, conversation_id, kind)
        seq = use_cases.say(
            actor=actor,
            estate_id=estate_id,
            conversation_id=conversation_id,
            client_id=request.POST.get("client_id", "")[:40],
            text=request.POST.get("text", ""),
            kind=kind if kind != "card" else "text",
            file_id=file_id,
            at=at,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return JsonResponse({"sentence": access.sentence(refusal)}, status=422)
    return JsonResponse({"seq": seq})


def _kept(actor: Actor, request: access.Request, estate_id: int, conversation_id: int, kind: str) -> int | None:
    file = request.FILES.get("file")
    if file is None or kind not in ("picture", "voice"):
        return None
    return use_cases.keep_file(
        actor=actor,
        estate_id=estate_id,
        conversation_id=conversation_id,
        name=file.name or kind,
        content=cast(Any, file),
        kind=kind,
        at=request.at,
    )
