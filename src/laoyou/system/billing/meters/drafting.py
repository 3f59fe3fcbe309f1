"""What an issue of an item's meter bills would write: usage since the last bill, home by home, and what it costs.

Reads the whole estate in a few statements and works it out by `rules`; writing is one statement each. An estate
without meters has nothing to do with any of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from laoyou.core.calendar import Month
from laoyou.core.money import Money, round_to_fen
from laoyou.system.billing.meters.errors import NoAreaToShare, NoMeterPrice, SubMetersMissing
from laoyou.system.billing.meters.mains import Replaced, carried_over, counted_under, replaced, select, served_by
from laoyou.system.billing.meters.overestimated import undo
from laoyou.system.billing.meters.rules.explaining import share_shown, usage_shown
from laoyou.system.billing.meters.rules.readings import Register, usage_to
from laoyou.system.billing.meters.rules.sharing import shared_usage, shares
from laoyou.system.billing.meters.rules.stretches import LadderPrice, NotPriced, Stretch, stretches
from laoyou.system.mandates.rules.ladders import exact_fen, read_ladder

_PRICES = """
SELECT tariff.id, tariff.name, tariff.formula, tariff.home_kind, greatest(tariff.starts_on, mandate.starts_on),
       least(tariff.ends_before, mandate.ends_before)
FROM mandates_tariff tariff
JOIN mandates_mandate mandate ON mandate.estate_id = tariff.estate_id AND mandate.id = tariff.mandate_id
WHERE tariff.estate_id = %(estate_id)s AND tariff.item = %(item)s AND tariff.method = 'by_meter'
  AND mandate.state IN ('in_force', 'ended')
  AND greatest(tariff.starts_on, mandate.starts_on) < least(tariff.ends_before, mandate.ends_before)
ORDER BY 5
"""
# Every checked reading that no bill has used yet, behind the one that the last bill ended with. A home has one bill of
# an item and month: what comes when it is out waits for the next. A ladder counts since the home's first bill, whatever
# meter is entered later with an earlier day.
_UNBILLED = """
SELECT meter.id, meter.home_id, coalesce(home.kind, ''), coalesce(home.label, meter.place), meter.kind, meter.digits,
       meter.factor, meter.shared_by, meter.building_id, coalesce(billed.value, meter.first_value),
       coalesce(billed.read_on, meter.installed_on), coalesce(billed.source = 'estimate', false), since.installed_on,
       reading.id, reading.read_on, reading.value, reading.is_rolled, reading.source = 'estimate'
FROM billing_meter meter
JOIN billing_reading reading ON reading.estate_id = meter.estate_id AND reading.meter_id = meter.id
  AND reading.state = 'checked' AND reading.read_on < %(next)s
LEFT JOIN places_home home ON home.estate_id = meter.estate_id AND home.id = meter.home_id
LEFT JOIN LATERAL (SELECT read.value, read.read_on, read.source FROM billing_meter_charge charge
                   JOIN billing_reading read ON read.estate_id = charge.estate_id AND read.id = charge.reading_id
                   WHERE charge.estate_id = meter.estate_id AND charge.meter_id = meter.id
                   ORDER BY charge.ends_before DESC LIMIT 1) billed ON true
LEFT JOIN LATERAL (SELECT coalesce(
                     (SELECT charge.starts_on FROM billing_meter_charge charge JOIN billing_meter first
                        ON first.estate_id = charge.estate_id AND first.id = charge.meter_id
                      WHERE first.estate_id = meter.estate_id AND first.item = meter.item
                        AND (first.home_id = meter.home_id OR first.id = meter.id)
                      ORDER BY charge.month, charge.starts_on LIMIT 1),
                     (SELECT min(first.installed_on) FROM billing_meter first
                      WHERE first.estate_id = meter.estate_id AND first.item = meter.item
                        AND (first.home_id = meter.home_id OR first.id = meter.id))) AS installed_on) since ON true
