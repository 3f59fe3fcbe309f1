"""Meters that hang together: two in one home, main meters that are replaced, and what is shared afterwards."""

from __future__ import annotations

from datetime import date

import pytest

from laoyou.core.calendar import Month
from laoyou.core.errors import NotFound
from laoyou.core.money import Money
from laoyou.system.billing import use_cases as billing
from laoyou.system.billing.meters import queries
from laoyou.system.billing.meters import use_cases as meters
from laoyou.system.billing.meters.errors import MeterIsGone, NothingToBill, SubMetersMissing
from laoyou.system.billing.meters.models import Reading
from laoyou.system.billing.meters.unsettled import overestimates_still_paid
from laoyou.system.billing.models import Bill, Correction
from laoyou.system.billing.queries.proof import proof
from tests.billing.conftest import AUGUST, JULY, SEPTEMBER, World, at
from tests.billing.test_credit_changes_no_hands import sell
from tests.billing.test_meters import OCTOBER, hang, issue, price, read

DECEMBER, JANUARY = Month(2022, 12), Month(2023, 1)


def test_two_estimates_of_one_bill_that_were_too_high_are_one_credit_note(world: World) -> None:
    home = world.home()
    price(world, "2.00")
    pair = [hang(world, home, number, installed_on=date(2022, 8, 1)) for number in ("COLD", "HOT")]
    for meter in pair:
        read(world, meter, 1299, date(2022, 8, 31))
    issue(world, AUGUST)
    estimate(world, SEPTEMBER)
    assert issue(world, SEPTEMBER).amount == Money(6000)
    for meter in pair:
        read(world, meter, 1309, date(2022, 10, 31))  # five less than was estimated
    issue(world, OCTOBER)
    assert Correction.objects.get(bill__month=SEPTEMBER.first).amount_fen == 2000


def test_a_refused_note_of_an_estimate_stays_in_sight_and_is_asked_for_anew(world: World) -> None:
    home = world.home()
    price(world, "2.00")
    meter = hang(world, home, installed_on=date(2022, 8, 1))
    read(world, meter, 1299, date(2022, 8, 31))
    issue(world, AUGUST)
    estimate(world, SEPTEMBER)
    issue(world, SEPTEMBER)
    read(world, meter, 1309, date(2022, 10, 31))  # five less than was estimated
    issue(world, OCTOBER)
    where = {"estate_id": world.estate_id, "at": at(11, 1)}
    first = Correction.objects.get()
    assert overestimates_still_paid(actor=world.finance, estate_id=world.estate_id) == []
    billing.decide_credit_note(actor=world.manager, correction_id=first.id, approve=False, reason="再看", **where)  # type: ignore[arg-type]
    (left,) = overestimates_still_paid(actor=world.finance, estate_id=world.estate_id)
    assert (left.amount, left.reason) == (Money(1000), "再看")
    meters.ask_back_again(actor=world.finance, correction_id=left.correction_id, **where)  # type: ignore[arg-type]
    assert overestimates_still_paid(actor=world.finance, estate_id=world.estate_id) == []
    second = Correction.objects.latest("id")
    billing.decide_credit_note(actor=world.manager, correction_id=second.id, approve=True, **where)  # type: ignore[arg-type]
    assert Bill.objects.get(month=SEPTEMBER.first).credited_fen == 1000
    with pytest.raises(NotFound):
        meters.ask_back_again(actor=world.finance, correction_id=left.correction_id, **where)  # type: ignore[arg-type]


def test_a_main_meter_that_is_replaced_shares_no_more_than_was_shared(world: World) -> None:
    homes = [world.home(), world.home()]
    price(world, "3.00", "shared_water")
    price(world, "3.00")
    main = hang(world, None, "M-1", place="水泵房", item="shared_water", shared_by="homes", first_value=0)
    subs = [hang(world, home, f"W-{home}", main_id=main, first_value=0) for home in homes]
    new = replace_main(world, main, 6000)
    read(world, new, 50, date(2022, 8, 31))
    for sub in subs:
        read(world, sub, 50, date(2022, 8, 31))
    issue(world, AUGUST)  # 110 m³ came in, 100 of them are billed to the homes
    assert issue(world, AUGUST, "shared_water").amount == Money(10 * 300)
    assert proof(world.estate_id) == []


