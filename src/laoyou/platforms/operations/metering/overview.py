"""The meters of an estate in a month: what is still to read, what waits to be looked at, and the file of the crew."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import Month, city_day
from laoyou.core.errors import Checks, NotFound, Refusal
from laoyou.infra import exports, files
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations.forms import day_of, errors_of, number_or_none, page_of
from laoyou.platforms.operations.metering import words
from laoyou.system.billing.meters import queries, use_cases
from laoyou.system.billing.meters.errors import MeterUnclear, SheetUnclear
from laoyou.system.billing.meters.rules.readings import value_of
from laoyou.system.billing.meters.use_cases import Imported
from laoyou.system.payments.errors import HomeUnclear
from laoyou.system.places import queries as places

MONTHS_SHOWN = 12


@access.staff(Right.TAKE_CASH)
def meters(request: access.Request, estate_id: int) -> HttpResponse:
    """Show how far the month's reading is, what waits, and every meter."""
    return meters_with(request, estate_id)


def month_of(request: access.Request) -> Month:
    """Return the month that the address or the form names, this one for nonsense."""
    try:
        return Month.parse(request.POST.get("month", "") or request.GET.get("month", ""))
    except ValueError:
        return Month.of(city_day(request.at))


def month_choices(today: Month) -> list[tuple[str, str]]:
    months = [today]
    while len(months) < MONTHS_SHOWN:
        months.append(months[-1].previous)
    return [(str(month), str(month)) for month in months]


def meters_with(
    request: access.Request,
    estate_id: int,
    refusal: Refusal | None = None,
    opening: str = "",
    imported: Imported | None = None,
) -> HttpResponse:
    actor, today = request.actor, city_day(request.at)
    month = month_of(request)
    state, item = request.GET.get("state", ""), request.GET.get("item", "")
    search = request.GET.get("search", "").strip()
    where: dict[str, Any] = {"actor": actor, "estate_id": estate_id}
    items = queries.items_by_meter(**where)
    context = {
        "estate": places.estate_for(**where),
        "month": month,
        "months": month_choices(Month.of(today)),
        "page": queries.meters_for(**where, month=month, state=state, item=item, search=search, page=page_of(request)),
        "progress": queries.progress(**where, month=month),
        "waiting": queries.readings_waiting(**where),
        "passed_on": queries.passed_on(**where),
        "last_missing": queries.last_readings_missing(**where),
        "still_paid": queries.overestimates_still_paid(**where),
        "state": state,
        "item": item,
        "search": search,
        "items": items,
        "item_choices": [("", gettext("All")), *items],
        "billed_as": [*items, ("", gettext("Nothing: it is only looked at"))],
        "state_choices": [("", gettext("All")), *words.STATES.items()],
        "kind_choices": list(words.KINDS.items()),
        "shared_choices": list(words.SHARED_BY.items()),
        "main_choices": [("", gettext("none")), *queries.main_meters(**where)],
        "building_choices": [("", gettext("All homes of the estate"))]
        + [(row.id, row.name) for row in places.buildings_for(**where)],
        "kinds": words.KINDS,
        "states": words.STATES,
        "sources": words.SOURCES,
        "doubts": words.DOUBTS,
        "shared_by": words.SHARED_BY,
        "may_prepare": actor.may(Right.PREPARE_BILLS, estate_id),
        "today": today,
        "typed": request.POST,
        "errors": errors_of(refusal),
        "opening": opening,
        "imported": imported,
    }
    return render(request, "operations/meters.html", context, status=422 if refusal or imported else 200)


@access.staff(Right.PREPARE_BILLS)
@require_POST
def ask_back_again(request: access.Request, estate_id: int, correction_id: int) -> HttpResponse:
    """Ask anew for a credit note that a reading asked for and that was refused."""
    use_cases.ask_back_again(actor=request.actor, estate_id=estate_id, correction_id=correction_id, at=request.at)
    flash.say(request, gettext("A second person has to confirm it. Until then nothing changes."))
    return redirect("operations:meters", estate_id=estate_id)


@access.staff(Right.TAKE_CASH)
def meters_export(request: access.Request, estate_id: int) -> HttpResponseBase:
    """Hand out the list, as the sheet that the crew fills in."""
    actor = request.actor
    estate = places.estate_for(actor=actor, estate_id=estate_id)
    month = month_of(request)
    page = queries.meters_for(
        actor=actor,
        estate_id=estate_id,
        month=month,
        state=request.GET.get("state", ""),
        item=request.GET.get("item", ""),
        search=request.GET.get("search", ""),
        size=exports.READ_AT_MOST,
    )
    kind = exports.Kind
    return exports.response(
        file_name=f"{estate.name} {gettext('Meters')} {month}",
        title=gettext("Meters"),
        columns=[
            exports.Column(gettext("Room"), width=20),
            exports.Column(gettext("Meter number"), width=16),
            exports.Column(gettext("Kind"), width=10),
            exports.Column(gettext("Last reading"), width=14),
            exports.Column(gettext("Last read on"), kind.DAY),
            exports.Column(gettext("State"), width=14),
            exports.Column(gettext("Reading"), width=14),
            exports.Column(gettext("Date"), width=14),
        ],
        rows=(
            (row.place, row.number, words.KINDS[row.kind], row.shown, row.read_on, words.STATES[row.state], "", "")
            for row in page.rows
        ),
    )


