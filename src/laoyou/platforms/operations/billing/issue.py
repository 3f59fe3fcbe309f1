"""Before and during an issue: what would be written, why the sum moves, what stops it, how far it is."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import Month
from laoyou.core.errors import Refusal
from laoyou.core.money import Money
from laoyou.infra import work
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations.billing.words import CAUSES
from laoyou.system.billing import queries, use_cases
from laoyou.system.places import queries as places


@access.staff(Right.PREPARE_BILLS)
def preview(request: access.Request, estate_id: int, month: Month) -> HttpResponse:
    """Show what an issue of the month would write now, beside last month; and the issue under way, or its result."""
    actor = request.actor
    # First of all: what is under way here and ends a moment later makes the page load anew.
    begun = work.newest(estate_id=estate_id, kind=queries.kind_of_work(month))
    refusal, shown = None, None
    try:
        shown = use_cases.preview_month(actor=actor, estate_id=estate_id, month=month, at=request.at)
    except Refusal as error:
        refusal = error
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "month": month,
        "preview": shown,
        "refusal": refusal,
        "this_month": shown.amount + shown.issued_amount if shown else None,
        "change": shown.amount + shown.issued_amount - shown.last_month_amount if shown else None,
        "causes": CAUSES,
        "work": begun,
        "is_under_way": begun is not None and begun.state in ("waiting", "running"),
        "result": begun.result if begun is not None and begun.state == "done" else None,
        "credited": Money(begun.result.get("credited_fen", 0)) if begun is not None else Money(0),
        "runs": queries.runs_of_month(actor=actor, estate_id=estate_id, month=month),
        "may_issue": actor.may(Right.ISSUE_BILLS, estate_id),
    }
    return render(request, "operations/billing_issue.html", context, status=409 if refusal else 200)


@access.staff(Right.ISSUE_BILLS)
@require_POST
def start(request: access.Request, estate_id: int, month: Month) -> HttpResponse:
    """Start the issue of the month as long work, and go back to where its progress is shown."""
    begun = work.newest(estate_id=estate_id, kind=queries.kind_of_work(month))
    if begun is not None and begun.state in ("waiting", "running"):
        flash.say(request, gettext("This month is being issued already."), tone="soon")
    else:
        try:
            use_cases.start_issue(actor=request.actor, estate_id=estate_id, month=month, at=request.at)
        except Refusal as refusal:
            flash.say(request, access.sentence(refusal), tone="late")
    return redirect("operations:billing_preview", estate_id=estate_id, month=month)
