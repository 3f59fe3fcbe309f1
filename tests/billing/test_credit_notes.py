"""A credit note takes two people: one asks, another approves; until then the bill is as it was."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from laoyou.core.decisions import AsksASecondPerson, DecidedAlready, Decision, SayWhy
from laoyou.core.errors import NotAllowed, NotFound
from laoyou.core.money import Money
from laoyou.infra import audit
from laoyou.infra.actor import Actor, Right
from laoyou.infra.models import AuditRow
from laoyou.system.billing import queries
from laoyou.system.billing import use_cases as billing
from laoyou.system.billing.errors import CorrectionWaits, CreditTooLarge
from laoyou.system.billing.models import Bill, Correction, CreditNote
from tests.billing.conftest import AUGUST, JULY, World, at, staff, write_note

FINANCE = frozenset({Right.PREPARE_BILLS, Right.WRITE_CREDIT_NOTE})
MANAGER = FINANCE | {Right.APPROVE_WAIVER}


@pytest.fixture
def billed(world: World) -> World:
    world.home("86.35")
    world.tariff("0.60")
    world.issue(JULY)
    world.issue(AUGUST)
    return world


def ask(world: World, fen: int = 181, *, actor: Actor | None = None) -> int:
    bill = world.bills(world.homes[0])[1]
    return billing.ask_credit_note(
        actor=actor or world.finance,
        estate_id=world.estate_id,
        bill_id=bill.id,
        amount=Money(fen),
        reason="面积登记有误",
        at=at(8, 9),
    )


def decide(world: World, correction_id: int, *, actor: Actor | None = None, approve: bool = True, why: str = "") -> str:
    return billing.decide_credit_note(
        actor=actor or world.manager,
        estate_id=world.estate_id,
        correction_id=correction_id,
        approve=approve,
        reason=why,
        at=at(8, 10),
    )


def test_changes_nothing_before_a_second_person_approves(billed: World) -> None:
    correction_id = ask(billed)
    assert (billed.bills()[1].credited_fen, CreditNote.objects.count()) == (0, 0)
    waiting = queries.corrections_for(actor=billed.manager, estate_id=billed.estate_id).rows[0]
    assert (waiting.amount, waiting.asked.can_approve, waiting.asked.is_mine) == (Money(181), True, False)
    assert not queries.corrections_for(actor=billed.finance, estate_id=billed.estate_id).rows[0].asked.can_approve
    assert decide(billed, correction_id) is Decision.APPROVED
    note = CreditNote.objects.get()
    assert (billed.bills()[1].credited_fen, note.correction_id, note.written_at) == (181, correction_id, at(8, 10))
    assert (note.written_by, Correction.objects.get().decided_by) == (11, 12)
    said = [audit.sentence(row) for row in AuditRow.objects.filter(action__startswith="billing.credit_note")]
    assert len(said) == 2
    assert queries.proof(billed.estate_id) == []


def test_finance_alone_writes_none_however_it_tries(billed: World) -> None:
    finance = staff(billed.estate_id, user_id=21, rights=FINANCE)
    correction_id = ask(billed, actor=finance)
    with pytest.raises(NotAllowed):
        decide(billed, correction_id, actor=finance)
    with pytest.raises(NotAllowed):
        decide(billed, correction_id, actor=staff(billed.estate_id, user_id=22, rights=FINANCE))
    both = staff(billed.estate_id, user_id=21, rights=MANAGER)
    with pytest.raises(AsksASecondPerson):
        decide(billed, correction_id, actor=both)
    with pytest.raises(NotFound):
        decide(billed, correction_id, actor=staff(billed.estate_id + 1, user_id=23))
    with pytest.raises(NotFound):
        decide(billed, 10**9)
    assert CreditNote.objects.count() == 0


def test_who_asked_takes_it_back_and_who_refuses_says_why(billed: World) -> None:
    finance = staff(billed.estate_id, user_id=21, rights=FINANCE)
    first = ask(billed, actor=finance)
    with pytest.raises(CorrectionWaits):
        ask(billed)
    assert decide(billed, first, actor=finance, approve=False) is Decision.WITHDRAWN
    second = ask(billed)
    with pytest.raises(SayWhy):
        decide(billed, second, approve=False, why=" ")
    assert decide(billed, second, approve=False, why="面积没有错") is Decision.REFUSED
    with pytest.raises(DecidedAlready):
        decide(billed, second)
    states = [row.asked.state for row in queries.corrections_for(actor=billed.finance, estate_id=billed.estate_id).rows]
    assert states == ["refused", "withdrawn"]
    assert billed.bills()[1].credited_fen == 0


def test_what_became_too_large_meanwhile_is_refused_and_stays_asked(billed: World) -> None:
    correction_id = ask(billed, 5181)
    bill = billed.bills()[1]
    write_note(bill, 100, on=at(8, 9))
    Bill.objects.filter(id=bill.id).update(credited_fen=100)
    with pytest.raises(CreditTooLarge), transaction.atomic():
        decide(billed, correction_id)
    assert Correction.objects.get(id=correction_id).state == "asked"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE billing_correction SET state = 'approved', decided_by = asked_by, decided_at = asked_at",
        "UPDATE billing_correction SET state = 'refused', decided_at = asked_at",
        "UPDATE billing_correction SET amount_fen = 1",
        "DELETE FROM billing_correction",
        "INSERT INTO billing_credit_note (estate_id, bill_id, amount_fen, reason, written_at)"
        " SELECT estate_id, bill_id, amount_fen, reason, asked_at FROM billing_correction",
    ],
)
def test_the_database_refuses_one_person_alone_and_a_note_that_nobody_approved(billed: World, statement: str) -> None:
    ask(billed)
    with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
