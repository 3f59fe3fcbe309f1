"""Bills and statements for the tests of reconciliation, as a channel and a bank would write them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from laoyou.core.calendar import CITY_TIME
from laoyou.demo.gateway import bills
from laoyou.demo.gateway.bills import Billed
from laoyou.demo.gateway.store import Moved
from laoyou.infra import scope
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.payments.models import BankLine, ChannelDay, DayDifference
from laoyou.system.payments.providers import doors
from laoyou.system.payments.providers.alipay import bills as alipay_bills
from laoyou.system.payments.reconciliation import use_cases

DAY = date(2022, 11, 30)
NEXT = datetime(2022, 12, 1, 3, 0, tzinfo=UTC)
CASHIER = Actor(kind=ActorKind.STAFF, name="覃会计", user_id=912, rights={0: frozenset({Right.RECONCILE})})
CLERK = Actor(kind=ActorKind.STAFF, name="陆小燕", user_id=911, rights={0: frozenset()})


def billed(
    number: str,
    amount_fen: int,
    *,
    transaction: str = "4200000001",
    fee_fen: int | None = None,
    refund: str = "",
    at: datetime = datetime(2022, 11, 30, 2, 0, tzinfo=UTC),
) -> Billed:
    moved = Moved(
        number=number,
        transaction_id=transaction,
        refund_number=refund,
        refund_id=f"5{refund}" if refund else "",
        amount_fen=-amount_fen if refund else amount_fen,
        text="秀山花园",
        trade="native",
        at=at.astimezone(CITY_TIME).isoformat(),
        paid_fen=amount_fen,
    )
    usual = bills.fee_of(amount_fen) * (-1 if refund else 1)
    return Billed(moved, usual if fee_fen is None else fee_fen)


def bill_file(channel: str, lines: Sequence[Billed], day: date = DAY) -> bytes:
    if not lines:
        return b""
    keys: Any = doors.provider_for(channel).keys  # type: ignore[attr-defined]
    if channel == "wechat":
        return bills.wechat_bill(lines, keys)
    return alipay_bills.unpacked(bills.alipay_bill(lines, keys, day.isoformat()))


def take(lines: Sequence[Billed], *, channel: str = "wechat", day: date = DAY, at: datetime = NEXT) -> ChannelDay:
    """Take the bill in, compare the day, and return its row."""
    use_cases.take_bill(channel=channel, day=day, content=bill_file(channel, lines, day), at=at)
    return compared(channel=channel, day=day, at=at)


def compared(*, channel: str = "wechat", day: date = DAY, at: datetime = NEXT) -> ChannelDay:
    use_cases.compare_day(channel=channel, day=day, at=at)
    return row_of(channel=channel, day=day)


def row_of(*, channel: str = "wechat", day: date = DAY) -> ChannelDay:
    with scope.estate(0):
        return ChannelDay.objects.get(channel=channel, day=day)


def differences(day: ChannelDay, state: str = "open") -> list[DayDifference]:
    with scope.estate(0):
        return list(DayDifference.objects.filter(day_id=day.id, state=state).order_by("id"))


def statement(rows: Sequence[tuple[date, int, str]], *, account: str = "建行 0815", at: datetime = NEXT) -> int:
    """Hand in and enter a statement of (day, fen, other party); return how many lines were new."""
    text = "交易日期,交易金额,对方户名,摘要\n" + "".join(
        f"{day.isoformat()},{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d},{other},结算\n"
        for day, fen, other in rows
    )
    made = use_cases.read_statement(
        actor=CASHIER, name="statement.csv", content=io.BytesIO(text.encode()), account=account, at=at
    )
    return use_cases.enter_statement(actor=CASHIER, statement_id=made, account="", at=at)


def bank_lines() -> list[BankLine]:
    with scope.estate(0):
        return list(BankLine.objects.order_by("booked_on", "id"))


def after(days: int) -> datetime:
    return NEXT + timedelta(days=days)
