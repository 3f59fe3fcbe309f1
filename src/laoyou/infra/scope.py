"""Row-level security's one door: whose rows a transaction may see and write.

The only place in the project that sets the setting which the policies read (rule R7), and always for one transaction,
so that nothing leaks through the connection pool. No scope, no rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from laoyou.infra.actor import Actor, ActorKind

SETTING = "laoyou.estates"
EVERYTHING = "*"
_HELD = "laoyou_scope"  # the setting as this connection has it, so that the same scope again costs no statement


@contextmanager
def estates(ids: Iterable[int]) -> Iterator[None]:
    """Open a transaction, or a savepoint in one, that sees the rows of these estates and no others."""
    with _scope("{" + ",".join(str(int(estate_id)) for estate_id in sorted(set(ids))) + "}"):
        yield


@contextmanager
def estate(estate_id: int) -> Iterator[None]:
    """Open a transaction, or a savepoint in one, for work on one estate. Use cases write under this one (R4)."""
    with estates([estate_id]):
        yield


@contextmanager
def of_actor(actor: Actor) -> Iterator[None]:
    """Open a transaction that sees what the actor may see: their estates, and with a right there the centre's rows."""
    if actor.kind is ActorKind.SYSTEM or actor.everywhere:
        with everything():
            yield
    else:
        with estates(actor.estate_ids):
            yield


@contextmanager
def everything() -> Iterator[None]:
    """Open a transaction that sees all estates: for sign-in, jobs that look for work, and the city's own figures.

    Whoever calls this decides alone what the person asking may see; an architecture test lists the callers.
    """
    with _scope(EVERYTHING):
        yield


@contextmanager
def _scope(value: str) -> Iterator[None]:
    is_inner = connection.in_atomic_block
    before = getattr(connection, _HELD, "") if is_inner else ""
    with transaction.atomic():
        if value != before:
            _set(value)
        setattr(connection, _HELD, value)
        try:
            yield
        finally:
            setattr(connection, _HELD, before)
        # Inside an outer transaction the setting would outlive this block. After an error the savepoint puts it back,
        # and with the outermost block it ends by itself, after the checks that wait for the commit.
        if is_inner and value != before and not connection.needs_rollback:
            _set(before)


def _set(value: str) -> None:
    """Set the scope for the rest of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, value])
