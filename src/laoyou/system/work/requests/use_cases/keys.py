"""Keys for other city systems (Open311): shown once when made, kept as a hash, ended by an administrator."""

from __future__ import annotations

import secrets
from datetime import datetime

from laoyou.core.errors import NotFound
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.work.requests.errors import KeyNameMissing
from laoyou.system.work.requests.models import ApiKey
from laoyou.system.work.requests.rules.keys import digest_of

CENTRE = 0


def make_api_key(*, actor: Actor, name: str, at: datetime, telephone: str = "") -> str:
    """Return a new key, which nobody can read again. Raises: NotAllowed; KeyNameMissing."""
    with scope.estate(CENTRE):
        actor.require(Right.MANAGE_ORGANISATIONS, CENTRE)
        if not name.strip():
            raise KeyNameMissing
        key = secrets.token_urlsafe(24)
        row = ApiKey.objects.create(
            estate_id=CENTRE,
            name=name.strip()[:60],
            telephone=telephone.strip()[:20],
            digest=digest_of(key),
            hint=key[:4],
            made_by=actor.user_id,
            made_by_name=actor.name[:100],
            made_at=at,
        )
        _record("work.api_key_made", row, actor, at)
        return key


def end_api_key(*, actor: Actor, key_id: int, at: datetime) -> None:
    """End a key at once. Raises: NotAllowed; NotFound."""
    with scope.estate(CENTRE):
        actor.require(Right.MANAGE_ORGANISATIONS, CENTRE)
        row = ApiKey.objects.select_for_update().filter(estate_id=CENTRE, id=key_id, ended_at__isnull=True).first()
        if row is None:
            raise NotFound
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        _record("work.api_key_ended", row, actor, at)


def _record(action: str, row: ApiKey, actor: Actor, at: datetime) -> None:
    audit.record(action, actor=actor, estate_id=CENTRE, at=at, subject="work.api_key", subject_id=row.id, name=row.name)
