"""The clock of the platforms and jobs: the only place that asks for the time. Below them it is an argument.

The demo city lives in its own days: `laoyou run` moves its clock by a whole offset, the same in every process.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """Return the instant, moved by the demo's offset where there is one."""
    return timezone.now() + timedelta(seconds=settings.CLOCK_OFFSET_S)


def real_now() -> datetime:
    """Return the instant that clocks outside show: what an authenticator app counts by, also in the demo."""
    return timezone.now()
