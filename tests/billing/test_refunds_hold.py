"""Whatever goes back, fails or is used meanwhile: bills, credit, books and statement agree after each step."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.core.calendar import Month
from laoyou.core.errors import Refusal
from laoyou.core.money import Money
from laoyou.infra import scope
from laoyou.system.billing import queries
from laoyou.system.ledger import queries as ledger
from laoyou.system.payments.models import Payment, Refund
from laoyou.system.payments.refunds.rules.stages import RefundStanding
from tests.billing.conftest import World, at, journal, make_world
from tests.billing.test_refunds import SUSPENSE, approve, ask, pay_online, said

STEPS = st.tuples(
    st.sampled_from(["pay", "ask", "ask", "approve", "approve", "done", "fail", "note", "give_back"]),
    st.integers(1, 7000),
    st.booleans(),
    st.sets(st.integers(0, 4), max_size=3),
)


class Undone(Exception):
    pass


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=3, max_size=12))
def test_bills_credit_suspense_books_and_statement_agree(
    db: None, steps: list[tuple[str, int, bool, set[int]]]
) -> None:
    try:
        with transaction.atomic():
            world = make_world()
            with scope.estate(world.estate_id):
                _check(world, steps)
            raise Undone
    except Undone:
        pass


def _check(world: World, steps: list[tuple[str, int, bool, set[int]]]) -> None:
    home = world.home("86.35")
    world.tariff("0.60")
    for number, step in enumerate(steps):
        month = 8 + min(number // 3, 4)
        if number % 3 == 0 and number // 3 < 5:
            world.issue(Month(2022, month), on=at(month, 2))
        try:
            with transaction.atomic():
                _act(world, home, step, month, 3 + number)
        except Refusal:
            pass  # what can't be done leaves everything as it was
        assert queries.proof(world.estate_id) == ledger.proof(world.estate_id) == []
        held = Refund.objects.filter(stage__in=["ready", "sent", "abnormal"])
        assert -journal(world.estate_id, SUSPENSE) == sum(refund.amount_fen for refund in held)
        assert all(0 <= payment.reserved_fen <= payment.amount_fen for payment in Payment.objects.all())
        told = queries.statement(actor=world.finance, estate_id=world.estate_id, home_id=home, year=2022)
        assert told.closing == told.due_now - told.credit_now
        assert told.opening + Money.total(line.change for line in told.lines) == told.closing


def _act(world: World, home: int, step: tuple[str, int, bool, set[int]], month: int, day: int) -> None:
    what, fen, credit, places = step
    on = at(month, day)
    bills = [bill.id for place, bill in enumerate(world.bills(home)) if place in places]
    payment = Payment.objects.filter(channel="wechat").order_by("id").last()
    refund = Refund.objects.order_by("id").last()
    if what == "pay" and any(bill.amount_fen > bill.paid_fen + bill.credited_fen for bill in world.bills(home)):
        pay_online(world, extra=fen if credit else 0, on=on)
    elif what == "ask" and payment is not None:
        ask(world, payment.id, str(Money(fen)), bills=bills, credit=credit, on=on)
    elif what == "approve" and refund is not None and refund.state == "asked":
        approve(world, refund.id, on=on)
    elif what in ("done", "fail") and refund is not None:
        said(refund, RefundStanding.DONE if what == "done" else RefundStanding.CLOSED, on=on)
    elif what == "note" and world.bills(home):
        bill = world.bills(home)[0]
        most = bill.amount_fen - bill.credited_fen
        if most:
            world.credit_note(bill.id, str(Money(min(fen, most))), on=on)
    elif what == "give_back" and world.credit(home):
        world.give_back(home, str(Money(min(fen, world.credit(home)))), on=on)