def test_what_is_shared_after_the_months_bills_waits_for_the_next_month(world: World) -> None:
    homes = [world.home(), world.home()]
    price(world, "3.00", "shared_water")
    for number, day in (("M-1", 20), ("M-2", 25)):
        main = hang(world, None, number, place=number, item="shared_water", shared_by="homes", first_value=0)
        read(world, main, 10, date(2022, 8, day))
        if number == "M-1":
            assert issue(world, AUGUST, "shared_water").amount == Money(3000)
    with pytest.raises(NothingToBill):
        issue(world, AUGUST, "shared_water")
    assert issue(world, SEPTEMBER, "shared_water").amount == Money(3000)
    assert Bill.objects.filter(home_id__in=homes).count() == 4


def test_an_estimate_put_right_twice_goes_back_step_by_step(world: World) -> None:
    home = world.home()
    price(world, "month: 2.00 to 10, 4.00")
    meter = hang(world, home, installed_on=date(2022, 8, 1))
    read(world, meter, 1299, date(2022, 8, 31))  # half a m³ a day
    issue(world, AUGUST)
    estimate(world, OCTOBER)
    issue(world, OCTOBER)  # 61 days: 0.5 m³ at 4.00 in August, then twice 10 at 2.00 and 5 at 4.00
    read(world, meter, 1300, date(2022, 11, 30))
    estimate(world, DECEMBER)
    issue(world, DECEMBER)  # 29.5 too many, and 15.5 more: 14 go back, October's 5 at 4.00 and 9 at 2.00
    first = Correction.objects.get()
    assert first.amount_fen == 3800
    billing.decide_credit_note(
        actor=world.manager, estate_id=world.estate_id, correction_id=first.id, approve=True, at=at(1, 2, year=2023)
    )
    read(world, meter, 1312, date(2023, 1, 31))
    issue(world, JANUARY)  # 3.5 more: October's last at 2.00, and 2.5 of September's at 4.00
    assert Correction.objects.latest("id").amount_fen == 200 + 1000


def test_a_main_meter_shares_in_the_same_issue_as_the_meters_under_it_are_billed(world: World) -> None:
    homes = [world.home(), world.home()]
    price(world, "3.00")
    main = hang(world, None, "M-1", place="水泵房", shared_by="homes", first_value=0)
    for home in homes:
        read(world, hang(world, home, f"W-{home}", main_id=main, first_value=0), 50, date(2022, 8, 31))
    read(world, main, 110, date(2022, 8, 31))
    assert issue(world, AUGUST).amount == Money(110 * 300)
    assert [bill.amount_fen for bill in Bill.objects.order_by("home_id")] == [16500, 16500]


def test_a_main_meter_waits_while_the_last_reading_of_the_one_before_is_not_checked(world: World) -> None:
    world.home()
    price(world, "3.00", "shared_water")
    main = hang(world, None, "M-1", place="水泵房", item="shared_water", shared_by="homes", first_value=0)
    read(world, main, 5, date(2022, 7, 31))
    issue(world, JULY, "shared_water")
    new = replace_main(world, main, 60000)  # improbable: it waits for a second person
    read(world, new, 50, date(2022, 8, 31))
    with pytest.raises(NothingToBill):
        issue(world, AUGUST, "shared_water")
    last = Reading.objects.get(meter_id=main, state="taken")
    meters.check_reading(actor=world.manager, estate_id=world.estate_id, reading_id=last.id, approve=True, at=at(9, 1))
    assert issue(world, AUGUST, "shared_water").amount == Money((595 + 50) * 300)


