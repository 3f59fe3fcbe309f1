"""The company's list of materials: what one unit costs, from a day on."""

from __future__ import annotations

from datetime import datetime

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotAllowed, NotFound
from laoyou.core.money import Money
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.work.orders.errors import MaterialUnclear
from laoyou.system.work.orders.models import Material

CENTRE = 0


def set_material(
    *, actor: Actor, name: str, unit: str, cost: Money, at: datetime, organisation_id: int | None = None
) -> int:
    """Put something on the list, or give it a new cost from today on; return its id. Raises: MaterialUnclear."""
    with scope.estate(CENTRE):
        company = _company(actor, organisation_id)
        if not name.strip() or not unit.strip() or cost.fen < 0:
            raise MaterialUnclear
        today = city_day(at)
        old = Material.objects.select_for_update().filter(
            estate_id=CENTRE, organisation_id=company, name=name.strip()[:60], ends_before=None
        )
        for row in old:
            row.ends_before = max(today, row.starts_on)
            row.save(update_fields=["ends_before"])
        material = Material.objects.create(
            estate_id=CENTRE,
            organisation_id=company,
            name=name.strip()[:60],
            unit=unit.strip()[:10],
            cost_fen=cost.fen,
            starts_on=today,
        )
        _record("work.material_set", material, actor, at)
        return int(material.pk)


def end_material(*, actor: Actor, material_id: int, at: datetime) -> None:
    """Take something off the list. What jobs used of it stays as it was. Raises: NotFound."""
    with scope.estate(CENTRE):
        company = _company(actor, None)
        row = Material.objects.select_for_update().filter(
            estate_id=CENTRE, organisation_id=company, id=material_id, ends_before=None
        )
        found = row.first()
        if found is None:
            raise NotFound
        found.ends_before = max(city_day(at), found.starts_on)
        found.save(update_fields=["ends_before"])
        _record("work.material_ended", found, actor, at)


def _company(actor: Actor, organisation_id: int | None) -> int:
    actor.require(Right.MANAGE_CREWS, CENTRE)
    company = organisation_id if actor.kind is ActorKind.SYSTEM else actor.organisation_id
    if company is None:
        raise NotAllowed
    return company


def _record(action: str, row: Material, actor: Actor, at: datetime) -> None:
    audit.record(
        action,
        actor=actor,
        estate_id=CENTRE,
        at=at,
        subject="work.material",
        subject_id=row.pk,
        name=row.name,
        unit=row.unit,
        cost=str(Money(row.cost_fen)),
    )
