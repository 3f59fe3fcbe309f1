"""The Open311 keys: which there are, and whose a given one is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from laoyou.infra import scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.work.requests.models import ApiKey
from laoyou.system.work.requests.rules.keys import digest_of

CENTRE = 0


@dataclass(frozen=True, slots=True)
class ApiKeyView:
    id: int
    name: str
    hint: str
    made_by_name: str
    made_at: datetime
    ended_at: datetime | None


def api_keys_for(*, actor: Actor) -> list[ApiKeyView]:
    """Return all keys, running ones first. Raises: NotAllowed."""
    actor.require(Right.MANAGE_ORGANISATIONS, CENTRE)
    with scope.estate(CENTRE):
        rows = list(ApiKey.objects.filter(estate_id=CENTRE).order_by("-ended_at", "name", "id"))
    return [
        ApiKeyView(row.id, row.name, row.hint, row.made_by_name, row.made_at, row.ended_at)
        for row in sorted(rows, key=lambda row: row.ended_at is not None)
    ]


def owner_of_key(key: str) -> str | None:
    """Return the name of the system that this key belongs to; None for a key that is none, or has ended."""
    with scope.estate(CENTRE):
        row = ApiKey.objects.filter(estate_id=CENTRE, digest=digest_of(key), ended_at__isnull=True).first()
    return row.name if row else None