def test_a_buyer_reads_no_readings_of_the_sellers_time(world: World) -> None:
    home = world.home()
    meter = hang(world, home)
    read(world, meter, 1300, date(2022, 7, 31))
    buyer = sell(world, home, date(2022, 8, 5))
    read(world, meter, 1310, date(2022, 8, 31))
    found = queries.readings_of_meter(actor=buyer, estate_id=world.estate_id, meter_id=meter)
    assert [reading.read_on for reading in found] == [date(2022, 8, 31)]


def estimate(world: World, month: Month) -> None:
    day = at(month.number, month.days, 8, month.year)
    meters.estimate_missing(actor=world.finance, estate_id=world.estate_id, item="water", month=month, at=day)


def replace_main(world: World, main: int, last_value: int) -> int:
    return meters.replace_meter(
        actor=world.finance,
        estate_id=world.estate_id,
        meter_id=main,
        last_value=last_value,
        number="M-2",
        first_value=0,
        replaced_on=date(2022, 8, 15),
        at=at(8, 15, 8),
    )


def test_the_refused_last_reading_of_a_replaced_meter_is_entered_anew_and_shared(world: World) -> None:
    world.home()
    price(world, "3.00", "shared_water")
    main = hang(world, None, "M-1", place="水泵房", item="shared_water", shared_by="homes", first_value=0)
    read(world, main, 5, date(2022, 7, 31))
    issue(world, JULY, "shared_water")
    new = replace_main(world, main, 60000)  # improbable: it waits for a second person
    read(world, new, 50, date(2022, 8, 31))
    last = Reading.objects.get(meter_id=main, state="taken")
    meters.check_reading(
        actor=world.manager,
        estate_id=world.estate_id,
        reading_id=last.id,
        approve=False,
        reason="照片是 7",
        at=at(9, 1),
    )
    with pytest.raises(NothingToBill):  # what it counted to its end is not known yet
        issue(world, AUGUST, "shared_water")
    with pytest.raises(MeterIsGone):
        read(world, main, 7, date(2022, 8, 20), at=at(9, 1))
    read(world, main, 7, date(2022, 8, 15), at=at(9, 1))
    assert issue(world, AUGUST, "shared_water").amount == Money((2 + 50) * 300)
    with pytest.raises(MeterIsGone):
        read(world, main, 8, date(2022, 8, 15), at=at(9, 1))


def test_a_meter_read_long_before_its_main_is_read_and_billed_first(world: World) -> None:
    home = world.home()
    price(world, "3.00", "shared_water")
    price(world, "3.00")
    main = hang(world, None, "M-1", place="水泵房", item="shared_water", shared_by="homes", first_value=0)
    sub = hang(world, home, "W-1", main_id=main, first_value=0)
    read(world, sub, 10, date(2022, 8, 10))
    read(world, main, 31, date(2022, 8, 31))
    issue(world, AUGUST)
    with pytest.raises(SubMetersMissing):  # 21 days of its own would be shared among all
        issue(world, AUGUST, "shared_water")
    read(world, sub, 30, date(2022, 9, 1))
    issue(world, SEPTEMBER)
    with pytest.raises(SubMetersMissing):  # behind the main's day: no part of it can be told apart
        issue(world, AUGUST, "shared_water")
    read(world, main, 33, date(2022, 9, 2))
    assert issue(world, SEPTEMBER, "shared_water").amount == Money(3 * 300)


def test_a_second_meter_entered_with_an_earlier_day_leaves_what_the_year_has_counted(world: World) -> None:
    home = world.home()
    price(world, "year: 2.00 to 120, 4.00")
    first = hang(world, home, "W-1", installed_on=date(2022, 8, 1), first_value=0)
    read(world, first, 45, date(2022, 8, 31))  # of 50.3 m³ for the days from August on
    issue(world, AUGUST)
    hang(world, home, "W-2", installed_on=date(2022, 7, 25), first_value=0)
    read(world, first, 65, date(2022, 9, 30))
    issue(world, SEPTEMBER)
    last = Bill.objects.get(month=SEPTEMBER.first)
    assert last.amount_fen == round(5.3 * 200 + 14.7 * 400)
