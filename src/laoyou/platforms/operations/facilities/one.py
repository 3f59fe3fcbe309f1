"""One facility: what is known of it, its certificates, what was looked at, and its label."""

from __future__ import annotations

from typing import BinaryIO, cast

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import city_day
from laoyou.core.errors import Checks, NotFound, Refusal
from laoyou.infra import files, scope
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations.facilities import words
from laoyou.platforms.operations.facilities.labels import Label, labels_pdf
from laoyou.platforms.operations.facilities.register import about_of, form
from laoyou.platforms.operations.forms import day_of, day_or_none, errors_of, number_or_none
from laoyou.system.places import queries as places
from laoyou.system.work.facilities import queries, use_cases
from laoyou.system.work.facilities.rules.kinds import KINDS
from laoyou.system.work.orders import queries as orders

MOST_LABELS = 400


@access.staff(Right.SEE_ORDERS)
def facility(request: access.Request, estate_id: int, facility_id: int) -> HttpResponse:
    """Show a facility with all that is known of it."""
    return _facility(request, estate_id, facility_id)


@access.staff(Right.DISPATCH_ORDERS)
def edit_facility(request: access.Request, estate_id: int, facility_id: int) -> HttpResponse:
    """Change what is known of a facility."""
    story = queries.facility_for(
        actor=request.actor, estate_id=estate_id, facility_id=facility_id, today=city_day(request.at)
    )
    view, refusal = story.facility, None
    if request.method == "POST":
        try:
            use_cases.change_facility(
                actor=request.actor,
                estate_id=estate_id,
                facility_id=facility_id,
                about=about_of(request),
                at=request.at,
            )
        except NotFound:
            raise
        except Refusal as refused:
            refusal = refused
        else:
            flash.say(request, gettext("Saved."))
            return redirect("operations:facility", estate_id=estate_id, facility_id=facility_id)
    where = "-".join(str(part) for part in (view.building_id, view.entrance_id) if part is not None)
    known = {
        **{name: getattr(view, name) for name in ("name", "place", "maker", "model", "serial", "note")},
        "installed_on": view.installed_on,
        "where": where,
        "kind": view.kind,
        "lat": view.lat,
        "lng": view.lng,
    }
    return form(request, estate_id, refusal, request.POST or known, view)


