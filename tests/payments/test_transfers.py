"""Transfers by bank: the account that two people name, the code in the note, and what a line of the bank becomes."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta

import pytest

from laoyou.core.decisions import AsksASecondPerson, Decision
from laoyou.core.errors import Refusal
from laoyou.infra import scope
from laoyou.system.ledger.rules.accounts import Account
from laoyou.system.payments import queries
from laoyou.system.payments import use_cases as payments
from laoyou.system.payments.errors import AccountWaits, ChannelNotReady
from laoyou.system.payments.models import BankLine, Order
from laoyou.system.payments.reconciliation import use_cases
from laoyou.system.payments.reconciliation.use_cases.transfers import transaction_of
from laoyou.system.payments.rules import notes
from laoyou.system.payments.rules.orders import TRANSFER_LIFETIME
from laoyou.system.payments.use_cases import OpenedOrder
from tests.payments.days import CASHIER
from tests.payments.transfer_account import SECOND, name_account
from tests.payments.world import AT, World

DAY = AT.date()
pytestmark = pytest.mark.django_db


def transfer_order(world: World, amount_fen: int = 5181, at: datetime = AT) -> tuple[OpenedOrder, str]:
    order = world.order(amount_fen, channel="bank", asks_channel=True, at=at)
    with scope.estate(world.estate_id):
        return order, Order.objects.values_list("note_code", flat=True).get(id=order.id)


def booked(note: str, amount: str = "51.81", day: date = DAY, *, who: str = "农秀兰", at: datetime = AT) -> list[str]:
    """Hand a statement of one line in, enter it as its job would, and return what its named lines were."""
    content = f"交易日期,收入金额,对方户名,摘要\n{day.isoformat()},{amount},{who},{note}\n".encode()
    statement = use_cases.read_statement(
        actor=CASHIER, name="s.csv", content=io.BytesIO(content), account="建行 8899", at=at
    )
    use_cases.enter_statement(actor=CASHIER, statement_id=statement, account="", at=at)
    return [use_cases.settle_line(line_id=line_id, at=at) for line_id in use_cases.named_lines()]


def lines() -> list[tuple[str, str]]:
    with scope.estate(0):
        return list(BankLine.objects.order_by("id").values_list("state", "meaning"))


def test_the_account_counts_when_a_second_person_has_confirmed_it() -> None:
    assert queries.transfer_account() is None
    with pytest.raises(Refusal):
        payments.ask_transfer_account(actor=CASHIER, holder="", bank="", number="12", reason="x", at=AT)
    request_id = payments.ask_transfer_account(
        actor=CASHIER, holder="某公司", bank="建行", number="62-2700 0012", reason="开户", at=AT
    )
    with pytest.raises(AccountWaits):
        payments.ask_transfer_account(actor=SECOND, holder="b", bank="b", number="87654321", reason="x", at=AT)
    with pytest.raises(AsksASecondPerson):
        payments.decide_transfer_account(actor=CASHIER, request_id=request_id, approve=True, at=AT)
    assert queries.transfer_account() is None
    assert (
        payments.decide_transfer_account(actor=SECOND, request_id=request_id, approve=True, at=AT) is Decision.APPROVED
    )
    account = queries.transfer_account()
    assert account is not None
    assert account.number == "6227000012"
    ended = payments.ask_transfer_account(actor=SECOND, holder="", bank="", number="", reason="账户冻结", at=AT)
    payments.decide_transfer_account(actor=CASHIER, request_id=ended, approve=True, at=AT + timedelta(minutes=1))
    assert queries.transfer_account() is None


def test_a_transfer_is_offered_only_where_there_is_an_account(world: World) -> None:
    with pytest.raises(ChannelNotReady):
        transfer_order(world)
    name_account()
    order, code = transfer_order(world)
    assert notes.estate_of_note(code) == world.estate_id
    again, _ = transfer_order(world)
    assert again.id == order.id
    with scope.of_actor(world.resident):
        view = queries.order_for(actor=world.resident, estate_id=world.estate_id, order_id=order.id)
    assert view.account is not None
    assert (view.account.number, view.note_code) == ("45001604550105088899", code)
    assert view.expires_at == AT + TRANSFER_LIFETIME


def test_a_line_with_the_code_pays_the_order_once_however_often_the_statement_comes(world: World) -> None:
    name_account()
    order, code = transfer_order(world)
    assert booked(f"物业费 {code.lower()}") == ["paid"]
    assert world.state(order) == "paid"
    assert booked(f"物业费 {code.lower()}") == []
    assert lines() == [("assigned", "paid")]
    (payment,) = world.payments()
    assert (payment.channel, payment.amount_fen, payment.place, payment.home_id) == (
        *("bank", 5181, "applied"),
        world.homes[0],
    )
    assert world.receipts() == ["2022-000001"]


def test_a_worker_that_died_between_the_two_books_changes_nothing(world: World) -> None:
    name_account()
    _, code = transfer_order(world)
    booked(code)
    with scope.estate(0):
        line = BankLine.objects.get()
    twin = payments.settle_transfer(code=code, transaction=transaction_of(line), amount_fen=5181, paid_at=AT, at=AT)
    assert twin == "duplicate"
    assert len(world.payments()) == 1


def test_another_amount_a_second_transfer_and_an_unknown_code_wait_in_suspense(world: World) -> None:
    name_account()
    order, code = transfer_order(world)
    assert booked(code, "51.80") == ["wrong_amount"]
    assert world.state(order) == "exception"
    assert booked(code, who="农秀兰（补）") == ["paid"]
    assert booked(code, who="农小妹") == ["second_payment"]
    unknown = notes.note_code(estate_id=world.estate_id, tail="2222222")
    assert booked(unknown) == ["unmatched"]
    assert [payment.place for payment in world.payments()] == ["suspense", "applied", "suspense", "suspense"]
    assert world.balance(Account.SUSPENSE) == -(5180 + 5181 + 5181)
    nowhere = notes.note_code(estate_id=999_999, tail="2222222")
    assert booked(nowhere) == ["unmatched"]
    assert [payment.place for payment in world.payments(0)] == ["suspense"]


def test_a_transfer_counts_by_the_day_on_which_the_bank_booked_it(world: World) -> None:
    name_account()
    in_time, first = transfer_order(world)
    too_late, second = transfer_order(world, 7019)
    after = AT + TRANSFER_LIFETIME + timedelta(days=3)
    due = payments.due_orders(at=after)
    for estate_id, order_id in due:
        payments.query_order(estate_id=estate_id, order_id=order_id, at=after)
    assert {world.state(in_time), world.state(too_late)} == {"closed"}
    assert booked(first, day=(AT + TRANSFER_LIFETIME).date(), at=after) == ["paid_after_close"]
    assert booked(second, "70.19", (AT + TRANSFER_LIFETIME).date() + timedelta(days=1), at=after) == ["late"]
    assert [payment.place for payment in world.payments()] == ["applied", "suspense"]
    assert world.state(too_late) == "closed"


def test_a_mistyped_code_is_left_to_a_person_and_a_pay_out_is_no_transfer(world: World) -> None:
    name_account()
    _, code = transfer_order(world)
    wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
    assert booked(wrong) == []
    assert booked(code, who="财付通支付科技有限公司") == []
    assert lines() == [("open", ""), ("open", "")]


def test_paying_in_another_way_closes_the_transfer(world: World) -> None:
    name_account()
    order, code = transfer_order(world)
    world.cash(5181, lines=[payments.OrderLineRequest("test", 1, 5181)])
    payments.close_order(estate_id=world.estate_id, order_id=order.id, at=AT, reason="replaced by another")
    assert world.state(order) == "closed"
    assert booked(code) == ["paid_after_close"]
