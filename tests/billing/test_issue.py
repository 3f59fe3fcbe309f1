"""Issuing a month: what is written, once, from what is in force."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from laoyou.core.errors import NotAllowed, NotFound
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.infra.models import AuditRow
from laoyou.system.billing import queries
from laoyou.system.billing import use_cases as billing
from laoyou.system.billing.errors import CannotIssue, MonthNotBegun, NoMandate, NoTariff
from laoyou.system.billing.models import Run
from laoyou.system.mandates.models import Mandate, Tariff
from laoyou.system.places.models import Home
from tests.billing.conftest import AUGUST, JULY, SEPTEMBER, World, at, journal, make_world, staff
from tests.one_estate import unwatched

RECEIVABLE, SERVICE_FEES = 11, 40


def test_the_first_part_month_is_18_38_and_july_to_december_277_43(world: World) -> None:
    home = world.home("86.35")
    world.tariff("0.60")
    month = JULY
    for _ in range(6):
        world.issue(month)
        month = month.next
    amounts = [bill.amount_fen for bill in world.bills(home)]
    assert amounts == [1838, 5181, 5181, 5181, 5181, 5181]
    assert sum(amounts) == 27743
    july = world.bills(home)[0]
    assert (july.quantity, july.rate, july.served_days, july.month_days) == (8635, Decimal("0.6000"), 11, 31)
    assert july.parts is None


def test_an_issue_posts_one_summary_entry_that_equals_its_bills(world: World) -> None:
    world.home("86.35")
    world.home("72.10")
    world.tariff("0.60")
    run = world.issue(AUGUST)
    assert (run.bills, run.amount.fen) == (2, 5181 + 4326)
    assert journal(world.estate_id, RECEIVABLE) == 9507
    assert journal(world.estate_id, SERVICE_FEES) == -9507


def test_a_second_run_inserts_nothing_and_writes_no_run_no_entry_no_audit(world: World) -> None:
    world.home()
    world.tariff()
    world.issue(AUGUST)
    audits = AuditRow.objects.count()
    again = world.issue(AUGUST)
    assert (again.run_id, again.bills) == (None, 0)
    assert Run.objects.filter(estate_id=world.estate_id).count() == 1
    assert journal(world.estate_id, RECEIVABLE) == 5181
    assert AuditRow.objects.count() == audits


def test_a_later_run_adds_the_home_that_was_missing_and_touches_no_other(world: World) -> None:
    first = world.home("86.35")
    world.tariff()
    world.issue(AUGUST)
    before = world.bills(first)[0].id
    world.home("100.00")
    run = world.issue(AUGUST)
    assert run.bills == 1
    assert world.bills(first)[0].id == before


def test_nothing_can_be_billed_without_a_mandate_in_force(db: None) -> None:
    from laoyou.infra import scope

    drafted = make_world(state="draft")
    with scope.estate(drafted.estate_id):
        drafted.home()
        drafted.tariff()
        with pytest.raises(NoMandate):
            drafted.issue(AUGUST)
        assert drafted.bills() == []


def test_a_month_before_the_mandate_or_after_its_end_has_no_bills(world: World) -> None:
    world.home()
    world.tariff()
    with pytest.raises(NoMandate):
        world.issue(JULY.previous)
    Mandate.objects.filter(id=world.mandate_id).update(state="ended", ends_before=date(2022, 8, 11))
    run = world.issue(AUGUST)
    assert [bill.served_days for bill in world.bills()] == [10]
    assert run.amount.fen == 1671  # 51.81 × 10/31
    with pytest.raises(NoMandate):
        world.issue(SEPTEMBER)


def test_a_mandate_without_a_price_is_said_so(world: World) -> None:
    world.home()
    with pytest.raises(NoTariff):
        world.issue(AUGUST)


def test_a_month_that_has_not_begun_is_refused(world: World) -> None:
    world.home()
    world.tariff()
    with pytest.raises(MonthNotBegun):
        world.issue(SEPTEMBER, on=at(8, 31))


def test_a_home_without_area_stops_the_issue_and_is_never_billed_zero_BILL_01_BILL_04(world: World) -> None:
    world.home("86.35")
    without = world.home(None)
    world.tariff()
    with pytest.raises(CannotIssue) as refusal:
        world.issue(AUGUST)
    assert [(o.cause, o.home_id) for o in refusal.value.obstacles] == [("no_area", without)]
    assert world.bills() == []
    world.area(without, "50.00")
    assert world.issue(AUGUST).bills == 2


def test_an_area_that_is_missing_on_some_served_days_stops_the_issue_BILL_04(world: World) -> None:
    world.home("86.35", since=date(2022, 7, 25))
    world.tariff()
    with pytest.raises(CannotIssue):
        world.issue(JULY)
    assert world.issue(AUGUST).bills == 1


def test_a_home_with_a_fixed_price_needs_no_area(world: World) -> None:
    home = world.home(None)
    world.tariff("30", method="fixed")
    world.issue(AUGUST)
    assert [(bill.amount_fen, bill.quantity) for bill in world.bills(home)] == [(3000, 1)]


def test_a_price_by_count_holds_only_where_a_count_was_given(world: World) -> None:
    with_cars, without = world.home(), world.home()
    parking = world.tariff("150", item="parking", method="by_count", fund="common_income")
    world.own_tariff(with_cars, parking, things=2)
    world.issue(AUGUST)
    assert [bill.amount_fen for bill in world.bills(with_cars)] == [30000]
    assert world.bills(without) == []
    assert journal(world.estate_id, 41) == -30000


def test_a_price_by_formula_explains_itself_with_the_homes_own_values(world: World) -> None:
    fifth, ground = world.home("86.35"), world.home("86.35")
    Home.objects.filter(id=fifth).update(floor=5)
    Home.objects.filter(id=ground).update(floor=1)
    world.tariff("1", item="lift", method="by_formula", formula="if(floor > 1, max(floor - 1, 2) * area * 0.05, 0)")
    assert world.issue(AUGUST).bills == 1
    (bill,) = queries.bills_of_home(actor=world.finance, estate_id=world.estate_id, home_id=fifth).rows
    assert bill.sentence == "(最大值(5 − 1, 2) × 86.35 × 0.05 = 17.27) × 1.00 元 × 1 个月 = ¥17.27"
    assert world.bills(ground) == []


@pytest.mark.parametrize(
    ("formula", "floor"), [("area * floor", None), ("area / (floor - 2)", 2), ("area - 100", 2), ("area * 2", 2)]
)
def test_a_formula_without_a_value_for_a_home_stops_the_issue_and_never_gives_zero_BILL_01(
    world: World, formula: str, floor: int | None
) -> None:
    fine, lacking = world.home("120"), world.home(None if formula == "area * 2" else "86.35")
    Home.objects.filter(id=fine).update(floor=7)
    Home.objects.filter(id=lacking).update(floor=floor)
    world.tariff("0.10", item="lift", method="by_formula", formula=formula)
    with pytest.raises(CannotIssue) as stopped:
        world.issue(AUGUST)
    assert [(each.cause, each.home_id) for each in stopped.value.obstacles] == [("no_value", lacking)]
    assert world.bills(fine) == []


def test_an_own_price_goes_before_the_kinds_and_that_before_the_default(world: World) -> None:
    plain, shop, own = world.home("100"), world.home("100", kind="shop"), world.home("100", kind="shop")
    world.tariff("0.60")
    world.tariff("1.20", home_kind="shop")
    world.own_tariff(own, world.tariff("0.80", is_default=False))
    world.issue(AUGUST)
    assert [world.bills(home)[0].amount_fen for home in (plain, shop, own)] == [6000, 12000, 8000]


def test_a_home_of_every_kind_that_there_can_be_is_billed(world: World) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'home_kind'")
        kinds = re.findall(r"'([a-z]+)'::", cursor.fetchone()[0])
    for kind in kinds:
        world.home("100", kind=kind)
    world.tariff("0.60")
    assert len(kinds) >= 6
    assert world.issue(AUGUST).bills == len(kinds)


def test_an_area_measured_anew_in_mid_month_makes_parts_rounded_together(world: World) -> None:
    home = world.home("86.35")
    world.tariff("0.60")
    world.area(home, "90.00", since=date(2022, 8, 16))
    world.issue(AUGUST)
    bill = world.bills(home)[0]
    assert (bill.amount_fen, bill.quantity, bill.served_days) == (5294, 9000, 31)
    assert [(part["starts_on"], part["days"], part["quantity"]) for part in bill.parts] == [
        ("2022-08-01", 15, 8635),
        ("2022-08-16", 16, 9000),
    ]


def test_a_new_price_in_mid_month_is_billed_by_days(world: World) -> None:
    home = world.home("100")
    world.tariff("0.60", until=date(2022, 8, 11))
    world.tariff("0.90", since=date(2022, 8, 11))
    world.issue(AUGUST)
    assert world.bills(home)[0].amount_fen == 8032  # 100 × (0.60 × 10 + 0.90 × 21) ÷ 31 = 80.3225…


def test_a_waiver_takes_its_percent_off_the_exact_amount_and_keeps_the_full_one(world: World) -> None:
    home = world.home("86.35")
    world.tariff("0.60")
    waiver = world.waiver(home, 30, since=date(2022, 8, 1), until=date(2023, 2, 1))
    world.issue(AUGUST)
    bill = world.bills(home)[0]
    assert (bill.full_fen, bill.amount_fen, bill.waived_percent, bill.waiver_id) == (5181, 3627, 30, waiver)


def test_a_waiver_of_everything_leaves_a_bill_that_says_so(world: World) -> None:
    home = world.home("86.35")
    world.tariff("0.60")
    world.waiver(home, 100, since=date(2022, 8, 1), until=date(2022, 9, 1), kind="hardship")
    run = world.issue(AUGUST)
    assert (run.bills, run.amount.fen) == (1, 0)
    assert (world.bills(home)[0].full_fen, world.bills(home)[0].amount_fen) == (5181, 0)


def test_a_waiver_reaches_the_service_fund_only(world: World) -> None:
    home = world.home("100")
    world.tariff("0.60")
    parking = world.tariff("150", item="parking", method="by_count", fund="common_income")
    world.own_tariff(home, parking)
    world.waiver(home, 50, since=date(2022, 8, 1), until=date(2022, 9, 1))
    world.issue(AUGUST)
    assert {bill.item: bill.amount_fen for bill in world.bills(home)} == {"property_service": 3000, "parking": 15000}


def test_two_prices_for_one_item_and_day_can_not_be_saved_at_all(world: World) -> None:
    from django.db import IntegrityError, transaction

    home = world.home()
    world.tariff("0.60")
    with pytest.raises(IntegrityError), transaction.atomic():
        world.tariff("0.70")
    world.own_tariff(home, world.tariff("0.80", item="other", is_default=False))
    with pytest.raises(IntegrityError), transaction.atomic():
        world.own_tariff(home, world.tariff("0.90", item="other", is_default=False))


def test_an_item_in_two_funds_stops_the_issue(world: World) -> None:
    world.home()
    world.tariff("0.60", until=date(2022, 8, 10))
    world.tariff("0.60", since=date(2022, 8, 10), fund="common_income")
    with pytest.raises(CannotIssue) as refusal:
        world.issue(AUGUST)
    assert {o.cause for o in refusal.value.obstacles} == {"two_funds"}


def test_a_price_of_zero_makes_no_bill(world: World) -> None:
    free, paying = world.home("100"), world.home("100")
    world.tariff("0.60")
    world.own_tariff(free, world.tariff("0", is_default=False))
    world.issue(AUGUST)
    assert world.bills(free) == []
    assert len(world.bills(paying)) == 1


def test_a_negative_price_can_not_be_saved_at_all_BILL_02(world: World) -> None:
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        world.tariff("-0.60")


def test_issued_bills_and_arrears_stay_when_price_area_and_waiver_change_today_BILL_08(world: World) -> None:
    home = world.home("86.35")
    tariff = world.tariff("0.60")
    world.issue(AUGUST)
    before = world.bills(home)[0]
    Tariff.objects.filter(id=tariff).update(rate=Decimal("9.99"))
    world.area(home, "10.00", since=date(2022, 8, 2))
    world.waiver(home, 90, since=date(2022, 8, 1), until=date(2022, 9, 1))
    world.issue(AUGUST)
    after = world.bills(home)[0]
    assert (after.id, after.amount_fen, after.rate, after.quantity) == (before.id, 5181, before.rate, 8635)
    assert journal(world.estate_id, RECEIVABLE) == 5181


def test_an_issued_bill_can_not_be_changed_or_deleted_by_anybody(world: World) -> None:
    from django.db import DatabaseError, connection, transaction

    world.home()
    world.tariff()
    world.issue(AUGUST)
    for statement in ("UPDATE billing_bill SET amount_fen = 1, full_fen = 1", "DELETE FROM billing_bill"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_stranger_gets_not_found_and_the_desk_not_allowed(world: World) -> None:
    world.home()
    world.tariff()
    stranger = Actor(kind=ActorKind.STAFF, name="Chen", user_id=77)
    with pytest.raises(NotFound):
        billing.issue_month(actor=stranger, estate_id=world.estate_id, month=AUGUST, at=at(8))
    desk = staff(world.estate_id, user_id=78, rights=frozenset({Right.SEE_ESTATE, Right.TAKE_CASH}))
    with pytest.raises(NotAllowed):
        billing.issue_month(actor=desk, estate_id=world.estate_id, month=AUGUST, at=at(8))


def test_another_estates_homes_prices_and_waivers_are_never_looked_at(world: World) -> None:
    from laoyou.infra import scope

    world.home("100")
    world.tariff("0.60")
    with unwatched(), scope.everything():  # the fixture's scope is around all of the test
        other = make_world()
        other.home("50")
        other.tariff("5")
    with scope.everything():
        world.issue(AUGUST)
        assert [bill.amount_fen for bill in world.bills()] == [6000]
        assert other.bills() == []


def test_ten_thousand_lines_sum_exactly_to_their_entry_BILL_06(world: World) -> None:
    from django.db import connection

    world.home("86.35")
    world.tariff("0.6037")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO places_home (estate_id, building_id, number, label, sort_key, kind, occupancy, paid_until,"
            " moved_in, note, source_row) SELECT %s, %s, 'n' || n, 'n' || n, 'n' || n, 'residential', 'unknown', '',"
            " '', '', '' FROM generate_series(1, 9999) n",
            [world.estate_id, world.building_id],
        )
        cursor.execute(
            "INSERT INTO places_home_area (estate_id, home_id, centiares, source, starts_on) SELECT estate_id, id,"
            " 1234 + id %% 8000, 'ledger', '2022-07-21' FROM places_home WHERE estate_id = %s AND number LIKE 'n%%'",
            [world.estate_id],
        )
    run = world.issue(JULY)
    from fractions import Fraction

    exact = [
        int(Fraction(bill.quantity) * Fraction(bill.rate) * bill.served_days / bill.month_days + Fraction(1, 2))
        for bill in world.bills()
    ]
    assert run.bills == 10_000
    assert [bill.amount_fen for bill in world.bills()] == exact
    assert run.amount.fen == sum(exact) == journal(world.estate_id, RECEIVABLE)
