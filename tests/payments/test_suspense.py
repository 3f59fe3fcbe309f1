"""Money in suspense: two people agree whose it is, and the centre's reaches its estate whatever happens on the way."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from laoyou.core.decisions import AsksASecondPerson, DecidedAlready, Decision, SayWhy
from laoyou.core.errors import NotAllowed, NotFound
from laoyou.infra import scope
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.ledger.queries import proof
from laoyou.system.ledger.rules.accounts import Account
from laoyou.system.payments import errors, jobs, use_cases
from laoyou.system.payments.models import Assignment, Payment
from laoyou.system.payments.use_cases import arriving
from tests.payments.world import AT, FINANCE_RIGHTS, World, heard, waiting_for

pytestmark = pytest.mark.django_db


def ask(world: World, held_in: int, payment_id: int, **changes: Any) -> int:
    return use_cases.ask_assignment(
        **(
            {
                "actor": world.finance,
                "held_in": held_in,
                "payment_id": payment_id,
                "estate_id": world.estate_id,
                "home_id": world.homes[0],
                "reason": "业主打电话来，尾号对得上",
                "at": AT,
            }
            | changes
        )
    )


def decide(world: World, held_in: int, assignment_id: int, **changes: Any) -> Decision:
    given = {"actor": world.manager, "held_in": held_in, "assignment_id": assignment_id, "approve": True, "at": AT}
    return use_cases.decide_assignment(**(given | changes))


def sound(world: World) -> None:
    for estate_id in (0, world.estate_id):
        with scope.estate(estate_id):
            assert proof(estate_id) == []


def rival() -> Actor:
    """Return the finance person of a company that serves another estate."""
    other = World()
    return Actor(
        kind=ActorKind.STAFF,
        name="别的公司会计",
        user_id=931,
        rights={other.estate_id: FINANCE_RIGHTS, 0: frozenset()},
    )


def test_becomes_a_homes_credit_once_a_second_person_confirms(world: World) -> None:
    order = world.order(10000)
    world.arrive(order, 9000)
    [waiting] = waiting_for(world.finance)
    assignment_id = ask(world, waiting.estate_id, waiting.id)
    assert (world.balance(Account.SUSPENSE), world.receipts()) == (-9000, [])
    with heard() as settled:
        assert decide(world, waiting.estate_id, assignment_id) is Decision.APPROVED
    assert (world.balance(Account.SUSPENSE), world.balance(Account.PAYER_CREDIT, home=0)) == (0, -9000)
    assert (settled[0].order_id, settled[0].amount_fen) == (None, 9000)
    assert world.receipts() == ["2022-000001"]
    assert waiting_for(world.finance) == []
    assert (world.audited("payments.assignment_asked"), world.audited("payments.assignment_approved")) == (1, 1)
    with pytest.raises(errors.NotInSuspense):
        ask(world, waiting.estate_id, waiting.id)
    sound(world)


def test_nobody_confirms_what_they_asked_for_themselves_but_may_take_it_back(world: World) -> None:
    world.arrive(world.order(10000), 9000)
    [waiting] = waiting_for(world.finance)
    assignment_id = ask(world, world.estate_id, waiting.id)
    with pytest.raises(AsksASecondPerson):
        decide(world, world.estate_id, assignment_id, actor=world.finance)
    with pytest.raises(errors.AssignmentWaits):
        ask(world, world.estate_id, waiting.id, actor=world.manager)
    assert decide(world, world.estate_id, assignment_id, actor=world.finance, approve=False) is Decision.WITHDRAWN
    with pytest.raises(DecidedAlready):
        decide(world, world.estate_id, assignment_id)
    again = ask(world, world.estate_id, waiting.id)
    with pytest.raises(SayWhy):
        decide(world, world.estate_id, again, approve=False, reason=" ")
    assert decide(world, world.estate_id, again, approve=False, reason="尾号不对") is Decision.REFUSED
    assert [row.id for row in waiting_for(world.finance)] == [waiting.id]
    assert world.balance(Account.SUSPENSE) == -9000


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE payments_assignment SET state = 'approved', decided_by = asked_by, decided_at = asked_at",
        "UPDATE payments_assignment SET state = 'approved'",
        "UPDATE payments_assignment SET state = 'withdrawn', decided_by = 999, decided_at = asked_at",
        "UPDATE payments_assignment SET to_home_id = to_home_id + 1",
        "DELETE FROM payments_assignment",
    ],
)
def test_the_database_refuses_one_person_alone_and_a_change_of_what_was_asked(world: World, change: str) -> None:
    world.arrive(world.order(10000), 9000)
    ask(world, world.estate_id, waiting_for(world.finance)[0].id)
    with (
        scope.estate(world.estate_id),
        pytest.raises((IntegrityError, ProgrammingError)),
        transaction.atomic(),
        transaction.get_connection().cursor() as cursor,
    ):
        cursor.execute(change)


def test_refuses_without_reason_right_or_home(world: World) -> None:
    world.arrive(world.order(10000), 9000)
    [waiting] = waiting_for(world.finance)
    with pytest.raises(errors.ReasonMissing):
        ask(world, waiting.estate_id, waiting.id, reason=" ")
    with pytest.raises(NotAllowed):
        ask(world, waiting.estate_id, waiting.id, actor=world.clerk)
    other = World()
    with pytest.raises(NotFound):
        ask(world, waiting.estate_id, waiting.id, home_id=other.homes[0])
    with pytest.raises(NotFound):
        ask(world, other.estate_id, waiting.id)
    assignment_id = ask(world, waiting.estate_id, waiting.id)
    with pytest.raises(NotAllowed):
        decide(world, waiting.estate_id, assignment_id, actor=world.clerk)
    with pytest.raises(NotFound):
        decide(world, waiting.estate_id, assignment_id, actor=rival(), approve=False, reason="不对")


def test_a_company_alone_takes_nothing_of_the_centres_for_an_estate_that_is_not_its_own(world: World) -> None:
    world.arrive("unknown-number")
    [waiting] = waiting_for(world.finance)
    stranger = rival()
    with pytest.raises(NotFound):
        ask(world, 0, waiting.id, actor=stranger)
    assignment_id = ask(world, 0, waiting.id)
    with pytest.raises(NotFound):
        decide(world, 0, assignment_id, actor=stranger)
    assert decide(world, 0, assignment_id, actor=stranger, approve=False, reason="是我们小区的") is Decision.REFUSED
    assert (world.balance(Account.SUSPENSE, estate_id=0), world.payments()) == (-5181, [])


def test_money_of_the_centre_reaches_the_estate_once_however_often_it_is_sent(world: World) -> None:
    world.arrive("unknown-number")
    [waiting] = waiting_for(world.finance)
    assert (waiting.estate_id, waiting.transaction) == (0, "")
    assignment_id = ask(world, 0, waiting.id, home_id=world.homes[1])
    decide(world, 0, assignment_id)
    assert world.balance(Account.MONEY, estate_id=0) == world.balance(Account.SUSPENSE, estate_id=0) == 0
    for _ in range(3):
        jobs.take_over(assignment_id=assignment_id)
        jobs.take_over_again(timestamp=0)
    assert world.balance(Account.PAYER_CREDIT, home=1) == -5181
    assert len(world.receipts()) == 1
    assert (world.audited("payments.assignment_approved", 0), world.audited("payments.assignment_arrived")) == (1, 1)
    assert use_cases.on_their_way() == []
    sound(world)


def _torn(*_: object, **__: object) -> None:
    raise ConnectionError("torn")


@pytest.mark.parametrize("step", ["post_money", "become_the_homes", "_change"])
def test_money_on_its_way_is_tried_until_it_arrives_whichever_step_fails(
    world: World, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.arrive("unknown-number")
    assignment_id = ask(world, 0, waiting_for(world.finance)[0].id)
    decide(world, 0, assignment_id)
    with monkeypatch.context() as broken:
        broken.setattr(arriving, step, _torn)
        for _ in range(7):
            jobs.take_over_again(timestamp=0)
        with pytest.raises(ConnectionError):
            jobs.take_over(assignment_id=assignment_id)
    assert use_cases.on_their_way() == [assignment_id]
    if step != "_change":
        with scope.estate(0):
            row = Assignment.objects.get(id=assignment_id)
        assert (row.tries, row.trouble) == (8, "ConnectionError")
        assert world.payments() == []
    jobs.take_over_again(timestamp=0)
    assert use_cases.on_their_way() == []
    assert [payment.amount_fen for payment in world.payments()] == [5181]
    assert world.balance(Account.PAYER_CREDIT, home=0) == -5181
    sound(world)


def test_without_trying_again_a_job_that_gave_up_leaves_money_in_no_book(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: what the periodic job is for."""
    world.arrive("unknown-number")
    assignment_id = ask(world, 0, waiting_for(world.finance)[0].id)
    decide(world, 0, assignment_id)
    with monkeypatch.context() as broken:
        broken.setattr(arriving, "post_money", _torn)
        with pytest.raises(ConnectionError):
            jobs.take_over(assignment_id=assignment_id)  # the one deferred job, which is gone now
    in_books = world.balance(Account.MONEY, estate_id=0) + world.balance(Account.MONEY)
    assert in_books == 0
    jobs.take_over_again(timestamp=0)
    assert world.balance(Account.MONEY) == 5181


