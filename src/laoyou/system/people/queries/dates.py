"""The condition that a dated row holds on a day."""

from __future__ import annotations

from datetime import date

from django.db.models import Q


def holds_on(day: date) -> Q:
    """Return the condition that a dated row holds on the day."""
    return Q(starts_on__lte=day) & (Q(ends_before__isnull=True) | Q(ends_before__gt=day))