WHERE meter.estate_id = %(estate_id)s AND meter.item = %(item)s
  AND reading.read_on > coalesce(billed.read_on, meter.installed_on)
  AND NOT EXISTS (SELECT FROM billing_bill bill WHERE bill.estate_id = meter.estate_id AND bill.item = meter.item
                    AND bill.month = %(first)s AND bill.home_id = meter.home_id)
  AND NOT EXISTS (SELECT FROM billing_bill bill JOIN places_home served ON served.estate_id = bill.estate_id
                    AND served.id = bill.home_id AND coalesce(served.building_id = meter.building_id, true)
                  WHERE meter.home_id IS NULL AND meter.shared_by <> '' AND bill.estate_id = meter.estate_id
                    AND bill.item = meter.item AND bill.month = %(first)s)
ORDER BY home.sort_key NULLS LAST, meter.id, reading.read_on
"""
# What was used in each year or month of a ladder: a home's meters together, a common meter by itself (below zero).
_USED = """
SELECT coalesce(meter.home_id, -meter.id), part.tariff_id, part.window_starts_on, sum(part.usage)::bigint
FROM billing_meter_charge charge
JOIN billing_meter meter ON meter.estate_id = charge.estate_id AND meter.id = charge.meter_id
CROSS JOIN LATERAL jsonb_to_recordset(charge.stretches)
  AS part (tariff_id bigint, window_starts_on date, usage bigint)
WHERE charge.estate_id = %(estate_id)s AND meter.item = %(item)s
GROUP BY 1, 2, 3
"""


@dataclass(slots=True)
class DraftBill:
    """A home's bill in the making: what its meters used and its parts of what is shared."""

    home_id: int
    tariff_id: int
    item_name: str
    quantity: int = 0
    rate: Decimal = Decimal(0)
    starts_on: date = date.max
    days: int = 1
    exact: Decimal = Decimal(0)
    shared: Money = field(default_factory=lambda: Money(0))
    parts: list[dict[str, Any]] = field(default_factory=list)

    @property
    def amount(self) -> Money:
        return round_to_fen(self.exact) + self.shared


@dataclass(frozen=True, slots=True)
class DraftCharge:
    """What a meter used up to a reading. Below zero it makes no bill but takes off of earlier ones."""

    meter_id: int
    home_id: int | None
    reading_id: int
    starts_on: date
    ends_before: date
    usage: int
    is_estimate: bool
    stretches: list[dict[str, Any]]
    subs: int = 0
    carried: int = 0


@dataclass(frozen=True, slots=True)
class MeterDraft:
    """The bills and charges of an issue; `credits` are what bills by estimate asked too much."""

    bills: tuple[DraftBill, ...]
    charges: tuple[DraftCharge, ...]
    credits: tuple[tuple[int, Money], ...] = ()

    @property
    def total(self) -> Money:
        return Money.total(bill.amount for bill in self.bills)


@dataclass(frozen=True, slots=True)
class _Price:
    name: str
    home_kind: str
    price: LadderPrice


@dataclass(frozen=True, slots=True)
class _Used:
    """A meter with the readings that wait to be billed, put together."""

    meter_id: int
    home_id: int | None
    home_kind: str
    place: str
    kind: str
    factor: int
    shared_by: str
    building_id: int | None
    first: int
    starts_on: date
    metered_since: date
    reading_id: int
    ends_before: date
    last: int
    usage: int
    is_estimate: bool


def draft(*, estate_id: int, item: str, month: Month) -> MeterDraft:
    """Return what would be issued, in the estate's scope.

    Raises: NoMeterPrice; NoAreaToShare; SubMetersMissing: nothing is taken as zero.
    """
    values: dict[str, Any] = {"estate_id": estate_id, "item": item, "first": month.first, "next": month.ends_before}
    prices = [_price(row) for row in select(_PRICES, values)]
    meters = _unbilled(values)
    counted: dict[int, dict[tuple[int, date], int]] = defaultdict(dict)
    for owner, tariff_id, window, usage in select(_USED, values) if meters else []:
        counted[owner][tariff_id, window] = usage
    has_mains = any(meter.home_id is None for meter in meters)
    maker = _Maker(estate_id, prices, counted, replaced(estate_id) if has_mains else Replaced({}, frozenset()))
    for meter in meters:
        maker.add(meter)
    bills = [bill for bill in maker.bills.values() if bill.amount.fen > 0]
    return MeterDraft(tuple(bills), tuple(maker.charges), tuple(maker.credits.items()))


