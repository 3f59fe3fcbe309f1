"""The clock of the platforms and jobs: the only place that asks for the time. Below them it is an argument.

The demo city lives in its own days: `laoyou run` moves its clock by a whole offset, the same in every process.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone


def now() -> datetime:
    """Return the instant, moved by the demo's offset where there is one."""
    return timezone.now() + timedelta(seconds=settings.CLOCK_OFFSET_S)


def real_now() -> datetime:
    """Return the instant that clocks outside show: what an authenticator app counts by, also in the demo."""
    return timezone.now()


def ahead_of_database() -> timedelta:
    """Return how far this machine's clock is ahead of the database's; below zero, how far behind."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (row,) = cursor.fetchall()
    theirs: datetime = row[0]
    return real_now() - theirs
