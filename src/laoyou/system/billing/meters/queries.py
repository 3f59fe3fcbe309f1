"""Meters as their readers see them: the list with what is still unread, one meter, what waits to be looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from laoyou.core.calendar import Month
from laoyou.core.errors import NotFound
from laoyou.core.money import Money
from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.core.tenures import WHOLE, Tenure
from laoyou.infra import files
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.infra.files import OpenedFile
from laoyou.system.billing.meters.drafting import DraftBill, MeterDraft, draft
from laoyou.system.billing.meters.models import Meter, Reading
from laoyou.system.billing.meters.rules.explaining import UNITS
from laoyou.system.billing.meters.unsettled import last_readings_missing as last_readings_missing
from laoyou.system.billing.meters.unsettled import overestimates_still_paid as overestimates_still_paid
from laoyou.system.ledger.rules.accounts import Account
from laoyou.system.mandates.rules.ladders import shown_units
from laoyou.system.places import queries as places

STATES = ("missing", "waits", "estimated", "read")
"""Where a meter stands in a month; `waits`: its reading waits to be looked at."""

_METERS = """
SELECT meter.id, meter.home_id, coalesce(home.label, meter.place) AS place, meter.kind, meter.number, meter.item,
       meter.shared_by, meter.digits, meter.factor, meter.installed_on, meter.removed_on, meter.main_id,
       coalesce(last.value, meter.first_value) AS value, coalesce(last.read_on, meter.installed_on) AS read_on,
       coalesce(last.source = 'estimate', false) AS is_estimate,
       CASE WHEN waits.id IS NOT NULL THEN 'waits'
            WHEN now.source = 'estimate' THEN 'estimated'
            WHEN now.source IS NOT NULL OR meter.installed_on >= %(first)s THEN 'read' ELSE 'missing' END AS state,
       coalesce(home.sort_key, '') AS sort_key
FROM billing_meter meter
LEFT JOIN places_home home ON home.estate_id = meter.estate_id AND home.id = meter.home_id
LEFT JOIN LATERAL (SELECT value, read_on, source FROM billing_reading reading
                   WHERE reading.estate_id = meter.estate_id AND reading.meter_id = meter.id
                     AND reading.state = 'checked' ORDER BY read_on DESC LIMIT 1) last ON true
LEFT JOIN LATERAL (SELECT source FROM billing_reading reading
                   WHERE reading.estate_id = meter.estate_id AND reading.meter_id = meter.id
                     AND reading.state = 'checked' AND reading.read_on >= %(first)s AND reading.read_on < %(next)s
                   ORDER BY read_on DESC LIMIT 1) now ON true
LEFT JOIN LATERAL (SELECT id FROM billing_reading reading
                   WHERE reading.estate_id = meter.estate_id AND reading.meter_id = meter.id
                     AND reading.state = 'taken' LIMIT 1) waits ON true
WHERE meter.estate_id = %(estate_id)s
"""
_READINGS = """
SELECT reading.id, reading.meter_id, coalesce(home.label, meter.place), meter.number, meter.kind, reading.read_on,
       reading.value, reading.is_rolled, reading.source, reading.state, reading.doubt, reading.file_id IS NOT NULL,
       reading.taken_by, reading.taken_by_name, reading.checked_by_name, reading.reason, before.value, before.read_on,
       charge.usage, charge.bill_id, meter.factor
FROM billing_reading reading
JOIN billing_meter meter ON meter.estate_id = reading.estate_id AND meter.id = reading.meter_id
LEFT JOIN places_home home ON home.estate_id = meter.estate_id AND home.id = meter.home_id
LEFT JOIN billing_meter_charge charge ON charge.estate_id = reading.estate_id AND charge.reading_id = reading.id
LEFT JOIN LATERAL (SELECT value, read_on FROM (
    SELECT earlier.value, earlier.read_on FROM billing_reading earlier
    WHERE earlier.estate_id = meter.estate_id AND earlier.meter_id = meter.id AND earlier.state = 'checked'
      AND earlier.read_on < reading.read_on
    UNION ALL SELECT meter.first_value, meter.installed_on) every ORDER BY read_on DESC LIMIT 1) before ON true