@access.staff(Right.DISPATCH_ORDERS)
@require_POST
def remove_facility(request: access.Request, estate_id: int, facility_id: int) -> HttpResponse:
    """Take a facility out of the register."""
    try:
        use_cases.remove_facility(
            actor=request.actor,
            estate_id=estate_id,
            facility_id=facility_id,
            removed_on=day_of(request.POST.get("removed_on", ""), field="removed_on"),
            reason=request.POST.get("reason", ""),
            at=request.at,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return _facility(request, estate_id, facility_id, refusal, "remove")
    flash.say(request, gettext("Taken out. What was known of it stays."))
    return redirect("operations:estate_facilities", estate_id=estate_id)


@access.staff(Right.DISPATCH_ORDERS)
@require_POST
def add_certificate(request: access.Request, estate_id: int, facility_id: int) -> HttpResponse:
    """Enter a certificate, with its picture or PDF."""
    typed, checks, handed = request.POST, Checks(), request.FILES.get("file")
    try:
        valid_until, issued_on, file_id = None, None, None
        with checks:
            valid_until = day_of(typed.get("valid_until", ""), field="valid_until")
        with checks:
            issued_on = day_or_none(typed.get("issued_on", ""), field="issued_on")
        checks.end()
        if handed is not None:
            request.actor.require(Right.DISPATCH_ORDERS, estate_id)
            with scope.estate(estate_id):
                file_id = files.store(
                    estate_id=estate_id,
                    name=handed.name or "",
                    content=cast(BinaryIO, handed),
                    purpose="document",
                    actor=request.actor,
                    at=request.at,
                )
        assert valid_until is not None
        use_cases.add_certificate(
            actor=request.actor,
            estate_id=estate_id,
            facility_id=facility_id,
            name=typed.get("name", ""),
            number=typed.get("number", ""),
            valid_until=valid_until,
            issued_on=issued_on,
            file_id=file_id,
            at=request.at,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return _facility(request, estate_id, facility_id, refusal, "certificate")
    flash.say(request, gettext("The certificate is entered. A month before it runs out somebody is asked to renew it."))
    return redirect("operations:facility", estate_id=estate_id, facility_id=facility_id)


@access.staff(Right.SEE_ORDERS)
def certificate_file(request: access.Request, estate_id: int, facility_id: int, paper_id: int) -> HttpResponseBase:
    """Hand out the picture or PDF of a certificate."""
    file_id = queries.paper_file(actor=request.actor, estate_id=estate_id, facility_id=facility_id, paper_id=paper_id)
    return files.response(files.open_stored(estate_id=estate_id, file_id=file_id))


@access.staff(Right.SEE_ORDERS)
def failure_photo(request: access.Request, estate_id: int, facility_id: int, file_id: int) -> HttpResponseBase:
    """Hand out the photo of something that was not in order."""
    kept = queries.failure_photo(actor=request.actor, estate_id=estate_id, facility_id=facility_id, file_id=file_id)
    return files.response(files.open_stored(estate_id=estate_id, file_id=kept))


@access.staff(Right.SEE_ORDERS)
def facility_labels(request: access.Request, estate_id: int) -> HttpResponse:
    """Hand out labels to be printed and cut: of one facility, of a kind, or of all."""
    actor, today = request.actor, city_day(request.at)
    estate = places.estate_for(actor=actor, estate_id=estate_id)
    if one := number_or_none(request.GET.get("facility", "")):
        views = queries.facility_views(actor=actor, estate_id=estate_id, facility_ids=[one], today=today)
    else:
        wanted = queries.FacilitiesWanted(estate_ids=[estate_id], kind=request.GET.get("kind", ""))
        views = list(queries.facilities_for(actor=actor, today=today, wanted=wanted, size=MOST_LABELS).rows)
    codes = {view.id: queries.code_of(estate_id=estate_id, facility_id=view.id) for view in views}
    labels = [
        Label(
            address=f"{settings.PUBLIC_ADDRESS}/q/{codes[view.id]}/",
            code=codes[view.id],
            number=view.number,
            name=view.name,
            where=view.where,
        )
        for view in views
    ]
    answer = HttpResponse(
        labels_pdf(estate=estate.name, telephone=estate.telephone, labels=labels), content_type="application/pdf"
    )
    answer["Content-Disposition"] = f'inline; filename="labels-{estate.code}.pdf"'
    return answer


def _facility(
    request: access.Request, estate_id: int, facility_id: int, refusal: Refusal | None = None, opening: str = ""
) -> HttpResponse:
    actor, today = request.actor, city_day(request.at)
    story = queries.facility_for(actor=actor, estate_id=estate_id, facility_id=facility_id, today=today)
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "facility": story.facility,
        "story": story,
        "orders": {
            order.id: order.number
            for order in orders.orders_by_id(
                actor=actor, wanted={estate_id: [each.order_id for each in story.failures]}
            )
        },
        "plans": [
            plan
            for plan in queries.plans_for(actor=actor, today=today, estate_ids=[estate_id])
            if plan.kind == story.facility.kind and plan.facility_id in (None, facility_id)
        ],
        "code": queries.code_of(estate_id=estate_id, facility_id=facility_id),
        "kinds": words.kinds(),
        "icon_of_kind": KINDS[story.facility.kind].icon,
        "papers": KINDS[story.facility.kind].papers,
        "standings": words.standings(),
        "ticks": words.ticks(),
        "units": words.UNITS,
        "today": today,
        "typed": request.POST,
        "errors": errors_of(refusal),
        "opening": opening,
        "may_edit": actor.may(Right.DISPATCH_ORDERS, estate_id) and story.facility.removed_on is None,
    }
    return render(request, "operations/facility.html", context, status=422 if refusal else 200)
