"""An estate in the product and its account on paper, held against each other: what every step of the machine needs."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any, TypeVar

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from laoyou.core.calendar import Month
from laoyou.core.decisions import AsksASecondPerson
from laoyou.core.errors import Refusal
from laoyou.core.money import Money
from laoyou.infra import scope
from laoyou.system.billing import queries
from laoyou.system.billing import use_cases as billing
from laoyou.system.billing.errors import BillNotOpen, CreditTooLarge, GiveBackTooLarge, GivenBackSince, RefundShort
from laoyou.system.billing.models import Bill as BillRow
from laoyou.system.billing.models import HomeCredit
from laoyou.system.ledger import queries as ledger
from laoyou.system.ledger.models import Entry, Line
from laoyou.system.ledger.rules.accounts import Account as Books
from laoyou.system.payments import use_cases as payments
from laoyou.system.payments.models import Payment as PaymentRow
from laoyou.system.payments.models import Receipt
from laoyou.system.payments.refunds.errors import NotByItsChannel, RefundTooLarge
from tests.billing.account.model import APPLIED, Account, Bill, Payment, Refused, half_up
from tests.billing.conftest import make_world
from tests.one_estate import unwatched

RATE = "0.55"
AREAS = (
    "80.30",
    "72.10",
)  # 44.165 and 39.655 a month: exactly half a fen, once after an even and once after an odd one
PARKING = "37.00"
MONTHS = range(7, 13)
BEGINS = date(2022, 7, 21)
NOON = datetime(2022, 12, 15, 4, 0, tzinfo=UTC)
REFUSED_AS = (
    BillNotOpen,
    CreditTooLarge,
    GivenBackSince,
    GiveBackTooLarge,
    RefundShort,
    NotByItsChannel,
    RefundTooLarge,
)
T = TypeVar("T")
FEN = st.one_of(st.integers(1, 60), st.integers(1, 12_000))
WHICH = st.integers(0, 11)
CHOSEN = st.sets(st.integers(0, 3), min_size=1, max_size=3)


class EstateOnPaper(RuleBasedStateMachine):
    """One estate with two homes, and a neighbour's estate that nothing here may touch."""

    @initialize()
    def opens(self) -> None:
        self.stack = ExitStack()
        self.stack.enter_context(transaction.atomic())
        self.stack.callback(lambda: transaction.set_rollback(True))
        with unwatched():
            self.neighbour = make_world()
            with scope.estate(self.neighbour.estate_id):
                self.neighbour.home("90.00")
                self.neighbour.tariff("0.60")
                self.neighbour.issue(Month(2022, 8))
                self.their_bill = self.neighbour.bills()[0].id
        self.world = make_world()
        self.estate_id = self.world.estate_id
        self.stack.enter_context(scope.estate(self.estate_id))
        self.homes = [self.world.home(area) for area in AREAS]
        self.area = dict(zip(self.homes, AREAS, strict=True))
        self.world.tariff(RATE)
        self.world.tariff(PARKING, item="parking", method="fixed", fund="common_income")
        self.account = Account()
        self.waived: dict[int, list[tuple[int, int, int]]] = {home: [] for home in self.homes}
        self.issued: list[int] = []
        self.orders: dict[str, tuple[int, tuple[int, ...], int, str]] = {}
        self.told: list[tuple[str, str, int]] = []
        self.receipts = self.steps = self.looks = 0
        for _ in range(3):
            self.issues_the_next_month()

    def teardown(self) -> None:
        if hasattr(self, "stack"):
            self.stack.close()

    def issues_the_next_month(self) -> None:
        month = MONTHS[len(self.issued)]
        run = billing.issue_month(
            actor=self.world.finance, estate_id=self.estate_id, month=Month(2022, month), at=self._on()
        )
        owed = {
            (home, fund): fen
            for home in self.homes
            for fund, fen in (("service", self._fee(home, month)), ("common_income", self._parking(month)))
        }
        assert run.amount.fen == sum(owed.values())
        rows = BillRow.objects.filter(month=date(2022, month, 1)).values_list("id", "home_id", "fund")
        assert sorted((home, fund) for _, home, fund in rows) == sorted(owed)
        self.account.issue(Bill(id_, home, month, fund, owed[home, fund]) for id_, home, fund in rows)
        self.issued.append(month)

    # --- what must be the same

    @invariant()
    def product_and_paper_agree(self) -> None:
        if not hasattr(self, "account"):
            return
        paper = self.account
        assert {
            row.id: (row.home_id, row.amount_fen, row.paid_fen, row.credited_fen) for row in BillRow.objects.all()
        } == {bill.id: (bill.home, bill.amount, bill.paid, bill.credited) for bill in paper.bills.values()}
        credit = {row.home_id: row.balance_fen for row in HomeCredit.objects.all() if row.balance_fen}
        assert credit == {home: fen for home, fen in paper.credit.items() if fen}
        assert {row.id: (row.amount_fen, row.place, row.rest_fen) for row in PaymentRow.objects.all()} == {
            each.id: (each.fen, each.place, each.rest) for each in paper.payments.values()
        }
        assert self._books() == self._books_on_paper()
        assert Receipt.objects.count() == self.receipts
        self.looks += 1
        if self.looks % 8 == 0:  # what the nightly proof looks for lies deeper, and takes longer
            self.proves()

    def proves(self) -> None:
        assert queries.proof(self.estate_id) == []
        assert ledger.proof(self.estate_id) == []

    def _books(self) -> dict[tuple[str, int], int]:
        found: dict[tuple[str, int], int] = {}
        for fund, account, fen in Line.objects.values_list("fund", "account", "amount_fen"):
            found[fund, account] = found.get((fund, account), 0) + fen
        return {place: fen for place, fen in found.items() if fen}

    def _books_on_paper(self) -> dict[tuple[str, int], int]:
        paper, books = self.account, dict[tuple[str, int], int]()
        for fund, income in (("service", Books.SERVICE_FEES), ("common_income", Books.PARKING)):
            bills = [bill for bill in paper.bills.values() if bill.fund == fund]
            books[fund, Books.MONEY] = sum(bill.paid for bill in bills)
            books[fund, Books.RECEIVABLE] = sum(bill.open for bill in bills)
            books[fund, Books.WAIVED_AND_CREDITED] = sum(bill.credited for bill in bills)
            books[fund, income] = -sum(bill.amount for bill in bills)
        on_bills = sum(bill.paid for bill in paper.bills.values())
        books["credits", Books.MONEY] = paper.arrived - paper.gone - on_bills
        books["credits", Books.PAYER_CREDIT] = -sum(paper.credit.values())
        books["credits", Books.SUSPENSE] = -paper.suspense
        return {place: fen for place, fen in books.items() if fen}

    # --- how steps are taken

    def _both(
        self,
        act: Callable[[], object],
        on_paper: Callable[[], object],
        refused_as: tuple[type[Refusal], ...] = REFUSED_AS,
    ) -> None:
        """Do it in the product and on paper: both do it, or both refuse."""
        entries = Entry.objects.count()
        try:
            with transaction.atomic():
                act()
            is_refused = False
        except refused_as:
            is_refused = True
        try:
            on_paper()
        except Refused:
            assert is_refused, "the product did what can't be done"
            assert Entry.objects.count() == entries
            return
        assert not is_refused, "the product refused what can be done"

    def _needs_two(self, decide: Callable[[Any], object]) -> None:
        """Let the asker try to approve it alone, then let the second person do it."""
        try:
            with transaction.atomic():
                decide(self.world.finance)
        except AsksASecondPerson:
            decide(self.world.manager)
            return
        raise AssertionError("one person alone was enough")

    def _tell(self, transaction_id: str, number: str, fen: int) -> str:
        on = self._on()
        return payments.settle(
            channel="wechat",
            transaction=transaction_id,
            order_number=number,
            amount_fen=fen,
            paid_at=on,
            seen_via="notification",
            at=on,
        )

    def _pays_by_link(self, home: int, bill: int) -> None:
        billing.start_payment(
            actor=self.world.resident(home),
            estate_id=self.estate_id,
            home_id=home,
            bill_ids=[bill],
            channel="wechat",
            at=self._on(),
        )

    def _pays_at_the_desk(self, home: int, bill: int) -> None:
        billing.take_cash(
            actor=self.world.finance,
            estate_id=self.estate_id,
            home_id=home,
            bill_ids=[bill],
            received=Money(100),
            payer_name="李某",
            at=self._on(),
        )

    def _all_open(self, bills: Collection[int]) -> None:
        if any(self.account.bills[bill].open <= 0 for bill in bills):
            raise Refused

    def _fee(self, home: int, month: int) -> int:
        """Return the month's fee as one works it out by hand: area × price × days, less the waiver, one rounding."""
        days = (date(2022 + month // 12, month % 12 + 1, 1) - date(2022, month, 1)).days
        served = days - (BEGINS.day - 1 if month == BEGINS.month else 0)
        percent = max((each for first, last, each in self.waived[home] if first <= month < last), default=0)
        exact = Fraction(self.area[home]) * Fraction(RATE) * 100 * Fraction(served, days)
        return half_up(exact * (100 - percent) / 100)

    def _parking(self, month: int) -> int:
        days = (date(2022 + month // 12, month % 12 + 1, 1) - date(2022, month, 1)).days
        served = days - (BEGINS.day - 1 if month == BEGINS.month else 0)
        return half_up(Fraction(PARKING) * 100 * Fraction(served, days))

    def _on(self) -> datetime:
        self.steps += 1
        return NOON + timedelta(seconds=self.steps)

    def _newest(self) -> int:
        return int(PaymentRow.objects.latest("id").id)

    def _tills(self) -> list[Payment]:
        return [each for each in self.account.payments.values() if each.is_cash and each.place == APPLIED]

    def _home(self, which: int) -> int:
        return self.homes[which % len(self.homes)]

    def _bill(self, which: int) -> Bill:
        return self._one(list(self.account.bills.values()), which)

    def _chosen(self, home: int, places: Collection[int]) -> list[int]:
        bills = self.account.of_home(home)
        return [bill.id for place, bill in enumerate(bills) if place % 4 in places]

    @staticmethod
    def _one(things: list[T], which: int) -> T:
        return things[which % len(things)]
