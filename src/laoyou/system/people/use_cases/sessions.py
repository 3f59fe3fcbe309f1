"""A resident ends the sign-ins that they have left open elsewhere."""

from __future__ import annotations

from datetime import datetime

from laoyou.core.errors import NotFound
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, ActorKind
from laoyou.system.people.models import User
from laoyou.system.people.rules.masking import masked_name


def end_all_sessions(*, actor: Actor, at: datetime) -> None:
    """End every session of a resident, this one too unless the caller keeps it alive. Raises: NotFound for others.

    Residents have no password: the secret that stands in its place, to which sessions are tied, is drawn anew. Staff
    change theirs instead, which does the same.
    """
    if actor.kind is not ActorKind.RESIDENT or actor.user_id is None:
        raise NotFound
    with scope.estate(0):
        user = User.objects.select_for_update().filter(id=actor.user_id, is_staff_member=False).first()
        if user is None:
            raise NotFound
        user.set_unusable_password()
        user.save(update_fields=["password"])
        audit.record(
            "people.signed_out_elsewhere",
            actor=actor,
            estate_id=0,
            at=at,
            subject="user",
            subject_id=user.id,
            name=masked_name(user.name),
        )
