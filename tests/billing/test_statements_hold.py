"""A statement adds up for everybody: what it ends with is what they owe, less the home's credit."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.core.calendar import Month, Period
from laoyou.core.money import Money
from laoyou.core.tenures import Tenure
from laoyou.infra import scope
from laoyou.infra.actor import Actor, ActorKind
from laoyou.system.billing import queries
from laoyou.system.billing.errors import GivenBackSince
from laoyou.system.ledger import queries as ledger
from tests.billing.conftest import World, at, make_world

STEPS = st.tuples(
    st.sampled_from(["pay", "pay", "pay", "note", "cancel", "give_back"]),
    st.integers(1, 9000),
    st.integers(0, 5),
    st.integers(0, 5),
)


class Undone(Exception):
    pass


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=8), came_on=st.dates(date(2022, 7, 1), date(2022, 12, 31)))
def test_what_a_statement_ends_with_is_what_is_due_less_the_credit(
    db: None, steps: list[tuple[str, int, int, int]], came_on: date
) -> None:
    try:
        with transaction.atomic():
            world = make_world()
            with scope.estate(world.estate_id):
                _check(world, steps, came_on)
            raise Undone
    except Undone:
        pass


def _check(world: World, steps: list[tuple[str, int, int, int]], came_on: date) -> None:
    home = world.home("100")
    world.tariff("0.60")
    paid: list[int] = []
    for number, month in enumerate((8, 9, 10, 11, 12)):
        world.issue(Month(2022, month))
        bills = [bill for bill in world.bills(home) if bill.amount_fen > bill.paid_fen + bill.credited_fen]
        for what, fen, first, second in steps[number::5]:
            day = at(month, 5 + first)
            chosen = [bill.id for place, bill in enumerate(bills) if place in (first, second)]
            if what == "pay":
                paid.append(world.pay_cash(home, chosen, str(Money(fen)), on=day))
            elif what == "give_back" and world.credit(home):
                world.give_back(home, str(Money(min(fen, world.credit(home)))), on=day)
            elif what == "cancel" and paid:
                try:
                    with transaction.atomic():
                        world.cancel(paid.pop(first % len(paid)), on=day)
                except GivenBackSince:
                    pass  # its credit has left already
            if what != "note":
                continue
            for bill in world.bills(home)[:1]:
                most = bill.amount_fen - bill.credited_fen
                if most:
                    world.credit_note(bill.id, str(Money(min(fen, most))), on=day)
    assert queries.proof(world.estate_id) == ledger.proof(world.estate_id) == []
    newcomer = Tenure((Period(came_on, None),))
    key = (world.estate_id, home)
    buyer = Actor(kind=ActorKind.RESIDENT, name="韦新业", user_id=502, homes={key: newcomer})
    for reader in (world.finance, world.resident(home), buyer):
        told = queries.statement(actor=reader, estate_id=world.estate_id, home_id=home, year=2022)
        assert told.closing == told.due_now - told.credit_now
        assert told.opening + Money.total(line.change for line in told.lines) == told.closing
