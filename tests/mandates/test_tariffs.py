"""Prices by date: a new one ends the old one, the past never changes."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from laoyou.core.calendar import Month
from laoyou.core.errors import NotFound
from laoyou.core.versions import Version
from laoyou.infra import events, scope
from laoyou.infra.models import AuditRow
from laoyou.system.mandates import errors, queries, use_cases
from laoyou.system.mandates.models import HomeTariff, Tariff
from laoyou.system.mandates.rules import tariffs as rules
from laoyou.system.people.events import HouseRatesGiven
from tests.mandates.world import AT, AUTHOR, ENDS_BEFORE, STARTS_ON, World, instant

TODAY = date(2022, 12, 1)
NOW = instant(TODAY)
DAYS = st.dates(date(2022, 7, 1), date(2023, 8, 1))


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture
def mandate_id(world: World) -> int:
    return world.in_force()


class TestTheRuleOfPrices:
    @given(st.lists(st.tuples(DAYS, DAYS), max_size=12))
    def test_never_overlaps_and_never_touches_what_was_served(self, wishes: list[tuple[date, date]]) -> None:
        mandate = Version(0, STARTS_ON, ENDS_BEFORE)
        versions: list[Version] = []
        today = date(2022, 7, 1)
        for number, (wished, later) in enumerate(wishes, start=1):
            today = max(today, later)
            before = {day: _on(versions, day) for day in _days_before(today)}
            found = rules.new_price(versions, starts_on=wished, today=today, mandate=mandate)
            if isinstance(found, rules.NewPrice):
                versions = [Version(old.id, old.starts_on, wished) if old.id == found.ends else old for old in versions]
                versions.append(Version(number, wished, None))
            for day, served_at in before.items():
                assert served_at is None or _on(versions, day) == served_at
            for day in (STARTS_ON, wished, ENDS_BEFORE):
                assert len([version for version in versions if version.covers(day)]) <= 1

    @given(DAYS, st.none() | DAYS, DAYS, DAYS)
    def test_cuts_a_price_to_its_mandate(self, starts: date, ends: date | None, begins: date, over: date) -> None:
        if (ends is not None and ends <= starts) or over <= begins:
            return
        tariff, mandate = Version(1, starts, ends), Version(2, begins, over)
        cut = rules.clipped(tariff, mandate)
        for day in (starts, begins, over, over - timedelta(days=1)):
            assert (cut is not None and cut.covers(day)) == (tariff.covers(day) and mandate.covers(day))

    @given(st.decimals(0, 1000, places=4))
    def test_writes_a_rate_so_that_it_reads_the_same(self, rate: Decimal) -> None:
        assert rules.rate_of(rules.plain_rate(rate)) == rate


def _days_before(today: date) -> list[date]:
    return [today - timedelta(days=back) for back in (1, 7, 30, 100)]


def _on(versions: list[Version], day: date) -> int | None:
    return next((version.id for version in versions if version.covers(day)), None)


class TestSettingAPrice:
    def test_lets_a_new_price_end_the_old_one_the_day_before(self, world: World, mandate_id: int) -> None:
        world.tariff(mandate_id)
        world.tariff(mandate_id, rate=Decimal("0.80"), starts_on=date(2023, 1, 1), at=NOW)
        with scope.estate(world.estate_id):
            december, january = (
                queries.tariffs_in_month(world.estate_id, Month(*ym)) for ym in ((2022, 12), (2023, 1))
            )
        assert [(price.rate, price.starts_on, price.ends_before) for price in december] == [
            (Decimal("0.60"), date(2022, 12, 1), date(2023, 1, 1))
        ]
        assert [price.rate for price in january] == [Decimal("0.80")]

    def test_is_cut_to_the_days_served_in_the_first_month(self, world: World, mandate_id: int) -> None:
        world.tariff(mandate_id)
        with scope.estate(world.estate_id):
            (july,) = queries.tariffs_in_month(world.estate_id, Month(2022, 7))
        assert (july.starts_on, july.ends_before) == (STARTS_ON, date(2022, 8, 1))

    def test_may_be_entered_late_when_it_is_the_first(self, world: World, mandate_id: int) -> None:
        world.tariff(mandate_id, at=NOW)

    def test_never_changes_the_past(self, world: World, mandate_id: int) -> None:
        world.tariff(mandate_id)
        with pytest.raises(errors.PriceInThePast):
            world.tariff(mandate_id, rate=Decimal("0.80"), starts_on=date(2022, 11, 1), at=NOW)

    def test_refuses_one_before_a_later_one(self, world: World, mandate_id: int) -> None:
        world.tariff(mandate_id)
        world.tariff(mandate_id, rate=Decimal("0.80"), starts_on=date(2023, 3, 1), at=NOW)
        with pytest.raises(errors.LaterPriceExists):
            world.tariff(mandate_id, rate=Decimal("0.70"), starts_on=date(2023, 1, 1), at=NOW)

    @pytest.mark.parametrize("day", [STARTS_ON - timedelta(days=1), ENDS_BEFORE])
    def test_refuses_a_price_outside_its_mandate(self, world: World, mandate_id: int, day: date) -> None:
        with pytest.raises(errors.PriceOutsideMandate):
            world.tariff(mandate_id, starts_on=day)

    @pytest.mark.parametrize(
        ("changes", "refusal"),
        [
            ({"item": "Property fee"}, errors.ItemWrong),
            ({"name": ""}, errors.NameMissing),
            ({"method": "by_mood"}, errors.UnknownChoice),
            ({"fund": "pocket"}, errors.UnknownChoice),
            ({"home_kind": "castle"}, errors.UnknownChoice),
            ({"rate": Decimal("-0.1")}, errors.RateWrong),
            ({"rate": Decimal("0.12345")}, errors.RateWrong),
            ({"method": "by_count"}, errors.CountIsNeverDefault),
            ({"method": "by_formula"}, errors.FormulaWrong),
            ({"method": "by_formula", "formula": "area.real"}, errors.FormulaWrong),
            ({"method": "by_formula", "formula": "住户 * 3"}, errors.FormulaNamesUnknown),
            ({"method": "by_formula", "formula": "area / 0"}, errors.FormulaDividesByZero),
            ({"method": "by_formula", "formula": "area + " * 30 + "area"}, errors.FormulaTooLong),
            ({"method": "by_formula", "formula": "30"}, errors.FormulaNamesNothing),
            ({"method": "by_formula", "formula": "count * 30"}, errors.CountIsNeverDefault),
        ],
    )
    def test_refuses_nonsense_at_its_field(
        self, world: World, mandate_id: int, changes: dict[str, object], refusal: type[errors.MandateRefusal]
    ) -> None:
        with pytest.raises(refusal) as caught:
            world.tariff(mandate_id, **changes)
        assert caught.value.field

    def test_is_guarded_by_the_database(self, world: World, mandate_id: int) -> None:
        world.tariff(mandate_id)
        with scope.estate(world.estate_id), pytest.raises(IntegrityError), transaction.atomic():
            Tariff.objects.create(
                estate_id=world.estate_id,
                mandate_id=mandate_id,
                company_id=world.company,
                item="service",
                name="再来一个",
                method="by_area",
                rate=Decimal("0.90"),
                starts_on=TODAY,
            )

    def test_keeps_a_price_for_shops_apart(self, world: World, mandate_id: int) -> None:
        world.tariff(mandate_id)
        world.tariff(mandate_id, rate=Decimal("1.20"), home_kind="shop")
        (flat,), (shop,) = world.homes("501"), world.homes("1号铺", kind="shop")
        with scope.estate(world.estate_id):
            paid = [
                queries.tariffs_of_home(actor=AUTHOR, estate_id=world.estate_id, home_id=home, day=TODAY)[0].plain_rate
                for home in (flat, shop)
            ]
        assert paid == ["0.60", "1.20"]

    def test_hides_the_estate_from_a_stranger(self, world: World, mandate_id: int) -> None:
        rival = queries.actor_for(user_id=world.rival_id, at=NOW)
        with pytest.raises(NotFound):
            world.tariff(mandate_id, actor=rival)

    def test_takes_back_a_price_that_has_not_begun_and_the_old_one_goes_on(self, world: World, mandate_id: int) -> None:
        old = world.tariff(mandate_id)
        new = world.tariff(mandate_id, rate=Decimal("0.80"), starts_on=date(2023, 1, 1), at=NOW)
        use_cases.drop_tariff(actor=AUTHOR, estate_id=world.estate_id, tariff_id=new, at=NOW)
        with scope.estate(world.estate_id):
            assert list(Tariff.objects.values_list("id", "ends_before")) == [(old, None)]
        with pytest.raises(errors.PriceHasBegun):
            use_cases.drop_tariff(actor=AUTHOR, estate_id=world.estate_id, tariff_id=old, at=NOW)

    def test_ends_with_its_mandate(self, world: World, mandate_id: int) -> None:
        world.tariff(mandate_id)
        use_cases.end_mandate(
            actor=AUTHOR, estate_id=world.estate_id, mandate_id=mandate_id, ended_on=TODAY, reason="撤场", at=NOW
        )
        with scope.estate(world.estate_id):
            assert queries.tariffs_in_month(world.estate_id, Month(2022, 12)) == []
            assert len(queries.tariffs_in_month(world.estate_id, Month(2022, 11))) == 1
        with pytest.raises(errors.MandateIsOver):
            world.tariff(mandate_id, starts_on=TODAY)


class TestHomesOwnPrices:
    def parking(self, world: World, mandate_id: int, **changes: object) -> int:
        facts = {"item": "parking", "name": "地面车位", "method": "by_count", "rate": Decimal(100), "is_default": False}
        return world.tariff(mandate_id, fund="common_income", **(facts | changes))

    def give(self, world: World, home_id: int, tariff_id: int, **changes: object) -> int:
        facts = {"count": 1, "starts_on": STARTS_ON, "at": AT}
        return use_cases.give_home_tariff(
            actor=AUTHOR,
            estate_id=world.estate_id,
            home_id=home_id,
            tariff_id=tariff_id,
            **(facts | changes),  # type: ignore[arg-type]
        )

    def paid(self, world: World, home_id: int, day: date = TODAY) -> list[tuple[str, str, int]]:
        with scope.estate(world.estate_id):
            found = queries.tariffs_of_home(actor=AUTHOR, estate_id=world.estate_id, home_id=home_id, day=day)
        return [(tariff.name, tariff.plain_rate, tariff.count) for tariff in found]

    def test_count_things_beside_the_default(self, world: World, mandate_id: int) -> None:
        world.tariff(mandate_id)
        home_id, other = world.homes("501", "502")
        self.give(world, home_id, self.parking(world, mandate_id), count=2)
        assert self.paid(world, home_id) == [("物业服务费", "0.60", 1), ("地面车位", "100.00", 2)]
        assert self.paid(world, other) == [("物业服务费", "0.60", 1)]

    def test_change_from_a_day_on_and_keep_their_history(self, world: World, mandate_id: int) -> None:
        (home_id,) = world.homes("501")
        tariff_id = self.parking(world, mandate_id)
        self.give(world, home_id, tariff_id)
        self.give(world, home_id, tariff_id, count=2, starts_on=TODAY, at=NOW)
        assert self.paid(world, home_id, date(2022, 11, 30))[0][2] == 1
        assert self.paid(world, home_id)[0][2] == 2
        with pytest.raises(errors.SameHomeTariff):
            self.give(world, home_id, tariff_id, count=2, starts_on=TODAY, at=NOW)
        with pytest.raises(errors.PriceInThePast):
            self.give(world, home_id, tariff_id, count=3, starts_on=date(2022, 11, 1), at=NOW)

    def test_follow_a_new_price_by_themselves(self, world: World, mandate_id: int) -> None:
        (home_id,) = world.homes("501")
        self.give(world, home_id, self.parking(world, mandate_id), count=2)
        new = self.parking(world, mandate_id, rate=Decimal(120), starts_on=date(2023, 1, 1), at=NOW)
        assert self.paid(world, home_id, date(2022, 12, 31)) == [("地面车位", "100.00", 2)]
        assert self.paid(world, home_id, date(2023, 1, 1)) == [("地面车位", "120.00", 2)]
        use_cases.drop_tariff(actor=AUTHOR, estate_id=world.estate_id, tariff_id=new, at=NOW)
        assert self.paid(world, home_id, date(2023, 1, 1)) == [("地面车位", "100.00", 2)]

    def test_end_from_a_day_on(self, world: World, mandate_id: int) -> None:
        (home_id,) = world.homes("501")
        self.give(world, home_id, self.parking(world, mandate_id))
        use_cases.end_home_tariff(
            actor=AUTHOR, estate_id=world.estate_id, home_id=home_id, item="parking", ends_before=TODAY, at=NOW
        )
        assert self.paid(world, home_id, date(2022, 11, 30)) != []
        assert self.paid(world, home_id) == []

    def test_refuse_a_count_of_none_and_a_home_elsewhere(self, world: World, mandate_id: int) -> None:
        (home_id,) = world.homes("501")
        tariff_id = self.parking(world, mandate_id)
        with pytest.raises(errors.CountWrong):
            self.give(world, home_id, tariff_id, count=0)
        with pytest.raises(NotFound):
            self.give(world, 4_000_000, tariff_id)

    def test_are_taken_over_by_the_next_mandate_unchanged(self, world: World, mandate_id: int) -> None:
        world.tariff(mandate_id)
        (home_id,) = world.homes("501")
        self.give(world, home_id, self.parking(world, mandate_id), count=2)
        next_id = world.in_force(document_number="二号", starts_on=ENDS_BEFORE, ends_before=date(2024, 7, 21))
        taken = use_cases.take_over_tariffs(actor=AUTHOR, estate_id=world.estate_id, mandate_id=next_id, at=NOW)
        again = use_cases.take_over_tariffs(actor=AUTHOR, estate_id=world.estate_id, mandate_id=next_id, at=NOW)
        assert (taken, again) == (2, 0)
        on_both_sides = [self.paid(world, home_id, day) for day in (ENDS_BEFORE - timedelta(days=1), ENDS_BEFORE)]
        assert on_both_sides[0] == on_both_sides[1] == [("物业服务费", "0.60", 1), ("地面车位", "100.00", 2)]


class TestTheRatesOfAHouseLedger:
    def enter(self, world: World, rates: dict[int, str], starts_on: date = STARTS_ON, day: date = STARTS_ON) -> None:
        with scope.estate(world.estate_id):
            events.raise_event(HouseRatesGiven(world.estate_id, tuple(rates.items()), starts_on, instant(day)))

    def rates(self, world: World, homes: list[int], day: date = TODAY) -> list[str]:
        with scope.estate(world.estate_id):
            return [
                queries.tariffs_of_home(actor=AUTHOR, estate_id=world.estate_id, home_id=home, day=day)[0].plain_rate
                for home in homes
            ]

    def test_make_one_price_per_other_rate(self, world: World, mandate_id: int) -> None:
        world.tariff(mandate_id)
        homes = world.homes("501", "502", "503", "504")
        self.enter(world, dict(zip(homes, ["0.60", "0.80", "0.800", "0.55"], strict=True)))
        assert self.rates(world, homes) == ["0.60", "0.80", "0.80", "0.55"]
        with scope.estate(world.estate_id):
            assert Tariff.objects.filter(is_default=False).count() == 2
            assert HomeTariff.objects.count() == 3

    def test_change_nothing_when_entered_again(self, world: World, mandate_id: int) -> None:
        world.tariff(mandate_id)
        homes = world.homes("501", "502")
        for day in (STARTS_ON, TODAY):
            self.enter(world, dict(zip(homes, ["0.60", "0.80"], strict=True)), day=day)
        with scope.estate(world.estate_id):
            assert HomeTariff.objects.count() == 1
            assert AuditRow.objects.filter(action="mandates.house_rates_entered").count() == 1

    def test_change_a_rate_from_today_and_leave_the_past(self, world: World, mandate_id: int) -> None:
        world.tariff(mandate_id)
        homes = world.homes("501", "502")
        self.enter(world, dict(zip(homes, ["0.80", "0.80"], strict=True)))
        self.enter(world, dict(zip(homes, ["0.60", "0.90"], strict=True)), day=TODAY)
        assert self.rates(world, homes, TODAY - timedelta(days=1)) == ["0.80", "0.80"]
        assert self.rates(world, homes) == ["0.60", "0.90"]

    def test_serve_also_without_a_default(self, world: World, mandate_id: int) -> None:
        homes = world.homes("501", "502")
        self.enter(world, dict(zip(homes, ["0.60", "0.80"], strict=True)))
        assert self.rates(world, homes) == ["0.60", "0.80"]

    def test_know_the_default_of_a_kind_of_home(self, world: World, mandate_id: int) -> None:
        world.tariff(mandate_id)
        world.tariff(mandate_id, rate=Decimal("1.20"), home_kind="shop")
        (shop,) = world.homes("1号铺", kind="shop")
        self.enter(world, {shop: "1.20"})
        with scope.estate(world.estate_id):
            assert not HomeTariff.objects.exists()

    def test_begin_with_a_mandate_that_is_still_to_come(self, world: World) -> None:
        world.draft()
        homes = world.homes("501")
        self.enter(world, {homes[0]: "0.80"}, starts_on=date(2022, 7, 1))
        with scope.estate(world.estate_id):
            assert list(HomeTariff.objects.values_list("starts_on", flat=True)) == [STARTS_ON]

    def test_are_refused_without_any_mandate(self, world: World) -> None:
        homes = world.homes("501")
        with pytest.raises(errors.NoMandateForRates):
            self.enter(world, {homes[0]: "0.80"})

    def test_take_few_statements_for_many_homes(
        self, world: World, mandate_id: int, django_assert_max_num_queries
    ) -> None:
        world.tariff(mandate_id)
        homes = world.homes(*[f"{floor}{door:02d}" for floor in range(1, 11) for door in range(1, 11)])
        with django_assert_max_num_queries(24):
            self.enter(world, dict.fromkeys(homes, "0.80"))
