"""The gateway's own clock and the ways it writes the time.

It goes with the demo city's: both move theirs by the same offset, so that neither finds the other's messages stale.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))
OFFSET = timedelta(seconds=int(os.environ.get("LAOYOU_CLOCK_OFFSET_S", "0")))


def now() -> datetime:
    return datetime.now(UTC) + OFFSET


def day(iso_text: str) -> str:
    """Return the day of the city on which a stored moment lies."""
    return f"{datetime.fromisoformat(iso_text).astimezone(CHINA):%Y-%m-%d}"


def iso(at: datetime) -> str:
    """Return 2022-11-30T12:00:00+08:00, as WeChat Pay writes it."""
    return at.astimezone(CHINA).isoformat(timespec="seconds")


def plain(at: datetime) -> str:
    """Return 2022-11-30 12:00:00, as Alipay writes it."""
    return at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")


def from_plain(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA)
