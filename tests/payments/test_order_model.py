"""Any story of an order against a model of a few lines: states, places of money, entries and receipts agree."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.core.money import Money
from laoyou.infra import scope
from laoyou.infra.actor import system
from laoyou.system.ledger.rules.accounts import Account
from laoyou.system.payments.models import Order
from laoyou.system.payments.rules.capitals import DIGITS, in_capitals
from laoyou.system.payments.rules.orders import MOVES, OPEN, State, may_move, next_query
from laoyou.system.payments.rules.settling import APPLIED, Outcome, outcome_of, state_after
from laoyou.system.payments.use_cases.moves import locked_order, move_order
from tests.payments.world import AT, World

ASKED = 5181
arrivals = st.tuples(st.just("arrive"), st.integers(0, 4), st.sampled_from([ASKED, ASKED, 1, 9999]))
moves = st.tuples(st.just("move"), st.sampled_from(["waiting", "unknown", "closed"]), st.just(0))


@dataclass
class Model:
    """What the books should say: the order's state, and for each transaction the first amount that was told."""

    state: str = "created"
    told: dict[str, int] = field(default_factory=dict)
    credit: int = 0
    suspense: int = 0
    receipts: int = 0

    def arrive(self, name: str, fen: int) -> str:
        if name in self.told:
            return "duplicate" if self.told[name] == fen else "conflict"
        self.told[name] = fen
        if self.state == "paid":
            self.suspense += fen
            return "second_payment"
        if fen != ASKED:
            self.suspense += fen
            self.state = "exception"
            return "wrong_amount"
        outcome = "paid_after_close" if self.state == "closed" else "paid"
        self.state, self.credit, self.receipts = "paid", self.credit + fen, self.receipts + 1
        return outcome


@pytest.mark.django_db
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=st.lists(arrivals | moves, max_size=12))
def test_any_story_of_an_order_ends_as_the_model_says(world: World, story: list[tuple[str, object, int]]) -> None:
    with _undone():
        order, model = world.order(ASKED), Model()
        for act, what, fen in story:
            if act == "arrive":
                name = f"t{what}"
                assert world.arrive(order, fen, transaction=name) == model.arrive(name, fen)
            elif may_move(State(model.state), State(str(what))):
                _move(world, order.id, str(what))
                model.state = str(what)
        assert world.state(order) == model.state
        assert world.balance(Account.PAYER_CREDIT) == -model.credit
        assert world.balance(Account.SUSPENSE) == -model.suspense
        assert world.balance(Account.MONEY) == sum(model.told.values()) == model.credit + model.suspense
        assert (len(world.receipts()), world.entries(), world.claims()) == (
            model.receipts,
            len(model.told),
            len(model.told),
        )
        assert world.move_states(order)[-1] == model.state


@given(state=st.none() | st.sampled_from(State), asked=st.integers(1, 10**9), arrived=st.integers(1, 10**9))
def test_new_money_is_the_homes_or_waits_and_its_order_may_go_there(
    state: State | None, asked: int, arrived: int
) -> None:
    outcome = outcome_of(state=state, asked_fen=asked, arrived_fen=arrived)
    assert outcome not in (Outcome.DUPLICATE, Outcome.CONFLICT)
    assert (outcome in APPLIED) == (state is not None and state is not State.PAID and asked == arrived)
    if state is not None and state_after(outcome, state) is not state:
        assert may_move(state, state_after(outcome, state))


def test_nothing_leaves_paid_and_every_open_order_can_end() -> None:
    assert MOVES[State.PAID] == frozenset()
    assert set(MOVES) == set(State)
    for state in OPEN:
        assert {State.PAID, State.CLOSED, State.EXCEPTION} <= MOVES[state]


@pytest.mark.django_db
def test_refuses_every_move_that_the_table_does_not_know(world: World) -> None:
    for before in State:
        for after in State:
            order = world.order(subject_id=hash((before, after)) % 10**6)
            with scope.estate(world.estate_id):
                Order.objects.filter(id=order.id).update(state=before.value)
            if may_move(before, after):
                _move(world, order.id, after.value)
                assert world.state(order) == after.value
            else:
                with pytest.raises(ValueError, match="does not go"):
                    _move(world, order.id, after.value)


@given(queries=st.integers(0, 200), minutes=st.integers(0, 60 * 24 * 3))
def test_a_channel_is_asked_again_within_a_day_and_never_in_the_past(queries: int, minutes: int) -> None:
    from datetime import timedelta

    at, expires_at = AT + timedelta(minutes=minutes), AT + timedelta(minutes=30)
    due = next_query(queries=queries, at=at, expires_at=expires_at)
    assert at < due <= at + timedelta(hours=24)
    assert at >= expires_at or due <= expires_at


@given(yuan=st.integers(0, 10**12 - 1), cents=st.integers(0, 99))
def test_capital_numerals_read_back_to_the_same_amount(yuan: int, cents: int) -> None:
    words = in_capitals(Money(yuan * 100 + cents))
    assert _read(words) == yuan * 100 + cents
    assert "零零" not in words
    assert words.endswith("整") == (cents % 10 == 0)


@pytest.mark.parametrize("fen", [-1, 10**14])
def test_refuses_to_write_what_nobody_writes_in_capitals(fen: int) -> None:
    with pytest.raises(ValueError, match="capital numerals"):
        in_capitals(Money(fen))


def _read(words: str) -> int:
    """Read capital numerals the way a clerk does, digit by digit: written for this test alone."""
    whole, _, tail = words.partition("元") if "元" in words else ("", "", words)
    total = group = digit = 0
    for character in whole:
        if character in DIGITS:
            digit = DIGITS.index(character)
        elif character in "拾佰仟":
            group += digit * {"拾": 10, "佰": 100, "仟": 1000}[character]
            digit = 0
        elif character == "万":
            total, group, digit = total + (group + digit) * 10**4, 0, 0
        else:
            total, group, digit = (total + group + digit) * 10**8, 0, 0
    fen = (total + group + digit) * 100
    for place, value in (("角", 10), ("分", 1)):
        if place in tail:
            fen += DIGITS.index(tail[tail.index(place) - 1]) * value
    return fen


def _move(world: World, order_id: int, to: str) -> None:
    with scope.estate(world.estate_id):
        order = locked_order(estate_id=world.estate_id, order_id=order_id)
        move_order(order, to=State(to), reason="test", actor=system("test"), at=AT)


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
