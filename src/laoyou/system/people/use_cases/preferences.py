"""How a person wants their own pages."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from laoyou.core.errors import NotFound
from laoyou.infra.actor import Actor
from laoyou.system.people.models import User


def set_preferences(
    *,
    actor: Actor,
    language: str | None,
    elder_mode: bool | None,
    at: datetime,
    hears_of_payments: bool | None = None,
) -> None:
    """Keep the actor's own language, 长辈版, and whether they hear when others pay for their home.

    None leaves one as it is. Not audited: it concerns nobody else.

    Raises: NotFound for a visitor.
    """
    if actor.user_id is None:
        raise NotFound
    changes: dict[str, object] = {}
    if language is not None:
        changes["language"] = language
    if elder_mode is not None:
        changes["elder_mode"] = elder_mode
    if hears_of_payments is not None:
        changes["hears_of_payments"] = hears_of_payments
    if changes:
        with transaction.atomic():
            User.objects.filter(id=actor.user_id).update(**changes)
