"""A day that closes while our books lack payments of it, and what was said of a difference that is open again."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from laoyou.core.money import Money
from laoyou.infra import scope
from laoyou.infra.models import StateMove, Work
from laoyou.system.payments import jobs
from laoyou.system.payments.models import ChannelDay, PayoutPart
from laoyou.system.payments.reconciliation import queries, use_cases
from laoyou.system.payments.reconciliation.errors import (
    DayIsClosing,
)
from laoyou.system.payments.reconciliation.rules.states import DayState
from laoyou.system.payments.reconciliation.use_cases import missing
from tests.payments.days import (
    CASHIER,
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
from tests.payments.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standin")]


def test_what_was_said_of_a_difference_stays_when_it_is_open_again(world: World) -> None:
    order = world.order()
    world.arrive(order)
    day = take([billed(order.number, 5181)], at=after(3))
    (found,) = differences(day)
    use_cases.explain_difference(
        actor=CASHIER, difference_id=found.id, meaning="paid_out_otherwise", reason="另一账户", at=after(3)
    )
    statement([(date(2022, 12, 3), 100, "某公司")], at=after(3))
    use_cases.pay_out_by_hand(actor=CASHIER, line_id=bank_lines()[0].id, day_id=day.id, amount=Money(100), at=after(3))
    compared(at=after(3))
    use_cases.explain_difference(
        actor=CASHIER, difference_id=found.id, meaning="channel_mistake", reason="客服已确认", at=after(4)
    )
    with scope.estate(0):
        (shown,) = [
            each for each in queries.differences_of(actor=CASHIER, day_id=day.id) if each.what == "payout_missing"
        ]
    assert [(step.to_state, step.meaning, step.reason, step.by_name) for step in shown.before] == [
        ("explained", "paid_out_otherwise", "另一账户", "覃会计"),
        ("open", "", "", "payments.reconciliation"),
    ]
    assert (shown.meaning, shown.reason) == ("channel_mistake", "客服已确认")
    with pytest.raises(DatabaseError), transaction.atomic(), scope.estate(0):
        StateMove.objects.filter(subject_id=found.id).update(reason="")


def unsettled_day(world: World) -> tuple[Any, ChannelDay]:
    """Return an order that only the channel knows as paid, and its day: fetched, not compared, paid out by the bank."""
    order = world.order()
    content = bill_file("wechat", [billed(order.number, 5181), billed("WY-1", 700, transaction="4200000002")])
    use_cases.take_bill(channel="wechat", day=DAY, content=content, at=NEXT)
    statement([(date(2022, 12, 1), 5181 + 700 - 31 - 4, "财付通")])
    return order, row_of()


def test_a_day_that_lacks_payments_is_settled_estate_by_estate_and_closes_then(world: World) -> None:
    order, day = unsettled_day(world)
    with scope.everything():  # as a page's request has it: nothing of an estate is written in it
        assert use_cases.close_day(actor=CASHIER, day_id=day.id, at=NEXT) is DayState.SETTLING
    assert (world.state(order), row_of().closed_at) == ("created", None)
    with pytest.raises(DayIsClosing):
        use_cases.close_day(actor=CASHIER, day_id=day.id, at=NEXT)
    assert compared().state == "settling"

    for _ in range(2):
        jobs.settle_day(day.id)

    closed = row_of()
    assert (closed.state, closed.closed_by_name, closed.closed_by) == ("closed", "覃会计", CASHIER.user_id)
    assert world.state(order) == "paid"
    assert [(each.amount_fen, each.place) for each in world.payments(0)] == [(700, "suspense")]
    with scope.estate(0):
        assert Work.objects.get(id=closed.work_id).state == "done"
        steps = StateMove.objects.filter(subject="payments.channelday", subject_id=day.id).order_by("id")
        assert [step.to_state for step in steps] == ["open", "settling", "closed"]


def test_a_day_of_which_one_payment_can_not_be_entered_is_open_again_and_says_so(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    order, day = unsettled_day(world)
    use_cases.close_day(actor=CASHIER, day_id=day.id, at=NEXT)
    whole = missing.settle

    def broken(**told: Any) -> str:
        if told["order_number"] == order.number:
            raise RuntimeError(told["order_number"])
        return whole(**told)

    with monkeypatch.context() as patch:
        patch.setattr(missing, "settle", broken)
        use_cases.settle_and_close(day_id=day.id, at=NEXT)
    assert (row_of().state, row_of().closed_by, row_of().trouble[:8]) == ("open", None, "渠道的 1 笔款")
    assert [each.amount_fen for each in world.payments(0)] == [700]

    assert use_cases.close_day(actor=CASHIER, day_id=day.id, at=NEXT) is DayState.SETTLING
    assert use_cases.settling_days() == [day.id]
    use_cases.settle_and_close(day_id=day.id, at=NEXT)
    assert (row_of().state, row_of().trouble) == ("closed", "")


def test_a_day_that_differs_still_once_it_is_settled_is_open_again(world: World) -> None:
    _, day = unsettled_day(world)
    statement([(date(2022, 12, 1), -300, "财付通")])
    use_cases.close_day(actor=CASHIER, day_id=day.id, at=NEXT)
    with scope.estate(0):
        PayoutPart.objects.create(
            estate_id=0, day=day, bank_line=bank_lines()[-1], amount_fen=100, made_by=0, made_by_name="", made_at=NEXT
        )
    use_cases.settle_and_close(day_id=day.id, at=NEXT)
    assert row_of().state == "open"
    assert row_of().trouble


def test_the_database_takes_no_step_that_the_rules_lack(world: World) -> None:
    day = take([])
    with pytest.raises(DatabaseError, match="no step from open to expected"), transaction.atomic(), scope.estate(0):
        ChannelDay.objects.filter(id=day.id).update(state="expected")
