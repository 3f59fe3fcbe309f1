"""The live stream: a row for each event and a NOTIFY with its number, heard by one listener in each web process."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection

from laoyou.infra.models import LiveEvent

CHANNEL = "laoyou_live"


def publish(*, estate_id: int, topic: str, name: str, data: dict[str, Any], at: datetime) -> None:
    """Tell open pages that listen to the topic. Heard after commit, kept for those who reconnect."""
    event = LiveEvent.objects.create(estate_id=estate_id, topic=topic, name=name, data=data, at=at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, f"{estate_id} {event.id} {topic}"])
