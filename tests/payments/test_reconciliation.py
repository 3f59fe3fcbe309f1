"""A day of a channel, three ways: ours, the channel's, the bank's. Closed by a person, and only when all is equal."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from laoyou.core.errors import NotAllowed
from laoyou.core.money import Money
from laoyou.infra import clock, scope
from laoyou.infra.models import AuditRow
from laoyou.system.ledger.rules.accounts import Account
from laoyou.system.payments import jobs
from laoyou.system.payments.models import ChannelDay, PayoutPart
from laoyou.system.payments.providers import doors
from laoyou.system.payments.providers.provider import AskedOrder
from laoyou.system.payments.reconciliation import use_cases
from laoyou.system.payments.reconciliation.days import sums_of
from laoyou.system.payments.reconciliation.errors import (
    DayClosed,
    DayHasDifferences,
    DayNotEqual,
    MeaningMissing,
    NoBillYet,
    ReasonMissing,
    WorkedOffAlready,
)
from laoyou.system.payments.reconciliation.rules.bills import BillRefused
from tests.payments.days import (
    CASHIER,
    CLERK,
    DAY,
    NEXT,
    after,
    bank_lines,
    bill_file,
    billed,
    compared,
    differences,
    row_of,
    statement,
    take,
)
from tests.payments.gateways import now
from tests.payments.standin import StandIn
from tests.payments.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standin")]


def test_a_day_that_all_three_know_alike_is_equal_and_can_be_closed(world: World) -> None:
    order = world.order()
    world.arrive(order)
    day = take([billed(order.number, 5181)])
    assert (day.ours_fen, day.billed_fen, day.fee_fen) == (5181, 5181, 31)
    statement([(date(2022, 12, 1), 5150, "财付通支付科技有限公司")])

    use_cases.close_day(actor=CASHIER, day_id=day.id, at=NEXT)

    closed = row_of()
    assert (closed.state, closed.closed_by_name, closed.closed_at) == ("closed", "覃会计", NEXT)
    assert sums_of(closed).is_equal


def test_the_fee_of_a_closed_day_is_an_expense_of_the_estate_whose_payments_bore_it(world: World) -> None:
    order = world.order()
    world.arrive(order)
    day = take([billed(order.number, 5181)])
    statement([(date(2022, 12, 1), 5150, "财付通")])
    before = world.balance(Account.MONEY)
    use_cases.close_day(actor=CASHIER, day_id=day.id, at=NEXT)
    for _ in range(2):
        jobs.post_channel_fee(estate_id=world.estate_id, channel="wechat", day="2022-11-30", fee_fen=31)

    assert world.balance(Account.CHANNEL_FEES) == 31
    assert world.balance(Account.MONEY) == before - 31 == 5150


def test_closing_queues_the_fees_of_each_estate(world: World) -> None:
    order = world.order()
    world.arrive(order)
    day = take([billed(order.number, 5181), billed("not-one-of-ours", 1000, transaction="4200000002")])
    statement([(date(2022, 12, 1), 6181 - 31 - 6, "财付通")])
    use_cases.close_day(actor=CASHIER, day_id=day.id, at=NEXT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = 'payments.post_channel_fee'")
        queued = [json.loads(row[0]) for row in cursor.fetchall()]
    fees = {arguments["estate_id"]: arguments["fee_fen"] for arguments in queued}
    assert fees == {world.estate_id: 31, 0: 6}


def test_what_the_channel_has_and_we_do_not_is_settled_as_if_it_had_been_told(world: World) -> None:
    order = world.order()
    day = take([billed(order.number, 5181)])
    assert world.state(order) == "paid"
    assert [(each.amount_fen, each.seen_via, each.place) for each in world.payments()] == [(5181, "bill", "applied")]
    assert differences(day) == []
    assert day.ours_fen == day.billed_fen == 5181


def test_money_of_no_order_of_ours_goes_to_suspense_and_the_day_is_still_equal(world: World) -> None:
    day = take([billed("20221130-77", 700)])
    assert [(each.amount_fen, each.place) for each in world.payments(0)] == [(700, "suspense")]
    assert (day.ours_fen, differences(day)) == (700, [])


def test_what_only_we_have_is_a_difference_and_the_day_stays_open(world: World) -> None:
    order = world.order()
    world.arrive(order)
    day = take([])
    (found,) = differences(day)
    assert (found.what, found.ours_fen, found.theirs_fen, found.books_fen) == ("only_ours", 5181, 0, -5181)
    with pytest.raises(DayHasDifferences):
        use_cases.close_day(actor=CASHIER, day_id=day.id, at=NEXT)


def test_another_amount_under_the_same_transaction_is_a_difference(world: World) -> None:
    order = world.order()
    world.arrive(order)
    day = take([billed(order.number, 5180)])
    (found,) = differences(day)
    assert (found.what, found.books_fen) == ("other_amount", -1)


def test_money_that_we_have_on_another_day_differs_on_both_days_by_opposite_amounts(world: World) -> None:
    order = world.order()
    world.arrive(order)
    late = after(0).replace(day=30, hour=17, month=11)  # 01:00 of December in the city
    theirs = take([billed(order.number, 5181, at=late)], day=date(2022, 12, 1), at=after(1))
    ours = take([], at=after(1))
    assert [(each.what, each.books_fen) for each in differences(ours)] == [("other_day", -5181)]
    assert [(each.what, each.books_fen) for each in differences(theirs)] == [("other_day", 5181)]


def test_a_refund_that_only_the_channel_knows_is_a_difference(world: World) -> None:
    order = world.order()
    world.arrive(order)
    day = take([billed(order.number, 5181), billed(order.number, 1000, refund="R1")])
    (found,) = differences(day)
    assert (found.what, found.kind, found.theirs_fen, found.books_fen) == ("only_channel", "refund", -1000, -1000)


def test_a_fee_above_the_agreed_rate_is_a_difference(world: World) -> None:
    order = world.order()
    world.arrive(order)
    day = take([billed(order.number, 5181, fee_fen=52)])
    (found,) = differences(day)
    assert (found.what, found.ours_fen, found.theirs_fen) == ("fee_differs", 31, 52)


def test_a_pay_out_that_does_not_come_is_a_difference_from_the_third_day_on(world: World) -> None:
    order = world.order()
    world.arrive(order)
    assert differences(take([billed(order.number, 5181)], at=after(1))) == []
    (found,) = differences(compared(at=after(2)))
    assert (found.what, found.bank_fen) == ("payout_missing", 5150)
    statement([(date(2022, 12, 4), 5150, "财付通")], at=after(3))
    day = compared(at=after(3))
    assert (differences(day), [each.what for each in differences(day, "gone")]) == ([], ["payout_missing"])


def test_a_difference_is_worked_off_with_a_reason_by_a_person_who_may(world: World) -> None:
    world.arrive(world.order())
    day = take([])
    (found,) = differences(day)
    explain = {"difference_id": found.id, "at": NEXT}
    with pytest.raises(NotAllowed):
        use_cases.explain_difference(actor=CLERK, meaning="other", reason="x", **explain)
    with pytest.raises(ReasonMissing):
        use_cases.explain_difference(actor=CASHIER, meaning="other", reason=" ", **explain)
    with pytest.raises(MeaningMissing):
        use_cases.explain_difference(actor=CASHIER, meaning="", reason="why", **explain)
    use_cases.explain_difference(actor=CASHIER, meaning="channel_mistake", reason="微信客服确认漏单", **explain)

    use_cases.close_day(actor=CASHIER, day_id=day.id, at=NEXT)
    closed = row_of()
    assert (closed.state, closed.ours_fen, closed.books_explained_fen) == ("closed", 5181, -5181)
    with scope.estate(0):
        assert AuditRow.objects.get(action="payments.difference_explained").reason == "微信客服确认漏单"


def test_an_explanation_holds_only_for_what_was_explained(world: World) -> None:
    order = world.order()
    world.arrive(order)
    day = take([billed(order.number, 5181)], at=after(3))
    (found,) = differences(day)
    use_cases.explain_difference(
        actor=CASHIER, difference_id=found.id, meaning="paid_out_otherwise", reason="另一账户", at=after(3)
    )
    assert differences(compared(at=after(3))) == []
    (line,) = (statement([(date(2022, 12, 3), 100, "某公司")], at=after(3)), bank_lines()[0])[1:]
    use_cases.pay_out_by_hand(actor=CASHIER, line_id=line.id, day_id=day.id, amount=Money(100), at=after(3))
    (again,) = differences(compared(at=after(3)))
    assert (again.what, again.bank_fen, again.reason) == ("payout_missing", 5050, "")


def test_a_day_without_its_bill_or_with_unequal_sums_is_not_closed(world: World) -> None:
    order = world.order()
    world.arrive(order)
    use_cases.fetch_bill(channel="alipay", day=DAY, at=NEXT)
    with scope.estate(0):
        expected = ChannelDay.objects.create(estate_id=0, channel="wechat", day=date(2022, 11, 29))
    with pytest.raises(NoBillYet):
        use_cases.close_day(actor=CASHIER, day_id=expected.id, at=NEXT)
    day = take([billed(order.number, 5181)])
    with pytest.raises(DayNotEqual):
        use_cases.close_day(actor=CASHIER, day_id=day.id, at=NEXT)
    with pytest.raises(NotAllowed):
        use_cases.close_day(actor=CLERK, day_id=day.id, at=NEXT)


def test_all_equal_days_are_closed_at_once_and_the_others_stay(world: World) -> None:
    order = world.order()
    world.arrive(order)
    take([billed(order.number, 5181)])
    empty = take([], day=date(2022, 11, 29))
    assert use_cases.close_equal_days(actor=CASHIER, at=NEXT) == (1, 0)
    assert row_of(day=date(2022, 11, 29)).state == "closed"
    assert row_of().state == "open"
    with pytest.raises(DayClosed):
        use_cases.close_day(actor=CASHIER, day_id=empty.id, at=NEXT)


def test_the_database_closes_no_day_whose_sums_differ_whoever_asks(world: World) -> None:
    order = world.order()
    world.arrive(order)
    day = take([billed(order.number, 5181)])
    by_hand = "state = 'closed', closed_at = now(), closed_by = 1"
    for lie in ("", ", paid_out_fen = 5150", ", paid_out_fen = 5150, billed_fen = 5181, ours_fen = 5181"):
        with pytest.raises(DatabaseError), transaction.atomic(), scope.estate(0), connection.cursor() as cursor:
            cursor.execute(f"UPDATE payments_channel_day SET {by_hand}{lie} WHERE id = %s", [day.id])


def test_the_database_closes_no_day_with_an_open_difference(world: World) -> None:
    order = world.order()
    world.arrive(order)
    day = take([billed(order.number, 5181, fee_fen=30)])
    statement([(date(2022, 12, 1), 5151, "财付通")])
    close = "UPDATE payments_channel_day SET state = 'closed', closed_at = now(), closed_by = 1 WHERE id = %s"
    with (
        pytest.raises(DatabaseError, match="nobody explained"),
        transaction.atomic(),
        scope.estate(0),
        connection.cursor() as cursor,
    ):
        cursor.execute(close, [day.id])


def test_nothing_of_a_closed_day_changes_any_more(world: World) -> None:
    day = take([])
    use_cases.close_day(actor=CASHIER, day_id=day.id, at=NEXT)
    statement([(date(2022, 12, 1), 100, "某公司")])
    (line,) = bank_lines()
    values = {"day": day.id, "line": line.id}
    for statement_of_sql in (
        "UPDATE payments_channel_day SET ours_fen = 1 WHERE id = %(day)s",
        "UPDATE payments_channel_day SET state = 'open' WHERE id = %(day)s",
        "DELETE FROM payments_channel_day WHERE id = %(day)s",
        "INSERT INTO payments_payout_part (estate_id, day_id, bank_line_id, amount_fen, made_by_name, made_at)"
        " VALUES (0, %(day)s, %(line)s, 1, '', now())",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), scope.estate(0), connection.cursor() as cursor:
            cursor.execute(statement_of_sql, values)


def test_a_bill_is_taken_in_once_and_another_one_for_the_day_is_trouble(world: World) -> None:
    order = world.order()
    take([billed(order.number, 5181)])
    again = take([billed(order.number, 5181)])
    assert (again.billed_count, again.trouble) == (1, "")
    changed = take([billed(order.number, 5182)])
    assert (changed.billed_fen, changed.trouble) == (5181, "the channel has changed its bill")


def test_a_bill_with_a_line_of_another_day_is_refused(world: World) -> None:
    with pytest.raises(BillRefused, match="day"):
        use_cases.take_bill(
            channel="wechat", day=date(2022, 11, 29), content=bill_file("wechat", [billed("E1_1", 1)]), at=NEXT
        )


def test_a_pay_out_of_several_days_finds_them_all(world: World) -> None:
    for place, day in enumerate((28, 29, 30)):
        at = after(0).replace(month=11, day=day, hour=2)
        order = world.order(1000 * (place + 1), at=at, subject_id=place)
        world.arrive(order, 1000 * (place + 1), transaction=f"42{place}", paid_at=at, at=at)
        take([billed(order.number, 1000 * (place + 1), transaction=f"42{place}", at=at)], day=date(2022, 11, day))
    statement([(date(2022, 12, 1), 6000 - 36, "财付通"), (date(2022, 12, 1), -5000, "供电局")])
    assert [line.state for line in bank_lines()] == ["open", "paid_out"] or [line.state for line in bank_lines()] == [
        "paid_out",
        "open",
    ]
    assert use_cases.close_equal_days(actor=CASHIER, at=NEXT) == (3, 0)


def test_a_match_is_taken_back_by_opposite_parts_and_nothing_is_deleted(world: World) -> None:
    order = world.order()
    world.arrive(order)
    day = take([billed(order.number, 5181)])
    statement([(date(2022, 12, 1), 5150, "财付通")])
    (line,) = bank_lines()
    use_cases.take_back_payouts(actor=CASHIER, line_id=line.id, reason="对错了账户", at=NEXT)
    assert row_of().paid_out_fen == 0
    with scope.estate(0):
        assert sorted(PayoutPart.objects.values_list("amount_fen", flat=True)) == [-5150, 5150]
    use_cases.pay_out_by_hand(actor=CASHIER, line_id=line.id, day_id=day.id, amount=Money(5150), at=NEXT)
    use_cases.close_day(actor=CASHIER, day_id=day.id, at=NEXT)
    with pytest.raises(DayClosed):
        use_cases.take_back_payouts(actor=CASHIER, line_id=line.id, reason="x", at=NEXT)


def test_a_statement_handed_in_twice_or_overlapping_enters_each_line_once(world: World) -> None:
    first = [(date(2022, 12, 1), 5150, "某公司"), (date(2022, 12, 1), 5150, "某公司")]
    assert statement(first) == 2
    assert statement(first) == 0
    assert statement([*first, (date(2022, 12, 2), 99, "某公司")]) == 1


def test_lines_that_pay_out_nothing_are_explained_together_once(world: World) -> None:
    statement([(date(2022, 12, 1), -5000, "供电局"), (date(2022, 12, 1), -20, "网银手续费")])
    ids = [line.id for line in bank_lines()]
    assert use_cases.explain_bank_lines(actor=CASHIER, line_ids=ids, meaning="spent", reason="见支出凭证", at=NEXT) == 2
    with pytest.raises(WorkedOffAlready):
        use_cases.explain_bank_lines(actor=CASHIER, line_ids=ids, meaning="spent", reason="见支出凭证", at=NEXT)


def test_a_transfer_is_taken_into_the_books_once_and_waits_for_two_people(world: World) -> None:
    before = world.balance(Account.SUSPENSE, estate_id=0)
    statement([(date(2022, 12, 1), 62172, "农秀兰"), (date(2022, 12, 1), -5, "网银")])
    line = next(line for line in bank_lines() if line.amount_fen > 0)
    take_it = {"actor": CASHIER, "line_id": line.id, "at": NEXT}
    with pytest.raises(ReasonMissing):
        use_cases.take_transfer(reason="", **take_it)
    transaction = use_cases.take_transfer(reason="附言写了 3-2-101", **take_it)
    with pytest.raises(WorkedOffAlready):
        use_cases.take_transfer(reason="附言写了 3-2-101", **take_it)
    (payment,) = [each for each in world.payments(0) if each.transaction == transaction]
    assert (payment.channel, payment.amount_fen, payment.place) == ("bank", 62172, "suspense")
    assert world.balance(Account.SUSPENSE, estate_id=0) == before - 62172


def test_the_job_fetches_what_the_channel_has_and_settles_what_was_never_told(
    world: World, standin: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = world.order(4321, at=now())
    asked = AskedOrder(
        order.number,
        4321,
        "秀山花园",
        now() + timedelta(minutes=20),
        "http://127.0.0.1:9/notify",
        "http://127.0.0.1:9/",
    )
    standin.plan("wechat", order.number, drop=True)
    standin.pay(doors.provider_for("wechat").ask(asked, at=now()).address)
    tomorrow = now() + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    real = doors.provider_for
    monkeypatch.setattr(doors, "provider_for", lambda channel: AskedNow(real(channel)))

    jobs.reconcile(timestamp=0)

    assert world.state(order) == "paid"
    assert world.payments()[-1].seen_via == "bill"


class AskedNow:
    """A provider that asks as of now, so that the gateway does not find yesterday's signature stale."""

    def __init__(self, provider: Any) -> None:
        self._provider = provider

    def __getattr__(self, name: str) -> Any:
        return getattr(self._provider, name)

    def fetch_bill(self, day: date, *, at: Any) -> Any:
        return self._provider.fetch_bill(day, at=now())
