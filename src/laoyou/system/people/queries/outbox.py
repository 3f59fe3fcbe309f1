"""Messages as they went out. In the demo they go nowhere else, and everybody may read them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings

from laoyou.core.errors import NotFound
from laoyou.infra import messages, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.people.rules.masking import masked_telephone


@dataclass(frozen=True, slots=True)
class MessageView:
    receiver: str
    text: str
    created_at: datetime
    sent_at: datetime | None


def outbox(actor: Actor, *, limit: int = 100) -> list[MessageView]:
    """Return the newest messages of the actor's estates, closed to misuse; in the demo all of them, as they are.

    Raises: NotFound without the right.
    """
    if settings.DEMO:
        with scope.everything():
            return _newest(limit)
    if not actor.may_somewhere(Right.SEE_OUTBOX):
        raise NotFound
    return [_closed(view) for view in _newest(limit)]


def last_codes(*, limit: int = 10) -> list[MessageView]:
    """Return the newest messages with sign-in codes. In the demo only. Raises: NotFound elsewhere."""
    if not settings.DEMO:
        raise NotFound
    with scope.estate(0):
        return _newest(limit)


def _closed(view: MessageView) -> MessageView:
    """Return the message without what would let its reader sign in as somebody else, or call them."""
    text = re.sub(r"(?<![0-9])[0-9]{6}(?![0-9])", "••••••", view.text)
    return replace(view, receiver=masked_telephone(view.receiver), text=text)


def _newest(limit: int) -> list[MessageView]:
    rows = messages.latest(limit=limit)
    return [MessageView(row.receiver, row.text, row.created_at, row.sent_at) for row in rows]
