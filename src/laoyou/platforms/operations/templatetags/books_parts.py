"""Small words of the pages of books. Used by {% load books_parts %}."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def item(names: Mapping[int, str], key: int) -> str:
    """Return the name that belongs to a number, or a dash."""
    return names.get(key, "–")
