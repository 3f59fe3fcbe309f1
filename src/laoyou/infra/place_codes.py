"""Codes that hang at a lift, a pump or a gate: a signed estate and place, which nobody can make up or change."""

from __future__ import annotations

from dataclasses import dataclass

from django.core import signing

from laoyou.core.errors import NotFound

_SIGNER = signing.Signer(salt="laoyou.place", sep=".")
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Place:
    """Where a code hangs. `facility_id` is that of the register, where the thing is in it; `words` say it to people."""

    estate_id: int
    words: str
    facility_id: int | None = None


def code_of(place: Place) -> str:
    """Return the code, which goes into the address /q/<code>/."""
    return _SIGNER.sign_object([place.estate_id, place.words[:60], place.facility_id], compress=True)


def place_of(code: str) -> Place:
    """Return what the code names. Raises: NotFound for one that was not made here."""
    if len(code) > LONGEST:
        raise NotFound
    try:
        estate_id, words, facility_id = _SIGNER.unsign_object(code)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise NotFound from error
    return Place(estate_id, words, facility_id)
