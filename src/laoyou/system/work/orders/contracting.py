"""Work that an outside firm does: a signed link opens one order, without a login, until it runs out.

The link names the moment until which it opens; a new link, or taking the order back, changes that moment on the order,
and the old link opens nothing any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core import signing

from laoyou.core.errors import NotFound
from laoyou.infra import scope
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.work.orders.models import WorkOrder

_SIGNER = signing.Signer(salt="laoyou.contractor", sep=".")
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link opens, and as whom."""

    actor: Actor
    estate_id: int
    order_id: int


def code_of(row: WorkOrder) -> str:
    """Return the code of the order's link; '' when no contractor has it."""
    if not row.contractor or row.contractor_until is None:
        return ""
    return _SIGNER.sign_object([row.estate_id, row.pk, int(row.contractor_until.timestamp())], compress=True)


def opened_by(code: str, *, at: datetime) -> Opened:
    """Return what the link opens now. Raises: NotFound for one not made here, run out or taken back."""
    if len(code) > LONGEST:
        raise NotFound
    try:
        estate_id, order_id, until = _SIGNER.unsign_object(code)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise NotFound from error
    with scope.estate(estate_id):
        row = WorkOrder.objects.filter(estate_id=estate_id, id=order_id).exclude(contractor="").first()
    if row is None or row.contractor_until is None or row.contractor_until <= at:
        raise NotFound
    if int(row.contractor_until.timestamp()) != until:
        raise NotFound
    actor = Actor(kind=ActorKind.VISITOR, name=row.contractor, rights={estate_id: frozenset({Right.DO_ORDERS})})
    return Opened(actor, estate_id, order_id)


def is_its_contractor(actor: Actor, row: WorkOrder) -> bool:
    """Say whether the actor came by this order's link: no other visitor holds a right."""
    return actor.kind is ActorKind.VISITOR and bool(row.contractor) and row.contractor == actor.name
