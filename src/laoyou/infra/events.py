"""Down by call, up by event: how a lower package lets those above it answer to what happened.

Two kinds of handler. *In the transaction*: database only; if it fails, all of it rolls back. *After commit*: a job row
written in the same transaction, so that it exists exactly when the fact does; it may run twice.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

Event = TypeVar("Event")

_in_transaction: dict[type, list[Callable[[Any], None]]] = defaultdict(list)
_after_commit: dict[type, list[Any]] = defaultdict(list)


def in_transaction(event_type: type[Event], handler: Callable[[Event], None]) -> None:
    if handler not in _in_transaction[event_type]:
        _in_transaction[event_type].append(handler)


def after_commit(event_type: type, task: Any) -> None:
    """Let a procrastinate task run after the event's transaction; its arguments are the event's fields."""
    if task not in _after_commit[event_type]:
        _after_commit[event_type].append(task)


def raise_event(event: Any) -> None:
    """Tell the handlers. Must be called inside the transaction that made the event true."""
    for handler in _in_transaction[type(event)]:
        handler(event)
    for task in _after_commit[type(event)]:
        task.defer(**{field.name: _plain(getattr(event, field.name)) for field in dataclasses.fields(event)})


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
