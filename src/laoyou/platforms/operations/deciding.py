"""What one person asked for and a second one decides: the words for it, and the one way a form does it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, gettext_lazy

from laoyou.core.decisions import Decision
from laoyou.core.errors import NotFound, Refusal
from laoyou.infra import exports
from laoyou.infra.decisions import Asked
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


def columns() -> list[exports.Column]:
    """Return the columns of an exported list that tell of request and decision; `cells` fills them."""
    kind = exports.Kind
    return [
        exports.Column(gettext("Reason"), width=40),
        exports.Column(gettext("State"), width=16),
        exports.Column(gettext("Asked by"), width=12),
        exports.Column(gettext("Asked at"), kind.MOMENT),
        exports.Column(gettext("Decided by"), width=12),
        exports.Column(gettext("Decided at"), kind.MOMENT),
        exports.Column(gettext("Reason of the decision"), width=30),
    ]


def cells(asked: Asked) -> tuple[object, ...]:
    return (
        *(asked.reason, STATES[asked.state], asked.asked_by_name, asked.asked_at),
        *(asked.decided_by_name, asked.decided_at, asked.decision_reason),
    )


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