WHERE reading.estate_id = %(estate_id)s
"""
_PASSED_ON = """
SELECT coalesce(-sum(line.amount_fen) FILTER (WHERE entry.kind NOT IN ('expense', 'reversal')), 0),
       coalesce(sum(line.amount_fen) FILTER (WHERE entry.kind IN ('expense', 'reversal')), 0)
FROM ledger_line line JOIN ledger_entry entry ON entry.estate_id = line.estate_id AND entry.id = line.entry_id
WHERE line.estate_id = %(estate_id)s AND line.account = %(collected)s
"""
_ITEMS = """
SELECT DISTINCT ON (tariff.item) tariff.item, tariff.name FROM mandates_tariff tariff
JOIN mandates_mandate mandate ON mandate.estate_id = tariff.estate_id AND mandate.id = tariff.mandate_id
WHERE tariff.estate_id = %(estate_id)s AND tariff.method = 'by_meter' AND mandate.state IN ('in_force', 'ended')
ORDER BY tariff.item, tariff.starts_on DESC
"""


@dataclass(frozen=True, slots=True)
class MeterRow:
    """A meter with its last value that counts, and where it stands in the month asked for."""

    id: int
    home_id: int | None
    place: str
    kind: str
    number: str
    item: str
    shared_by: str
    digits: int
    factor: int
    installed_on: date
    removed_on: date | None
    main_id: int | None
    value: int
    read_on: date
    is_estimate: bool
    state: str

    @property
    def shown(self) -> str:
        return shown_units(self.value)

    @property
    def unit(self) -> str:
        return UNITS.get(self.kind, "")


@dataclass(frozen=True, slots=True)
class ReadingView:
    """A reading, the value before it, and who says so; `usage` once it is billed. `can_approve`: by this reader.

    `difference` is what was used: the dial's difference times the meter's factor.
    """

    id: int
    meter_id: int
    place: str
    number: str
    kind: str
    read_on: date
    value: int
    is_rolled: bool
    source: str
    state: str
    doubt: str
    has_photo: bool
    taken_by_name: str
    checked_by_name: str
    reason: str
    before: int
    before_on: date
    usage: int | None
    bill_id: int | None
    factor: int
    can_approve: bool

    @property
    def shown(self) -> str:
        return shown_units(self.value)

    @property
    def shown_before(self) -> str:
        return shown_units(self.before)

    @property
    def difference(self) -> str:
        return shown_units((self.value - self.before) * self.factor)

    @property
    def unit(self) -> str:
        return UNITS.get(self.kind, "")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an item's reading is in a month, over the meters that hang."""

    item: str
    name: str
    total: int
    read: int
    waits: int
    estimated: int
    missing: int

    @property
    def done(self) -> int:
        return self.read + self.estimated


@dataclass(frozen=True, slots=True)
class PassedOn:
    """What homes were asked for on behalf of the suppliers, net of credit notes, and what was paid on to them."""

    billed: Money
    paid: Money

    @property
    def left(self) -> Money:
        return self.billed - self.paid


@dataclass(frozen=True, slots=True)
class PreviewedBill:
    home_id: int
    home_label: str
    sentence: str
    amount: Money


@dataclass(frozen=True, slots=True)
class MeterPreview:
    """What an issue would write: `bills` are the first of them. `credits` go back for estimates that were too high."""

    count: int
    total: Money
    bills: tuple[PreviewedBill, ...]
    readings: int
    credits: Money


LISTED = 200


