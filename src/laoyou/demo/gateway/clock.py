"""The gateway's own clock and the ways it writes the time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))


def now() -> datetime:
    return datetime.now(UTC)


def iso(at: datetime) -> str:
    """Return 2022-11-30T12:00:00+08:00, as WeChat Pay writes it."""
    return at.astimezone(CHINA).isoformat(timespec="seconds")


def plain(at: datetime) -> str:
    """Return 2022-11-30 12:00:00, as Alipay writes it."""
    return at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")


def from_plain(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA)
