"""The messages that went out. In the demo everybody may read them: they go nowhere else."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from laoyou.infra.actor import ActorKind
from laoyou.platforms import access
from laoyou.system.people import queries


@access.public
def outbox(request: access.Request) -> HttpResponse:
    actor = request.actor
    frame = "operations/base.html" if actor.kind is ActorKind.STAFF else "operations/plain.html"
    return render(request, "operations/outbox.html", {"messages": queries.outbox(actor), "frame_template": frame})