def meters_for(
    *,
    actor: Actor,
    estate_id: int,
    month: Month,
    state: str = "",
    item: str = "",
    search: str = "",
    page: int = 1,
    size: int = ROWS_PER_PAGE,
) -> Page[MeterRow]:
    """Return one page of the meters that hang in the estate, those of common parts first, then home by home."""
    actor.require(Right.TAKE_CASH, estate_id)
    values = {
        **_month(estate_id, month),
        "state": state if state in STATES else "",
        "item": item,
        "search": f"%{search.strip()}%",
        "size": size,
        "start": offset_of(page, size),
    }
    where = f"""
        FROM ({_METERS} AND meter.removed_on IS NULL) meter
        WHERE (%(state)s = '' OR state = %(state)s) AND (%(item)s = '' OR item = %(item)s)
          AND (place ILIKE %(search)s OR number ILIKE %(search)s)
    """
    rows = _select(f"SELECT meter.* {where} ORDER BY sort_key, place, id LIMIT %(size)s OFFSET %(start)s", values)
    ((total,),) = _select(f"SELECT count(*) {where}", values)
    return Page(rows=[MeterRow(*row[:-1]) for row in rows], number=page, size=size, total=total)


def meter_for(*, actor: Actor, estate_id: int, meter_id: int, month: Month) -> MeterRow:
    """Return one meter. Raises: NotFound."""
    actor.require(Right.TAKE_CASH, estate_id)
    rows = _select(f"{_METERS} AND meter.id = %(meter_id)s", {**_month(estate_id, month), "meter_id": meter_id})
    if not rows:
        raise NotFound
    return MeterRow(*rows[0][:-1])


def meters_of_home(*, actor: Actor, estate_id: int, home_id: int, month: Month) -> list[MeterRow]:
    """Return the meters that hang in a home. Raises: NotFound for a stranger to it."""
    if actor.kind is ActorKind.RESIDENT:
        actor.require_home(estate_id, home_id)
    else:
        actor.require(Right.TAKE_CASH, estate_id)
    values = {**_month(estate_id, month), "home_id": home_id}
    rows = _select(f"{_METERS} AND meter.home_id = %(home_id)s AND meter.removed_on IS NULL ORDER BY meter.id", values)
    return [MeterRow(*row[:-1]) for row in rows]


def has_meters(*, estate_id: int, home_id: int) -> bool:
    """Say whether a meter hangs in the home, for those who may see the home."""
    return Meter.objects.filter(estate_id=estate_id, home_id=home_id, removed_on__isnull=True).exists()


def readings_of_meter(*, actor: Actor, estate_id: int, meter_id: int) -> list[ReadingView]:
    """Return what the meter showed, the newest first; to residents those of their own time in its home."""
    tenure = _require_reader(actor, estate_id, meter_id)
    values = {"estate_id": estate_id, "meter_id": meter_id}
    rows = _select(f"{_READINGS} AND reading.meter_id = %(meter_id)s ORDER BY reading.read_on DESC, reading.id", values)
    return [reading for reading in (_reading(row, actor) for row in rows) if tenure.covers(reading.read_on)]


def readings_waiting(*, actor: Actor, estate_id: int) -> list[ReadingView]:
    """Return the readings that somebody has to look at, the oldest first."""
    actor.require(Right.TAKE_CASH, estate_id)
    rows = _select(
        f"{_READINGS} AND reading.state = 'taken' ORDER BY reading.taken_at LIMIT %(most)s",
        {"estate_id": estate_id, "most": LISTED},
    )
    return [_reading(row, actor) for row in rows]


def photo_of_reading(*, actor: Actor, estate_id: int, reading_id: int) -> OpenedFile:
    """Return the picture of the dial. Raises: NotFound."""
    row = Reading.objects.filter(estate_id=estate_id, id=reading_id).first()
    tenure = _require_reader(actor, estate_id, row.meter_id if row else 0)
    if row is None or row.file_id is None or not tenure.covers(row.read_on):
        raise NotFound
    return files.open_stored(estate_id=estate_id, file_id=row.file_id)


