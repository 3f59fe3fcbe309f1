"""Counting tries, so that nobody guesses fast from one place."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

from django.db import connection, transaction

from laoyou.infra import secrets
from laoyou.system.people.errors import TooManyTries
from laoyou.system.people.models import TryCount


def count_try(*, what: str, where: str, most: int, within: timedelta, at: datetime) -> None:
    """Count one more try of this thing from this place. Only a keyed hash of the two is stored.

    Raises: TooManyTries once more than `most` were made within the window; it says how long to wait.
    """
    key = secrets.lookup_hash(f"{what}:{where}", purpose="tries")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_try_count AS held (key_hash, window_starts_at, tries) VALUES (%(key)s, %(at)s, 1)"
            " ON CONFLICT (key_hash) DO UPDATE SET"
            " tries = CASE WHEN held.window_starts_at <= %(begin)s THEN 1 ELSE held.tries + 1 END,"
            " window_starts_at = CASE WHEN held.window_starts_at <= %(begin)s THEN %(at)s"
            " ELSE held.window_starts_at END"
            " RETURNING tries, window_starts_at",
            {"key": key, "at": at, "begin": at - within},
        )
        tries, window_starts_at = cursor.fetchone()
    if tries > most:
        raise TooManyTries(minutes=max(ceil((window_starts_at + within - at) / timedelta(minutes=1)), 1))


def forget_old_tries(*, at: datetime) -> int:
    """Delete counts of windows that began more than a day ago, and return how many. Safe to run twice."""
    with transaction.atomic():
        gone, _ = TryCount.objects.filter(window_starts_at__lt=at - timedelta(days=1)).delete()
    return gone
