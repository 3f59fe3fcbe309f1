"""Any order of billing, paying, correcting and giving back, against a household's account kept on paper.

Each step does the same in the product, through its use cases on a real database, and in the model; after each step
both are held against each other to the fen. Everything of a run is rolled back at its end.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from laoyou.core.calendar import Month
from laoyou.core.errors import NotFound, Refusal
from laoyou.core.money import Money
from laoyou.system.billing import use_cases as billing
from laoyou.system.payments import use_cases as payments
from laoyou.system.payments.models import Refund as RefundRow
from laoyou.system.payments.providers.provider import ToldRefund
from laoyou.system.payments.refunds import use_cases as refunds
from laoyou.system.payments.refunds.rules.stages import RefundStanding
from tests.billing.account.estate import CHOSEN, FEN, MONTHS, REFUSED_AS, WHICH, EstateOnPaper
from tests.billing.account.model import APPLIED, RETURNED, SUSPENSE, Payment


class HouseholdAccount(EstateOnPaper):
    """What people and channels do, in any order."""

    # --- bills

    @precondition(lambda self: len(self.issued) < len(MONTHS))
    @rule()
    def bills_a_month(self) -> None:
        self.issues_the_next_month()

    @precondition(lambda self: self.issued)
    @rule(which=WHICH)
    def issues_a_month_again(self, which: int) -> None:
        month = Month(2022, self.issued[which % len(self.issued)])
        run = billing.issue_month(actor=self.world.finance, estate_id=self.estate_id, month=month, at=self._on())
        assert run.bills == run.amount.fen == 0

    @rule(which=WHICH, percent=st.integers(1, 100), first=st.integers(7, 12))
    def waives(self, which: int, percent: int, first: int) -> None:
        home = self._home(which)
        waiver = billing.ask_waiver(
            actor=self.world.finance,
            estate_id=self.estate_id,
            home_id=home,
            kind="hardship",
            percent=percent,
            reason="低保",
            starts_on=date(2022, first, 1),
            ends_before=date(2023, 1, 1),
            at=self._on(),
        )
        self._needs_two(
            lambda actor: billing.decide_waiver(
                actor=actor, estate_id=self.estate_id, waiver_id=waiver, approve=True, at=self._on()
            )
        )
        self.waived[home].append((first, 13, percent))

    @precondition(lambda self: self.account.bills)
    @rule(which=WHICH, fen=FEN)
    def writes_a_credit_note(self, which: int, fen: int) -> None:
        bill = self._bill(which)

        def write() -> None:
            note = billing.ask_credit_note(
                actor=self.world.finance,
                estate_id=self.estate_id,
                bill_id=bill.id,
                amount=Money(fen),
                reason="误开",
                at=self._on(),
            )
            self._needs_two(
                lambda actor: billing.decide_credit_note(
                    actor=actor, estate_id=self.estate_id, correction_id=note, approve=True, at=self._on()
                )
            )

        self._both(write, lambda: self.account.note(bill, fen))

    # --- money comes

    @precondition(lambda self: self.account.bills)
    @rule(which=WHICH, places=CHOSEN)
    def opens_an_order(self, which: int, places: Collection[int]) -> None:
        home = self._home(which)
        bills = self._chosen(home, places)
        if not bills:
            return
        fen = sum(self.account.bills[bill].open for bill in bills)

        def open_order() -> None:
            order = billing.start_payment(
                actor=self.world.resident(home),
                estate_id=self.estate_id,
                home_id=home,
                bill_ids=bills,
                channel="wechat",
                at=self._on(),
            )
            known = self.orders.setdefault(order.number, (home, tuple(bills), fen, "waiting"))
            assert known == (home, tuple(bills), fen, "waiting")

        self._both(open_order, lambda: self._all_open(bills))

    @precondition(lambda self: self.account.bills)
    @rule(which=WHICH, places=CHOSEN)
    def pays_by_phone(self, which: int, places: Collection[int]) -> None:
        before = set(self.orders)
        self.opens_an_order(which, places)
        for number in set(self.orders) - before:
            self._arrives(number, self.orders[number][2])

    @precondition(lambda self: self.orders)
    @rule(which=WHICH, is_wrong=st.integers(0, 4), fen=FEN)
    def money_arrives(self, which: int, is_wrong: int, fen: int) -> None:
        number = self._one(list(self.orders), which)
        self._arrives(number, fen if is_wrong == 0 else self.orders[number][2])

    def _arrives(self, number: str, arrived: int) -> None:
        home, bills, asked, state = self.orders[number]
        told = (f"42{len(self.told):08}{self.estate_id}", number, arrived)
        outcome = self._tell(*told)
        self.told.append(told)
        payment = Payment(self._newest(), home, arrived, APPLIED)
        if state == "paid":
            expected = "second_payment"
        elif arrived != asked:
            expected = "wrong_amount"
            self.orders[number] = (home, bills, asked, "exception")
        else:
            expected = "paid"
            self.orders[number] = (home, bills, asked, "paid")
        assert outcome == expected
        if expected == "paid":
            self.account.pay(payment, bills)
            self.receipts += 1
        else:
            payment.place = SUSPENSE
            self.account.wait(payment)

    @precondition(lambda self: self.told)
    @rule(which=WHICH, more=st.sampled_from([0, 0, 1]))
    def the_channel_tells_it_again(self, which: int, more: int) -> None:
        transaction_id, number, fen = self._one(self.told, which)
        assert self._tell(transaction_id, number, fen + more) == ("conflict" if more else "duplicate")

    @precondition(lambda self: self.account.bills)
    @rule(which=WHICH, places=CHOSEN, fen=FEN, twice=st.booleans())
    def pays_cash(self, which: int, places: Collection[int], fen: int, twice: bool) -> None:
        home = self._home(which)
        bills = self._chosen(home, places)
        on, once = self._on(), f"form-{self.steps}"
        taken = {
            billing.take_cash(
                actor=self.world.finance,
                estate_id=self.estate_id,
                home_id=home,
                bill_ids=bills,
                received=Money(fen),
                payer_name="李某",
                at=on,
                once=once,
            )
            for _ in range(1 + twice)
        }
        assert len(taken) == 1
        self.account.pay(Payment(taken.pop(), home, fen, APPLIED, is_cash=True), bills)
        self.receipts += 1

    @precondition(lambda self: self.account.bills)
    @rule(which=WHICH, is_neighbours=st.booleans())
    def pays_what_is_anothers(self, which: int, is_neighbours: bool) -> None:
        home = self._home(which)
        others = [bill.id for bill in self.account.bills.values() if bill.home != home and bill.open > 0]
        bill = self.their_bill if is_neighbours or not others else self._one(others, which)
        for pay in (self._pays_by_link, self._pays_at_the_desk):
            try:
                with transaction.atomic():
                    pay(home, bill)
            except NotFound:
                continue
            raise AssertionError("a bill of somebody else was taken")

    @rule(which=WHICH)
    def uses_credit(self, which: int) -> None:
        home = self._home(which)
        try:
            used = billing.use_credit(
                actor=self.world.resident(home), estate_id=self.estate_id, home_id=home, at=self._on()
            ).fen
        except Refusal:
            used = 0
        assert used == self.account.use_credit(home)

    # --- money goes

    @precondition(lambda self: any(self.account.credit.values()))
    @rule(which=WHICH, fen=FEN)
    def gives_credit_back(self, which: int, fen: int) -> None:
        home = self._home(which)

        def give() -> None:
            row = billing.ask_give_back(
                actor=self.world.finance,
                estate_id=self.estate_id,
                home_id=home,
                amount=Money(fen),
                way="cash",
                receiver="农秀兰",
                reason="退",
                at=self._on(),
            )
            self._needs_two(
                lambda actor: billing.decide_give_back(
                    actor=actor, estate_id=self.estate_id, give_back_id=row, approve=True, at=self._on()
                )
            )

        self._both(give, lambda: self.account.give_back(home, fen))

    @precondition(lambda self: self._tills())
    @rule(which=WHICH)
    def takes_cash_back(self, which: int) -> None:
        payment = self._one(self._tills(), which)

        def cancel() -> None:
            row = payments.ask_cancellation(
                actor=self.world.finance,
                estate_id=self.estate_id,
                payment_id=payment.id,
                reason="输错",
                at=self._on(),
            )
            self._needs_two(
                lambda actor: payments.decide_cancellation(
                    actor=actor, estate_id=self.estate_id, cancellation_id=row, approve=True, at=self._on()
                )
            )

        self._both(cancel, lambda: self.account.cancel(payment))

    @precondition(lambda self: any(not payment.is_cash for payment in self.account.payments.values()))
    @rule(which=WHICH, fen=st.none() | FEN, takes_credit=st.booleans(), places=CHOSEN)
    def gives_a_payment_back(self, which: int, fen: int | None, takes_credit: bool, places: Collection[int]) -> None:
        online = [each for each in self.account.payments.values() if not each.is_cash]
        payment = self._one(list(self.account.payments.values()) if which == 11 else online, which)
        amount = fen or payment.rest or 1
        reopens = self._chosen(payment.home, places)
        asked: list[int] = []

        def ask_and_approve() -> None:
            given: dict[str, Any] = {
                "actor": self.world.finance,
                "estate_id": self.estate_id,
                "payment_id": payment.id,
                "amount": Money(amount),
                "reason": "多缴",
                "at": self._on(),
            }
            if payment.place in (SUSPENSE, RETURNED):
                asked.append(refunds.ask_refund(**given))
            else:
                asked.append(billing.ask_refund(**given, takes_credit=takes_credit, bill_ids=reopens))
            self._needs_two(
                lambda actor: refunds.decide_refund(
                    actor=actor, estate_id=self.estate_id, refund_id=asked[0], approve=True, at=self._on()
                )
            )

        chosen: dict[str, Any] = {"takes_credit": takes_credit, "reopens": reopens}
        self._both(
            ask_and_approve,
            lambda: self.account.can_hold(payment, amount, **chosen),
            refused_as=(*REFUSED_AS, NotFound),
        )
        if asked and RefundRow.objects.filter(id=asked[0]).exists():
            self.account.hold(asked[0], payment, amount, **chosen)

    @precondition(lambda self: self.account.refunds)
    @rule(which=WHICH, is_done=st.booleans(), times=st.integers(1, 2))
    def the_channel_says_what_became_of_it(self, which: int, is_done: bool, times: int) -> None:
        refund = self._one(list(self.account.refunds.values()), which)
        row = RefundRow.objects.get(id=refund.id)
        standing = RefundStanding.DONE if is_done else RefundStanding.CLOSED
        on = self._on()
        for _ in range(times):
            refunds.settle_refund(
                channel="wechat",
                told=ToldRefund(
                    row.number, standing, row.order_number, row.transaction, f"50{row.id}", row.amount_fen, on
                ),
                seen_via="notification",
                at=on,
            )
        if refund.state == "held":
            (self.account.went_back if is_done else self.account.did_not_go_back)(refund)
