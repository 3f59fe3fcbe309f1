"""Late penalties: only by a contract that binds all owners, once for each bill, and worked out as the rule says."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from laoyou.core.calendar import Month
from laoyou.core.errors import NotAllowed
from laoyou.core.money import Money
from laoyou.infra.actor import Right
from laoyou.system.billing.arrears import errors, queries, use_cases
from laoyou.system.billing.arrears.models import HomeMark, Reminder, ReminderBatch
from laoyou.system.billing.arrears.rules.penalty import PaidPart, PenaltyTerms, penalty_of_parts
from laoyou.system.billing.models import Allocation, Bill, HomeCredit
from laoyou.system.billing.queries import bills_of_home, rates
from laoyou.system.billing.queries.proof import proof
from laoyou.system.ledger.rules.accounts import Account
from laoyou.system.mandates.models import Mandate
from tests.billing.conftest import AUGUST, BEGINS, SEPTEMBER, World, at, journal, staff
from tests.billing.test_arrears import own

pytestmark = pytest.mark.django_db
DUE = date(2022, 8, 31)
TOLD = date(2022, 10, 15)


def agree(
    world: World, rate: str = "0.0005", *, free: int = 0, cap: int = 100, basis: str = "owners_committee"
) -> None:
    Mandate.objects.filter(id=world.mandate_id).update(
        contract_basis=basis, penalty_rate=Decimal(rate), penalty_free_days=free, penalty_cap_percent=cap
    )


def letter(world: World, home_id: int, day: date = TOLD, *, left_out: str = "") -> None:
    batch = ReminderBatch.objects.create(
        estate_id=world.estate_id,
        step="letter",
        state="released",
        proposed_on=day,
        proposed_at=at(10, 15),
        decided_at=at(10, 15),
    )
    Reminder.objects.create(
        estate_id=world.estate_id,
        batch=batch,
        home_id=home_id,
        step="letter",
        day=day,
        amount_fen=5181,
        bills=1,
        oldest_due_on=DUE,
        left_out_reason=left_out,
        actor_name="Lu",
        at=at(10, 15),
    )


def charge(world: World, *, on: date = date(2022, 12, 31)) -> int:
    done = use_cases.charge_penalties(
        actor=world.finance, estate_id=world.estate_id, at=at(on.month, on.day, year=on.year)
    )
    return done.amount.fen


def penalties(world: World) -> list[Bill]:
    return [bill for bill in world.bills() if bill.method == "penalty"]


@pytest.fixture
def late(world: World) -> World:
    """A contract by the committee at 0.05 % a day, a bill of August at 51.81 due on the 31st, and a letter."""
    world.tariff(since=date(2022, 8, 1))
    agree(world)
    home = world.home("86.35")
    own(world, home)
    world.issue(AUGUST)
    letter(world, home)
    return world


def pay(world: World, yuan: str, day: date) -> int:
    (home,) = world.homes
    bill = Bill.objects.get(home_id=home, month=AUGUST.first, method="by_area")
    return world.pay_cash(home, [bill.id], yuan, on=at(day.month, day.day, year=day.year))


def test_bills_a_settled_bill_once_and_explains_it(late: World) -> None:
    pay(late, "51.81", date(2022, 10, 30))
    shown = queries.preview_penalties(actor=late.finance, estate_id=late.estate_id, day=date(2022, 12, 31))
    assert (shown.count, shown.total, shown.lines[0].home_id) == (1, Money(155), late.homes[0])
    assert charge(late) == 155
    (bill,) = penalties(late)
    assert (bill.amount_fen, bill.fund, bill.due_on, bill.month) == (
        155,
        "service",
        date(2023, 1, 15),
        date(2022, 12, 1),
    )
    page = bills_of_home(actor=late.finance, estate_id=late.estate_id, home_id=late.homes[0])
    (seen,) = [row for row in page.rows if row.id == bill.id]
    assert seen.sentence.endswith("= ¥1.55")
    assert "51.81 × 60" in seen.sentence
    assert "0.05" in seen.sentence
    assert seen.sentence == shown.lines[0].sentence
    assert charge(late) == 0
    assert charge(late, on=date(2023, 6, 30)) == 0
    assert len(penalties(late)) == 1
    assert journal(late.estate_id, Account.LATE_PENALTIES) == -155


def test_never_bears_on_a_penalty_itself(late: World) -> None:
    pay(late, "51.81", date(2022, 10, 30))
    charge(late)
    (bill,) = penalties(late)
    letter(late, late.homes[0], date(2023, 3, 1))
    late.pay_cash(late.homes[0], [bill.id], "1.55", on=at(6, 1, year=2023))
    assert charge(late, on=date(2023, 6, 30)) == 0


def test_a_bill_paid_in_parts_bears_for_each_part_once_it_is_settled(late: World) -> None:
    pay(late, "30.00", date(2022, 10, 30))
    assert charge(late) == 0
    pay(late, "21.81", date(2022, 11, 14))
    assert charge(late) == 172
    assert "30.00 × 60 + 21.81 × 75" in (penalties(late)[0].parts or [{}])[0]["worked"]


def test_what_came_in_by_the_day_of_the_letter_bears_nothing(late: World) -> None:
    pay(late, "51.81", TOLD)
    assert charge(late) == 0


def test_without_a_letter_nothing_is_charged(world: World) -> None:
    world.tariff(since=date(2022, 8, 1))
    agree(world)
    world.home("86.35")
    world.issue(AUGUST)
    letter(world, world.homes[0], left_out="病重")
    pay(world, "51.81", date(2022, 10, 30))
    assert charge(world) == 0


def test_free_days_and_the_cap_hold(late: World) -> None:
    agree(late, free=15, cap=2)
    pay(late, "51.81", date(2022, 10, 30))
    assert charge(late) == 104
    assert (penalties(late)[0].parts or [{}])[0]["worked"] == "51.81 × 45 ≤ 1.04"


@pytest.mark.parametrize("basis", ["street_office", "community"])
def test_a_mandate_of_a_street_office_or_community_bears_none(late: World, basis: str) -> None:
    pay(late, "51.81", date(2022, 10, 30))
    with pytest.raises(IntegrityError), transaction.atomic():
        agree(late, basis=basis)
    agree(late, "0", basis=basis)
    with pytest.raises(errors.NoPenaltyAgreed):
        charge(late)
    assert not queries.allows_penalties(late.estate_id, date(2022, 12, 31))
    shown = queries.preview_penalties(actor=late.finance, estate_id=late.estate_id, day=date(2022, 12, 31))
    assert shown.clause is None


def test_is_off_where_the_contract_says_nothing(late: World) -> None:
    agree(late, "0")
    pay(late, "51.81", date(2022, 10, 30))
    with pytest.raises(errors.NoPenaltyAgreed):
        charge(late)


def test_a_month_that_began_before_the_contract_bears_none(world: World) -> None:
    world.tariff()
    agree(world)
    world.home("86.35")
    world.issue(Month(2022, 7))
    letter(world, world.homes[0])
    (bill,) = world.bills()
    world.pay_cash(world.homes[0], [bill.id], "18.38", on=at(10, 30))
    assert bill.month < BEGINS
    assert charge(world) == 0


def test_a_hardship_waiver_of_the_day_takes_its_part_off(late: World) -> None:
    late.waiver(late.homes[0], 50, since=date(2022, 12, 1), until=date(2023, 2, 1), kind="hardship")
    pay(late, "51.81", date(2022, 10, 30))
    assert charge(late) == 78
    (bill,) = penalties(late)
    assert (bill.full_fen, bill.waived_percent) == (155, 50)


def test_a_credit_note_takes_a_penalty_off_and_it_never_comes_back(late: World) -> None:
    pay(late, "51.81", date(2022, 10, 30))
    charge(late)
    late.credit_note(penalties(late)[0].id, "1.55", reason="体谅", on=at(12, 31))
    assert charge(late, on=date(2023, 2, 1)) == 0


def test_who_disputes_or_bought_the_home_since_is_left_in_peace(late: World) -> None:
    pay(late, "51.81", date(2022, 10, 30))
    mark = HomeMark.objects.create(
        estate_id=late.estate_id,
        home_id=late.homes[0],
        kind="dispute",
        reason="收费有疑问",
        opened_by=1,
        opened_by_name="Lu",
        opened_at=at(10, 20),
    )
    assert charge(late) == 0
    HomeMark.objects.filter(id=mark.id).update(closed_at=at(11, 1), closed_by=1, closed_by_name="Lu", answer="已核实")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_home_bond SET ends_before = '2022-11-01' WHERE home_id = %s", [late.homes[0]])
    own(late, late.homes[0], telephone="17000000002", since=date(2022, 11, 1))
    assert charge(late) == 0


def test_no_rate_knows_a_penalty(late: World) -> None:
    pay(late, "51.81", date(2022, 10, 30))
    december = Month(2022, 12)
    before = rates(late.estate_id, december), rates(late.estate_id, Month(2023, 1))
    charge(late)
    assert (rates(late.estate_id, december), rates(late.estate_id, Month(2023, 1))) == before


def test_the_books_and_the_bills_agree_after_it(late: World) -> None:
    pay(late, "60.00", date(2022, 10, 30))
    assert charge(late) == 155
    (bill,) = penalties(late)
    assert bill.paid_fen == 155
    assert HomeCredit.objects.get(home_id=late.homes[0]).balance_fen == 819 - 155
    assert proof(late.estate_id) == []


def test_only_who_issues_bills_may_charge_them(late: World) -> None:
    desk = staff(late.estate_id, user_id=77, rights=frozenset({Right.TAKE_CASH}))
    with pytest.raises(NotAllowed):
        use_cases.charge_penalties(actor=desk, estate_id=late.estate_id, at=at(12, 31))
    with pytest.raises(NotAllowed):
        queries.preview_penalties(actor=desk, estate_id=late.estate_id, day=date(2022, 12, 31))


def test_the_database_refuses_a_second_penalty_of_a_bill(late: World) -> None:
    pay(late, "51.81", date(2022, 10, 30))
    charge(late)
    (bill,) = penalties(late)
    bill.pk, bill.item, bill.month = None, "penalty_again", date(2023, 1, 1)
    with pytest.raises(IntegrityError, match="bill_penalised_once"), transaction.atomic():
        bill.save()


def test_a_letter_counts_only_what_the_contract_reaches(late: World) -> None:
    def until(month: Month) -> Money:
        return queries.penalty_until(
            estate_id=late.estate_id, home_id=late.homes[0], first_month=month, day=date(2022, 10, 30)
        )

    assert until(AUGUST) == Money(155)
    assert until(SEPTEMBER) == Money(0)
    agree(late, "0", basis="street_office")
    assert until(AUGUST) == Money(0)


parts = some.lists(
    some.tuples(some.integers(1, 2000), some.integers(-20, 400), some.booleans()), min_size=1, max_size=4
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    paid=parts,
    rate=some.integers(1, 3000),
    free=some.integers(0, 60),
    cap=some.integers(1, 100),
    waived=some.sampled_from([0, 30, 100]),
)
def test_rule_and_database_agree(
    late: World, paid: list[tuple[int, int, bool]], rate: int, free: int, cap: int, waived: int
) -> None:
    point = transaction.savepoint()
    try:
        percent = Decimal(rate).scaleb(-6)
        agree(late, str(percent), free=free, cap=cap)
        (home,) = late.homes
        bill = Bill.objects.get(home_id=home, method="by_area")
        rows: list[PaidPart] = []
        for fen, days, goes_back in paid:
            day = DUE + timedelta(days=days)
            rows.append(PaidPart(fen, day))
            if goes_back:
                rows += [PaidPart(-fen, day + timedelta(days=9)), PaidPart(fen, day + timedelta(days=30))]
        total = sum(row.fen for row in rows)
        for row in rows:
            Allocation.objects.create(
                estate_id=late.estate_id,
                bill=bill,
                amount_fen=row.fen,
                allocated_on=row.paid_on,
                allocated_at=at(10, 30),
            )
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE billing_bill SET paid_fen = least(%s, amount_fen),"
                " credited_fen = amount_fen - least(%s, amount_fen) WHERE id = %s",
                [total, total, bill.id],
            )
        if waived:
            late.waiver(home, waived, since=date(2023, 12, 1), until=date(2024, 2, 1))
        terms = PenaltyTerms(may_carry=True, rate_per_day=percent, free_days=free, cap_percent=cap)
        expected = penalty_of_parts(parts=rows, due_on=DUE, told_on=TOLD, terms=terms, waived_percent=waived)
        if total <= bill.amount_fen:
            assert charge(late, on=date(2023, 12, 31)) == expected.due.fen
            assert [row.full_fen for row in penalties(late)] == ([expected.full.fen] if expected.full else [])
    finally:
        transaction.savepoint_rollback(point)
