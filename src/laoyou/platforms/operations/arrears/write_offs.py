"""核销: the list that is kept for ever, asking with a paper, and the decision of a second person."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import Month, city_day
from laoyou.core.errors import NotFound, Refusal
from laoyou.infra import files
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations.arrears.words import WRITE_OFF_STATES
from laoyou.platforms.operations.forms import errors_of, number_or_none, page_of
from laoyou.system.billing import queries as billing
from laoyou.system.billing.arrears import queries, use_cases
from laoyou.system.places import queries as places


@access.staff(Right.TAKE_CASH)
def write_offs(request: access.Request, estate_id: int) -> HttpResponse:
    """Show every write-off that was ever asked for, those that wait first."""
    actor = request.actor
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "page": queries.write_offs_for(actor=actor, estate_id=estate_id, page=page_of(request)),
        "states": WRITE_OFF_STATES,
        "may_decide": actor.may(Right.APPROVE_WAIVER, estate_id),
    }
    return render(request, "operations/arrears_write_offs.html", context)


@access.staff(Right.WRITE_CREDIT_NOTE)
def ask(request: access.Request, estate_id: int, home_id: int) -> HttpResponse:
    """Ask to write off overdue bills of a home, with the reason and the paper."""
    actor, day, refusal = request.actor, city_day(request.at), None
    ticked = {number for text in request.POST.getlist("bill") if (number := number_or_none(text))}
    if request.method == "POST":
        try:
            use_cases.ask_write_off(
                actor=actor,
                estate_id=estate_id,
                home_id=home_id,
                bill_ids=sorted(ticked),
                reason=request.POST.get("reason", ""),
                document_id=_kept(request, estate_id),
                at=request.at,
            )
        except NotFound:
            raise
        except Refusal as error:
            refusal = error
        else:
            flash.say(request, gettext("The write-off waits for the decision of a second person."))
            return redirect("operations:arrears_write_offs", estate_id=estate_id)
    bills = [
        bill
        for bill in billing.open_bills(actor=actor, estate_id=estate_id, home_id=home_id)
        if bill.is_late(day) and Month.of(city_day(bill.issued_at)) < Month.of(day)
    ]
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "home": places.home_for(actor=actor, estate_id=estate_id, home_id=home_id),
        "bills": [(bill, bill.id in ticked) for bill in bills],
        "reason": request.POST.get("reason", ""),
        "errors": errors_of(refusal),
    }
    return render(request, "operations/arrears_write_off_ask.html", context, status=422 if refusal else 200)


@access.staff(Right.APPROVE_WAIVER)
@require_POST
def decide(request: access.Request, estate_id: int, write_off_id: int) -> HttpResponse:
    """Approve or refuse a write-off that somebody else asked for."""
    approve = request.POST.get("decision") == "approve"
    try:
        use_cases.decide_write_off(
            actor=request.actor,
            estate_id=estate_id,
            write_off_id=write_off_id,
            approve=approve,
            note=request.POST.get("note", ""),
            at=request.at,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        flash.say(request, access.sentence(refusal), tone="late")
    else:
        flash.say(request, gettext("Written off. It stays in this list.") if approve else gettext("Refused."))
    return redirect("operations:arrears_write_offs", estate_id=estate_id)


@access.staff(Right.TAKE_CASH)
def document(request: access.Request, estate_id: int, write_off_id: int) -> HttpResponseBase:
    """Hand out the paper of a write-off."""
    return files.response(
        queries.write_off_document(actor=request.actor, estate_id=estate_id, write_off_id=write_off_id)
    )


def _kept(request: access.Request, estate_id: int) -> int | None:
    handed_in = request.FILES.get("document")
    if handed_in is None:
        return None
    return files.store(
        estate_id=estate_id,
        name=handed_in.name or "",
        content=handed_in.file,  # type: ignore[arg-type]
        purpose="document",
        actor=request.actor,
        at=request.at,
    )
