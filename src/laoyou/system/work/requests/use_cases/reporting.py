"""Reporting: by a resident, by whoever stands before a code, by the desk for who calls or comes, by another system."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import BinaryIO

from django.conf import settings
from django.db import connection

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotAllowed, NotFound, mark
from laoyou.infra import files, live, messages, scope
from laoyou.infra.actor import VISITOR, Actor, ActorKind, Right
from laoyou.system.mandates import queries as mandates
from laoyou.system.places import queries as places
from laoyou.system.work.requests.errors import SayWhatIsWrong, SayWhere
from laoyou.system.work.requests.models import Request, RequestCounter, RequestSupporter
from laoyou.system.work.requests.rules.categories import CATEGORIES, LEAST_URGENT, Kind, category_of
from laoyou.system.work.requests.rules.levels import level_of
from laoyou.system.work.requests.rules.states import OPEN
from laoyou.system.work.requests.rules.suggesting import suggest
from laoyou.system.work.requests.rules.telling import Line
from laoyou.system.work.requests.use_cases.writing import (
    PURPOSES,
    begin_clocks,
    is_asker,
    line,
    record,
    said,
    tell_askers,
    touch,
)

BY_STAFF = ("telephone", "counter", "visit", "chat")
CAME = mark(
    "[Laoyou Butler] We have received your request %(number)s (%(category)s). You see how it stands under “Requests”."
)
DANGER = mark("Danger reported: %(category)s, %(estate)s, request %(number)s. Take it at once.")
ABOUT_COMPANY = mark("A complaint about the company was made in %(estate)s: request %(number)s.")


def keep_file(
    *,
    actor: Actor,
    estate_id: int,
    name: str,
    content: BinaryIO,
    kind: str,
    at: datetime,
    is_anonymous: bool = False,
) -> int:
    """Keep a photo or a voice note for a request or a message, and return the file. Raises: NotFound; of files."""
    with scope.estate(estate_id):
        _may_report(actor, estate_id)
        keeper = VISITOR if is_anonymous else actor
        return files.store(estate_id=estate_id, name=name, content=content, purpose=PURPOSES[kind], actor=keeper, at=at)


def report(
    *,
    actor: Actor,
    estate_id: int,
    category: str,
    at: datetime,
    client_id: str,
    text: str = "",
    kind: str = "",
    urgency: int | None = None,
    home_id: int | None = None,
    facility_id: int | None = None,
    place: str = "",
    lat: Decimal | None = None,
    lng: Decimal | None = None,
    at_home: str = "",
    channel: str = "app",
    is_anonymous: bool = False,
    asker_name: str = "",
    asker_telephone: str = "",
    file_ids: Sequence[int] = (),
) -> int:
    """Enter a request and return its id; the same `client_id` again returns what it entered the first time.

    Kind and urgency are what the reporter saw and left or corrected; without a word of theirs, what the text suggests.
    Nobody's home is a common place. Danger rings at once; a complaint about the company goes to its principal too.
    Raises: NotFound; SayWhatIsWrong; SayWhere; TooManyFiles.
    """
    with scope.estate(estate_id):
        _may_report(actor, estate_id)
        number, earlier = _next_number(estate_id, client_id, at)
        if earlier is not None:
            return earlier
        if category not in CATEGORIES or (category == "other" and not text.strip() and not file_ids):
            raise SayWhatIsWrong
        suggested = suggest(text, category)
        chosen = category_of(suggested.category)
        hidden = is_anonymous or (actor.kind is ActorKind.VISITOR and not asker_telephone.strip())
        home = None if hidden else home_id
        _look_where(actor, estate_id, home, place, needs_it=bool(chosen.skill))
        found_kind = kind if kind in set(Kind) else suggested.kind.value
        found_urgency = suggested.urgency if urgency is None else min(max(urgency, 0), LEAST_URGENT)
        is_resident = actor.kind is ActorKind.RESIDENT and not hidden
        author = VISITOR if hidden else actor
        row = Request(
            estate_id=estate_id,
            number=number,
            client_id=client_id[:40],
            kind=found_kind,
            category=chosen.code,
            urgency=found_urgency,
            level=level_of(found_kind, found_urgency).value,
            skill=chosen.skill,
            minutes=chosen.minutes,
            suggested={
                "category": suggested.category,
                "kind": suggested.kind.value,
                "urgency": suggested.urgency,
                "because": list(suggested.because),
            },
            text=text.strip()[:2000],
            home_id=home,
            facility_id=facility_id,
            place=place.strip()[:80],
            lat=lat,
            lng=lng,
            is_public_place=home is None and bool(place.strip()),
            at_home=at_home.strip()[:80],
            channel=_channel(actor, channel),
            is_anonymous=hidden,
            asker_user_id=actor.user_id if is_resident else None,
            asker_person_id=actor.person_ids.get(estate_id) if is_resident else None,
            asker_name="" if hidden else (actor.name if is_resident else asker_name.strip())[:60],
            asker_telephone="" if hidden or is_resident else asker_telephone.strip()[:20],
            about_company=suggested.about_company or chosen.code == "service_complaint",
            came_at=at,
            changed_at=at,
        )
        begin_clocks(row, at)
        row.save(force_insert=True)
        line(row, Line.CAME, author, at, text=row.text, file_ids=file_ids)
        record("work.request_came", row, author, at, category=chosen.name)
        touch(row, at)
        tell_askers(row, CAME, "came", at, category=chosen.name)
        _ring(row, at)
        return int(row.id)


def me_too(*, actor: Actor, estate_id: int, request_id: int, at: datetime) -> None:
    """Say that one has the same trouble, once; one hears of it as its asker does. Raises: NotFound."""
    with scope.estate(estate_id):
        if actor.kind is not ActorKind.RESIDENT or actor.user_id is None or estate_id not in actor.estate_ids:
            raise NotFound
        row = (
            Request.objects.select_for_update()
            .filter(estate_id=estate_id, id=request_id, state__in=OPEN, is_public_place=True)
            .first()
        )
        if row is None:
            raise NotFound
        if is_asker(actor, row):
            return
        _, is_new = RequestSupporter.objects.get_or_create(
            estate_id=estate_id, request=row, user_id=actor.user_id, defaults={"at": at}
        )
        if is_new:
            line(row, Line.ME_TOO, VISITOR, at)
            touch(row, at)


def _may_report(actor: Actor, estate_id: int) -> None:
    if actor.kind is ActorKind.STAFF:
        actor.require(Right.HANDLE_REQUESTS, estate_id)
    elif actor.kind is ActorKind.RESIDENT and estate_id not in actor.estate_ids:
        raise NotFound


def _channel(actor: Actor, channel: str) -> str:
    if actor.kind is ActorKind.STAFF:
        if channel not in BY_STAFF:
            raise NotAllowed
        return channel
    if actor.kind is ActorKind.SYSTEM:
        return channel
    return "app" if actor.kind is ActorKind.RESIDENT and channel != "qr" else "qr"


def _look_where(actor: Actor, estate_id: int, home_id: int | None, place: str, *, needs_it: bool) -> None:
    """Raises: NotFound for a home that is not theirs to name; SayWhere where somebody has to come and can't know."""
    if home_id is None:
        if needs_it and not place.strip():
            raise SayWhere
    elif actor.kind is ActorKind.VISITOR:
        raise NotFound
    elif actor.kind is ActorKind.RESIDENT:
        actor.require_home(estate_id, home_id)
    elif home_id not in places.home_labels(estate_id=estate_id, home_ids=[home_id]):
        raise NotFound


