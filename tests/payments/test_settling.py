"""Money that arrived: exactly once, in exactly one place."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from laoyou.core.calendar import Month, city_instant
from laoyou.core.errors import NotAllowed, NotFound
from laoyou.core.money import Money
from laoyou.infra import events, scope
from laoyou.system.ledger.models import ClosedMonth, Entry
from laoyou.system.ledger.rules.accounts import Account
from laoyou.system.payments import queries, use_cases
from laoyou.system.payments.models import ChannelClaim, Order, Payment, Receipt, ReceiptCounter
from laoyou.system.payments.rules import numbers
from laoyou.system.payments.use_cases import settling
from tests.payments.world import AT, World, heard, waiting_for

pytestmark = pytest.mark.django_db


def test_a_payment_posts_its_entry_moves_its_order_and_gives_a_receipt(world: World) -> None:
    order = world.order(5181)
    assert world.arrive(order) == "paid"
    assert world.state(order) == "paid"
    assert world.balance(Account.MONEY) == 5181
    assert world.balance(Account.PAYER_CREDIT, home=0) == -5181
    assert world.receipts() == ["2022-000001"]
    [payment] = world.payments()
    assert (payment.place, payment.trouble, payment.seen_via) == ("applied", "", "notification")


def test_pay_05_the_same_notification_again_changes_nothing(world: World) -> None:
    order = world.order()
    assert [world.arrive(order) for _ in range(3)] == ["paid", "duplicate", "duplicate"]
    assert (len(world.payments()), world.entries(), len(world.receipts())) == (1, 1, 1)


def test_one_transaction_with_two_amounts_is_a_conflict_and_never_posts(world: World) -> None:
    order = world.order()
    world.arrive(order)
    assert world.arrive(order, 9999) == "conflict"
    assert world.arrive(world.order(5181, subject_id=2)) == "conflict"
    assert world.balance(Account.MONEY) == 5181
    assert world.audited("payments.conflict") == 2


def test_pay_01_one_fen_for_a_hundred_yuan_is_not_applied_and_waits_on_the_worklist(world: World) -> None:
    order = world.order(10000)
    assert world.arrive(order, 1) == "wrong_amount"
    assert world.state(order) == "exception"
    assert world.balance(Account.SUSPENSE) == -1
    assert world.balance(Account.PAYER_CREDIT) == 0
    assert world.receipts() == []
    [waiting] = waiting_for(world.finance)
    assert (waiting.amount, waiting.trouble, waiting.home_label) == (Money(1), "wrong_amount", "3栋2单元101")


def test_the_right_amount_after_a_wrong_one_still_pays_the_order(world: World) -> None:
    order = world.order(10000)
    world.arrive(order, 1)
    assert world.arrive(order, 10000, transaction="4200000002") == "paid"
    assert world.state(order) == "paid"
    assert (world.balance(Account.SUSPENSE), world.balance(Account.PAYER_CREDIT)) == (-1, -10000)


def test_pay_08_a_second_payment_of_one_order_waits_in_suspense(world: World) -> None:
    order = world.order()
    world.arrive(order)
    assert world.arrive(order, transaction="4200000002") == "second_payment"
    assert world.state(order) == "paid"
    assert (world.balance(Account.SUSPENSE), world.balance(Account.PAYER_CREDIT)) == (-5181, -5181)


def test_money_for_a_closed_order_is_the_homes_all_the_same(world: World) -> None:
    order = world.order()
    use_cases.close_order(estate_id=world.estate_id, order_id=order.id, at=AT)
    with scope.estate(world.estate_id):
        Order.objects.filter(id=order.id).update(state="closed")
    assert world.arrive(order) == "paid_after_close"
    assert world.state(order) == "paid"
    assert world.balance(Account.PAYER_CREDIT, home=0) == -5181
    assert len(world.receipts()) == 1


def test_what_a_channel_gave_back_at_once_waits_in_suspense_also_beside_a_paid_order(world: World) -> None:
    order = world.order()
    assert world.arrive(order) == "paid"
    outcome = use_cases.settle(
        channel="wechat",
        transaction="4200000002",
        order_number=order.number,
        amount_fen=5181,
        paid_at=AT,
        seen_via="query",
        at=AT,
        is_refunded=True,
    )
    assert (outcome, world.state(order)) == ("refunded", "paid")
    assert [(p.place, p.trouble) for p in world.payments()] == [("applied", ""), ("suspense", "refunded")]
    assert (world.balance(Account.PAYER_CREDIT), world.balance(Account.SUSPENSE)) == (-5181, -5181)


def test_pay_04_a_notification_of_yesterdays_order_is_posted(world: World) -> None:
    order = world.order()
    late = AT + timedelta(hours=23)
    assert world.arrive(order, at=late) == "paid"
    assert world.payments()[0].paid_at == AT


def test_money_with_a_number_of_the_estate_but_no_order_waits_in_its_suspense(world: World) -> None:
    number = numbers.order_number(estate_id=world.estate_id, day=AT.date(), tail="ZZZZZZZZZZ")
    assert world.arrive(number) == "unmatched"
    assert world.balance(Account.SUSPENSE) == -5181
    assert world.audited("payments.suspense") == 1


@pytest.mark.parametrize("number", ["20221130-1", "E0000ZZ_20221130_ZZZZZZZZZZ", "x"])
def test_money_without_an_estate_waits_in_the_centres_own_books(world: World, number: str) -> None:
    assert world.arrive(number) == "unmatched"
    assert world.payments() == []
    assert [payment.transaction for payment in world.payments(0)] == ["4200000001"]
    assert world.balance(Account.SUSPENSE, estate_id=0) == -5181
    assert world.arrive(number) == "duplicate"


def test_the_business_day_is_the_day_of_payment_in_the_city(world: World) -> None:
    paid_at = city_instant(AT.date()) - timedelta(minutes=1)
    world.arrive(world.order(at=paid_at), paid_at=paid_at)
    with scope.estate(world.estate_id):
        assert Entry.objects.get().posted_on.isoformat() == "2022-11-29"


def test_money_of_a_closed_month_is_booked_on_the_day_it_became_known(world: World) -> None:
    with scope.estate(world.estate_id):
        ClosedMonth.objects.create(
            estate_id=world.estate_id, month=Month(2022, 11).first, closed_by=1, closed_at=AT, **_closed_extras()
        )
    order = world.order(at=AT)
    with heard() as settled:
        assert world.arrive(order, at=AT + timedelta(days=3)) == "paid"
    with scope.estate(world.estate_id):
        assert Entry.objects.get().posted_on.isoformat() == "2022-12-03"
        assert Payment.objects.get().paid_on.isoformat() == "2022-11-30"
    assert settled[0].paid_on.isoformat() == "2022-12-03"


def test_receipts_are_numbered_without_gaps_per_estate_and_year(world: World) -> None:
    other = World()
    for number in range(3):
        world.arrive(world.order(subject_id=number), transaction=f"w{number}")
    other.arrive(other.order(), transaction="o1")
    next_year = AT + timedelta(days=40)
    world.arrive(world.order(at=next_year, subject_id=9), transaction="w9", at=next_year, paid_at=next_year)
    assert world.receipts() == ["2022-000001", "2022-000002", "2022-000003", "2023-000001"]
    assert other.receipts() == ["2022-000001"]


@pytest.mark.parametrize("last", [998, 999_998, 1_234_567])
def test_the_database_writes_receipt_numbers_as_the_rule_says(world: World, last: int) -> None:
    with scope.estate(world.estate_id):
        ReceiptCounter.objects.create(estate_id=world.estate_id, year=2022, last=last)
    world.arrive(world.order())
    assert world.receipts() == [numbers.receipt_number(year=2022, sequence=last + 1)]


@pytest.mark.parametrize("step", ["event", "receipt"])
def test_pay_06_a_fault_at_any_step_leaves_nothing_and_the_retry_posts(
    world: World, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = world.order()
    with monkeypatch.context() as patched:
        if step == "event":
            patched.setattr(events, "raise_event", _fail)
        else:
            patched.setattr(settling, "_issue_receipt", _fail)
        with pytest.raises(Fault):
            world.arrive(order)
    assert (world.payments(), world.entries(), world.claims(), world.receipts()) == ([], 0, 0, [])
    assert world.state(order) == "created"
    assert world.arrive(order) == "paid"
    assert world.receipts() == ["2022-000001"]


def test_pay_07_paid_means_receipt_and_entry_are_there(world: World) -> None:
    for number, fen in enumerate([5181, 1, 7000]):
        order = world.order(5181, subject_id=number)
        world.arrive(order, fen, transaction=f"t{number}")
    with scope.estate(world.estate_id):
        for order in Order.objects.all():
            payments = Payment.objects.filter(order=order, place="applied")
            assert (order.state == "paid") == payments.exists()
            for payment in payments:
                assert Receipt.objects.filter(payment=payment).count() == 1
                assert Entry.objects.filter(source=f"wechat:{payment.transaction}").count() == 1


def test_pay_13_an_order_without_its_lines_does_not_exist(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from laoyou.system.payments.models import OrderLine

    with monkeypatch.context() as patched:
        patched.setattr(OrderLine.objects, "bulk_create", _fail)
        with pytest.raises(Fault):
            world.order()
    with scope.estate(world.estate_id):
        assert Order.objects.count() == 0


def test_strangers_see_no_order_receipt_or_payment(world: World) -> None:
    order = world.order()
    world.arrive(order)
    [payment] = world.payments()
    with scope.estate(world.estate_id):
        assert queries.order_for(actor=world.resident, estate_id=world.estate_id, order_id=order.id).state == "paid"
        receipt = queries.receipt_for(actor=world.resident, estate_id=world.estate_id, payment_id=payment.id)
        neighbour = world.resident_of(world.homes[1], user_id=905)
        tenant = replace(neighbour, homes={key: replace(t, is_tenant=True) for key, t in world.resident.homes.items()})
        for actor in (world.stranger, neighbour, tenant):
            with pytest.raises(NotFound):
                queries.order_for(actor=actor, estate_id=world.estate_id, order_id=order.id)
            with pytest.raises(NotFound):
                queries.receipt_for(actor=actor, estate_id=world.estate_id, payment_id=payment.id)
            with pytest.raises((NotFound, NotAllowed)):
                queries.payments_for(actor=actor, estate_id=world.estate_id)
            assert queries.suspense_for(actor=actor) == []
        daughter = queries.receipt_for(actor=world.daughter, estate_id=world.estate_id, payment_id=payment.id)
    assert (receipt.payer_name, daughter.payer_name) == ("农秀兰", "农**")


def test_a_check_code_shows_no_name_and_only_the_building(world: World) -> None:
    world.arrive(world.order())
    with scope.estate(world.estate_id):
        code = Receipt.objects.get().check_code
    shown = queries.receipt_by_check_code(code.lower())
    assert (shown.amount, shown.estate, shown.building) == (Money(5181), "秀山花园", "3栋")
    assert not re.search("农|101", repr(shown))


@pytest.mark.parametrize("code", ["", "1", "RS-AAAA", "RS-7QK4M2ZP9T8X8B6C", "../../etc", "' OR 1=1 --", "字" * 30])
def test_a_wrong_check_code_is_not_found(world: World, code: str) -> None:
    with pytest.raises(NotFound):
        queries.receipt_by_check_code(code)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE payments_payment SET amount_fen = 1",
        "UPDATE payments_payment SET transaction = 'x'",
        "DELETE FROM payments_payment",
        "UPDATE payments_order SET amount_fen = 1",
        "UPDATE payments_order SET number = 'x'",
        "DELETE FROM payments_order",
        "UPDATE payments_receipt SET number = 'x'",
        "DELETE FROM payments_receipt",
        "UPDATE payments_order_line SET amount_fen = 1",
        "UPDATE payments_order_move SET reason = 'x'",
        "UPDATE payments_channel_claim SET amount_fen = 1",
        "DELETE FROM payments_channel_claim",
        "UPDATE payments_receipt_counter SET last = last - 1",
        "UPDATE payments_receipt_counter SET last = last + 2",
        "DELETE FROM payments_receipt_counter",
        "UPDATE payments_order SET state = 'gone'",
        "UPDATE payments_payment SET place = 'nowhere'",
        "UPDATE payments_payment SET home_id = NULL",
    ],
)
def test_the_database_refuses_to_change_what_happened(world: World, change: str) -> None:
    world.arrive(world.order())
    with (
        scope.estate(world.estate_id),
        pytest.raises((ProgrammingError, IntegrityError)),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


def test_the_database_refuses_two_claims_of_one_transaction_and_orders_of_foreign_homes(world: World) -> None:
    other = World()
    world.arrive(world.order())
    claim = ChannelClaim.objects.get(transaction="4200000001")
    claim.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        claim.save(force_insert=True)
    with pytest.raises(IntegrityError), scope.estate(world.estate_id):
        Order.objects.create(
            estate_id=world.estate_id,
            home_id=other.homes[0],
            number="x",
            channel="cash",
            amount_fen=1,
            created_at=AT,
            expires_at=AT,
        )


class Fault(Exception):
    pass


def _fail(*_: object, **__: object) -> None:
    raise Fault


def _closed_extras() -> dict[str, Any]:
    return {"balances": {}} if any(f.name == "balances" for f in ClosedMonth._meta.get_fields()) else {}
