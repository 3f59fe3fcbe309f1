"""Whose people an administrator keeps: those of their own organisation; the city's administrator everybody's."""

from __future__ import annotations

from laoyou.infra.actor import Actor, Right


def kept_organisation(actor: Actor) -> int | None:
    """Return the organisation whose people the actor keeps, none for all. Raises: NotFound, NotAllowed."""
    actor.require(Right.MANAGE_STAFF, 0)
    if actor.may(Right.MANAGE_ORGANISATIONS, 0):
        return None
    return actor.organisation_id or 0