@access.staff(Right.PREPARE_BILLS)
@require_POST
def add_meter(request: access.Request, estate_id: int) -> HttpResponse:
    """Enter a meter of a home or of a common part."""
    typed, actor, checks = request.POST, request.actor, Checks()
    home_id: int | None = None
    try:
        with checks:
            if home := typed.get("home", "").strip():
                home_id = places.home_id_by_text(actor=actor, estate_id=estate_id, text=home)
                if home_id is None:
                    raise HomeUnclear
        with checks:
            installed_on = day_of(typed.get("installed_on", ""), field="installed_on")
        checks.end()
        use_cases.add_meter(
            actor=actor,
            estate_id=estate_id,
            kind=typed.get("kind", ""),
            number=typed.get("number", ""),
            item=typed.get("item", ""),
            installed_on=installed_on,
            first_value=value_of(typed.get("first_value", "")),
            home_id=home_id,
            place=typed.get("place", ""),
            shared_by=typed.get("shared_by", ""),
            building_id=number_or_none(typed.get("building", "")),
            main_id=number_or_none(typed.get("main", "")),
            digits=number_or_none(typed.get("digits", "")) or 0,
            factor=number_or_none(typed.get("factor", "")) or 0,
            at=request.at,
        )
    except NotFound:
        raise MeterUnclear from None
    except Refusal as refusal:
        return meters_with(request, estate_id, refusal, "add")
    flash.say(request, gettext("The meter is entered."))
    return redirect("operations:meters", estate_id=estate_id)


@access.staff(Right.TAKE_CASH)
@require_POST
def import_readings(request: access.Request, estate_id: int) -> HttpResponse:
    """Take the readings of a file; with refused rows nothing, unless they are left out."""
    typed, handed = request.POST, request.FILES.get("sheet")
    try:
        if handed is None:
            raise SheetUnclear
        done = use_cases.import_readings(
            actor=request.actor,
            estate_id=estate_id,
            kind=typed.get("kind", ""),
            name=getattr(handed, "name", "") or "",
            content=cast(Any, handed),
            read_on=day_of(typed.get("read_on", ""), field="read_on"),
            leave_out=bool(typed.get("leave_out")),
            at=request.at,
        )
    except Refusal as refusal:
        return meters_with(request, estate_id, refusal, "import")
    if done.refused and not typed.get("leave_out"):
        return meters_with(request, estate_id, None, "", done)
    said = ngettext("%(count)s reading taken.", "%(count)s readings taken.", done.taken) % {"count": done.taken}
    if done.refused:
        left = len(done.refused)
        said += " " + ngettext("%(count)s row left out.", "%(count)s rows left out.", left) % {"count": left}
    flash.say(request, said)
    return redirect("operations:meters", estate_id=estate_id)


@access.staff(Right.PREPARE_BILLS)
@require_POST
def estimate(request: access.Request, estate_id: int) -> HttpResponse:
    """Estimate what nobody read in the month."""
    month = month_of(request)
    count = use_cases.estimate_missing(
        actor=request.actor, estate_id=estate_id, item=request.POST.get("item", ""), month=month, at=request.at
    )
    said = ngettext("%(count)s reading estimated.", "%(count)s readings estimated.", count) % {"count": count}
    flash.say(request, said if count else gettext("Nothing could be estimated: nobody knows yet what these homes use."))
    return redirect(f"{reverse('operations:meters', args=[estate_id])}?month={month}")


@access.staff(Right.TAKE_CASH)
@require_POST
def check_reading(request: access.Request, estate_id: int, reading_id: int) -> HttpResponse:
    """Let a reading count, or don't take it."""
    try:
        use_cases.check_reading(
            actor=request.actor,
            estate_id=estate_id,
            reading_id=reading_id,
            approve=request.POST.get("decision") == "approve",
            reason=request.POST.get("reason", ""),
            at=request.at,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        flash.say(request, access.sentence(refusal), tone="late")
    else:
        flash.say(request, gettext("Looked at."))
    return redirect("operations:meters", estate_id=estate_id)


@access.staff(Right.TAKE_CASH)
def reading_photo(request: access.Request, estate_id: int, reading_id: int) -> HttpResponseBase:
    """Hand out the picture of the dial."""
    return files.response(queries.photo_of_reading(actor=request.actor, estate_id=estate_id, reading_id=reading_id))
