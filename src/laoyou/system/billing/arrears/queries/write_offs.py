"""Write-offs: the list that is kept for ever, and what anybody may know of a month: a sum."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from laoyou.core.calendar import Month, city_instant
from laoyou.core.errors import NotFound
from laoyou.core.money import Money
from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.infra import files
from laoyou.infra.actor import Actor
from laoyou.infra.files import OpenedFile
from laoyou.system.billing.arrears.models import WriteOff
from laoyou.system.billing.queries.rows import require_reader, select
from laoyou.system.places import queries as places

_OF_MONTH = """
SELECT coalesce(sum(part.amount_fen), 0), count(*)
FROM billing_write_off write_off
JOIN billing_write_off_bill part ON part.estate_id = write_off.estate_id AND part.write_off_id = write_off.id
WHERE write_off.estate_id = %(estate_id)s AND write_off.state = 'approved'
  AND write_off.decided_at >= %(begin)s AND write_off.decided_at < %(ends)s
"""


@dataclass(frozen=True, slots=True)
class WriteOffView:
    id: int
    home_id: int
    home_label: str
    state: str
    amount: Money
    reason: str
    asked_by: int
    asked_by_name: str
    asked_at: datetime
    decided_by_name: str
    decided_at: datetime | None
    note: str


@dataclass(frozen=True, slots=True)
class WrittenOff:
    """What was written off in a month: a sum and a number of bills, never a home."""

    amount: Money
    bills: int


def write_offs_for(
    *, actor: Actor, estate_id: int, home_id: int | None = None, page: int = 1, size: int = ROWS_PER_PAGE
) -> Page[WriteOffView]:
    """Return one page of write-offs: those that wait for a decision first, then the newest."""
    require_reader(actor, estate_id)
    found = WriteOff.objects.filter(estate_id=estate_id)
    if home_id is not None:
        found = found.filter(home_id=home_id)
    start = offset_of(page, size)
    ordered = sorted(found.values_list("state", "id"), key=lambda row: (row[0] != "asked", -row[1]))
    ids = [write_off_id for _, write_off_id in ordered[start : start + size]]
    rows = {row.id: row for row in found.filter(id__in=ids)}
    labels = places.home_labels(estate_id=estate_id, home_ids=[row.home_id for row in rows.values()])
    return Page(
        rows=[
            WriteOffView(
                id=row.id,
                home_id=row.home_id,
                home_label=labels.get(row.home_id, ""),
                state=row.state,
                amount=Money(row.amount_fen),
                reason=row.reason,
                asked_by=row.asked_by,
                asked_by_name=row.asked_by_name,
                asked_at=row.asked_at,
                decided_by_name=row.decided_by_name,
                decided_at=row.decided_at,
                note=row.note,
            )
            for row in (rows[write_off_id] for write_off_id in ids)
        ],
        number=page,
        size=size,
        total=len(ordered),
    )


def write_off_document(*, actor: Actor, estate_id: int, write_off_id: int) -> OpenedFile:
    """Return the paper of a write-off. Raises: NotFound."""
    require_reader(actor, estate_id)
    row = WriteOff.objects.filter(estate_id=estate_id, id=write_off_id).first()
    if row is None:
        raise NotFound
    return files.open_stored(estate_id=estate_id, file_id=row.document_id)


def written_off_in(estate_id: int, month: Month) -> WrittenOff:
    """Return what was written off in a month, for the open books. To be called in the estate's scope; anybody may."""
    values = {
        "estate_id": estate_id,
        "begin": city_instant(month.first),
        "ends": city_instant(month.ends_before),
    }
    fen, bills = select(_OF_MONTH, values)[0]
    return WrittenOff(Money(int(fen)), int(bills))
