"""Whose mandate it is: a company changes its own and nobody else's, and nobody reads the drafts of others."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from laoyou.core.errors import NotFound
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.mandates.models import Mandate
from laoyou.system.mandates.rules.states import WAS_IN_FORCE


def refuse_another_companys(actor: Actor, mandate: Mandate) -> None:
    """Raises: NotFound when the mandate is another company's: a draft in an estate opens nothing of those who serve."""
    if actor.kind is not ActorKind.SYSTEM and mandate.company_id != actor.organisation_id:
        raise NotFound


def mandates_seen_by(actor: Actor, estate_id: int) -> QuerySet[Mandate]:
    """Return the estate's mandates that the actor may read.

    Who sees the estate reads what was ever in force there, and drafts that name their own organisation; the bureau
    reads every draft. Who doesn't see the estate has a draft there, and reads what is their own company's.
    """
    actor.require(Right.SEE_MANDATES, estate_id)
    rows = Mandate.objects.filter(estate_id=estate_id)
    if actor.kind is ActorKind.SYSTEM or Right.SEE_MANDATES in actor.everywhere:
        return rows
    own = Q(company_id=actor.organisation_id)
    if not actor.may(Right.SEE_ESTATE, estate_id):
        return rows.filter(own)
    return rows.filter(own | Q(principal_id=actor.organisation_id) | Q(state__in=WAS_IN_FORCE))
