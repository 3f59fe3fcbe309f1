"""What a channel told us, word by word: kept beside what was made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from laoyou.system.payments.models import Notification


@dataclass(frozen=True, slots=True)
class Told:
    """A notification as it came: what of its headers matters, and its body."""

    channel: str
    headers: Mapping[str, str]
    body: bytes


def keep(told: Told, *, estate_id: int, outcome: str, at: datetime) -> None:
    """Keep the notification with its outcome, in the caller's transaction and scope."""
    Notification.objects.create(
        estate_id=estate_id,
        channel=told.channel,
        outcome=outcome,
        headers=dict(told.headers),
        body=told.body,
        received_at=at,
    )
