"""Opening an estate, its facts, and the steps of its life."""

from __future__ import annotations

import base64
import re
import secrets
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from pypinyin import Style, lazy_pinyin

from laoyou.core.calendar import city_day
from laoyou.core.errors import Checks
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.places.errors import (
    EstateCodeTaken,
    EstateCodeWrong,
    HouseholdsWrong,
    NameMissing,
    NoSuchStep,
    NotOnTheMap,
    OnlyByMandate,
    ReasonMissing,
    SupervisorStays,
    TooLong,
    YearWrong,
)
from laoyou.system.places.models import LONGEST_NAME, Estate, EstateMove
from laoyou.system.places.rules.estate_states import EstateState, may_move, may_move_by_hand
from laoyou.system.places.supervisors import community_of, locked_estate, place_under, street_office_of

UNDER_A_MANDATE = (EstateState.MANDATED, EstateState.CONTRACTED)


def open_estate(
    *,
    actor: Actor,
    code: str,
    name: str,
    street_office_code: str,
    at: datetime,
    community_name: str = "",
    year_built: int | None = None,
    households: int | None = None,
    lat: Decimal | None = None,
    lng: Decimal | None = None,
    address: str = "",
    telephone: str = "",
) -> int:
    """Enter an estate into the directory, as unmanaged, and return its id.

    The opener's company may survey and negotiate there from now on.
    Raises: EstateCodeTaken and other refusals of a field.
    """
    actor.require(Right.OPEN_ESTATE, 0)
    code, checks = code.strip().upper(), Checks()
    with scope.estate(0):
        with checks:
            facts = _facts(name, address, telephone, year_built, households, lat, lng, at)
        with checks:
            if not re.fullmatch(r"[A-Z0-9][A-Z0-9-]{1,19}", code):
                raise EstateCodeWrong
            if Estate.objects.filter(code=code).exists():
                raise EstateCodeTaken(code=code)
        with checks:
            street_office = street_office_of(street_office_code)
        checks.end()
        community = community_of(street_office, community_name)
        try:
            with transaction.atomic():
                estate = Estate.objects.create(
                    code=code,
                    initials=initials(name),
                    street_office=street_office,
                    community=community,
                    public_key=_new_public_key(),
                    opened_by_company_id=actor.organisation_id,
                    created_at=at,
                    **facts,
                )
        except IntegrityError:  # somebody else entered the same code between the look and the write
            raise EstateCodeTaken(code=code) from None
        with scope.estate(estate.id):
            audit.record(
                "places.estate_opened",
                actor=actor,
                estate_id=estate.id,
                at=at,
                subject="estate",
                subject_id=estate.id,
                name=estate.name,
                code=code,
            )
    return estate.id


def edit_estate(
    *,
    actor: Actor,
    estate_id: int,
    name: str,
    street_office_code: str,
    at: datetime,
    community_name: str = "",
    year_built: int | None = None,
    households: int | None = None,
    lat: Decimal | None = None,
    lng: Decimal | None = None,
    address: str = "",
    telephone: str = "",
) -> None:
    """Correct the facts of an estate. Its code and public link stay: papers and posters carry them.

    Raises: SupervisorStays for another street office or community under a mandate: who is supervised doesn't choose by
    whom. A community may be named where none was.
    """
    with scope.estate(estate_id):
        actor.require(Right.EDIT_PLACES, estate_id)
        checks = Checks()
        with checks:
            facts = _facts(name, address, telephone, year_built, households, lat, lng, at)
        estate = locked_estate(estate_id)
        with checks:
            street_office = street_office_of(street_office_code)
        checks.end()
        community = community_of(street_office, community_name)
        facts |= {"initials": initials(name)}
        under = {"street_office_id": street_office.id, "community_id": community.id if community else None}
        changed = sorted(field for field, value in (facts | under).items() if getattr(estate, field) != value)
        if not changed:
            return
        if estate.state in UNDER_A_MANDATE and (
            "street_office_id" in changed or ("community_id" in changed and estate.community_id is not None)
        ):
            raise SupervisorStays
        Estate.objects.filter(id=estate_id).update(**facts)
        if not under.keys().isdisjoint(changed):
            place_under(estate, street_office=street_office, community=community, actor=actor, at=at)
        audit.record(
            "places.estate_edited",
            actor=actor,
            estate_id=estate_id,
            at=at,
            subject="estate",
            subject_id=estate_id,
            name=estate.name,
            fields=", ".join(changed),
        )


