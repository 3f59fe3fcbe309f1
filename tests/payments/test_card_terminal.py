"""Cards at the desk: the slip of the terminal is the transaction, and pays once in the city."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta

import pytest

from laoyou.core.errors import Refusal, Several
from laoyou.core.money import Money
from laoyou.infra import scope
from laoyou.system.ledger.rules.accounts import Account
from laoyou.system.payments import errors, use_cases
from laoyou.system.payments.reconciliation import errors as refusals
from laoyou.system.payments.reconciliation import queries
from laoyou.system.payments.reconciliation import use_cases as reconciliation
from laoyou.system.payments.rules.slips import Slip
from tests.payments.days import CASHIER, DAY, NEXT, differences, row_of
from tests.payments.world import AT, World

pytestmark = pytest.mark.django_db

SLIP = Slip("10012345", "220101123456", "6688")


def card(world: World, fen: int = 5181, *, slip: Slip = SLIP, once: str = "") -> int:
    return use_cases.take_cash(
        actor=world.clerk,
        estate_id=world.estate_id,
        home_id=world.homes[0],
        lines=[],
        received=Money(fen),
        payer_name="农秀兰",
        at=AT,
        once=once,
        slip=slip,
    )


def cancel(world: World, payment_id: int) -> None:
    asked = use_cases.ask_cancellation(
        actor=world.clerk, estate_id=world.estate_id, payment_id=payment_id, reason="金额录错", at=AT
    )
    use_cases.decide_cancellation(
        actor=world.manager,
        estate_id=world.estate_id,
        cancellation_id=asked,
        approve=True,
        at=AT + timedelta(hours=1),
    )


def test_a_card_goes_the_same_way_as_cash(world: World) -> None:
    payment_id = card(world)
    [payment] = world.payments()
    assert (payment.id, payment.channel, payment.transaction) == (payment_id, "pos", SLIP.transaction)
    assert payment.card_tail == "6688"
    assert world.balance(Account.PAYER_CREDIT, home=0) == -5181
    assert world.audited("payments.card_taken") == 1
    assert len(world.receipts()) == 1


def test_the_same_slip_twice_is_refused_also_in_another_estate(world: World) -> None:
    card(world)
    with pytest.raises(errors.SlipTaken):
        card(world)
    with pytest.raises(errors.SlipTaken):
        card(World(), 100)
    assert len(world.payments()) == 1


def test_the_same_form_twice_takes_the_card_once(world: World) -> None:
    assert card(world, once="form-1") == card(world, once="form-1")


def test_a_slip_taken_back_as_a_mistake_can_be_entered_anew(world: World) -> None:
    cancel(world, card(world, 51810))
    card(world, 5181)
    assert [payment.transaction for payment in world.payments()] == [SLIP.transaction, f"{SLIP.transaction}-2"]
    with pytest.raises(errors.SlipTaken):
        card(world, 5181)
    assert world.balance(Account.PAYER_CREDIT, home=0) == -5181


def test_says_everything_that_is_wrong_with_a_slip_at_once(world: World) -> None:
    with pytest.raises(Several) as refused:
        card(world, slip=Slip("1", "22-01", "66881234"))
    assert [type(each) for each in refused.value.refusals] == [
        errors.TerminalUnclear,
        errors.ReferenceUnclear,
        errors.CardTailUnclear,
    ]
    assert isinstance(refused.value, Refusal)
    assert world.payments() == []


TITLES = "交易日期,终端号,参考号,交易类型,交易金额,手续费"


def handed_in(*rows: str, at: datetime = NEXT) -> list[date]:
    content = "\n".join((TITLES, *rows)).encode()
    days = reconciliation.take_terminal_file(actor=CASHIER, name="pos.csv", content=io.BytesIO(content), at=at)
    for day in days:
        reconciliation.compare_day(channel="pos", day=day, at=at)
    return days


def found() -> list[str]:
    return [row.what for row in differences(row_of(channel="pos"))]


def test_a_day_of_cards_equals_the_acquirers_file(world: World) -> None:
    card(world)
    assert reconciliation.expect_terminal_days(at=NEXT) == 1
    assert row_of(channel="pos").state == "expected"
    assert handed_in("2022-11-30,10012345,220101123456,消费,51.81,0.31") == [DAY]
    day = row_of(channel="pos")
    assert (day.ours_fen, day.billed_fen, day.fee_fen) == (5181, 5181, 31)
    assert found() == []
    assert handed_in("2022-11-30,10012345,220101123456,消费,51.81,0.31") == [DAY]


def test_what_differs_of_a_day_of_cards_is_listed(world: World) -> None:
    card(world, 51810)
    card(world, 100, slip=Slip("10012345", "220101999999", "1111"))
    handed_in("2022-11-30,10012345,220101123456,消费,51.81,0.31")
    assert found() == ["other_amount", "only_ours"]


def test_a_slip_entered_anew_is_the_acquirers_one(world: World) -> None:
    cancel(world, card(world, 51810))
    card(world, 5181)
    handed_in("2022-11-30,10012345,220101123456,消费,51.81,0.31")
    assert found() == []


def test_a_slip_that_no_desk_entered_waits_in_suspense(world: World) -> None:
    handed_in("2022-11-30,10012345,220101123456,消费,51.81,0.31")
    assert [payment.place for payment in world.payments(0)] == ["suspense"]
    with pytest.raises(errors.SlipTaken):
        card(world)


@pytest.mark.parametrize(
    ("row", "error"),
    [
        ("2022-11-30,10012345,22,消费,51.81,0.31", refusals.TerminalRowRefused),
        ("2022-12-01,10012345,220101123456,消费,51.81,0.31", refusals.DayNotOver),
        ("", refusals.NotATerminalFile),
    ],
)
def test_refuses_a_file_that_is_not_whole(world: World, row: str, error: type[Refusal]) -> None:
    with pytest.raises(error):
        handed_in(row)


def test_another_file_of_the_same_day_is_refused(world: World) -> None:
    handed_in("2022-11-30,10012345,220101123456,消费,51.81,0.31")
    with pytest.raises(refusals.TerminalDayThere):
        handed_in("2022-11-30,10012345,220101123456,消费,51.80,0.31")


def test_a_slip_of_yesterday_is_paid_yesterday(world: World) -> None:
    yesterday = AT.date() - timedelta(days=1)
    card(world, slip=Slip("10012345", "220101123456", "6688", yesterday))
    [payment] = world.payments()
    assert (payment.paid_on, payment.recorded_at) == (yesterday, AT)
    for day in (AT.date() + timedelta(days=1), AT.date() - timedelta(days=32)):
        with pytest.raises(Refusal):
            card(world, slip=Slip("10012345", "220101999999", "6688", day))


def test_the_acquirers_own_titles_are_said_by_hand_and_remembered(world: World) -> None:
    card(world)
    content = "清算日,机具,流水参考,金额,扣费\n2022-11-30,10012345,220101123456,51.81,0.31".encode()
    where = {"actor": CASHIER, "name": "pos.csv", "at": NEXT}
    with pytest.raises(refusals.NotATerminalFile):
        reconciliation.take_terminal_file(content=io.BytesIO(content), **where)  # type: ignore[arg-type]
    said = {"day": "清算日", "terminal": "机具", "reference": "流水参考", "fee": "扣费"}
    assert reconciliation.take_terminal_file(content=io.BytesIO(content), titles=said, **where) == [DAY]  # type: ignore[arg-type]
    reconciliation.compare_day(channel="pos", day=DAY, at=NEXT)
    assert found() == []
    with scope.estate(0):
        assert queries.terminal_titles(actor=CASHIER) == said
