"""A mandate ends: what was paid for days after it goes back, home by home, by two people (法释〔2009〕8号)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, transaction

from laoyou.core.decisions import AsksASecondPerson, Decision
from laoyou.core.errors import NotAllowed
from laoyou.core.money import Money
from laoyou.infra import work
from laoyou.infra.actor import Right
from laoyou.infra.models import Message
from laoyou.system.billing import queries
from laoyou.system.billing import use_cases as billing
from laoyou.system.billing.deposits import use_cases as deposits
from laoyou.system.billing.endings import queries as endings
from laoyou.system.billing.endings import use_cases
from laoyou.system.billing.endings.errors import (
    EndingUnderWay,
    EndingWaits,
    NothingAtTheDesk,
    NothingFailed,
    NothingGoesBack,
    ReceiverNotOnRecord,
)
from laoyou.system.billing.endings.models import Ending, EndingHome, EndingPayout
from laoyou.system.billing.endings.queries.receivers import receivers_of
from laoyou.system.ledger import queries as ledger
from laoyou.system.mandates import use_cases as mandates
from laoyou.system.mandates.models import Mandate
from laoyou.system.payments.models import Payment, Refund
from laoyou.system.payments.refunds.rules.stages import RefundStanding
from tests.billing.conftest import AUGUST, JULY, World, at, journal, staff
from tests.billing.test_former_owners import bind
from tests.billing.test_refunds import pay_online, said

OWED_BACK = 23
LAST_DAY_IS_THE_14TH = date(2022, 8, 15)


@pytest.fixture
def billed(world: World) -> World:
    """Give one home of 86.35 m² at 0.60 with July (18.38) and August (51.81) issued."""
    world.home("86.35")
    world.tariff("0.60")
    world.issue(JULY)
    world.issue(AUGUST)
    return world


def sound(world: World) -> None:
    assert queries.proof(world.estate_id) == []
    assert ledger.proof(world.estate_id) == []


def ask(world: World, *, ends: date = LAST_DAY_IS_THE_14TH, with_deposits: bool = True) -> int:
    return use_cases.ask_ending(
        actor=world.finance,
        estate_id=world.estate_id,
        mandate_id=world.mandate_id,
        ends_before=ends,
        with_deposits=with_deposits,
        reason="委托提前终止",
        at=at(8, 10),
    )


def decide(world: World, ending_id: int, *, approve: bool = True, day: int = 11) -> Decision:
    return use_cases.decide_ending(
        actor=world.manager,
        estate_id=world.estate_id,
        ending_id=ending_id,
        approve=approve,
        reason="" if approve else "再核对一次",
        at=at(8, day),
    )


def carry(world: World, ending_id: int, *, day: int = 11) -> None:
    ending = Ending.objects.get(id=ending_id)
    assert ending.work_id is not None
    use_cases.carry_ending(
        estate_id=world.estate_id, ending_id=ending_id, work_id=ending.work_id, at=at(8, day, hour=3)
    )


def settle(world: World, *, with_deposits: bool = True) -> int:
    ending_id = ask(world, with_deposits=with_deposits)
    decide(world, ending_id)
    carry(world, ending_id)
    return ending_id


def of_home(world: World, number: int = 0) -> EndingHome:
    return EndingHome.objects.filter(home_id=world.homes[number]).latest("id")


def pay_out(world: World, *, day: int = 12) -> Money:
    home_id = of_home(world).home_id
    known = receivers_of(estate_id=world.estate_id, home_ids=[home_id])[home_id]
    if not known:
        with pytest.raises(ReceiverNotOnRecord):  # nobody is named freely
            use_cases.pay_out(
                actor=world.finance,
                estate_id=world.estate_id,
                row_id=of_home(world).id,
                way="cash",
                receiver="覃会计",
                at=at(8, day),
            )
        bind(world, home_id, "李秀兰", date(2004, 3, 1))
        known = receivers_of(estate_id=world.estate_id, home_ids=[home_id])[home_id]
    return use_cases.pay_out(
        actor=world.finance,
        estate_id=world.estate_id,
        row_id=of_home(world).id,
        way="cash",
        receiver=known[0].key,
        at=at(8, day),
    )


def test_unearned_days_go_back_by_the_channel_they_came_by_and_the_rest_waits_at_the_desk(billed: World) -> None:
    pay_online(billed, extra=10000)  # 70.19 by WeChat Pay, 100.00 in cash as credit
    settle(billed)
    home = of_home(billed)
    assert (home.state, home.notes_fen, home.back_fen) == ("done", 2841, 12841)
    assert (home.channel_fen, home.desk_fen) == (7019, 5822)
    refund = Refund.objects.get()
    assert (refund.state, refund.stage, refund.amount_fen, refund.asked_by, refund.decided_by) == (
        *("approved", "ready", 7019),
        *(billed.finance.user_id, billed.manager.user_id),
    )
    assert [bill.credited_fen for bill in billed.bills()] == [0, 2841]
    assert (billed.credit(billed.homes[0]), journal(billed.estate_id, OWED_BACK)) == (0, -5822)
    sound(billed)
    assert pay_out(billed) == Money(5822)
    assert journal(billed.estate_id, OWED_BACK) == 0
    paid = EndingPayout.objects.get()
    assert (paid.paid_by, paid.receiver) == (billed.finance.user_id, "李秀兰")
    with pytest.raises(NothingAtTheDesk):
        pay_out(billed)
    sound(billed)
    told = queries.statement(actor=billed.finance, estate_id=billed.estate_id, home_id=billed.homes[0], year=2022)
    assert (told.closing, told.credit_now) == (Money(0), Money(0))


def test_then_the_end_can_be_agreed_on(billed: World) -> None:
    pay_online(billed)
    settle(billed)
    mandates.end_mandate(
        actor=replace(billed.manager, organisation_id=2),
        estate_id=billed.estate_id,
        mandate_id=billed.mandate_id,
        ended_on=LAST_DAY_IS_THE_14TH,
        reason="街道另有安排",
        at=at(8, 12),
    )
    assert Mandate.objects.get(id=billed.mandate_id).ends_before == LAST_DAY_IS_THE_14TH


def test_what_is_still_open_is_paid_first(billed: World) -> None:
    august = billed.bills()[1]
    billed.pay_cash(billed.homes[0], [august.id], "51.81", on=at(8, 3))
    settle(billed)
    home = of_home(billed)
    assert (home.set_off_fen, home.desk_fen) == (1838, 2841 - 1838)
    assert [bill.amount_fen - bill.paid_fen - bill.credited_fen for bill in billed.bills()] == [0, 0]
    sound(billed)


def test_an_unpaid_bill_is_only_made_smaller(billed: World) -> None:
    settle(billed)
    home = of_home(billed)
    assert (home.state, home.notes_fen, home.back_fen, home.desk_fen) == ("done", 2841, 0, 0)
    assert Message.objects.count() == 0
    sound(billed)


def test_a_deposit_goes_back_too_or_stays_where_that_is_chosen(billed: World) -> None:
    deposits.take_deposit(
        actor=billed.finance,
        estate_id=billed.estate_id,
        home_id=billed.homes[0],
        amount=Money(50000),
        purpose="装修",
        payer_name="李某",
        at=at(8, 3),
        once="a",
    )
    assert _preview(billed, with_deposits=False).deposits == Money(0)
    settle(billed)
    assert (of_home(billed).deposits_fen, of_home(billed).desk_fen) == (50000, 50000)
    assert sum(bill.paid_fen for bill in billed.bills()) == 0, "a deposit is not set off against fees"
    sound(billed)


def _preview(world: World, *, with_deposits: bool = True) -> endings.EndingPreview:
    return endings.preview_ending(
        actor=world.finance,
        estate_id=world.estate_id,
        mandate_id=world.mandate_id,
        ends_before=LAST_DAY_IS_THE_14TH,
        with_deposits=with_deposits,
        at=at(8, 10),
    )


def test_the_list_before_says_what_it_would_do_and_moves_nothing(billed: World) -> None:
    pay_online(billed, extra=10000)
    seen = _preview(billed)
    assert (seen.homes, seen.notes, seen.by_channel, seen.at_the_desk, seen.back) == (
        *(1, Money(2841), Money(7019), Money(5822)),
        Money(12841),
    )
    assert seen.page.rows[0].back == Money(12841)
    assert seen.unbilled is None
    ask(billed)
    assert billed.credit(billed.homes[0]) == 10000
    assert Ending.objects.get().back_fen == 12841


def test_who_asks_does_not_approve_and_rights_are_asked_for(billed: World) -> None:
    pay_online(billed)
    ending_id = ask(billed)
    with pytest.raises(AsksASecondPerson):
        use_cases.decide_ending(
            actor=billed.finance, estate_id=billed.estate_id, ending_id=ending_id, approve=True, at=at(8, 11)
        )
    clerk = staff(billed.estate_id, user_id=31, rights=frozenset({Right.TAKE_CASH, Right.SETTLE_ENDING}))
    with pytest.raises(NotAllowed):
        use_cases.decide_ending(
            actor=clerk, estate_id=billed.estate_id, ending_id=ending_id, approve=True, at=at(8, 11)
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        Ending.objects.filter(id=ending_id).update(
            state="approved", decided_by=billed.finance.user_id, decided_at=at(8, 11)
        )
    assert decide(billed, ending_id, approve=False) is Decision.REFUSED
    assert Payment.objects.get().refund_parts == 0


def test_a_second_list_waits_for_the_first(billed: World) -> None:
    pay_online(billed)
    ending_id = ask(billed)
    with pytest.raises(EndingWaits):
        ask(billed)
    decide(billed, ending_id)
    with pytest.raises(EndingUnderWay):
        ask(billed)
    carry(billed, ending_id)
    with pytest.raises(NothingGoesBack):
        ask(billed)


def test_worked_off_twice_it_gives_back_once(billed: World) -> None:
    pay_online(billed, extra=10000)
    ending_id = settle(billed)
    carry(billed, ending_id)
    begun = work.find(estate_id=billed.estate_id, work_id=Ending.objects.get(id=ending_id).work_id or 0)
    assert (begun.state, begun.result) == ("done", {"homes": 1, "failed": 0})
    assert Refund.objects.count() == 1
    assert journal(billed.estate_id, OWED_BACK) == -5822
    with pytest.raises(NothingFailed):
        use_cases.try_again(actor=billed.finance, estate_id=billed.estate_id, ending_id=ending_id, at=at(8, 12))


def test_what_fails_stops_no_other_home_and_is_tried_again(billed: World) -> None:
    billed.home("100.00")
    billed.issue(AUGUST, on=at(8, 2))
    billed.issue(JULY, on=at(8, 2))
    pay_online(billed)
    other = billed.homes[1]
    billed.pay_cash(other, [], "500.00", on=at(8, 4))
    bill = billed.bills(other)[1]
    ending_id = ask(billed)
    waiting = billing.ask_credit_note(
        actor=billed.finance, estate_id=billed.estate_id, bill_id=bill.id, amount=Money(1), reason="-", at=at(8, 10)
    )
    decide(billed, ending_id)
    carry(billed, ending_id)
    assert [of_home(billed, number).state for number in (0, 1)] == ["done", "failed"]
    assert of_home(billed, 1).trouble
    assert billed.credit(other) > 0
    sound(billed)
    billing.decide_credit_note(
        actor=billed.manager,
        estate_id=billed.estate_id,
        correction_id=waiting,
        approve=False,
        reason="随清单处理",
        at=at(8, 12),
    )
    assert use_cases.try_again(actor=billed.finance, estate_id=billed.estate_id, ending_id=ending_id, at=at(8, 12)) == 1
    carry(billed, ending_id, day=12)
    assert (of_home(billed, 1).state, billed.credit(other)) == ("done", 0)
    sound(billed)


def test_what_changed_since_the_approval_is_not_given_back(billed: World) -> None:
    pay_online(billed)
    ending_id = ask(billed)
    billed.pay_cash(billed.homes[0], [], "7.00", on=at(8, 10))
    decide(billed, ending_id)
    carry(billed, ending_id)
    assert of_home(billed).state == "failed"
    assert "35.41" in of_home(billed).trouble
    assert Refund.objects.count() == 0


def test_what_the_channel_could_not_give_back_waits_at_the_desk(billed: World) -> None:
    pay_online(billed)
    ending_id = settle(billed)
    assert (of_home(billed).channel_fen, billed.credit(billed.homes[0])) == (2841, 0)
    refund = Refund.objects.get()
    said(refund, RefundStanding.CLOSED, on=at(8, 13))
    assert (of_home(billed).state, of_home(billed).channel_fen, billed.credit(billed.homes[0])) == ("failed", 0, 2841)
    use_cases.try_again(actor=billed.finance, estate_id=billed.estate_id, ending_id=ending_id, at=at(8, 14))
    carry(billed, ending_id, day=14)
    assert (of_home(billed).trouble, of_home(billed).desk_fen) == ("", 2841)
    sound(billed)
