"""Prices: of an estate, valid in a month, and what one home pays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q

from laoyou.core.calendar import Month, Period
from laoyou.core.errors import NotFound
from laoyou.core.versions import Version
from laoyou.infra.actor import Actor, Right
from laoyou.system.mandates import tariff_rows
from laoyou.system.mandates.belonging import mandates_seen_by
from laoyou.system.mandates.models import HomeTariff, Tariff
from laoyou.system.mandates.rules.states import WAS_IN_FORCE, MandateState
from laoyou.system.mandates.rules.tariffs import SERVICE_ITEM, clipped, plain_rate
from laoyou.system.places import queries as places


@dataclass(frozen=True, slots=True)
class TariffView:
    """A price with its days under its mandate; `homes` have it to themselves on the day asked for."""

    id: int
    mandate_id: int
    mandate_state: str
    item: str
    name: str
    method: str
    rate: Decimal
    formula: str
    fund: str
    is_default: bool
    home_kind: str
    starts_on: date
    ends_before: date | None
    homes: int

    @property
    def plain_rate(self) -> str:
        return plain_rate(self.rate)

    def is_running(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_before is None or day < self.ends_before)

    def is_over(self, day: date) -> bool:
        return self.ends_before is not None and self.ends_before <= day


@dataclass(frozen=True, slots=True)
class TariffInMonth:
    """A price for the days of one month on which it and its mandate hold: [starts_on, ends_before)."""

    tariff_id: int
    mandate_id: int
    item: str
    name: str
    method: str
    rate: Decimal
    formula: str
    fund: str
    is_default: bool
    home_kind: str
    starts_on: date
    ends_before: date


@dataclass(frozen=True, slots=True)
class TariffOfHome:
    """What one home pays for an item. `is_own`: given to it; otherwise the default for all or for its kind."""

    tariff_id: int
    item: str
    name: str
    method: str
    rate: Decimal
    formula: str
    count: int
    is_own: bool
    since: date
    ends_before: date | None

    @property
    def plain_rate(self) -> str:
        return plain_rate(self.rate)


@dataclass(frozen=True, slots=True)
class HomeTariffView:
    home_id: int
    home: str
    tariff_id: int
    name: str
    count: int
    starts_on: date
    ends_before: date | None


def tariffs_for(*, actor: Actor, estate_id: int, day: date | None = None) -> list[TariffView]:
    """Return all prices, the property fee first, of each the newest version first; `homes` are counted on the day.

    Prices of another company's draft are not among them.
    """
    mine = mandates_seen_by(actor, estate_id)
    rows = Tariff.objects.select_related("mandate").filter(estate_id=estate_id, mandate__in=mine)
    rows = rows.exclude(mandate__state=MandateState.WITHDRAWN.value)
    held: dict[int, int] = {}
    if day is not None:
        own = HomeTariff.objects.filter(_on(day), estate_id=estate_id)
        held = dict(own.values_list("tariff_id").annotate(homes=Count("id")))
    views = []
    for row in rows.order_by("item", "-is_default", "home_kind", "name", "-starts_on"):
        term = Version(row.mandate_id, row.mandate.starts_on, row.mandate.ends_before)
        cut = clipped(Version(row.id, row.starts_on, row.ends_before), term)
        if cut is None:
            continue
        views.append(
            TariffView(
                id=row.id,
                mandate_id=row.mandate_id,
                mandate_state=row.mandate.state,
                item=row.item,
                name=row.name,
                method=row.method,
                rate=row.rate,
                formula=row.formula,
                fund=row.fund,
                is_default=row.is_default,
                home_kind=row.home_kind,
                starts_on=row.starts_on,
                ends_before=row.ends_before,
                homes=held.get(row.id, 0),
            )
        )
    return sorted(views, key=lambda view: view.item != SERVICE_ITEM)


def prices_before(*, actor: Actor, estate_id: int, mandate_id: int) -> int:
    """Return how many prices the mandate could take over from the one before it, whosever that is: prices are public.

    Raises: NotFound.
    """
    mandate = mandates_seen_by(actor, estate_id).filter(id=mandate_id).first()
    if mandate is None:
        raise NotFound
    earlier = tariff_rows.mandate_before(mandate)
    return len(tariff_rows.last_prices(earlier, mandate.starts_on)) if earlier else 0


def tariffs_in_month(estate_id: int, month: Month) -> list[TariffInMonth]:
    """Return the prices that hold on any day of the month under a mandate in force, each cut to those days.

    To be called in the estate's scope. Law: nothing is billed without a mandate (CIVIL-939).
    """
    rows = (
        Tariff.objects.select_related("mandate")
        .filter(Q(ends_before__isnull=True) | Q(ends_before__gt=month.first), estate_id=estate_id)
        .filter(starts_on__lt=month.ends_before, mandate__state__in=WAS_IN_FORCE)
        .order_by("item", "starts_on", "id")
    )
    found = []
    for row in rows:
        term = Version(row.mandate_id, row.mandate.starts_on, row.mandate.ends_before)
        cut = clipped(Version(row.id, row.starts_on, row.ends_before), term)
        if cut is None:
            continue
        days = Period(cut.starts_on, cut.ends_before).within(month)
        if not days.days or days.ends_before is None:
            continue
        found.append(
            TariffInMonth(
                tariff_id=row.id,
                mandate_id=row.mandate_id,
                item=row.item,
                name=row.name,
                method=row.method,
                rate=row.rate,
                formula=row.formula,
                fund=row.fund,
                is_default=row.is_default,
                home_kind=row.home_kind,
                starts_on=days.starts_on,
                ends_before=days.ends_before,
            )
        )
    return found


def tariffs_of_home(*, actor: Actor, estate_id: int, home_id: int, day: date) -> list[TariffOfHome]:
    """Return what the home pays for each item on the day: its own price, else the default of its kind, else of all.

    Raises: NotFound for a stranger to the home.
    """
    home = places.home_for(actor=actor, estate_id=estate_id, home_id=home_id)
    valid = (
        Tariff.objects.filter(_on(day), estate_id=estate_id)
        .filter(mandate__state__in=WAS_IN_FORCE, mandate__starts_on__lte=day, mandate__ends_before__gt=day)
        .filter(Q(is_default=False) | Q(home_kind__in=["", home.kind]))
    )
    prices = {row.id: row for row in valid.order_by("home_kind", "id")}
    found: dict[str, TariffOfHome] = {}
    for price in prices.values():
        if price.is_default:  # in order of kind: the one for this kind comes after, and replaces, the one for all
            found[price.item] = _of_home(price, count=1, is_own=False, since=price.starts_on, until=price.ends_before)
    for own in HomeTariff.objects.filter(_on(day), estate_id=estate_id, home_id=home_id):
        price_of = prices.get(own.tariff_id)
        if price_of is not None:
            found[own.item] = _of_home(
                price_of, count=own.count, is_own=True, since=own.starts_on, until=own.ends_before
            )
    return sorted(found.values(), key=lambda tariff: (tariff.method != "by_area", tariff.item))


def home_tariffs_of(*, actor: Actor, estate_id: int, tariff_id: int, day: date) -> list[HomeTariffView]:
    """Return the homes that have the price to themselves on the day, in the order of their names. Raises: NotFound."""
    actor.require(Right.SEE_ESTATE, estate_id)
    tariff = Tariff.objects.filter(estate_id=estate_id, id=tariff_id).first()
    if tariff is None:
        raise NotFound
    rows = HomeTariff.objects.select_related("home").filter(_on(day), estate_id=estate_id, tariff_id=tariff_id)
    return [
        HomeTariffView(
            home_id=row.home_id,
            home=row.home.label,
            tariff_id=tariff_id,
            name=tariff.name,
            count=row.count,
            starts_on=row.starts_on,
            ends_before=row.ends_before,
        )
        for row in rows.order_by("home__sort_key", "home_id")
    ]


def _on(day: date) -> Q:
    return Q(starts_on__lte=day) & (Q(ends_before__isnull=True) | Q(ends_before__gt=day))


def _of_home(price: Tariff, *, count: int, is_own: bool, since: date, until: date | None) -> TariffOfHome:
    return TariffOfHome(
        tariff_id=price.id,
        item=price.item,
        name=price.name,
        method=price.method,
        rate=price.rate,
        formula=price.formula,
        count=count,
        is_own=is_own,
        since=since,
        ends_before=until,
    )