def progress(*, actor: Actor, estate_id: int, month: Month) -> list[Progress]:
    """Return how far the reading of each item is in the month."""
    actor.require(Right.TAKE_CASH, estate_id)
    values = _month(estate_id, month)
    rows = _select(
        f"""SELECT item, count(*), count(*) FILTER (WHERE state = 'read'), count(*) FILTER (WHERE state = 'waits'),
                   count(*) FILTER (WHERE state = 'estimated'), count(*) FILTER (WHERE state = 'missing')
            FROM ({_METERS} AND meter.removed_on IS NULL) meter GROUP BY item ORDER BY item""",  # noqa: S608 our own text
        values,
    )
    names = dict(items_by_meter(actor=actor, estate_id=estate_id))
    return [Progress(item, names.get(item, item), *counts) for item, *counts in rows]


def items_by_meter(*, actor: Actor, estate_id: int) -> list[tuple[str, str]]:
    """Return the items that have a price by meter, with their names on the bill."""
    actor.require(Right.TAKE_CASH, estate_id)
    return [(item, name) for item, name in _select(_ITEMS, {"estate_id": estate_id})]


def main_meters(*, actor: Actor, estate_id: int) -> list[tuple[int, str]]:
    """Return the common meters that others may hang under."""
    actor.require(Right.TAKE_CASH, estate_id)
    found = Meter.objects.filter(estate_id=estate_id, home_id__isnull=True, removed_on__isnull=True).order_by("place")
    return [(row.id, f"{row.place} · {row.number}") for row in found]


def passed_on(*, actor: Actor, estate_id: int) -> PassedOn:
    """Return whether what homes pay for water and power is what the suppliers got: nothing is earned on it."""
    actor.require(Right.TAKE_CASH, estate_id)
    ((billed, paid),) = _select(_PASSED_ON, {"estate_id": estate_id, "collected": int(Account.COLLECTED)})
    return PassedOn(Money(int(billed)), Money(int(paid)))


def preview_meters(*, actor: Actor, estate_id: int, item: str, month: Month) -> MeterPreview:
    """Return what `issue_meters` would write. Raises: as it does, but for an empty issue."""
    actor.require(Right.PREPARE_BILLS, estate_id)
    found: MeterDraft = draft(estate_id=estate_id, item=item, month=month)
    shown = found.bills[:LISTED]
    labels = places.home_labels(estate_id=estate_id, home_ids=[bill.home_id for bill in shown])
    return MeterPreview(
        count=len(found.bills),
        total=found.total,
        bills=tuple(_previewed(bill, labels) for bill in shown),
        readings=len(found.charges),
        credits=Money.total(amount for _, amount in found.credits),
    )


def _previewed(bill: DraftBill, labels: Mapping[int, str]) -> PreviewedBill:
    worked = " + ".join(part["worked"] for part in bill.parts)
    return PreviewedBill(bill.home_id, labels.get(bill.home_id, ""), f"{worked} = ¥{bill.amount}", bill.amount)


def _require_reader(actor: Actor, estate_id: int, meter_id: int) -> Tenure:
    if actor.kind is not ActorKind.RESIDENT:
        actor.require(Right.TAKE_CASH, estate_id)
        return WHOLE
    meter = Meter.objects.filter(estate_id=estate_id, id=meter_id).first()
    return actor.require_home(estate_id, (meter.home_id if meter else None) or 0)


def _reading(row: tuple[Any, ...], actor: Actor) -> ReadingView:
    taken_by, doubt = row[12], row[10]
    told = (*row[:12], *row[13:], not doubt or taken_by != actor.user_id)
    return ReadingView(*told)


def _month(estate_id: int, month: Month) -> dict[str, Any]:
    return {"estate_id": estate_id, "first": month.first, "next": month.ends_before}


def _select(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
