"""Plans that are kept or missed, and what is written off for ever."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from django.db import transaction

from laoyou.core.calendar import Period
from laoyou.core.tenures import Tenure
from laoyou.infra import files
from laoyou.infra.actor import Actor, ActorKind, system
from laoyou.system.billing import queries as billing_queries
from laoyou.system.billing.arrears import errors, queries, use_cases
from laoyou.system.billing.arrears.models import ArrearsMove, Plan, PlanBill
from laoyou.system.billing.arrears.rules.ladder import Rest, Step
from laoyou.system.billing.arrears.rules.plans import PlanState
from laoyou.system.ledger.rules.accounts import Account
from laoyou.system.people.models import HomeBond, Person
from tests.billing.conftest import AUGUST, JULY, SEPTEMBER, World, at, journal, staff

pytestmark = pytest.mark.django_db
OCTOBER_20 = at(10, 20)
"""August's and September's bills are due at their month's end, July's 15 days after its issue: on 5 August."""


def own(world: World, home_id: int, *, telephone: str = "17000000001", since: date = date(2010, 1, 1)) -> int:
    person = Person.objects.create(estate_id=world.estate_id, name="李秀兰", telephone=telephone, created_at=at(7, 1))
    HomeBond.objects.create(
        estate_id=world.estate_id, home_id=home_id, person_id=person.id, role="owner", starts_on=since
    )
    return int(person.id)


def resident(world: World, home_id: int, *, user_id: int = 501) -> Actor:
    home = (world.estate_id, home_id)
    return Actor(
        kind=ActorKind.RESIDENT,
        name="李某",
        user_id=user_id,
        homes={home: Tenure((Period(date.min, None),))},
    )


def due(world: World, day: date) -> dict[int, Step | Rest]:
    return {debtor.home_id: debtor.due for debtor in queries.debtors(world.estate_id, day)}


@pytest.fixture
def billed(world: World) -> World:
    """Two homes with three months of bills, of which nothing is paid; the second has no telephone."""
    world.tariff()
    first, second = world.home("86.35"), world.home("72.10")
    for month in (JULY, AUGUST, SEPTEMBER):
        world.issue(month)
    own(world, first)
    own(world, second, telephone="")
    return world


def ask(world: World, home_id: int, actor: Actor, *, parts: int = 3) -> int:
    return use_cases.ask_plan(
        actor=actor,
        estate_id=world.estate_id,
        home_id=home_id,
        parts=parts,
        first_on=date(2022, 10, 25),
        reason="本月看病花费大",
        at=OCTOBER_20,
    )


def agree(world: World, plan_id: int, *, actor: Actor | None = None) -> None:
    use_cases.decide_plan(
        actor=actor or world.manager, estate_id=world.estate_id, plan_id=plan_id, approve=True, at=OCTOBER_20
    )


def test_a_plan_that_is_kept_holds_the_ladder(billed: World) -> None:
    first, _ = billed.homes
    me = resident(billed, first)
    plan_id = ask(billed, first, me)
    agree(billed, plan_id)
    assert first not in due(billed, date(2022, 10, 25))
    plan = queries.plan_for(actor=me, estate_id=billed.estate_id, plan_id=plan_id)
    assert [(part.part.due_on.isoformat(), part.part.amount.fen) for part in plan.parts] == [
        ("2022-10-25", 4067),
        ("2022-11-25", 4067),
        ("2022-12-25", 4066),
    ]
    billed.pay_cash(first, [bill.id for bill in billed.bills(first)], "40.67", on=at(10, 25))
    ended = use_cases.settle_plans(actor=system("tests"), estate_id=billed.estate_id, at=at(11, 20))
    assert ended == {}
    billed.pay_cash(first, [bill.id for bill in billed.bills(first)], "81.33", on=at(11, 25))
    ended = use_cases.settle_plans(actor=system("tests"), estate_id=billed.estate_id, at=at(11, 26))
    assert ended == {plan_id: PlanState.KEPT}
    moves = ArrearsMove.objects.filter(plan_id=plan_id).order_by("id")
    assert [move.to_state for move in moves] == ["asked", "running", "kept"]


def test_a_missed_part_ends_the_plan_and_the_ladder_goes_on(billed: World) -> None:
    first, _ = billed.homes
    plan_id = ask(billed, first, resident(billed, first))
    agree(billed, plan_id)
    assert use_cases.settle_plans(actor=system("tests"), estate_id=billed.estate_id, at=at(10, 28)) == {}
    ended = use_cases.settle_plans(actor=system("tests"), estate_id=billed.estate_id, at=at(10, 29))
    assert ended == {plan_id: PlanState.MISSED}
    assert due(billed, date(2022, 10, 29))[first] is Step.MESSAGE


def test_who_asked_for_a_plan_does_not_decide_it(billed: World) -> None:
    first, _ = billed.homes
    plan_id = ask(billed, first, billed.manager)
    with pytest.raises(errors.AnotherPersonDecides):
        agree(billed, plan_id)
    agree(billed, plan_id, actor=staff(billed.estate_id, user_id=77))
    with pytest.raises(errors.PlanDecided):
        agree(billed, plan_id, actor=staff(billed.estate_id, user_id=77))


def test_refuses_a_second_plan_and_one_over_nothing(billed: World) -> None:
    first, second = billed.homes
    ask(billed, first, billed.finance)
    with pytest.raises(errors.PlanRunsAlready):
        ask(billed, first, billed.finance)
    billed.pay_cash(second, [bill.id for bill in billed.bills(second)], "500", on=OCTOBER_20)
    with pytest.raises(errors.NothingOverdue):
        ask(billed, second, billed.finance)
    with pytest.raises(errors.WrongParts):
        ask(billed, first, billed.finance, parts=1)


def test_a_plan_is_not_agreed_to_when_something_was_paid_meanwhile(billed: World) -> None:
    first, _ = billed.homes
    plan_id = ask(billed, first, billed.finance)
    billed.pay_cash(first, [billed.bills(first)[0].id], "10", on=OCTOBER_20)
    with pytest.raises(errors.BillsChanged):
        agree(billed, plan_id)


def test_the_database_refuses_a_plan_decided_by_who_asked(billed: World) -> None:
    plan_id = ask(billed, billed.homes[0], billed.finance)
    with pytest.raises(Exception, match="plan_needs_a_second_person"), transaction.atomic():
        Plan.objects.filter(id=plan_id).update(state="running", decided_by=billed.finance.user_id)


def write_off(world: World, home_id: int, *, reason: str = "业主去世，无继承人", paper: bool = True) -> int:
    document = None
    if paper:
        document = files.store(
            estate_id=world.estate_id,
            name="证明.pdf",
            content=io.BytesIO(b"%PDF-1.4\n%%EOF\n"),
            purpose="document",
            actor=world.finance,
            at=OCTOBER_20,
        )
    return use_cases.ask_write_off(
        actor=world.finance,
        estate_id=world.estate_id,
        home_id=home_id,
        bill_ids=[bill.id for bill in world.bills(home_id)],
        reason=reason,
        document_id=document,
        at=OCTOBER_20,
    )


def test_a_write_off_needs_a_reason_a_paper_and_a_second_person(billed: World) -> None:
    first, _ = billed.homes
    with pytest.raises(errors.NeedsWords):
        write_off(billed, first, reason=" ")
    with pytest.raises(errors.NeedsADocument):
        write_off(billed, first, paper=False)
    written_off = write_off(billed, first)
    with pytest.raises(errors.AnotherPersonDecides):
        use_cases.decide_write_off(
            actor=billed.finance, estate_id=billed.estate_id, write_off_id=written_off, approve=True, at=OCTOBER_20
        )


def test_a_write_off_is_a_credit_note_on_an_account_of_its_own(billed: World) -> None:
    first, _ = billed.homes
    rates_before = billing_queries.rates(billed.estate_id, SEPTEMBER)
    written_off = write_off(billed, first)
    use_cases.decide_write_off(
        actor=billed.manager, estate_id=billed.estate_id, write_off_id=written_off, approve=True, at=OCTOBER_20
    )
    assert journal(billed.estate_id, Account.WRITTEN_OFF) == 12200
    assert journal(billed.estate_id, Account.WAIVED_AND_CREDITED) == 0
    assert all(bill.credited_fen == bill.amount_fen for bill in billed.bills(first))
    assert first not in due(billed, date(2022, 10, 20))
    assert billing_queries.proof(billed.estate_id) == []
    assert billing_queries.rates(billed.estate_id, SEPTEMBER) == rates_before
    of_month = queries.written_off_in(billed.estate_id, month=SEPTEMBER.next)
    assert (of_month.amount.fen, of_month.bills) == (12200, 3)
    (view,) = queries.write_offs_for(actor=billed.finance, estate_id=billed.estate_id).rows
    assert (view.state, view.amount.fen) == ("approved", 12200)


def test_a_write_off_of_what_was_paid_meanwhile_is_refused(billed: World) -> None:
    first, _ = billed.homes
    written_off = write_off(billed, first)
    billed.pay_cash(first, [billed.bills(first)[0].id], "10", on=OCTOBER_20)
    with pytest.raises(errors.BillsChanged):
        use_cases.decide_write_off(
            actor=billed.manager, estate_id=billed.estate_id, write_off_id=written_off, approve=True, at=OCTOBER_20
        )


def test_a_former_owners_plan_does_not_keep_the_buyer_from_one(billed: World) -> None:
    """The home is sold on 1 September: the plan over July and August goes on, and the buyer asks for September's."""
    first, _ = billed.homes
    old = use_cases.ask_plan(
        actor=resident(billed, first),
        estate_id=billed.estate_id,
        home_id=first,
        parts=2,
        first_on=date(2022, 9, 10),
        reason="本月看病花费大",
        at=at(9, 5),
    )
    sold_on = date(2022, 9, 1)
    HomeBond.objects.filter(estate_id=billed.estate_id, home_id=first).update(ends_before=sold_on)
    own(billed, first, telephone="17000000009", since=sold_on)
    buyer = replace(
        resident(billed, first, user_id=777), homes={(billed.estate_id, first): Tenure((Period(sold_on, None),))}
    )
    new = ask(billed, first, buyer)
    bills = dict(PlanBill.objects.values_list("bill__month", "plan_id"))
    assert bills == {date(2022, 7, 1): old, date(2022, 8, 1): old, sold_on: new}
    assert Plan.objects.get(id=old).state == "asked"
    with pytest.raises(errors.PlanRunsAlready):
        ask(billed, first, billed.finance)


def test_a_plan_made_at_the_desk_is_of_the_owners_of_today(billed: World) -> None:
    """PLAN-ONE-OWNER: sold on 1 September, the buyer agrees to parts of September's bill, not of the seller's two."""
    first, second = billed.homes
    sold_on = date(2022, 9, 1)
    HomeBond.objects.filter(estate_id=billed.estate_id, home_id=first).update(ends_before=sold_on)
    own(billed, first, telephone="17000000009", since=sold_on)
    plan = ask(billed, first, billed.finance)
    assert list(PlanBill.objects.filter(plan_id=plan).values_list("bill__month", flat=True)) == [sold_on]
    never_sold = ask(billed, second, billed.finance)
    assert PlanBill.objects.filter(plan_id=never_sold).count() == 3


def test_the_desk_makes_no_plan_over_what_former_owners_left(billed: World) -> None:
    first, _ = billed.homes
    HomeBond.objects.filter(estate_id=billed.estate_id, home_id=first).update(ends_before=date(2022, 10, 1))
    own(billed, first, telephone="17000000009", since=date(2022, 10, 1))
    with pytest.raises(errors.NothingOverdue):
        ask(billed, first, billed.finance)
