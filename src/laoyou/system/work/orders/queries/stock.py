"""The company's materials, for its list and for telephones in the field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from laoyou.core.money import Money
from laoyou.infra import scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.work.orders.models import Material

CENTRE = 0


@dataclass(frozen=True, slots=True)
class StockView:
    id: int
    name: str
    unit: str
    cost: Money
    starts_on: date


def materials_for(*, actor: Actor, search: str = "") -> list[StockView]:
    """Return what the actor's company has on its list, by name."""
    if not actor.may_somewhere(Right.DO_ORDERS):
        actor.require(Right.MANAGE_CREWS, CENTRE)
    with scope.estate(CENTRE):
        rows = Material.objects.filter(estate_id=CENTRE, organisation_id=actor.organisation_id or 0, ends_before=None)
        for word in search.split():
            rows = rows.filter(name__icontains=word)
        return [
            StockView(row.pk, row.name, row.unit, Money(row.cost_fen), row.starts_on)
            for row in rows.order_by("name", "id")
        ]
