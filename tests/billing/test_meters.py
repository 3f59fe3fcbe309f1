"""Meters from the dial to the books: readings, doubts, estimates, ladders, what is shared, and who is paid."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as some
from PIL import Image

from laoyou.core.calendar import Month
from laoyou.core.errors import NotAllowed, NotFound
from laoyou.core.money import Money
from laoyou.infra import files
from laoyou.infra.actor import Right
from laoyou.system.billing import use_cases as billing
from laoyou.system.billing.meters import use_cases as meters
from laoyou.system.billing.meters.errors import (
    MeterIsGone,
    NoMeterPrice,
    NothingToBill,
    PhotoMissing,
    ReadingLower,
    ReadingNotLater,
    ReadingWaits,
    SecondLook,
    SubMetersMissing,
)
from laoyou.system.billing.meters.models import MeterCharge, Reading
from laoyou.system.billing.meters.queries import passed_on
from laoyou.system.billing.meters.rules.stretches import LadderPrice, stretches
from laoyou.system.billing.models import Bill, Correction
from laoyou.system.billing.queries import bills_of_home
from laoyou.system.billing.queries.proof import proof
from laoyou.system.ledger import use_cases as ledger
from laoyou.system.ledger.errors import NotEnoughMoney
from laoyou.system.ledger.rules.accounts import Account, Fund
from laoyou.system.mandates.rules.ladders import exact_fen, pieces_of, read_ladder
from tests.billing.conftest import AUGUST, BEGINS, JULY, SEPTEMBER, World, at, journal, staff

OCTOBER = Month(2022, 10)


def price(world: World, ladder: str = "month: 2.50 to 22, 3.75", item: str = "water") -> int:
    first = str(read_ladder(ladder).steps[0].rate)
    return world.tariff(first, item=item, method="by_meter", fund="deposits", formula=ladder)


def hang(world: World, home_id: int | None, number: str = "W-1", **more: object) -> int:
    given_ = {"kind": "water", "item": "water", "installed_on": BEGINS, "first_value": 128400, "at": at(8, 1)} | more
    return meters.add_meter(actor=world.finance, estate_id=world.estate_id, number=number, home_id=home_id, **given_)  # type: ignore[arg-type]


def read(world: World, meter_id: int, units: float, day: date, **more: object) -> Reading:
    reading_id = meters.take_reading(
        **(
            {
                "actor": world.finance,
                "estate_id": world.estate_id,
                "meter_id": meter_id,
                "value": round(units * 100),
                "read_on": day,
                "at": at(day.month, day.day, 8, day.year),
            }
            | more
        )  # type: ignore[arg-type]
    )
    return Reading.objects.get(id=reading_id)


def issue(world: World, month: Month, item: str = "water") -> billing.IssuedRun:
    last = at(month.number, month.days, 9, month.year)
    return meters.issue_meters(actor=world.finance, estate_id=world.estate_id, item=item, month=month, at=last)


def sentence(world: World, home_id: int, item: str = "water") -> str:
    rows = bills_of_home(actor=world.finance, estate_id=world.estate_id, home_id=home_id).rows
    return next(row.sentence for row in rows if row.item == item)


def test_a_reading_becomes_a_bill_that_explains_itself_and_stands_in_the_books(world: World) -> None:
    home = world.home()
    price(world, "2.50")
    meter = hang(world, home, installed_on=date(2022, 8, 1))
    assert read(world, meter, 1312, date(2022, 8, 31)).state == "checked"
    done = issue(world, AUGUST)
    assert (done.bills, done.amount) == (1, Money(7000))
    assert sentence(world, home) == "1284 → 1312 = 28 m³: 28 × 2.5 = ¥70.00"
    assert journal(world.estate_id, Account.COLLECTED) == -7000
    assert journal(world.estate_id, Account.OTHER_INCOME) == 0
    assert proof(world.estate_id) == []
    with pytest.raises(NothingToBill):
        issue(world, AUGUST)


def test_a_ladder_charges_each_step_at_its_own_price(world: World) -> None:
    home = world.home()
    price(world)
    meter = hang(world, home, installed_on=date(2022, 8, 1))
    read(world, meter, 1312, date(2022, 9, 1))
    assert issue(world, SEPTEMBER).amount == Money(22 * 250 + 6 * 375)
    assert "22 × 2.5 + 6 × 3.75 = ¥77.50" in sentence(world, home)


def test_a_year_counts_on_from_bill_to_bill(world: World) -> None:
    home = world.home()
    price(world, "year: 2.50 to 180, 3.75")  # 164 days of 365 leave 80.88 m³ to the first step
    meter = hang(world, home)
    read(world, meter, 1334, date(2022, 8, 31))
    assert issue(world, AUGUST).amount == Money(50 * 250)
    read(world, meter, 1384, date(2022, 9, 30))
    assert issue(world, SEPTEMBER).amount.fen == round(30.88 * 250 + 19.12 * 375)


def test_the_months_issue_neither_bills_meters_nor_misses_them(world: World) -> None:
    home = world.home()
    world.tariff()
    price(world)
    read(world, hang(world, home), 1300, date(2022, 8, 31))
    issue(world, AUGUST)
    world.issue(AUGUST)
    world.issue(SEPTEMBER)
    seen = billing.preview_month(actor=world.finance, estate_id=world.estate_id, month=OCTOBER, at=at(10, 1))
    assert {change.item_name for change in seen.changes} <= {"物业服务费"}
    assert sorted(bill.item for bill in world.bills(home)) == ["property_service", "property_service", "water"]


def test_less_than_before_is_refused_with_what_to_do(world: World) -> None:
    meter = hang(world, world.home())
    read(world, meter, 1300, date(2022, 8, 31))
    with pytest.raises(ReadingLower) as refused:
        read(world, meter, 1290, date(2022, 9, 30))
    assert refused.value.params["last"] == "1300"
    with pytest.raises(ReadingNotLater):
        read(world, meter, 1310, date(2022, 8, 31))


def test_a_dial_that_begins_anew_counts_after_a_second_look(world: World) -> None:
    home = world.home()
    price(world, "2.00")
    meter = hang(world, home, first_value=9_999_000)
    row = read(world, meter, 20, date(2022, 8, 31), is_rolled=True)
    assert (row.state, row.doubt) == ("taken", "rolled")
    with pytest.raises(SecondLook):
        meters.check_reading(
            actor=world.finance, estate_id=world.estate_id, reading_id=row.id, approve=True, at=at(9, 1)
        )
    meters.check_reading(actor=world.manager, estate_id=world.estate_id, reading_id=row.id, approve=True, at=at(9, 1))
    assert issue(world, AUGUST).amount == Money(30 * 200)


def test_the_database_refuses_a_doubtful_reading_checked_by_who_took_it(world: World) -> None:
    row = read(world, hang(world, world.home(), first_value=9_999_000), 20, date(2022, 8, 31), is_rolled=True)
    with pytest.raises(DatabaseError), transaction.atomic():
        Reading.objects.filter(id=row.id).update(state="checked", checked_by=11, checked_at=at(9, 1))


def test_what_is_improbable_for_the_home_waits_for_another_person(world: World) -> None:
    home = world.home()
    price(world, "2.00")
    meter = hang(world, home, installed_on=date(2022, 8, 1))
    read(world, meter, 1292, date(2022, 8, 31))
    issue(world, AUGUST)
    assert read(world, meter, 1332, date(2022, 9, 30)).doubt == "high"
    with pytest.raises(NothingToBill):
        issue(world, SEPTEMBER)
    with pytest.raises(ReadingWaits):
        read(world, meter, 1333, date(2022, 10, 1))


def test_an_estimate_stands_in_and_the_next_reading_puts_it_right(world: World) -> None:
    home = world.home()
    price(world, "2.00")
    meter = hang(world, home, installed_on=date(2022, 8, 1))
    read(world, meter, 1299, date(2022, 8, 31))  # half a m³ a day
    issue(world, AUGUST)
    estimated = meters.estimate_missing(
        actor=world.finance, estate_id=world.estate_id, item="water", month=SEPTEMBER, at=at(9, 30, 8)
    )
    assert estimated == 1
    assert issue(world, SEPTEMBER).amount == Money(3000)
    assert "1299 → 估算 1314 = 15 m³" in sentence(world, home)
    read(world, meter, 1309, date(2022, 10, 31))  # five less than was estimated
    done = issue(world, OCTOBER)
    assert done.bills == 0
    asked = Correction.objects.get(bill__month=SEPTEMBER.first)
    assert asked.amount_fen == 1000
    billing.decide_credit_note(
        actor=world.manager, estate_id=world.estate_id, correction_id=asked.id, approve=True, at=at(11, 1)
    )
    assert proof(world.estate_id) == []
    assert journal(world.estate_id, Account.COLLECTED) == -(3000 + 3000 - 1000)
    read(world, meter, 1312, date(2022, 11, 30))
    assert issue(world, Month(2022, 11)).amount == Money(600)
    with pytest.raises(ReadingLower):
        read(world, meter, 1290, date(2022, 12, 5))


def test_a_meter_that_is_replaced_is_billed_to_its_last_value_and_on_from_the_new_one(world: World) -> None:
    home = world.home()
    price(world, "2.00")
    meter = hang(world, home)
    new = meters.replace_meter(
        actor=world.finance,
        estate_id=world.estate_id,
        meter_id=meter,
        last_value=130000,
        number="W-2",
        first_value=300,
        replaced_on=date(2022, 8, 15),
        at=at(8, 15, 8),
    )
    with pytest.raises(MeterIsGone):
        read(world, meter, 1310, date(2022, 8, 20))
    read(world, new, 13, date(2022, 8, 31))
    assert issue(world, AUGUST).amount == Money((16 + 10) * 200)
    assert sentence(world, home) == "1284 → 1300 = 16 m³: 16 × 2 + 3 → 13 = 10 m³: 10 × 2 = ¥52.00"


@pytest.mark.parametrize(
    ("shared_by", "parts"),
    [("area", [3076, 2569, 4275]), ("homes", [3307, 3307, 3306])],
)
def test_what_no_sub_meter_counted_is_shared_to_the_fen(world: World, shared_by: str, parts: list[int]) -> None:
    homes = [world.home(area) for area in ("86.35", "72.10", "120.00")]
    price(world, "3.10", "shared_water")
    price(world, "3.10")
    main = hang(world, None, "M-1", place="水泵房", item="shared_water", shared_by=shared_by, first_value=0)
    subs = [hang(world, home, f"W-{home}", main_id=main, first_value=0) for home in homes]
    read(world, main, 520, date(2022, 8, 31))
    for sub, used in zip(subs, (200, 188, 100), strict=True):
        read(world, sub, used, date(2022, 8, 31))
    with pytest.raises(SubMetersMissing):
        issue(world, AUGUST, "shared_water")
    issue(world, AUGUST)
    assert issue(world, AUGUST, "shared_water").amount == Money(9920)
    found = Bill.objects.filter(estate_id=world.estate_id, item="shared_water").order_by("home_id")
    assert [bill.amount_fen for bill in found] == parts
    if shared_by == "area":
        assert "(520 − 488 = 32 m³: 32 × 3.1 = ¥99.20) × 86.35 ÷ 278.45 m² = ¥30.76" in sentence(
            world, homes[0], "shared_water"
        )
    assert proof(world.estate_id) == []


def test_a_difference_below_zero_is_carried_to_the_next_time(world: World) -> None:
    home = world.home()
    price(world, "3.00", "shared_water")
    price(world, "3.00")
    main = hang(world, None, "M-1", place="水泵房", item="shared_water", shared_by="area", first_value=0)
    sub = hang(world, home, "W-9", main_id=main, first_value=0)
    for month, day, counted, used in ((AUGUST, 31, 100, 104), (SEPTEMBER, 30, 210, 204)):
        read(world, main, counted, date(2022, month.number, day))
        read(world, sub, used, date(2022, month.number, day))
        issue(world, month)
        issue(world, month, "shared_water")
    carried = MeterCharge.objects.filter(meter_id=main).order_by("ends_before").values_list("carried", flat=True)
    assert list(carried) == [-400, 0]
    assert [bill.amount_fen for bill in world.bills(home) if bill.item == "shared_water"] == [600 * 3]


def test_without_a_price_nothing_is_billed(world: World) -> None:
    read(world, hang(world, world.home()), 1300, date(2022, 8, 31))
    with pytest.raises(NoMeterPrice):
        issue(world, AUGUST)
    assert MeterCharge.objects.count() == 0


def test_a_resident_sends_a_reading_of_the_own_home_with_a_picture_only(world: World) -> None:
    home, other = world.home(), world.home()
    meter, strange = hang(world, home), hang(world, other, "W-2")
    mine = world.resident(home)
    with pytest.raises(NotFound):
        read(world, strange, 1300, date(2022, 8, 31), actor=mine)
    with pytest.raises(PhotoMissing):
        read(world, meter, 1300, date(2022, 8, 31), actor=mine)


def test_a_sheet_is_taken_whole_or_without_what_is_refused(world: World) -> None:
    homes = [world.home(), world.home()]
    hang(world, homes[0], "A-1"), hang(world, homes[1], "A-2")
    sheet = "表号,读数,日期\nA-1,1300,2022-08-31\nA-2,1200,2022-08-31\nA-3,5,2022-08-31\n".encode()
    asked = {
        "actor": world.finance,
        "estate_id": world.estate_id,
        "kind": "water",
        "name": "8月.csv",
        "read_on": date(2022, 8, 31),
        "at": at(8, 31, 8),
    }
    found = meters.import_readings(content=io.BytesIO(sheet), leave_out=False, **asked)  # type: ignore[arg-type]
    assert (found.taken, [row.row for row in found.refused]) == (0, [3, 4])
    found = meters.import_readings(content=io.BytesIO(sheet), leave_out=True, **asked)  # type: ignore[arg-type]
    assert (found.taken, len(found.refused)) == (1, 2)
    assert meters.import_readings(content=io.BytesIO(sheet), leave_out=True, **asked).taken == 0  # type: ignore[arg-type]


def test_only_who_may_prepare_bills_hangs_meters_and_only_who_may_issue_bills_issues(world: World) -> None:
    desk = staff(world.estate_id, user_id=13, name="Chen", rights=frozenset({Right.TAKE_CASH, Right.SEE_ESTATE}))
    meter = hang(world, world.home())
    read(world, meter, 1300, date(2022, 8, 31), actor=desk)
    with pytest.raises(NotAllowed):
        meters.issue_meters(actor=desk, estate_id=world.estate_id, item="water", month=JULY, at=at(8, 31))


LADDER = read_ladder("year: 2.50 to 180, 3.75 to 260, 5.00")


@given(used=some.integers(0, 50_000), first=some.integers(0, 40_000), second=some.integers(0, 40_000))
def test_usage_in_parts_costs_what_it_costs_as_a_whole(used: int, first: int, second: int) -> None:
    parts = [
        *pieces_of(LADDER, used_before=used, usage=first),
        *pieces_of(LADDER, used_before=used + first, usage=second),
    ]
    whole = pieces_of(LADDER, used_before=used, usage=first + second)
    assert exact_fen(parts) == exact_fen(whole)
    assert sum(piece.quantity for piece in whole) == first + second


@given(used=some.integers(0, 50_000), usage=some.integers(0, 40_000), more=some.integers(1, 1_000))
def test_more_usage_never_costs_less_and_never_less_than_the_lowest_step(used: int, usage: int, more: int) -> None:
    less = exact_fen(pieces_of(LADDER, used_before=used, usage=usage))
    assert exact_fen(pieces_of(LADDER, used_before=used, usage=usage + more)) >= less + more * Decimal("2.50")


@given(
    usage=some.integers(0, 100_000), days=some.integers(1, 500), since=some.dates(date(2022, 1, 1), date(2022, 12, 31))
)
def test_stretches_lose_neither_usage_nor_days(usage: int, days: int, since: date) -> None:
    until = date.fromordinal(since.toordinal() + days)
    price_ = LadderPrice(1, LADDER, date(2021, 1, 1), date(2030, 1, 1))
    found = stretches(
        starts_on=since, ends_before=until, usage=usage, prices=[price_], metered_since=date(2021, 5, 1), used={}
    )
    assert sum(part.usage for part in found) == usage
    assert sum(part.days for part in found) == days
    assert sum(piece.quantity for part in found for piece in part.pieces) == usage


def test_what_was_collected_is_paid_on_to_the_supplier_and_never_out_of_deposits(world: World) -> None:
    home = world.home()
    price(world, "2.50")
    meter = hang(world, home, installed_on=date(2022, 8, 1))
    read(world, meter, 1312, date(2022, 8, 31))
    issue(world, AUGUST)
    world.pay_cash(home, [bill.id for bill in world.bills(home)], "70", on=at(9, 2))
    paid = {
        "actor": world.finance,
        "estate_id": world.estate_id,
        "fund": Fund.DEPOSITS,
        "account": Account.COLLECTED,
        "spent_on": date(2022, 9, 3),
        "payee": "供水公司",
        "text": "八月水费",
        "at": at(9, 3),
    }
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    picture.seek(0)
    file_id = files.store(
        estate_id=world.estate_id, name="a.png", content=picture, purpose="voucher", actor=world.finance, at=at(9, 3)
    )
    for yuan, is_there in (("70.01", False), ("70", True)):
        expense = ledger.record_expense(amount=Money.parse(yuan), file_ids=[file_id], **paid)  # type: ignore[arg-type]
        decide = {"actor": world.manager, "estate_id": world.estate_id, "expense_id": expense, "approve": True}
        if is_there:
            ledger.decide_expense(**decide, at=at(9, 4))  # type: ignore[arg-type]
        else:
            with pytest.raises(NotEnoughMoney):
                ledger.decide_expense(**decide, at=at(9, 4))  # type: ignore[arg-type]
    found = passed_on(actor=world.finance, estate_id=world.estate_id)
    assert (found.billed, found.paid, found.left) == (Money(7000), Money(7000), Money(0))
    assert journal(world.estate_id, Account.COLLECTED) == 0
