"""One meter: what it showed, a new reading, and its replacement."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import Month, city_day
from laoyou.core.errors import NotFound, Refusal
from laoyou.infra import exports, files
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations.forms import day_of, errors_of
from laoyou.platforms.operations.metering import words
from laoyou.system.billing.meters import queries, use_cases
from laoyou.system.billing.meters.errors import ValueWrong
from laoyou.system.billing.meters.rules.readings import value_of
from laoyou.system.places import queries as places


@access.staff(Right.TAKE_CASH)
def meter(request: access.Request, estate_id: int, meter_id: int) -> HttpResponse:
    """Show one meter with all its readings."""
    return _meter(request, estate_id, meter_id)


@access.staff(Right.TAKE_CASH)
def meter_export(request: access.Request, estate_id: int, meter_id: int) -> HttpResponseBase:
    """Hand out every reading of the meter."""
    actor, today, kind = request.actor, city_day(request.at), exports.Kind
    estate = places.estate_for(actor=actor, estate_id=estate_id)
    about = queries.meter_for(actor=actor, estate_id=estate_id, meter_id=meter_id, month=Month.of(today))
    readings = queries.readings_of_meter(actor=actor, estate_id=estate_id, meter_id=meter_id)
    return exports.response(
        file_name=f"{estate.name} {about.place} {about.number} {gettext('Readings')} {today.isoformat()}",
        title=gettext("Readings"),
        columns=[
            exports.Column(gettext("Day"), kind.DAY),
            exports.Column(gettext("Reading"), kind.NUMBER),
            exports.Column(gettext("Used"), kind.NUMBER),
            exports.Column(gettext("Unit"), width=8),
            exports.Column(gettext("State"), width=14),
            exports.Column(gettext("By whom"), width=16),
            exports.Column(gettext("Who"), width=12),
            exports.Column(gettext("Reason"), width=24),
        ],
        rows=(
            (
                row.read_on,
                Decimal(row.shown),
                None if row.is_rolled else Decimal(row.difference),
                row.unit,
                words.READING_STATES[row.state],
                words.SOURCES[row.source],
                row.taken_by_name,
                row.reason,
            )
            for row in readings
        ),
    )


def _meter(
    request: access.Request, estate_id: int, meter_id: int, refusal: Refusal | None = None, opening: str = ""
) -> HttpResponse:
    actor, today = request.actor, city_day(request.at)
    where: dict[str, Any] = {"actor": actor, "estate_id": estate_id}
    context = {
        "estate": places.estate_for(**where),
        "meter": queries.meter_for(**where, meter_id=meter_id, month=Month.of(today)),
        "readings": queries.readings_of_meter(**where, meter_id=meter_id),
        "lacks_last": any(each.meter_id == meter_id for each in queries.last_readings_missing(**where)),
        "kinds": words.KINDS,
        "states": words.READING_STATES,
        "sources": words.SOURCES,
        "doubts": words.DOUBTS,
        "shared_by": words.SHARED_BY,
        "source_choices": [("crew", words.SOURCES["crew"]), ("desk", words.SOURCES["desk"])],
        "may_prepare": actor.may(Right.PREPARE_BILLS, estate_id),
        "today": today,
        "typed": request.POST,
        "errors": errors_of(refusal),
        "opening": opening,
    }
    return render(request, "operations/meter.html", context, status=422 if refusal else 200)


@access.staff(Right.TAKE_CASH)
@require_POST
def take_reading(request: access.Request, estate_id: int, meter_id: int) -> HttpResponse:
    """Write down what the meter shows, with a picture where there is one."""
    typed, photo = request.POST, request.FILES.get("photo")
    try:
        value = value_of(typed.get("value", ""))
        if value is None:
            raise ValueWrong(text=typed.get("value", ""))
        read_on = day_of(typed.get("read_on", ""), field="read_on")
        file_id = None
        if photo is not None:
            file_id = files.store(
                estate_id=estate_id,
                name=getattr(photo, "name", "") or "photo",
                content=cast(Any, photo),
                purpose="photo",
                actor=request.actor,
                at=request.at,
            )
        use_cases.take_reading(
            actor=request.actor,
            estate_id=estate_id,
            meter_id=meter_id,
            value=value,
            read_on=read_on,
            said_source=typed.get("source", ""),
            is_rolled=bool(typed.get("is_rolled")),
            file_id=file_id,
            at=request.at,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return _meter(request, estate_id, meter_id, refusal, "read")
    flash.say(request, gettext("The reading is entered."))
    return redirect("operations:meter", estate_id=estate_id, meter_id=meter_id)


@access.staff(Right.PREPARE_BILLS)
@require_POST
def replace_meter(request: access.Request, estate_id: int, meter_id: int) -> HttpResponse:
    """Take the meter out with its last value, and hang another in its place."""
    typed = request.POST
    try:
        new_id = use_cases.replace_meter(
            actor=request.actor,
            estate_id=estate_id,
            meter_id=meter_id,
            last_value=value_of(typed.get("last_value", "")),
            number=typed.get("number", ""),
            first_value=value_of(typed.get("first_value", "")),
            replaced_on=day_of(typed.get("replaced_on", ""), field="replaced_on"),
            at=request.at,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return _meter(request, estate_id, meter_id, refusal, "replace")
    flash.say(request, gettext("The meters are changed. What the old one counted will be billed."))
    return redirect("operations:meter", estate_id=estate_id, meter_id=new_id)
