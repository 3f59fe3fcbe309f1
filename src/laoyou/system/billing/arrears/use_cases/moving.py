"""The one function that moves a batch, a plan or a write-off, and writes the step down."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from laoyou.infra.actor import Actor
from laoyou.system.billing.arrears.models import ArrearsMove, Plan, ReminderBatch, WriteOff


def begin(row: ReminderBatch | Plan | WriteOff, *, actor: Actor, at: datetime, reason: str = "") -> None:
    """Write down the first step of a row that has just been made."""
    _write(row, before="", after=row.state, actor=actor, at=at, reason=reason)


def move(
    row: ReminderBatch | Plan | WriteOff,
    to: Any,
    transitions: Mapping[Any, frozenset[Any]],
    *,
    actor: Actor,
    at: datetime,
    reason: str = "",
    also: tuple[str, ...] = (),
) -> None:
    """Move a locked row, with what else the caller changed on it. The caller has asked whether there is such a step."""
    before = type(to)(row.state)
    if to not in transitions[before]:
        raise ValueError(f"no step from {before} to {to}")
    row.state = to.value
    row.save(update_fields=["state", *also])
    _write(row, before=before.value, after=to.value, actor=actor, at=at, reason=reason)


def _write(
    row: ReminderBatch | Plan | WriteOff, *, before: str, after: str, actor: Actor, at: datetime, reason: str
) -> None:
    name = {ReminderBatch: "batch", Plan: "plan", WriteOff: "write_off"}[type(row)]
    ArrearsMove.objects.create(
        estate_id=row.estate_id,
        from_state=before,
        to_state=after,
        reason=reason[:200],
        actor=actor.audit_name(),
        at=at,
        **{name: row},
    )
