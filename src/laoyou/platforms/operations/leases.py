"""Leases of common parts at the desk: who rents what, what is due, and recording what came in."""

from __future__ import annotations

from typing import Any, TypedDict, cast

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_POST

from laoyou.core.calendar import city_day
from laoyou.core.errors import Checks, NotFound, Refusal
from laoyou.core.money import Money
from laoyou.core.paging import Page, offset_of
from laoyou.infra import exports, files
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations.forms import day_of, errors_of, number_or_none, page_of
from laoyou.platforms.operations.words import Words
from laoyou.system.ledger.errors import NoVoucher
from laoyou.system.ledger.leases import queries, use_cases
from laoyou.system.places import queries as places

KINDS: Words = {
    "advertising": gettext_lazy("Advertising"),
    "ground_rent": gettext_lazy("Ground rent"),
    "other": gettext_lazy("Something else"),
}
STATES: Words = {
    "received": gettext_lazy("Has come in"),
    "waits": gettext_lazy("Waits for a second person"),
    "late": gettext_lazy("Late"),
    "due": gettext_lazy("Due today"),
    "to_come": gettext_lazy("To come"),
}


LEASE_STATES: Words = {
    "running": pgettext_lazy("lease", "Running"),
    "late": gettext_lazy("Late"),
    "ended": pgettext_lazy("lease", "Ended"),
}
SHOWN = 20


class LeasesWanted(TypedDict):
    search: str
    state: str


def _chosen(request: access.Request) -> LeasesWanted:
    state = request.GET.get("state", "")
    return {"search": request.GET.get("search", "").strip(), "state": state if state in LEASE_STATES else ""}


def _holds(lease: queries.LeaseView, instalment_id: int) -> bool:
    return any(part.id == instalment_id for part in lease.instalments)


@access.staff(Right.SEE_BOOKS)
def leases(request: access.Request, estate_id: int) -> HttpResponse:
    """Show the leases of the estate with their instalments."""
    return leases_with(request, estate_id)


def leases_with(
    request: access.Request, estate_id: int, refusal: Refusal | None = None, opening: str = "", about: int = 0
) -> HttpResponse:
    actor, today = request.actor, city_day(request.at)
    chosen = _chosen(request)
    found = queries.leases_for(actor=actor, estate_id=estate_id, today=today, **chosen)
    number = next((place // SHOWN + 1 for place, each in enumerate(found) if _holds(each, about)), page_of(request))
    start = offset_of(number, SHOWN)
    page = Page(rows=found[start : start + SHOWN], number=number, size=SHOWN, total=len(found))
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "page": page,
        "leases": page.rows,
        "chosen": chosen,
        "is_narrowed": any(chosen.values()),
        "lease_states": [("", gettext("All")), *LEASE_STATES.items()],
        "late": Money.total(each.late for each in found),
        "received": Money.total(each.received for each in found),
        "kinds": KINDS,
        "states": STATES,
        "kind_choices": list(KINDS.items()),
        "may_record": actor.may(Right.RECORD_EXPENSE, estate_id),
        "today": today,
        "typed": request.POST,
        "errors": errors_of(refusal),
        "opening": opening,
        "about": about,
    }
    return render(request, "operations/leases.html", context, status=422 if refusal else 200)


@access.staff(Right.SEE_BOOKS)
def leases_export(request: access.Request, estate_id: int) -> HttpResponseBase:
    """Hand out every instalment of every lease."""
    actor, today, kind = request.actor, city_day(request.at), exports.Kind
    estate = places.estate_for(actor=actor, estate_id=estate_id)
    return exports.response(
        file_name=f"{estate.name} {gettext('Income of common parts')} {today.isoformat()}",
        title=gettext("Income of common parts"),
        columns=[
            exports.Column(gettext("Place"), width=24),
            exports.Column(gettext("Kind"), width=12),
            exports.Column(gettext("Who pays"), width=24),
            exports.Column(pgettext("rent", "Due on"), kind.DAY),
            exports.Column(gettext("Until before"), kind.DAY),
            exports.Column(gettext("Amount"), kind.MONEY),
            exports.Column(gettext("State"), width=16),
        ],
        rows=(
            (
                each.place,
                KINDS[each.kind],
                each.payer,
                part.starts_on,
                part.ends_before,
                part.amount,
                STATES[part.state],
            )
            for each in queries.leases_for(actor=actor, estate_id=estate_id, today=today, **_chosen(request))
            for part in each.instalments
        ),
    )


@access.staff(Right.RECORD_EXPENSE)
@require_POST
def make_lease(request: access.Request, estate_id: int) -> HttpResponse:
    """Enter a lease."""
    typed, checks = request.POST, Checks()
    try:
        with checks:
            starts_on = day_of(typed.get("starts_on", ""), field="starts_on")
        with checks:
            last_day = day_of(typed.get("last_day", ""), field="last_day")
        checks.end()
        use_cases.make_lease(
            actor=request.actor,
            estate_id=estate_id,
            kind=typed.get("kind", ""),
            payer=typed.get("payer", ""),
            place=typed.get("place", ""),
            basis=typed.get("basis", ""),
            starts_on=starts_on,
            last_day=last_day,
            every_months=number_or_none(typed.get("every_months", "")) or 0,
            amount=Money.parse(typed.get("amount", "")),
            at=request.at,
        )
    except Refusal as refusal:
        return leases_with(request, estate_id, refusal, "make")
    flash.say(request, gettext("The lease is entered with its instalments."))
    return redirect("operations:leases", estate_id=estate_id)


@access.staff(Right.RECORD_EXPENSE)
@require_POST
def receive_instalment(request: access.Request, estate_id: int, instalment_id: int) -> HttpResponse:
    """Record what came in, with its voucher; a second person approves it."""
    typed, voucher = request.POST, request.FILES.get("voucher")
    try:
        if voucher is None:
            raise NoVoucher
        file_id = files.store(
            estate_id=estate_id,
            name=getattr(voucher, "name", "") or "voucher",
            content=cast(Any, voucher),
            purpose="voucher",
            actor=request.actor,
            at=request.at,
        )
        use_cases.receive_instalment(
            actor=request.actor,
            estate_id=estate_id,
            instalment_id=instalment_id,
            received_on=day_of(typed.get("received_on", ""), field="received_on"),
            file_ids=[file_id],
            text=typed.get("text", ""),
            at=request.at,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return leases_with(request, estate_id, refusal, "receive", instalment_id)
    flash.say(request, gettext("Recorded. It stands in the owners' fund when a second person has approved it."))
    return redirect("operations:leases", estate_id=estate_id)


@access.staff(Right.RECORD_EXPENSE)
@require_POST
def end_lease(request: access.Request, estate_id: int, lease_id: int) -> HttpResponse:
    """End a lease today."""
    try:
        use_cases.end_lease(
            actor=request.actor,
            estate_id=estate_id,
            lease_id=lease_id,
            reason=request.POST.get("reason", ""),
            at=request.at,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        flash.say(request, access.sentence(refusal), tone="late")
    else:
        flash.say(request, gettext("Ended. What would have been due later is no longer due."))
    return redirect("operations:leases", estate_id=estate_id)
