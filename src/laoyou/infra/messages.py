"""Messages to people: a row in the transaction of the fact, to be read in the app's outbox.

Nothing leaves as an SMS or a WeChat message yet: `sent_at` stays empty until there is a sender.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from laoyou.infra.models import Message


def write(*, estate_id: int, receiver: str, text: str, fact_key: str, at: datetime, channel: str = "sms") -> None:
    """Queue one message. The same fact to the same receiver is queued once, however often it is asked for."""
    Message.objects.bulk_create(
        [
            Message(
                estate_id=estate_id,
                channel=channel,
                receiver=receiver,
                text=text,
                fact_key=fact_key,
                created_at=at,
            )
        ],
        ignore_conflicts=True,
    )


def write_all(*, estate_id: int, letters: Iterable[tuple[str, str, str]], at: datetime, channel: str = "sms") -> None:
    """Queue many messages at once, each (receiver, text, fact key), as `write` does one."""
    Message.objects.bulk_create(
        [
            Message(
                estate_id=estate_id, channel=channel, receiver=receiver, text=text, fact_key=fact_key, created_at=at
            )
            for receiver, text, fact_key in letters
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )


def latest(*, limit: int = 50) -> list[Message]:
    """Return the newest messages within the scope, newest first."""
    return list(Message.objects.order_by("-created_at", "-id")[:limit])
