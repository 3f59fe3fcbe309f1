"""The rule as it is meant, day by day, and the one SQL statement that bills an estate: the same fen for any facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from laoyou.core.calendar import Month, Period
from laoyou.infra import scope
from laoyou.system.billing.errors import CannotIssue, NoTariff
from laoyou.system.billing.models import Bill, Waiver
from laoyou.system.billing.rules.charges import (
    DatedArea,
    DatedWaiver,
    HomeFacts,
    NoArea,
    OwnPrice,
    Price,
    TwoPrices,
    charges_of_month,
)
from laoyou.system.billing.rules.lines import APART, Method
from laoyou.system.mandates.models import HomeTariff, Mandate, Tariff
from laoyou.system.mandates.rules.formulas import NoValue, read_formula
from laoyou.system.places.models import Home, HomeArea
from tests.billing.conftest import World, at, make_world

MONTH = Month(2022, 8)
EARLIEST, LATEST = date(2022, 7, 20), date(2022, 9, 10)
KINDS = ("residential", "shop")
ITEMS = ("service", "lift", "parking")
MONTHLY = [method for method in Method if method not in APART]
FORMULAS = (
    *("area * 0.3", "if(floor > 1, area * 0.15, 0)", "max(floor - 1, 0) * 2.5", "area / floor"),
    *("count * 30 + floor", "area - 60", "min(area, 90) + max(area - 90, 0) * 1.5"),
)


def days() -> st.SearchStrategy[date]:
    return st.dates(EARLIEST, LATEST)


@st.composite
def chains(draw: st.DrawFn, most: int = 3) -> list[Period]:
    """Return periods one after the other, perhaps with gaps, the last perhaps open."""
    cuts = sorted(draw(st.sets(days(), min_size=0, max_size=2 * most)))
    periods = [Period(start, end) for start, end in zip(cuts[::2], cuts[1::2], strict=False)]
    if len(cuts) % 2:
        periods.append(Period(cuts[-1], None))
    return periods


@dataclass
class TariffFacts:
    item: str
    method: Method
    rate: Decimal
    fund: str
    is_default: bool
    home_kind: str
    period: Period
    formula: str = ""


@dataclass
class HomeDraw:
    kind: str
    floor: int | None
    areas: list[tuple[Period, int]]
    own: list[tuple[Period, int, int]]
    waivers: list[tuple[Period, int]]


rates = st.decimals(min_value=Decimal("0"), max_value=Decimal("9.9999"), places=4)
areas = st.integers(1, 30_000)


@st.composite
def tariffs_of_estate(draw: st.DrawFn) -> list[TariffFacts]:
    found = []
    for item in ITEMS:
        fund = "service" if item != "parking" else "common_income"
        for home_kind in ("", "shop"):
            for period in draw(chains(2)):
                method = draw(st.sampled_from([*MONTHLY, Method.BY_AREA, Method.BY_AREA]))
                formula = draw(st.sampled_from(FORMULAS)) if method is Method.BY_FORMULA else ""
                found.append(TariffFacts(item, method, draw(rates), fund, True, home_kind, period, formula))
        for _ in range(draw(st.integers(0, 2))):
            start = draw(st.sampled_from([EARLIEST, date(2022, 8, 1), date(2022, 8, 12)]))
            method = draw(st.sampled_from(MONTHLY))
            formula = draw(st.sampled_from(FORMULAS)) if method is Method.BY_FORMULA else ""
            found.append(TariffFacts(item, method, draw(rates), fund, False, "", Period(start, None), formula))
    return found


@st.composite
def homes_of_estate(draw: st.DrawFn, tariffs: int) -> list[HomeDraw]:
    homes = []
    for _ in range(draw(st.integers(1, 4))):
        always = draw(st.integers(0, 19)) < 18
        spans = [Period(EARLIEST, draw(days())), None] if always else draw(chains(2))
        periods = [spans[0], Period(spans[0].ends_before, None)] if always else spans
        homes.append(
            HomeDraw(
                kind=draw(st.sampled_from(KINDS)),
                floor=draw(st.sampled_from([None, -1, 0, 1, 2, 5, 7, 18, 18, 18])),
                areas=[(period, draw(areas)) for period in periods if period.ends_before != period.starts_on],
                own=[(period, draw(st.integers(0, tariffs - 1)), draw(st.integers(0, 3))) for period in draw(chains(2))]
                if tariffs
                else [],
                waivers=[
                    (Period(start, start + timedelta(days=length)), draw(st.integers(1, 100)))
                    for start, length in draw(st.lists(st.tuples(days(), st.integers(1, 30)), max_size=2))
                ],
            )
        )
    return homes


@pytest.mark.django_db(transaction=False)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_statement_bills_what_the_rule_says(db: None, data: st.DataObject) -> None:
    tariffs = data.draw(tariffs_of_estate())
    homes = data.draw(homes_of_estate(len(tariffs)))
    begins = data.draw(st.sampled_from([EARLIEST, EARLIEST, date(2022, 8, 5), date(2022, 9, 1)]))
    ends = data.draw(st.sampled_from([LATEST, LATEST, date(2022, 9, 2), date(2022, 8, 20), date(2022, 8, 6)]))
    if ends <= begins:
        ends = LATEST
    with transaction.atomic():
        world = make_world(begins=begins, ends=ends)
        with scope.estate(world.estate_id):
            compare(world, tariffs, homes, Period(begins, ends))
        transaction.set_rollback(True)


def compare(world: World, tariffs: list[TariffFacts], homes: list[HomeDraw], mandate: Period) -> None:
    prices = enter_tariffs(world, tariffs, mandate)
    known = [price for price in prices if price is not None]
    facts = {enter_home(world, home, tariffs, prices): home for home in homes}
    expected: dict[tuple[int, str], tuple[int, int, int, tuple[str, ...]]] | None = {}
    try:
        for home_id, home in facts.items():
            for charge in charges_of_month(month=MONTH, prices=known, home=rule_facts(home, prices)):
                key = (home_id, charge.item)
                worked = tuple(part.worked for part in charge.parts)
                expected[key] = (charge.amount.full.fen, charge.amount.due.fen, charge.served_days, worked)
    except (NoArea, NoValue, TwoPrices):
        expected = None
    try:
        world.issue(MONTH, on=at(8, 31))
        found = {
            (bill.home_id, bill.item): (
                *(bill.full_fen, bill.amount_fen, bill.served_days),
                tuple(part.get("worked", "") for part in bill.parts or [{}]),
            )
            for bill in Bill.objects.filter(estate_id=world.estate_id)
        }
    except CannotIssue:
        found = None
    except NoTariff:
        found = {}
    except Exception as error:
        if type(error).__name__ != "NoMandate":
            raise
        found = {}
    event("refused" if expected is None else f"{len(expected)} bills")
    assert found == expected


def enter_tariffs(world: World, tariffs: list[TariffFacts], mandate: Period) -> list[Price | None]:
    prices: list[Price | None] = []
    for number, tariff in enumerate(tariffs):
        row = Tariff.objects.create(
            estate_id=world.estate_id,
            mandate_id=world.mandate_id,
            item=tariff.item,
            name=f"{tariff.item} {number}",
            method=tariff.method.value,
            rate=tariff.rate,
            formula=tariff.formula,
            fund=tariff.fund,
            is_default=tariff.is_default,
            home_kind=tariff.home_kind,
            starts_on=tariff.period.starts_on,
            ends_before=tariff.period.ends_before,
        )
        starts_on = max(tariff.period.starts_on, mandate.starts_on)
        ends = min(tariff.period.ends_before or date.max, mandate.ends_before or date.max)
        prices.append(
            Price(
                tariff_id=row.id,
                item=tariff.item,
                method=tariff.method,
                rate=tariff.rate,
                fund=tariff.fund,
                period=Period(starts_on, ends),
                is_default=tariff.is_default,
                home_kind=tariff.home_kind,
                formula=read_formula(tariff.formula) if tariff.formula else None,
            )
            if starts_on < ends
            else None
        )
    assert Mandate.objects.filter(id=world.mandate_id).exists()
    return prices


def enter_home(world: World, home: HomeDraw, tariffs: list[TariffFacts], prices: list[Price | None]) -> int:
    home_id = world.home(None, kind=home.kind)
    Home.objects.filter(id=home_id).update(floor=home.floor)
    HomeArea.objects.bulk_create(
        HomeArea(
            estate_id=world.estate_id,
            home_id=home_id,
            centiares=size,
            starts_on=period.starts_on,
            ends_before=period.ends_before,
        )
        for period, size in home.areas
    )
    rows = Tariff.objects.filter(estate_id=world.estate_id).order_by("id")
    ids = [row.id for row in rows]
    HomeTariff.objects.bulk_create(
        HomeTariff(
            estate_id=world.estate_id,
            home_id=home_id,
            tariff_id=ids[place],
            item=tariffs[place].item,
            count=things,
            starts_on=period.starts_on,
            ends_before=period.ends_before,
        )
        for period, place, things in home.own
    )
    for period, percent in home.waivers:
        Waiver.objects.create(
            estate_id=world.estate_id,
            home_id=home_id,
            kind="vacancy",
            percent=percent,
            reason="-",
            state="approved",
            asked_by=1,
            asked_at=at(7),
            decided_by=2,
            decided_at=at(7),
            starts_on=period.starts_on,
            ends_before=period.ends_before,
        )
    return home_id


def rule_facts(home: HomeDraw, prices: list[Price | None]) -> HomeFacts:
    return HomeFacts(
        kind=home.kind,
        areas=tuple(DatedArea(size, period) for period, size in home.areas),
        own_prices=tuple(
            OwnPrice(price, period, things)
            for period, place, things in home.own
            if (price := prices[place]) is not None
        ),
        waivers=tuple(DatedWaiver(number, percent, period) for number, (period, percent) in enumerate(home.waivers)),
        floor=home.floor,
    )
