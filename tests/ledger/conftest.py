"""An estate with books: its people, and short ways to say what happened."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from itertools import count

import pytest
from PIL import Image

from laoyou.core.calendar import city_instant
from laoyou.core.money import Money
from laoyou.infra import files, scope
from laoyou.infra.actor import Actor, ActorKind, Right, system
from laoyou.system.ledger import use_cases
from laoyou.system.ledger.models import Entry
from laoyou.system.ledger.posting import post_entry
from laoyou.system.ledger.rules.accounts import Account, Fund, NewLine

ESTATE = 71
AT = datetime(2022, 12, 20, 3, 0, tzinfo=UTC)
AFTER = datetime(2023, 1, 5, 3, 0, tzinfo=UTC)
BOOK_RIGHTS = frozenset({Right.RECORD_EXPENSE, Right.APPROVE_EXPENSE, Right.CLOSE_MONTH, Right.SEE_BOOKS})
_sources = count(1)


def staff(user_id: int, *rights: Right, estate_id: int = ESTATE) -> Actor:
    return Actor(
        kind=ActorKind.STAFF,
        name=f"职员{user_id}",
        user_id=user_id,
        rights={estate_id: frozenset(rights) or BOOK_RIGHTS},
    )


def picture(colour: str = "white") -> io.BytesIO:
    content = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(content, "PNG")
    content.seek(0)
    return content


class Books:
    """The estate's books as a test speaks of them."""

    estate_id = ESTATE

    def __init__(self) -> None:
        self.clerk = staff(11)
        self.manager = staff(12)

    def voucher(self, colour: str = "white", estate_id: int = ESTATE, purpose: str = "voucher") -> int:
        with scope.estate(estate_id):
            return files.store(
                estate_id=estate_id,
                name="小票.png",
                content=picture(colour),
                purpose=purpose,
                actor=self.clerk,
                at=AT,
            )

    def record(
        self,
        fen: int = 1_040_000,
        fund: Fund = Fund.SERVICE,
        account: Account = Account.WAGES,
        on: date = date(2022, 12, 20),
        text: str = "保洁员工资，4 人",
        payee: str = "李秀兰",
        at: datetime = AT,
        **more: object,
    ) -> int:
        return use_cases.record_expense(
            actor=self.clerk,
            estate_id=ESTATE,
            fund=fund,
            account=account,
            amount=Money(fen),
            spent_on=on,
            payee=payee,
            text=text,
            at=at,
            **({"file_ids": [self.voucher()]} | more),  # type: ignore[arg-type]
        )

    def receive(
        self,
        fen: int = 320_000,
        fund: Fund = Fund.COMMON_INCOME,
        account: Account = Account.PARKING,
        on: date = date(2022, 12, 20),
        at: datetime = AT,
    ) -> int:
        return use_cases.record_income(
            actor=self.clerk,
            estate_id=ESTATE,
            fund=fund,
            account=account,
            amount=Money(fen),
            received_on=on,
            payer="临时停车",
            text="场地停车收入",
            file_ids=[self.voucher()],
            at=at,
        )

    def decide(self, expense_id: int, approve: bool = True, reason: str = "", at: datetime = AT) -> int | None:
        return use_cases.decide_expense(
            actor=self.manager, estate_id=ESTATE, expense_id=expense_id, approve=approve, reason=reason, at=at
        )

    def spend(self, **what: object) -> int:
        entry_id = self.decide(self.record(**what))  # type: ignore[arg-type]
        assert entry_id is not None
        return entry_id

    def reverse(self, entry_id: int, reason: str = "记错了", at: datetime = AT) -> int:
        """Let the clerk ask and the manager take the entry back; return the entry that does."""
        reversal_id = use_cases.ask_reversal(
            actor=self.clerk, estate_id=ESTATE, entry_id=entry_id, reason=reason, at=at
        )
        use_cases.decide_reversal(actor=self.manager, estate_id=ESTATE, reversal_id=reversal_id, approve=True, at=at)
        with scope.estate(ESTATE):
            return Entry.objects.get(estate_id=ESTATE, reverses_id=entry_id).id

    def post(self, *lines: NewLine, on: date = date(2022, 12, 20), kind: str = "test", text: str = "") -> int:
        with scope.estate(ESTATE):
            entry_id = post_entry(
                estate_id=ESTATE,
                kind=kind,
                source=str(next(_sources)),
                posted_on=on,
                text=text,
                lines=lines,
                actor=system("test"),
                at=city_instant(on),
            )
        assert entry_id is not None
        return entry_id

    def pay_bill(self, fen: int, home_id: int = 501, on: date = date(2022, 12, 20), text: str = "") -> int:
        """Post what happens when a home pays a bill: money arrives as its credit, then moves to the bill's fund."""
        self.post(
            NewLine(Fund.CREDITS, Account.MONEY, fen),
            NewLine(Fund.CREDITS, Account.PAYER_CREDIT, -fen, home_id=home_id),
            on=on,
            kind="payment",
            text=text,
        )
        return self.post(
            NewLine(Fund.CREDITS, Account.PAYER_CREDIT, fen, home_id=home_id),
            NewLine(Fund.CREDITS, Account.MONEY, -fen),
            NewLine(Fund.SERVICE, Account.MONEY, fen),
            NewLine(Fund.SERVICE, Account.RECEIVABLE, -fen, home_id=home_id, bill_id=9),
            on=on,
            kind="application",
            text=text,
        )


@pytest.fixture(autouse=True)
def files_apart(settings, tmp_path) -> None:
    """Keep the vouchers of a test in its own folder."""
    default = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path)},
    }
    settings.STORAGES = {**settings.STORAGES, "default": default}


@pytest.fixture
def books(db: None) -> Books:
    return Books()
