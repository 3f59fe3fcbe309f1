"""How figures look on the open books. Used by {% load books %}."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from django import template
from django.utils.translation import get_language

from laoyou.core.calendar import Month

register = template.Library()


@register.filter
def short_month(month: Month) -> str:
    """Return 12月, or Dec."""
    if (get_language() or "").startswith("zh"):
        return f"{month.number}月"
    return f"{month.first:%b}"


@register.filter
def short_day(on: date) -> str:
    """Return 12月28日, or 28 Dec."""
    if (get_language() or "").startswith("zh"):
        return f"{on.month}月{on.day}日"
    return f"{on.day} {on:%b}"


@register.filter
def percent_whole(ratio: Fraction | float | None) -> str:
    """Return 83% for a fraction of one, for a place too narrow for decimals; a dash for no figure."""
    return "–" if ratio is None else f"{round(float(ratio) * 100)}%"
