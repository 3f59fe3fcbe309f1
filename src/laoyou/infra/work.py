"""Progress of long work: a row that the job moves on and a page shows with a bar, left and found again at will."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from laoyou.core.errors import NotFound
from laoyou.core.work import MOVES, WorkState
from laoyou.infra import live, states
from laoyou.infra.actor import Actor, system
from laoyou.infra.models import Work


def find(*, estate_id: int, work_id: int) -> Work:
    """Return the work as it stands. Raises: NotFound for none of this number in the estate."""
    found = Work.objects.filter(estate_id=estate_id, id=work_id).first()
    if found is None:
        raise NotFound
    return found


def newest(*, estate_id: int, kind: str) -> Work | None:
    """Return the work of this kind that was begun last in the estate, however it stands."""
    return Work.objects.filter(estate_id=estate_id, kind=kind).order_by("-id").first()


def begin(*, kind: str, title: str, estate_id: int, actor: Actor, total: int, at: datetime) -> Work:
    return Work.objects.create(
        estate_id=estate_id,
        kind=kind,
        title=title,
        total=total,
        started_by=actor.user_id,
        created_at=at,
        changed_at=at,
    )


def advance(work: Work, *, done: int, at: datetime, total: int | None = None) -> None:
    _move(work, WorkState.RUNNING, done=done, total=work.total if total is None else total, at=at)


def finish(work: Work, *, at: datetime, message: str = "", **result: Any) -> None:
    _move(work, WorkState.DONE, done=work.total, total=work.total, at=at, message=message, result=result)


def fail(work: Work, *, at: datetime, message: str) -> None:
    work.refresh_from_db(fields=["state"])  # what was undone may have moved the row in memory only
    _move(work, WorkState.FAILED, done=work.done, total=work.total, at=at, message=message)


def _move(work: Work, to: WorkState, *, at: datetime, **values: Any) -> None:
    for name, value in (values | {"changed_at": at}).items():
        setattr(work, name, value)
    changed = [*values, "changed_at"]
    if work.state == to.value:
        work.save(update_fields=changed)
    else:
        states.move(
            work, to, MOVES, actor=system(work.kind), at=at, reason=str(values.get("message", "")), also=changed
        )
    live.publish(
        estate_id=work.estate_id,
        topic=f"work:{work.id}",
        name="work",
        data={"state": work.state, "done": work.done, "total": work.total},
        at=at,
    )


__all__ = ["Work", "advance", "begin", "fail", "find", "finish", "newest"]
