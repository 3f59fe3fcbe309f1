"""Which building a home stands in: as much of an address as everybody may read."""

from __future__ import annotations

from collections.abc import Iterable

from laoyou.system.places.models import Home


def buildings_of_homes(*, estate_id: int, home_ids: Iterable[int]) -> dict[int, str]:
    """Return the name of each home's building."""
    homes = Home.objects.filter(estate_id=estate_id, id__in=set(home_ids))
    return dict(homes.values_list("id", "building__name"))


def homes_in_buildings_like(*, estate_id: int, text: str) -> list[int]:
    """Return the homes of the buildings whose name begins with the text."""
    homes = Home.objects.filter(estate_id=estate_id, building__name__istartswith=text)
    return list(homes.values_list("id", flat=True))


def homes_labelled_like(*, estate_id: int, text: str) -> list[int]:
    """Return the homes whose label contains the text, for staff who look for one home's money."""
    return list(Home.objects.filter(estate_id=estate_id, label__icontains=text).values_list("id", flat=True))


def homes_labelled_in(*, estate_ids: Iterable[int], text: str, limit: int) -> list[int]:
    """Return homes of these estates whose label contains the text, for lists over many estates."""
    found = Home.objects.filter(estate_id__in=list(estate_ids), label__icontains=text)
    return list(found.order_by("id").values_list("id", flat=True)[:limit])
