"""What one person asked for and a second one decides: the words for it, and the one way a form does it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, gettext_lazy

from laoyou.core.decisions import Decision
from laoyou.core.errors import NotFound, Refusal
from laoyou.platforms import access, flash
from laoyou.platforms.operations.shell import own_address
from laoyou.platforms.operations.words import Words

STATES: Words = {
    Decision.ASKED: gettext_lazy("Waits for a second person"),
    Decision.APPROVED: gettext_lazy("Approved by a second person"),
    Decision.REFUSED: gettext_lazy("Refused by a second person"),
    Decision.WITHDRAWN: gettext_lazy("Taken back"),
}
SAID: Words = {
    Decision.APPROVED: gettext_lazy("Approved. It is done."),
    Decision.REFUSED: gettext_lazy("Refused. Nothing has changed."),
    Decision.WITHDRAWN: gettext_lazy("Taken back. Nothing has changed."),
}


def state_choices() -> list[tuple[str, object]]:
    return [("", gettext("All")), *STATES.items()]


def decided(request: access.Request, act: Callable[..., Decision], *, otherwise: str) -> HttpResponse:
    """Carry out the form's decision by one use case, say what became of it, and lead back to where it was made.

    `otherwise` is the address to lead to when the form names none of ours.
    """
    try:
        decision = act(
            actor=request.actor,
            approve=request.POST.get("decision") == "approve",
            reason=request.POST.get("reason", ""),
            at=request.at,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        flash.say(request, access.sentence(refusal), tone="late")
    else:
        flash.say(request, str(SAID[decision]))
    return redirect(own_address(request.POST.get("next", "")) or otherwise)
