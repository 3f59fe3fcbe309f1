"""The one function that moves a row of a state machine, and the steps that were written down (invariant 9).

The table of moves belongs to the `rules` of the row's package; the database holds it too (`schema.state_moves`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from laoyou.infra.actor import Actor
from laoyou.infra.models import StateMove
from laoyou.infra.tables import EstateRow

S = TypeVar("S", bound=StrEnum)


def move(
    row: EstateRow,
    to: S,
    moves: Mapping[S, frozenset[S]],
    *,
    actor: Actor,
    at: datetime,
    reason: str = "",
    field: str = "state",
    also: Iterable[str] = (),
    **details: object,
) -> None:
    """Move a row that the caller holds, with the columns in `also` that the caller changed, and write the step down.

    The caller has asked whether there is such a step: a person gets a refusal, not this fault.
    Raises: ValueError for a step that the table lacks.
    """
    before = type(to)(getattr(row, field))
    if to not in moves[before]:
        raise ValueError(f"{row._meta.db_table}: no step from {before} to {to}")
    setattr(row, field, to.value)
    row.save(update_fields=[field, *also])
    StateMove.objects.create(
        estate_id=row.estate_id,
        subject=row._meta.label_lower,
        subject_id=row.pk,
        from_state=before.value,
        to_state=to.value,
        reason=reason[:200],
        details=details,
        actor=actor.audit_name(),
        actor_name=actor.name[:100],
        at=at,
    )


def moves_of(model: type[EstateRow], *, estate_id: int, ids: Iterable[int]) -> dict[int, list[StateMove]]:
    """Return the steps of these rows, each row's in the order in which they were taken."""
    found: dict[int, list[Any]] = {}
    rows = StateMove.objects.filter(estate_id=estate_id, subject=model._meta.label_lower, subject_id__in=list(ids))
    for step in rows.order_by("id"):
        found.setdefault(step.subject_id, []).append(step)
    return found


__all__ = ["StateMove", "move", "moves_of"]
