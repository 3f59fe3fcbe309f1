"""When a mandate ends: the owner's word, former owners, the term, and what the database holds."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from laoyou.core.errors import NotFound
from laoyou.core.money import Money
from laoyou.system.billing import queries
from laoyou.system.billing.endings import queries as endings
from laoyou.system.billing.endings import use_cases
from laoyou.system.billing.endings.errors import (
    EndOutsideTheTerm,
    ServedByTheNext,
    TooLongAgo,
    WhoSaidIt,
    WordTooLate,
)
from laoyou.system.billing.endings.models import EndingHome
from laoyou.system.mandates.models import Mandate
from laoyou.system.payments.models import Refund
from tests.billing.conftest import AUGUST, JULY, World, at, journal
from tests.billing.test_credit_changes_no_hands import left, sell
from tests.billing.test_endings import ask, carry, decide, of_home, settle, sound
from tests.billing.test_refunds import PAYER_CREDIT, pay_online


@pytest.fixture
def billed(world: World) -> World:
    """Give one home of 86.35 m² at 0.60 with July (18.38) and August (51.81) issued."""
    world.home("86.35")
    world.tariff("0.60")
    world.issue(JULY)
    world.issue(AUGUST)
    return world


def test_an_owner_may_leave_it_for_the_next_company(billed: World) -> None:
    pay_online(billed, extra=10000)
    home = billed.homes[0]
    owner = billed.resident(home)
    assert endings.ending_of_home(actor=owner, estate_id=billed.estate_id, home_id=home, at=at(8, 10)) is None
    with pytest.raises(NotFound):
        use_cases.say_word(actor=owner, estate_id=billed.estate_id, home_id=home, keeps=True, at=at(8, 10))
    ending_id = ask(billed)
    use_cases.say_word(actor=owner, estate_id=billed.estate_id, home_id=home, keeps=True, at=at(8, 10))
    seen = endings.ending_of_home(actor=owner, estate_id=billed.estate_id, home_id=home, at=at(8, 10))
    assert seen is not None
    assert (seen.keeps, seen.may_say, seen.back) == (True, True, Money(12841))
    decide(billed, ending_id)
    carry(billed, ending_id)
    assert (of_home(billed).kept_fen, billed.credit(home), Refund.objects.count()) == (12841, 12841, 0)
    with pytest.raises(WordTooLate):
        use_cases.take_word(
            actor=billed.finance,
            estate_id=billed.estate_id,
            row_id=of_home(billed).id,
            keeps=False,
            word_of="李某，电话",
            at=at(8, 12),
        )
    sound(billed)


def test_the_desk_writes_down_whose_word_it_was(billed: World) -> None:
    pay_online(billed)
    ask(billed)
    given = {"actor": billed.finance, "estate_id": billed.estate_id, "row_id": of_home(billed).id, "at": at(8, 10)}
    with pytest.raises(WhoSaidIt):
        use_cases.take_word(**given, keeps=True, word_of=" ")  # type: ignore[arg-type]
    use_cases.take_word(**given, keeps=True, word_of="李某，电话")  # type: ignore[arg-type]
    assert (of_home(billed).keeps, of_home(billed).word_taken_by) == (True, billed.finance.user_id)


def test_only_within_the_term_and_not_too_long_after(billed: World) -> None:
    pay_online(billed)
    with pytest.raises(EndOutsideTheTerm):
        ask(billed, ends=date(2026, 1, 1))
    Mandate.objects.filter(id=billed.mandate_id).update(state="ended", ends_before=date(2022, 8, 1))
    for day, months in ((1, 8), (29, 10)):
        endings.preview_ending(
            actor=billed.finance,
            estate_id=billed.estate_id,
            mandate_id=billed.mandate_id,
            ends_before=date(2022, 8, 1),
            with_deposits=True,
            at=at(months, day),
        )
    with pytest.raises(TooLongAgo):
        endings.preview_ending(
            actor=billed.finance,
            estate_id=billed.estate_id,
            mandate_id=billed.mandate_id,
            ends_before=date(2022, 8, 1),
            with_deposits=True,
            at=at(10, 30),
        )


def test_when_the_next_company_serves_credit_is_with_them(billed: World) -> None:
    pay_online(billed)
    Mandate.objects.filter(id=billed.mandate_id).update(state="ended", ends_before=date(2022, 8, 5))
    ours = Mandate.objects.get(id=billed.mandate_id)
    Mandate.objects.create(
        **{
            **{field.attname: getattr(ours, field.attname) for field in Mandate._meta.fields if field.name != "id"},
            "company_id": 3,
            "company_name": "接手公司",
            "state": "in_force",
            "starts_on": date(2022, 8, 5),
            "ends_before": date(2023, 8, 5),
        }
    )
    with pytest.raises(ServedByTheNext):
        ask(billed, ends=date(2022, 8, 5))


def test_what_a_former_owner_left_goes_back_at_the_desk_and_pays_nothing_of_the_buyers(world: World) -> None:
    home = world.home()
    world.tariff("0.60")
    world.issue(JULY)
    world.pay_cash(home, [world.bills(home)[0].id], "200.00", on=at(8, 2))
    buyer = sell(world, home, date(2022, 8, 5))
    world.pay_cash(home, [], "20.00", on=at(8, 6))
    world.issue(AUGUST, on=at(8, 2))  # the seller's bill: their credit pays it, and the unearned part is theirs again
    settle(world)
    row = of_home(world)
    assert (row.state, row.former_fen, row.desk_fen) == ("done", 18162 - 2340, 18162 - 2340 + 2000)
    assert world.credit(home) == 0
    assert left(world, home) == Money(0)
    told = queries.statement(actor=buyer, estate_id=world.estate_id, home_id=home, year=2022)
    assert (told.closing, told.given_back) == (Money(0), Money(2000))
    desk = queries.statement(actor=world.finance, estate_id=world.estate_id, home_id=home, year=2022)
    assert desk.given_back == Money(17822)
    sound(world)


def test_a_home_never_gets_more_than_was_approved(billed: World) -> None:
    pay_online(billed)
    settle(billed)
    with pytest.raises(DatabaseError), transaction.atomic():
        EndingHome.objects.update(desk_fen=1_000_000)
    with pytest.raises(DatabaseError), transaction.atomic():
        EndingHome.objects.update(back_fen=1_000_000)
    assert journal(billed.estate_id, PAYER_CREDIT) == 0
