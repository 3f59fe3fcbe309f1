"""Money that goes back in the first estate: what was paid twice, and deposits of those who renovate.

Everything here is of January: it moves none of the bills, rates and books of 2022.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from laoyou.core.calendar import Month
from laoyou.core.money import Money
from laoyou.demo.city.cast import Cast
from laoyou.demo.city.channels import give_back_there
from laoyou.demo.city.personas import ELDER_HOME, OWNER_HOME
from laoyou.demo.city.story import moment
from laoyou.demo.gateway.store import Store
from laoyou.infra import scope
from laoyou.system.billing import queries as billing
from laoyou.system.billing import use_cases as billing_acts
from laoyou.system.billing.deposits import queries as deposits
from laoyou.system.billing.deposits import use_cases as deposit_acts
from laoyou.system.payments import queries as payments
from laoyou.system.payments import use_cases as payment_acts
from laoyou.system.payments.queries import PaymentRow, PaymentsFilter, RefundsFilter
from laoyou.system.payments.refunds import use_cases as refunds
from laoyou.system.payments.refunds.rules.stages import RefundStanding

DECEMBER = Month(2022, 12)
TWICE = (("wechat", date(2023, 1, 2)), ("alipay", date(2023, 1, 2)), ("wechat", date(2023, 1, 3)))
"""By which channel a household paid the same order a second time, and when."""

DEPOSITS = (
    (655, "500.00", "装修垃圾清运押金", 5, "陆永强"),
    (430, "2000.00", "装修押金：厨房和卫生间", 25, "覃丽华"),
    (512, "2000.00", "装修押金：全屋", 50, "韦志明"),
)
"""Place of the home in the list, yuan, what for, the minute in which it was taken, who paid it."""

SETTLED = (("80.00", "单元门口地砖压裂一块，换砖 80 元"), ("0", "验收合格，全额退还"))
"""Of the first two: yuan that are kept, and what is said of it."""


def pay_twice(cast: Cast, estate_id: int) -> None:
    """Let three households pay what is paid already: the second money waits in suspense."""
    desk = cast.on("desk", moment(date(2023, 1, 2), 9))
    named = {cast.home_called(estate_id, label) for label in (OWNER_HOME, ELDER_HOME)}
    with scope.estate(estate_id):
        for number, (channel, day) in enumerate(TWICE):
            rows = payments.payments_to_export(
                actor=desk,
                estate_id=estate_id,
                wanted=PaymentsFilter(month=DECEMBER, channel=channel, place="applied"),
            )
            row = next(
                row
                for row in rows[10 * number :]
                if row.home_id is not None
                and row.home_id not in named
                and not billing.open_bills(actor=desk, estate_id=estate_id, home_id=row.home_id)
            )
            at = moment(day, 19, 12 + number)
            payment_acts.settle(
                channel=channel,
                transaction=f"4200009{channel == 'alipay':d}{number}{day:%Y%m%d}0000000000",
                order_number=row.order_number,
                amount_fen=row.amount.fen,
                paid_at=at,
                seen_via="notification",
                at=at + timedelta(seconds=2),
            )


def tell(cast: Cast, estate_id: int, store: Store) -> None:
    _give_back(cast, estate_id, store)
    _hold_deposits(cast, estate_id)


def _give_back(cast: Cast, estate_id: int, store: Store) -> None:
    """One second payment is back with its payer, one became credit of which half is on its way, one waits."""
    first, second, third = _paid_twice(cast, estate_id)
    asked, decided = moment(date(2023, 1, 3), 9, 20), moment(date(2023, 1, 3), 15)
    _ask(cast, estate_id, first, "夫妻两人各付了一遍，退后付的一笔", asked)
    _approve(cast, estate_id, first, decided)
    _hear(cast, estate_id, store, first, RefundStanding.DONE, decided + timedelta(minutes=4))
    _keep_as_credit(cast, estate_id, second, asked + timedelta(minutes=30))
    asked = moment(date(2023, 1, 4), 10)
    billing_acts.ask_refund(
        actor=cast.on("desk", asked),
        estate_id=estate_id,
        payment_id=second.id,
        amount=Money(second.amount.fen // 2),
        takes_credit=True,
        bill_ids=[],
        reason="来电说多付了，一半退回，一半留着交下个月",
        at=asked,
    )
    _approve(cast, estate_id, second, asked + timedelta(hours=5))
    _hear(cast, estate_id, store, second, RefundStanding.UNDER_WAY, asked + timedelta(hours=5, minutes=3))
    _ask(cast, estate_id, third, "孩子在外地又付了一遍", moment(date(2023, 1, 5), 8, 50))


def _paid_twice(cast: Cast, estate_id: int) -> Sequence[PaymentRow]:
    finance = cast.on("finance", moment(date(2023, 1, 3), 9))
    with scope.estate(estate_id):
        rows = payments.suspense_for(actor=finance)
    return [row for row in rows if row.estate_id == estate_id and row.trouble == "second_payment"]


def _ask(cast: Cast, estate_id: int, row: PaymentRow, reason: str, at: datetime) -> None:
    refunds.ask_refund(
        actor=cast.on("finance", at),
        estate_id=estate_id,
        payment_id=row.id,
        amount=row.amount,
        reason=reason,
        at=at,
    )


def _keep_as_credit(cast: Cast, estate_id: int, row: PaymentRow, at: datetime) -> None:
    """Give money in suspense to the home that paid it."""
    assert row.home_id is not None
    assignment_id = payment_acts.ask_assignment(
        actor=cast.on("finance", at),
        held_in=estate_id,
        payment_id=row.id,
        estate_id=estate_id,
        home_id=row.home_id,
        reason="业主来电：先放在预存里",
        at=at,
    )
    later = at + timedelta(hours=2)
    payment_acts.decide_assignment(
        actor=cast.on("manager", later), held_in=estate_id, assignment_id=assignment_id, approve=True, at=later
    )


def _refund_of(cast: Cast, estate_id: int, row: PaymentRow, at: datetime) -> payments.RefundView:
    with scope.estate(estate_id):
        page = payments.refunds_for(actor=cast.on("manager", at), wanted=RefundsFilter(), size=50)
    return next(each for each in page.rows if each.payment_id == row.id)


def _approve(cast: Cast, estate_id: int, row: PaymentRow, at: datetime) -> None:
    refund_id = _refund_of(cast, estate_id, row, at).id
    refunds.decide_refund(actor=cast.on("manager", at), estate_id=estate_id, refund_id=refund_id, approve=True, at=at)


def _hear(cast: Cast, estate_id: int, store: Store, row: PaymentRow, standing: RefundStanding, at: datetime) -> None:
    """Let the gateway do it, and the application hear of it."""
    asked = _refund_of(cast, estate_id, row, at)
    is_done = standing is RefundStanding.DONE
    theirs = give_back_there(
        store,
        row,
        number=asked.number,
        amount_fen=asked.amount.fen,
        state="success" if is_done else "processing",
        at=at,
    )
    refunds.settle_refund(
        channel=row.channel,
        told=refunds.ToldRefund(
            number=asked.number,
            standing=standing,
            order_number=row.order_number,
            transaction=row.transaction,
            refund=theirs if row.channel == "wechat" else "",
            amount_fen=asked.amount.fen,
            done_at=at if is_done else None,
        ),
        seen_via="notification",
        at=at + timedelta(seconds=5),
    )


def _hold_deposits(cast: Cast, estate_id: int) -> None:
    """Three homes renovate: one deposit is held, one waits for the manager, one went back but for a broken tile."""
    homes = cast.homes(estate_id)
    for place, yuan, purpose, minute, name in DEPOSITS:
        at = moment(date(2023, 1, 2), 10, minute)
        deposit_acts.take_deposit(
            actor=cast.on("desk", at),
            estate_id=estate_id,
            home_id=homes[place],
            amount=Money.parse(yuan),
            purpose=purpose,
            payer_name=name,
            at=at,
        )
    desk = cast.on("desk", moment(date(2023, 1, 4), 9))
    with scope.estate(estate_id):
        held = {row.home_id: row.id for row in deposits.deposits_for(actor=desk, estate_id=estate_id).rows}
    for number, (kept, reason) in enumerate(SETTLED):
        at = moment(date(2023, 1, 4), 11 + number)
        return_id = deposit_acts.ask_settlement(
            actor=cast.on("desk", at),
            estate_id=estate_id,
            deposit_id=held[homes[DEPOSITS[number][0]]],
            kept=Money.parse(kept),
            way="cash",
            receiver=DEPOSITS[number][4],
            reason=reason,
            at=at,
        )
        if number == 0:
            at += timedelta(hours=3)
            deposit_acts.decide_settlement(
                actor=cast.on("manager", at), estate_id=estate_id, return_id=return_id, approve=True, at=at
            )