class _Maker:
    """Puts bills and charges together, meter by meter, counting each ladder on."""

    def __init__(
        self,
        estate_id: int,
        prices: list[_Price],
        counted: dict[int, dict[tuple[int, date], int]],
        replaced_: Replaced,
    ) -> None:
        self.bills: dict[int, DraftBill] = {}
        self.charges: list[DraftCharge] = []
        self.credits: dict[int, Money] = {}
        self._estate_id, self._prices, self._counted, self._replaced = estate_id, prices, counted, replaced_
        self._gave_way: dict[int, _Used] = {}

    def add(self, meter: _Used) -> None:
        if meter.home_id is None:
            self._share(meter)
        elif meter.usage < 0:
            undone = undo(self._estate_id, meter.meter_id, -meter.usage)
            for bill_id, amount in undone.credits:
                self.credits[bill_id] = self.credits.get(bill_id, Money(0)) + amount
            self.charges.append(replace(_charge(meter, []), stretches=undone.stretches))
        else:
            found = self._priced(meter, meter.usage)
            self.charges.append(_charge(meter, found))
            if found:
                self._bill(meter, meter.home_id, found)

    def _priced(self, meter: _Used, usage: int) -> list[Stretch]:
        own = [each.price for each in self._prices if each.home_kind == meter.home_kind != ""]
        prices = own or [each.price for each in self._prices if each.home_kind == ""]
        used = self._counted[meter.home_id or -meter.meter_id]
        try:
            found = stretches(
                starts_on=meter.starts_on,
                ends_before=meter.ends_before,
                usage=usage,
                prices=prices,
                metered_since=meter.metered_since,
                used=used,
            )
        except NotPriced as gap:
            raise NoMeterPrice(day=gap.day.isoformat()) from gap
        for part in found:
            key = (part.tariff_id, part.window.starts_on)
            used[key] = used.get(key, 0) + part.usage
        return found

    def _bill(self, meter: _Used, home_id: int, found: list[Stretch]) -> None:
        pieces = [piece for part in found for piece in part.pieces]
        if not pieces:
            return
        bill = self._of_home(home_id, meter, found)
        bill.quantity += meter.usage
        bill.exact += exact_fen(pieces)
        worked = usage_shown(
            first=meter.first,
            last=meter.last,
            usage=meter.usage,
            factor=meter.factor,
            kind=meter.kind,
            pieces=pieces,
            is_estimated=meter.is_estimate,
        )
        bill.parts.append(_part(meter, meter.usage, pieces[0].rate, worked))

    def _share(self, newest: _Used) -> None:
        """Share what a main meter counted, together with those that hung there before it since it was last shared."""
        if self._replaced.gave_way(newest.meter_id):
            self._gave_way[newest.meter_id] = newest
            return
        mains = self._replaced.chain(newest.meter_id)
        if self._replaced.unsettled.intersection(mains[1:]):
            return
        before = [self._gave_way[meter_id] for meter_id in mains[1:] if meter_id in self._gave_way]
        meter = replace(
            newest,
            starts_on=min(each.starts_on for each in [newest, *before]),
            usage=sum(each.usage for each in [newest, *before]),
        )
        subs, missing = counted_under(
            self._estate_id, mains, since=meter.starts_on, until=meter.ends_before, drafted=tuple(self.charges)
        )
        if missing:
            raise SubMetersMissing(count=missing, meter=meter.place)
        carried = carried_over(self._estate_id, mains)
        left = shared_usage(main=meter.usage, subs=subs, carried=carried)
        found = self._priced(meter, left.units) if meter.shared_by else []
        self.charges += [_charge(each, []) for each in before]
        self.charges.append(_charge(newest, found, subs=subs, carried=left.carried))
        pieces = [piece for part in found for piece in part.pieces]
        cost = round_to_fen(exact_fen(pieces)) if pieces else Money(0)
        if not cost.fen:
            return
        by_area = meter.shared_by == "area"
        homes = served_by(self._estate_id, meter.building_id, meter.ends_before)
        weights = []
        for _, label, centiares in homes:
            if by_area and centiares is None:
                raise NoAreaToShare(home=label)
            weights.append(centiares or 0 if by_area else 1)
        for (home_id, _, _), weight, part in zip(homes, weights, shares(cost, weights), strict=True):
            if not part.fen:
                continue
            bill = self._of_home(home_id, meter, found)
            bill.shared += part
            bill.quantity = bill.quantity or weight
            worked = share_shown(
                main=meter.usage,
                subs=subs,
                carried=carried,
                shared=left.units,
                kind=meter.kind,
                pieces=pieces,
                cost=cost,
                weight=weight,
                whole=sum(weights),
                by_area=by_area,
            )
            bill.parts.append(_part(meter, weight, pieces[0].rate, worked))

    def _of_home(self, home_id: int, meter: _Used, found: list[Stretch]) -> DraftBill:
        name = {each.price.tariff_id: each.name for each in self._prices}
        bill = self.bills.setdefault(home_id, DraftBill(home_id, found[-1].tariff_id, name[found[-1].tariff_id]))
        bill.rate = found[-1].pieces[-1].rate if found[-1].pieces else bill.rate
        bill.starts_on = min(bill.starts_on, meter.starts_on)
        bill.days = max(bill.days, (meter.ends_before - meter.starts_on).days)
        return bill


