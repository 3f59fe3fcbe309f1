"""The calls of GeoReport v2. What is read is public; what is entered needs a key.

Source: http://wiki.open311.org/GeoReport_v2/ (methods, parameters, errors).
"""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt

from laoyou.core.calendar import CITY_TIME
from laoyou.core.errors import NotFound, Refusal
from laoyou.platforms import access
from laoyou.platforms.api.open311.answers import FORMS, Open311Error, answer, refusal
from laoyou.platforms.api.open311.reading import CALLER, OPEN_TO_ALL, filter_of, service_of, spot_of
from laoyou.system.work.requests import queries, use_cases
from laoyou.system.work.requests.queries import Trouble
from laoyou.system.work.requests.rules.states import RequestState

PLACE = "PLACE"
NOTES = {
    RequestState.RECEIVED: "received",
    RequestState.TAKEN: "looked after",
    RequestState.WORKING: "being worked on",
    RequestState.ANSWERED: "done",
    RequestState.CLOSED: "closed",
}
Call = Callable[..., HttpResponse]


def _call(view: Call) -> Call:
    """Answer errors as the specification has them, in the form that was asked for."""

    @functools.wraps(view)
    def answered(request: HttpRequest, form: str, **more: str) -> HttpResponse:
        try:
            if form not in FORMS:
                raise Open311Error(404, "the format is json or xml")
            jurisdiction = (request.GET.get("jurisdiction_id") or request.POST.get("jurisdiction_id") or "").strip()
            if jurisdiction and jurisdiction != settings.OPEN311_JURISDICTION:
                raise Open311Error(404, "jurisdiction_id was not found")
            return view(request, form, **more)
        except Open311Error as error:
            return refusal(form, error)

    return answered


@access.machine
@_call
def discovery(request: HttpRequest, form: str) -> HttpResponse:
    """Say which endpoint there is, and in which forms."""
    where = request.build_absolute_uri(reverse("open311:services", kwargs={"form": "json"})).removesuffix(
        "/services.json"
    )
    found = {
        "changeset": "2022-12-01T00:00:00+08:00",
        "contact": request.build_absolute_uri(reverse("resident:troubles")),
        "key_service": "ask the administrator of the housing bureau",
        "endpoints": [
            {
                "specification": "http://wiki.open311.org/GeoReport_v2",
                "url": where,
                "changeset": "2022-12-01T00:00:00+08:00",
                "type": "production",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }
    return answer(form, "discovery", found)


@access.machine
@_call
def services(request: HttpRequest, form: str) -> HttpResponse:
    """List what can be reported by this door: troubles of common places."""
    found = [
        {
            "service_code": each.code,
            "service_name": gettext(each.name),
            "description": gettext(each.name),
            "metadata": True,
            "type": "realtime",
            "keywords": each.kind.value,
            "group": each.skill,
        }
        for each in OPEN_TO_ALL.values()
    ]
    return answer(form, "services", found)


@access.machine
@_call
def service(request: HttpRequest, form: str, code: str) -> HttpResponse:
    """Say what may be told with a report of this service."""
    found = {
        "service_code": service_of(code, status=404).code,
        "attributes": [
            {
                "variable": True,
                "code": PLACE,
                "datatype": "string",
                "required": False,
                "datatype_description": "",
                "order": 1,
                "description": gettext("Which place"),
                "values": [],
            }
        ],
    }
    return answer(form, "service_definition", found)


@access.machine
@csrf_exempt
@access.slow(most=300, minutes=10)
@_call
def requests(request: HttpRequest, form: str) -> HttpResponse:
    """List troubles, or enter one."""
    if request.method == "POST":
        return _entered(request, form)
    wanted, page, size = filter_of(request.GET, request.at)  # type: ignore[attr-defined]
    rows = queries.troubles(wanted, page=page, size=size).rows
    return answer(form, "service_requests", [_told(request, each) for each in rows])


@access.machine
@_call
def one(request: HttpRequest, form: str, code: str) -> HttpResponse:
    """Return one trouble by its number."""
    return answer(form, "service_requests", [_told(request, _found(code))])


@access.machine
@_call
def token(request: HttpRequest, form: str, code: str) -> HttpResponse:
    """Return the number that a token stands for. Numbers are given at once, so that they are their own tokens."""
    found = _found(code)
    return answer(form, "service_requests", [{"service_request_id": found.code, "token": found.code}])


def _entered(request: HttpRequest, form: str) -> HttpResponse:
    given = request.POST
    key = given.get("api_key", "").strip()
    if not key:
        raise Open311Error(403, "Missing api_key")
    owner = queries.owner_of_key(key)
    if owner is None:
        raise Open311Error(403, "Invalid api_key")
    if not given.get("service_code", "").strip():
        raise Open311Error(400, "service_code was not provided")
    chosen = service_of(given["service_code"].strip(), status=400)
    spot = spot_of(given.dict())
    name = f"{given.get('last_name', '')}{given.get('first_name', '')}".strip()
    place = given.get(f"attribute[{PLACE}]", "").strip() or given.get("address_string", "").strip()
    at: datetime = request.at  # type: ignore[attr-defined]
    try:
        request_id = use_cases.report(
            actor=CALLER,
            estate_id=spot.estate.id,
            client_id=uuid.uuid4().hex,
            category=chosen.code,
            text=given.get("description", ""),
            place=place or spot.estate.address or spot.estate.name,
            lat=spot.lat,
            lng=spot.lng,
            channel="open311",
            asker_name=name or owner,
            asker_telephone=given.get("phone", ""),
            at=at,
        )
    except Refusal as error:
        raise Open311Error(400, access.sentence(error)) from error
    code = queries.code_of(estate_id=spot.estate.id, request_id=request_id)
    found = [{"service_request_id": code, "service_notice": gettext("We have received it"), "account_id": None}]
    return answer(form, "service_requests", found, status=201)


def _found(code: str) -> Trouble:
    try:
        return queries.trouble_by_code(code)
    except NotFound:
        raise Open311Error(404, "service_request_id was not found") from None


def _told(request: HttpRequest, each: Trouble) -> dict[str, Any]:
    return {
        "service_request_id": each.code,
        "status": "open" if each.is_open else "closed",
        "status_notes": NOTES[RequestState(each.state)],
        "service_name": gettext(each.category.name),
        "service_code": each.category.code,
        "description": each.text,
        "agency_responsible": each.estate.street_office,
        "service_notice": request.build_absolute_uri(reverse("resident:trouble", kwargs={"code": each.code})),
        "requested_datetime": _shown(each.came_at),
        "updated_datetime": _shown(each.changed_at),
        "expected_datetime": _shown(each.finish_due_at),
        "address": f"{each.estate.name} {each.place}".strip(),
        "address_id": each.estate.code,
        "zipcode": None,
        "lat": float(each.lat) if each.lat is not None else None,
        "long": float(each.lng) if each.lng is not None else None,
        "media_url": None,
    }


def _shown(at: datetime | None) -> str | None:
    return at.astimezone(CITY_TIME).isoformat(timespec="seconds") if at else None
