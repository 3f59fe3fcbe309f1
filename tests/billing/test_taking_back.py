"""Cash entered by mistake is taken back, and credit given back, by two people; books and bills agree all along."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from laoyou.core.calendar import Month
from laoyou.core.decisions import AsksASecondPerson, DecidedAlready, Decision, SayWhy
from laoyou.core.errors import NotAllowed, NotFound
from laoyou.core.money import Money
from laoyou.infra import audit
from laoyou.infra.actor import Right
from laoyou.infra.models import AuditRow
from laoyou.system.billing import queries
from laoyou.system.billing import use_cases as billing
from laoyou.system.billing.errors import (
    AmountNotAboveZero,
    GiveBackTooLarge,
    GiveBackWaits,
    GivenBackSince,
    NoReceiver,
    UnknownWay,
)
from laoyou.system.billing.models import Allocation
from laoyou.system.ledger import queries as ledger
from laoyou.system.ledger import use_cases as ledger_acts
from laoyou.system.ledger.models import Entry
from laoyou.system.ledger.rules.accounts import Fund
from laoyou.system.payments import errors as payment_errors
from laoyou.system.payments import queries as payment_queries
from laoyou.system.payments import use_cases as payments
from laoyou.system.payments.models import Payment
from laoyou.system.people.models import HomeBond, Person
from tests.billing.conftest import AUGUST, JULY, SEPTEMBER, World, at, journal, staff

MONEY, RECEIVABLE, PAYER_CREDIT = 10, 11, 20
DESK = frozenset({Right.SEE_ESTATE, Right.TAKE_CASH})
MANAGER = DESK | {Right.APPROVE_EXPENSE}


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


def ask(world: World, payment_id: int, **changes: object) -> int:
    given = {"actor": world.finance, "payment_id": payment_id, "reason": "多打了一个零", "at": at(8, 9)}
    return payments.ask_cancellation(estate_id=world.estate_id, **(given | changes))  # type: ignore[arg-type]


def decide(world: World, cancellation_id: int, **changes: object) -> Decision:
    given = {"actor": world.manager, "cancellation_id": cancellation_id, "approve": True, "at": at(8, 10)}
    return payments.decide_cancellation(estate_id=world.estate_id, **(given | changes))  # type: ignore[arg-type]


class TestCashEnteredByMistake:
    def test_is_taken_back_by_a_reversing_entry_and_its_bills_are_open_again(self, billed: World) -> None:
        home = billed.homes[0]
        july, august = billed.bills(home)
        payment_id = billed.pay_cash(home, [july.id, august.id], "70.19", on=at(8, 3))
        before = Entry.objects.count()
        cancellation_id = ask(billed, payment_id)
        assert [bill.paid_fen for bill in billed.bills(home)] == [1838, 5181]
        assert decide(billed, cancellation_id) is Decision.APPROVED
        assert [bill.paid_fen for bill in billed.bills(home)] == [0, 0]
        assert (journal(billed.estate_id, MONEY), journal(billed.estate_id, PAYER_CREDIT)) == (0, 0)
        assert journal(billed.estate_id, RECEIVABLE) == 7019
        assert Entry.objects.count() == before + 2
        reversal = Entry.objects.get(kind="payment_cancelled")
        assert (reversal.reverses.kind, reversal.posted_on) == ("payment", date(2022, 8, 10))
        assert Payment.objects.get(id=payment_id).place == "cancelled"
        assert [part.amount_fen for part in Allocation.objects.filter(payment_id=payment_id).order_by("id")] == [
            *(1838, 5181),
            *(-5181, -1838),
        ]
        said = [audit.sentence(row) for row in AuditRow.objects.filter(action__startswith="payments.cancellation")]
        assert len(said) == 2
        sound(billed)

    def test_its_receipt_is_void_and_still_says_what_it_was_for(self, billed: World) -> None:
        home = billed.homes[0]
        july = billed.bills(home)[0]
        payment_id = billed.pay_cash(home, [july.id], "20.00", on=at(8, 3))
        billed.cancel(payment_id, on=at(8, 10))
        receipt = payment_queries.receipt_for(
            actor=billed.resident(home), estate_id=billed.estate_id, payment_id=payment_id
        )
        assert receipt.cancelled_on == date(2022, 8, 10)
        shown = queries.bills_of_payment(actor=billed.finance, estate_id=billed.estate_id, payment_id=payment_id)
        assert [(bill.id, part.fen) for bill, part in shown] == [(july.id, 1838)]
        found = payment_queries.payment_totals(
            actor=billed.finance, estate_id=billed.estate_id, wanted=payment_queries.PaymentsFilter()
        )
        assert (found.count, found.amount) == (0, Money(0))

    def test_credit_it_left_and_that_paid_bills_since_is_taken_back_too(self, billed: World) -> None:
        home = billed.homes[0]
        payment_id = billed.pay_cash(home, [bill.id for bill in billed.bills(home)], "100.19", on=at(8, 3))
        billed.issue(SEPTEMBER)
        assert (billed.bills(home)[2].paid_fen, billed.credit(home)) == (3000, 0)
        billed.cancel(payment_id, on=at(9, 5))
        assert [bill.paid_fen for bill in billed.bills(home)] == [0, 0, 0]
        assert billed.credit(home) == 0
        sound(billed)

    def test_what_another_payment_paid_stays(self, billed: World) -> None:
        home = billed.homes[0]
        july, august = billed.bills(home)
        wrong = billed.pay_cash(home, [july.id], "118.38", on=at(8, 3))
        billed.pay_cash(home, [august.id], "51.81", on=at(8, 4))
        billed.cancel(wrong, on=at(8, 10))
        assert [bill.paid_fen for bill in billed.bills(home)] == [0, 5181]
        assert billed.credit(home) == 0
        sound(billed)

    def test_after_a_credit_note_the_released_money_goes_first(self, billed: World) -> None:
        home = billed.homes[0]
        august = billed.bills(home)[1]
        payment_id = billed.pay_cash(home, [august.id], "51.81", on=at(8, 3))
        billed.credit_note(august.id, "21.81", on=at(8, 5))
        assert (billed.bills(home)[1].paid_fen, billed.credit(home)) == (3000, 2181)
        billed.cancel(payment_id, on=at(8, 10))
        assert (billed.bills(home)[1].paid_fen, billed.credit(home)) == (0, 0)
        sound(billed)

    def test_is_refused_when_its_credit_was_given_back_and_nothing_has_moved(self, billed: World) -> None:
        home = billed.homes[0]
        payment_id = billed.pay_cash(home, [], "100.00", on=at(8, 3))
        billed.give_back(home, "40.00", on=at(8, 5))
        cancellation_id = ask(billed, payment_id)
        with pytest.raises(GivenBackSince) as refusal, transaction.atomic():
            decide(billed, cancellation_id)
        assert refusal.value.params == {"short": "40.00"}
        assert (billed.credit(home), Payment.objects.get(id=payment_id).place) == (6000, "applied")
        assert decide(billed, cancellation_id, approve=False, reason="款已退") is Decision.REFUSED
        sound(billed)

    def test_in_a_closed_month_it_is_taken_back_in_this_one_and_the_published_books_stay(self, billed: World) -> None:
        home = billed.homes[0]
        payment_id = billed.pay_cash(home, [billed.bills(home)[0].id], "18.38", on=at(8, 3))
        for month in (JULY, AUGUST):
            ledger_acts.close_month(actor=billed.manager, estate_id=billed.estate_id, month=month, at=at(9, 2))
        rates = queries.rates(billed.estate_id, AUGUST)
        billed.cancel(payment_id, on=at(9, 20))
        assert queries.rates(billed.estate_id, AUGUST) == rates
        service = {fund.fund: fund for fund in ledger.month_books(billed.estate_id, SEPTEMBER).funds}[Fund.SERVICE]
        assert service.income == Money(-1838)
        assert queries.rates(billed.estate_id, SEPTEMBER).recovery.numerator == -1838
        sound(billed)

    def test_takes_two_people_and_the_right(self, billed: World) -> None:
        payment_id = billed.pay_cash(billed.homes[0], [], "10.00", on=at(8, 3))
        desk = staff(billed.estate_id, user_id=31, rights=DESK)
        with pytest.raises(SayWhy):
            ask(billed, payment_id, actor=desk, reason=" ")
        cancellation_id = ask(billed, payment_id, actor=desk)
        with pytest.raises(payment_errors.CancellationWaits):
            ask(billed, payment_id)
        for clerk in (desk, staff(billed.estate_id, user_id=32, rights=DESK)):
            with pytest.raises(NotAllowed):
                decide(billed, cancellation_id, actor=clerk)
        both = staff(billed.estate_id, user_id=31, rights=MANAGER)
        with pytest.raises(AsksASecondPerson):
            decide(billed, cancellation_id, actor=both)
        assert decide(billed, cancellation_id, actor=desk, approve=False) is Decision.WITHDRAWN
        with pytest.raises(DecidedAlready):
            decide(billed, cancellation_id)
        with pytest.raises(NotFound):
            decide(billed, cancellation_id, actor=staff(billed.estate_id + 1, user_id=33))
        assert billed.credit(billed.homes[0]) == 1000

    def test_money_of_a_channel_is_not_cancelled_and_nothing_twice(self, transfer_account: None, billed: World) -> None:
        home = billed.homes[0]
        order = billing.start_payment(
            actor=billed.finance,
            estate_id=billed.estate_id,
            home_id=home,
            bill_ids=[billed.bills(home)[0].id],
            channel="bank",
            at=at(8, 2),
        )
        payments.settle(
            channel="bank",
            transaction="B1",
            order_number=order.number,
            amount_fen=1838,
            paid_at=at(8, 2),
            seen_via="bill",
            at=at(8, 2),
        )
        with pytest.raises(payment_errors.NotCancelled):
            ask(billed, Payment.objects.get().id)
        cash = billed.pay_cash(home, [], "5.00", on=at(8, 3))
        billed.cancel(cash, on=at(8, 10))
        with pytest.raises(payment_errors.NotCancelled):
            ask(billed, cash)
        with pytest.raises(NotFound):
            ask(billed, 10**9)

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE payments_cancellation SET state = 'approved', decided_by = asked_by, decided_at = asked_at,"
            " cancelled_on = '2022-08-10'",
            "UPDATE payments_cancellation SET state = 'approved', decided_by = 99, decided_at = asked_at",
            "DELETE FROM payments_payment",
        ],
    )
    def test_the_database_refuses_one_person_alone_and_a_deletion(self, billed: World, statement: str) -> None:
        ask(billed, billed.pay_cash(billed.homes[0], [], "10.00", on=at(8, 3)))
        with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


class TestCreditGivenBack:
    def ask(self, world: World, yuan: str = "30.00", **changes: object) -> int:
        given = {
            "actor": world.finance,
            "home_id": world.homes[0],
            "amount": Money.parse(yuan),
            "way": "bank",
            "receiver": "农秀兰",
            "reason": "房屋已出售",
            "at": at(8, 9),
        }
        return billing.ask_give_back(estate_id=world.estate_id, **(given | changes))  # type: ignore[arg-type]

    def decide(self, world: World, give_back_id: int, **changes: object) -> Decision:
        given = {"actor": world.manager, "give_back_id": give_back_id, "approve": True, "at": at(8, 10)}
        return billing.decide_give_back(estate_id=world.estate_id, **(given | changes))  # type: ignore[arg-type]

    def test_leaves_the_fund_of_credits_and_touches_no_other(self, billed: World) -> None:
        home = billed.homes[0]
        billed.pay_cash(home, [], "50.00", on=at(8, 3))
        give_back_id = self.ask(billed)
        assert billed.credit(home) == 5000
        assert self.decide(billed, give_back_id) is Decision.APPROVED
        assert billed.credit(home) == 2000
        assert (journal(billed.estate_id, MONEY), journal(billed.estate_id, PAYER_CREDIT)) == (2000, -2000)
        books = ledger.month_books(billed.estate_id, AUGUST)
        assert {fund.fund: fund.expense.fen for fund in books.funds if fund.expense.fen} == {Fund.CREDITS: 3000}
        made = queries.statement(actor=billed.finance, estate_id=billed.estate_id, home_id=home, year=2022)
        assert (made.given_back, made.closing) == (Money(3000), made.due_now - made.credit_now)
        sound(billed)

    def test_never_more_than_the_credit_that_is_there_when_it_is_decided(self, billed: World) -> None:
        home = billed.homes[0]
        billed.pay_cash(home, [], "50.00", on=at(8, 3))
        with pytest.raises(GiveBackTooLarge):
            self.ask(billed, "50.01")
        give_back_id = self.ask(billed, "50.00")
        billing.use_credit(actor=billed.finance, estate_id=billed.estate_id, home_id=home, at=at(8, 9))
        with pytest.raises(GiveBackTooLarge), transaction.atomic():
            self.decide(billed, give_back_id)
        assert self.decide(billed, give_back_id, approve=False, reason="已用来缴费") is Decision.REFUSED
        assert billed.credit(home) == 0
        sound(billed)

    def test_says_to_whom_how_and_why(self, billed: World) -> None:
        billed.pay_cash(billed.homes[0], [], "50.00", on=at(8, 3))
        for wrong, refusal in (
            ({"amount": Money(0)}, AmountNotAboveZero),
            ({"way": "alms"}, UnknownWay),
            ({"receiver": " "}, NoReceiver),
            ({"reason": ""}, SayWhy),
            ({"home_id": 10**9}, NotFound),
        ):
            with pytest.raises(refusal):
                self.ask(billed, **wrong)

    def test_takes_two_people_and_the_right(self, billed: World) -> None:
        billed.pay_cash(billed.homes[0], [], "50.00", on=at(8, 3))
        desk = staff(billed.estate_id, user_id=31, rights=DESK)
        give_back_id = self.ask(billed, actor=desk)
        with pytest.raises(GiveBackWaits):
            self.ask(billed)
        with pytest.raises(NotAllowed):
            self.decide(billed, give_back_id, actor=staff(billed.estate_id, user_id=32, rights=DESK))
        with pytest.raises(AsksASecondPerson):
            self.decide(billed, give_back_id, actor=staff(billed.estate_id, user_id=31, rights=MANAGER))
        receivers = {
            reader.user_id: queries.give_backs_for(actor=reader, estate_id=billed.estate_id).rows[0].receiver
            for reader in (desk, billed.manager, staff(billed.estate_id, user_id=32, rights=DESK))
        }
        assert receivers == {31: "农秀兰", 12: "农秀兰", 32: "农**"}
        assert self.decide(billed, give_back_id, actor=desk, approve=False) is Decision.WITHDRAWN
        assert billed.credit(billed.homes[0]) == 5000

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE billing_give_back SET state = 'approved', decided_by = asked_by, decided_at = asked_at,"
            " given_on = '2022-08-10'",
            "UPDATE billing_give_back SET amount_fen = 1",
            "DELETE FROM billing_give_back",
        ],
    )
    def test_the_database_refuses_one_person_alone(self, billed: World, statement: str) -> None:
        billed.pay_cash(billed.homes[0], [], "50.00", on=at(8, 3))
        self.ask(billed)
        with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


class TestCreditOfAFormerOwner:
    def bond(self, world: World, name: str, since: date, until: date | None) -> None:
        person = Person.objects.create(estate_id=world.estate_id, name=name, created_at=at(7, 1))
        HomeBond.objects.create(
            estate_id=world.estate_id,
            home_id=world.homes[0],
            person=person,
            role="owner",
            starts_on=since,
            ends_before=until,
        )

    def left(self, world: World) -> queries.FormerCredit | None:
        return queries.credit_of_former_owners(
            actor=world.finance, estate_id=world.estate_id, home_id=world.homes[0], today=date(2022, 12, 1)
        )

    def test_is_told_until_it_is_used_or_given_back(self, billed: World) -> None:
        home = billed.homes[0]
        self.bond(billed, "农秀兰", date(2010, 1, 1), date(2022, 9, 1))
        self.bond(billed, "韦新业", date(2022, 9, 1), None)
        billed.pay_cash(home, [], "30.00", on=at(8, 3))
        billed.pay_cash(home, [], "20.00", on=at(9, 20))
        assert self.left(billed) == queries.FormerCredit(Money(3000), ("农**",), date(2022, 8, 3))
        billed.give_back(home, "10.00", on=at(9, 25))
        told = self.left(billed)
        assert told is not None
        assert told.amount == Money(3000)  # the newcomer's own 10.00 went
        with pytest.raises(GiveBackTooLarge, match=r"10\.00"):
            billed.give_back(home, "25.00", on=at(9, 26))
        billed.give_back(home, "25.00", on=at(9, 26), is_former_owners=True)
        told = self.left(billed)
        assert told is not None
        assert told.amount == Money(500)
        billed.give_back(home, "5.00", on=at(9, 27), is_former_owners=True)
        assert self.left(billed) is None
        assert billed.credit(home) == 1000

    def test_is_nothing_while_the_payer_owns_the_home(self, billed: World) -> None:
        self.bond(billed, "农秀兰", date(2010, 1, 1), None)
        billed.pay_cash(billed.homes[0], [], "30.00", on=at(8, 3))
        assert self.left(billed) is None


def test_figures_of_a_month_count_money_that_never_was_until_it_is_taken_back(billed: World) -> None:
    home = billed.homes[0]
    payment_id = billed.pay_cash(home, [billed.bills(home)[1].id], "51.81", on=at(8, 3))
    assert queries.rates(billed.estate_id, AUGUST).current.numerator == 5181
    billed.cancel(payment_id, on=at(8, 20))
    assert queries.rates(billed.estate_id, AUGUST).current.numerator == 0
    assert Month.of(date(2022, 8, 20)) == AUGUST