def move_estate(*, actor: Actor, estate_id: int, to_state: str, reason: str, at: datetime) -> None:
    """Take a step before the mandate: begin the survey, negotiate, or let it rest.

    Raises: OnlyByMandate for mandated and contracted, NoSuchStep, ReasonMissing.
    """
    with scope.estate(estate_id):
        actor.require(Right.SEE_ESTATE, estate_id)  # a draft alone moves nothing where another company serves
        actor.require(Right.EDIT_MANDATES, estate_id)
        if not reason.strip():
            raise ReasonMissing
        if to_state not in list(EstateState):
            raise NoSuchStep
        before, after = EstateState(locked_estate(estate_id).state), EstateState(to_state)
        if not may_move_by_hand(before, after):
            raise OnlyByMandate if may_move(before, after) else NoSuchStep
        _move(actor, estate_id, before, after, reason.strip(), at)


def follow_mandate(*, actor: Actor, estate_id: int, to_state: EstateState, reason: str, at: datetime) -> None:
    """Bring the estate to where its mandates say it is. Called by mandates, which has checked the right; idempotent."""
    with scope.estate(estate_id):
        before = EstateState(locked_estate(estate_id).state)
        if before is to_state:
            return
        if not may_move(before, to_state):
            raise NoSuchStep
        _move(actor, estate_id, before, to_state, reason, at)


def _move(actor: Actor, estate_id: int, before: EstateState, after: EstateState, reason: str, at: datetime) -> None:
    """Move the estate: the only place where its state changes. The row must be locked."""
    Estate.objects.filter(id=estate_id).update(state=after.value)
    EstateMove.objects.create(
        estate_id=estate_id,
        from_state=before.value,
        to_state=after.value,
        reason=reason,
        actor=actor.audit_name(),
        at=at,
    )
    audit.record(
        f"places.estate_is_{after.value}",
        actor=actor,
        estate_id=estate_id,
        at=at,
        subject="estate",
        subject_id=estate_id,
        reason=reason,
    )


def initials(name: str) -> str:
    """Return the pinyin initials that people type to find a name.

    >>> initials("秀山花园"), initials("A区 2期")
    ('xshy', 'aq2q')
    """
    return "".join("".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower().split())[:LONGEST_NAME]


def _facts(
    name: str,
    address: str,
    telephone: str,
    year_built: int | None,
    households: int | None,
    lat: Decimal | None,
    lng: Decimal | None,
    at: datetime,
) -> dict[str, object]:
    name, address, telephone, checks = name.strip(), address.strip(), telephone.strip(), Checks()
    with checks:
        if not name:
            raise NameMissing
    for field, text, most in (("name", name, LONGEST_NAME), ("address", address, 200), ("telephone", telephone, 20)):
        with checks:
            if len(text) > most:
                raise TooLong(field=field, text=text, most=most)
    with checks:
        if year_built is not None and not 1900 <= year_built <= city_day(at).year + 5:
            raise YearWrong
    with checks:
        if households is not None and not 1 <= households <= 100_000:
            raise HouseholdsWrong
    with checks:
        if (lat is None) != (lng is None):
            raise NotOnTheMap
        if lat is not None and lng is not None and not (-90 <= lat <= 90 and -180 <= lng <= 180):
            raise NotOnTheMap
    checks.end()
    return {
        "name": name,
        "address": address,
        "telephone": telephone,
        "year_built": year_built,
        "households": households,
        "lat": lat,
        "lng": lng,
    }


def _new_public_key() -> str:
    """Return a handle for the public link: 50 bits, short enough to read out, too many to guess."""
    return base64.b32encode(secrets.token_bytes(7)).decode()[:10]