def _part(meter: _Used, quantity: int, rate: Decimal, worked: str) -> dict[str, Any]:
    return {
        "starts_on": meter.starts_on.isoformat(),
        "days": (meter.ends_before - meter.starts_on).days,
        "method": "by_meter",
        "quantity": quantity,
        "rate": str(rate),
        "waived_percent": 0,
        "worked": worked,
    }


def _charge(meter: _Used, found: list[Stretch], *, subs: int = 0, carried: int = 0) -> DraftCharge:
    return DraftCharge(
        meter_id=meter.meter_id,
        home_id=meter.home_id,
        reading_id=meter.reading_id,
        starts_on=meter.starts_on,
        ends_before=meter.ends_before,
        usage=meter.usage,
        is_estimate=meter.is_estimate,
        stretches=[
            {
                "tariff_id": part.tariff_id,
                "window_starts_on": part.window.starts_on.isoformat(),
                "starts_on": part.starts_on.isoformat(),
                "days": part.days,
                "usage": part.usage,
                "pieces": [[piece.quantity, str(piece.rate)] for piece in part.pieces],
            }
            for part in found
        ],
        subs=subs,
        carried=carried,
    )


def _unbilled(values: Mapping[str, Any]) -> list[_Used]:
    """Return each meter once, with the usage over all its readings that wait to be billed."""
    found = []
    for _, some in groupby(select(_UNBILLED, values), key=lambda row: row[0]):
        rows = list(some)
        (meter_id, home_id, home_kind, place, kind, digits, factor, shared_by, building_id) = rows[0][:9]
        first, starts_on, was_estimate, metered_since = rows[0][9:13]
        last = Register(first, starts_on, digits, factor, was_estimate)
        usage = 0
        for _, read_on, value, is_rolled, is_estimate in (row[13:18] for row in rows):
            used = usage_to(last, value, is_rolled=is_rolled)
            if used is None:
                raise AssertionError(f"meter {meter_id}: a checked reading of {read_on} can't follow the one before")
            usage += used
            last = Register(value, read_on, digits, factor, is_estimate)
        found.append(
            _Used(
                meter_id=meter_id,
                home_id=home_id,
                home_kind=home_kind,
                place=place,
                kind=kind,
                factor=factor,
                shared_by=shared_by,
                building_id=building_id,
                first=first,
                starts_on=starts_on,
                metered_since=metered_since,
                reading_id=rows[-1][13],
                ends_before=last.read_on,
                last=last.value,
                usage=usage,
                is_estimate=last.is_estimate,
            )
        )
    return found


def _price(row: tuple[Any, ...]) -> _Price:
    tariff_id, name, formula, home_kind, starts_on, ends_before = row
    return _Price(name, home_kind, LadderPrice(tariff_id, read_ladder(formula), starts_on, ends_before))
