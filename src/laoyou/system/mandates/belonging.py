"""Whose mandate it is: a company changes its own, and nobody else's."""

from __future__ import annotations

from laoyou.core.errors import NotFound
from laoyou.infra.actor import Actor, ActorKind
from laoyou.system.mandates.models import Mandate


def refuse_another_companys(actor: Actor, mandate: Mandate) -> None:
    """Raises: NotFound when the mandate is another company's: a draft in an estate opens nothing of those who serve."""
    if actor.kind is not ActorKind.SYSTEM and mandate.company_id != actor.organisation_id:
        raise NotFound
