"""Certificates that count: the newest of each name at each facility that still stands."""

from __future__ import annotations

from collections.abc import Iterable

from laoyou.system.work.facilities.models import FacilityCertificate


def newest_certificates(
    *, estate_id: int | None = None, estate_ids: Iterable[int] | None = None
) -> list[FacilityCertificate]:
    """Return them with their facilities, those that run out first in front."""
    rows = FacilityCertificate.objects.select_related("facility").filter(facility__removed_on=None)
    if estate_id is not None:
        rows = rows.filter(estate_id=estate_id)
    if estate_ids is not None:
        rows = rows.filter(estate_id__in=list(estate_ids))
    newest = {
        (row.estate_id, row.facility_id, row.name): row for row in rows.order_by("valid_until", "id").iterator(2000)
    }
    return sorted(newest.values(), key=lambda row: (row.valid_until, row.pk))
