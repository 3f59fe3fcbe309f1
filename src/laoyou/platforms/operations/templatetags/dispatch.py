"""Words of the dispatch board's templates."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.translation import gettext

from laoyou.core.calendar import city_day
from laoyou.platforms.formats import clock, day

register = template.Library()


@register.filter
def due_by(due_at: datetime, at: datetime) -> str:
    """Return by when something is due: the hour today, with the day on other days."""
    if city_day(due_at) == city_day(at):
        return gettext("by %(time)s") % {"time": clock(due_at)}
    return gettext("by %(day)s %(time)s") % {"day": day(due_at), "time": clock(due_at)}
