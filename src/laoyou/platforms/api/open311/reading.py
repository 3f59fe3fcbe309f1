"""What a caller of Open311 asks for, read with care: each parameter that is wrong has its own error."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation

from django.utils.dateparse import parse_datetime

from laoyou.infra.actor import system
from laoyou.platforms.api.open311.answers import Open311Error
from laoyou.system.places import queries as places
from laoyou.system.places.queries import EstateView
from laoyou.system.places.rules.estate_states import EstateState, is_served
from laoyou.system.work.requests.queries import TroublesFilter
from laoyou.system.work.requests.rules.categories import CATEGORIES, Category

CALLER = system("open311")
SPAN = timedelta(days=90)
MOST = 1000
PAGE = 100
FURTHEST_KM = 0.8
METRES_PER_DEGREE = 111_320


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a caller says that it is: the estate, and the point where they gave one."""

    estate: EstateView
    lat: Decimal | None
    lng: Decimal | None


OPEN_TO_ALL = {each.code: each for each in CATEGORIES.values() if each.is_common and each.urgency > 0}
"""The services offered: troubles of common places. Danger is told by telephone, homes and fees are nobody else's."""


def service_of(code: str, *, status: int) -> Category:
    """Return the service. Raises: Open311Error."""
    if code not in OPEN_TO_ALL:
        raise Open311Error(status, "service_code was not found")
    return OPEN_TO_ALL[code]


def filter_of(given: Mapping[str, str], at: datetime) -> tuple[TroublesFilter, int, int]:
    """Return what is wanted, with page and size. By numbers alone; else of the last 90 days. Raises: Open311Error."""
    page, size = _number(given, "page", 1, 10_000), _number(given, "page_size", PAGE, MOST)
    codes = tuple(part.strip() for part in given.get("service_request_id", "").split(",") if part.strip())
    if codes:
        return TroublesFilter(codes=codes), page, size
    categories = tuple(part.strip() for part in given.get("service_code", "").split(",") if part.strip())
    for code in categories:
        service_of(code, status=404)
    states = {part.strip() for part in given.get("status", "").split(",") if part.strip()}
    if states - {"open", "closed"}:
        raise Open311Error(400, "status must be open, closed, or both with a comma between")
    since, until = _instant(given, "start_date"), _instant(given, "end_date")
    if until is None and since is None:
        since = at - SPAN
    elif until is None and since is not None:
        until = since + SPAN
    elif since is None and until is not None:
        since = until - SPAN
    if since and until and since > until:
        raise Open311Error(400, "start_date must be before end_date")
    state = next(iter(states)) if len(states) == 1 else ""
    return TroublesFilter(categories=categories, state=state, since=since, until=until), page, size


def spot_of(given: Mapping[str, str]) -> Spot:
    """Return where it is: by lat and long, else by address_id (an estate's code), else by its name in the address.

    Raises: Open311Error.
    """
    lat, lng = given.get("lat", "").strip(), given.get("long", "").strip()
    address_id, address = given.get("address_id", "").strip(), given.get("address_string", "").strip()
    if not (lat and lng) and not address_id and not address:
        raise Open311Error(400, "lat and long, address_string or address_id was not provided")
    served = [each for each in places.estates_for(actor=CALLER) if is_served(EstateState(each.state))]
    if lat and lng:
        point = _degree(lat, "lat", 90), _degree(lng, "long", 180)
        near = [(_km(each, *point), each) for each in served if each.lat is not None and each.lng is not None]
        distance, estate = min(near, key=lambda pair: pair[0], default=(math.inf, None))
        if estate is None or distance > FURTHEST_KM:
            raise Open311Error(400, "no estate that we serve lies within 800 m of lat and long")
        return Spot(estate, *point)
    for each in served:
        if address_id.upper() in (each.code, each.public_key) or (address and each.name in address):
            return Spot(each, None, None)
    raise Open311Error(400, "address_string or address_id names no estate that we serve")


def _km(estate: EstateView, lat: Decimal, lng: Decimal) -> float:
    """Return how far it is, on a plane: exact to a metre within a city."""
    north = float(estate.lat or 0) - float(lat)
    east = (float(estate.lng or 0) - float(lng)) * math.cos(math.radians(float(lat)))
    return math.hypot(north, east) * METRES_PER_DEGREE / 1000


def _degree(text: str, name: str, most: int) -> Decimal:
    try:
        found = Decimal(text).quantize(Decimal("0.000001"))
    except InvalidOperation:
        raise Open311Error(400, f"{name} must be a number of degrees") from None
    if not -most <= found <= most:
        raise Open311Error(400, f"{name} must be a number of degrees")
    return found


def _number(given: Mapping[str, str], name: str, usual: int, most: int) -> int:
    text = given.get(name, "").strip()
    if not text:
        return usual
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= most:
        raise Open311Error(400, f"{name} must be a number from 1 to {most}")
    return int(text)


def _instant(given: Mapping[str, str], name: str) -> datetime | None:
    text = given.get(name, "").strip()
    if not text:
        return None
    try:
        found = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        found = None
    if found is None:
        raise Open311Error(400, f"{name} must be a time as 2022-12-30T10:42:00+08:00")
    return found if found.tzinfo else found.replace(tzinfo=UTC)
