"""All reads of places."""

from __future__ import annotations

from django.db.models import Q

from laoyou.system.places.models import Estate


def estates_in_division(division_id: int) -> list[int]:
    """Return the estates of a community, street office, district or city."""
    inside = Q()
    for field in ("community", "street_office", "street_office__parent", "street_office__parent__parent"):
        inside |= Q(**{f"{field}": division_id})
    return list(Estate.objects.filter(inside).values_list("id", flat=True))