def _next_number(estate_id: int, client_id: str, at: datetime) -> tuple[str, int | None]:
    """Return the next number, or the request that this device's name has entered already. Locks the counter."""
    year = city_day(at).year
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO work_request_counter (estate_id, year, last) VALUES (%s, %s, 0) ON CONFLICT DO NOTHING",
            [estate_id, year],
        )
    counter = RequestCounter.objects.select_for_update().get(estate_id=estate_id, year=year)
    earlier = Request.objects.filter(estate_id=estate_id, client_id=client_id[:40]).values_list("id", flat=True).first()
    if earlier is not None:
        return "", int(earlier)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"S{year}-{counter.last:06d}", None


def _ring(row: Request, at: datetime) -> None:
    """Let danger ring on every open page of the desk, and write to who is on duty; and to the principal of a company
    that is complained about.
    """
    if row.urgency > 0 and not row.about_company:
        return
    mandate = mandates.mandate_in_force(row.estate_id, city_day(at))
    told = {
        "number": row.number,
        "category": category_of(row.category).name,
        "estate": places.estate_names([row.estate_id]).get(row.estate_id, ""),
    }
    if row.urgency == 0:
        data = {"request": row.id}
        live.publish(estate_id=row.estate_id, topic="danger", name="danger", data=data, at=at)
        if mandate is not None:
            _write(row, mandate.company_name, DANGER, told, "danger", at)
    if row.about_company and mandate is not None:
        _write(row, mandate.principal_name, ABOUT_COMPANY, told, "company", at)


def _write(row: Request, receiver: str, sentence: str, told: dict[str, str], fact: str, at: datetime) -> None:
    messages.write(
        estate_id=row.estate_id,
        receiver=receiver[:60],
        text=said(settings.LANGUAGE_CODE, sentence, told),
        fact_key=f"request:{row.id}:{fact}",
        at=at,
        channel="desk",
    )