def test_one_that_fails_keeps_no_other_waiting(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in ("A", "B"):
        world.arrive(f"unknown-{number}", transaction=number)
    for payment in waiting_for(world.finance):
        decide(world, 0, ask(world, 0, payment.id))
    first, _ = use_cases.on_their_way()
    real = arriving._take_in

    def fails_for_the_first(row: Assignment, payment: Payment, **named: Any) -> None:
        if row.id == first:
            raise ConnectionError
        real(row, payment, **named)

    monkeypatch.setattr(arriving, "_take_in", fails_for_the_first)
    jobs.take_over_again(timestamp=0)
    assert use_cases.on_their_way() == [first]


def test_what_the_channel_gave_back_leaves_the_books_and_never_becomes_a_homes(world: World) -> None:
    order = world.order()
    given_back = {"channel": "wechat", "order_number": order.number, "amount_fen": 5181, "paid_at": AT, "at": AT}
    use_cases.settle(transaction="R1", seen_via="query", is_refunded=True, **given_back)
    [waiting] = waiting_for(world.finance)
    with pytest.raises(errors.WasGivenBack):
        ask(world, world.estate_id, waiting.id)
    assignment_id = use_cases.ask_return(
        actor=world.finance, held_in=world.estate_id, payment_id=waiting.id, reason="商户平台显示已全额退款", at=AT
    )
    decide(world, world.estate_id, assignment_id)
    assert (world.balance(Account.SUSPENSE), world.balance(Account.MONEY)) == (0, 0)
    assert [payment.place for payment in world.payments()] == ["returned"]
    assert (waiting_for(world.finance), world.receipts()) == ([], [])
    sound(world)


def test_only_what_the_channel_said_it_gave_back_can_leave_so(world: World) -> None:
    world.arrive(world.order(10000), 9000)
    with pytest.raises(errors.NotGivenBack):
        use_cases.ask_return(
            actor=world.finance,
            held_in=world.estate_id,
            payment_id=waiting_for(world.finance)[0].id,
            reason="想拿走",
            at=AT,
        )


def test_who_closes_no_books_sees_and_asks_nothing(world: World) -> None:
    world.arrive("unknown-number")
    [waiting] = waiting_for(world.finance)
    assert waiting_for(world.clerk) == []
    with pytest.raises(NotAllowed):
        use_cases.ask_return(actor=world.clerk, held_in=0, payment_id=waiting.id, reason="x", at=AT)
    assert Right.CLOSE_MONTH not in world.clerk.rights[world.estate_id]
