"""What the stand-in gateway knows of the story: every payment by a channel, as if the payers had paid there."""

from __future__ import annotations

from datetime import datetime, timedelta

from laoyou.core.calendar import Month
from laoyou.demo.city.cast import Cast
from laoyou.demo.city.story import MONTHS, NOW
from laoyou.demo.gateway import clock
from laoyou.demo.gateway.store import Refund, Store, Trade
from laoyou.infra import scope
from laoyou.infra.home import Home
from laoyou.system.payments import queries as payments
from laoyou.system.payments.queries import PaymentRow, PaymentsFilter
from laoyou.system.places import queries as places

CHANNELS = ("wechat", "alipay")


def gateway_store() -> Store:
    return Store(Home.from_environment().path / "gateway" / "gateway.sqlite3")


def remember_payments(cast: Cast, store: Store) -> None:
    """Write all estates' payments by a channel into the gateway's own record, so that it can give them back."""
    finance = cast.on("finance", NOW)
    months = (*MONTHS, Month.of(NOW.date()))
    for estate in places.estates_for(actor=finance):
        with scope.estate(estate.id):
            rows = [
                row
                for channel in CHANNELS
                for month in months
                for row in payments.payments_to_export(
                    actor=finance, estate_id=estate.id, wanted=PaymentsFilter(month=month, channel=channel)
                )
            ]
        store.remember(_trade(row, estate.name) for row in rows)


def give_back_there(store: Store, row: PaymentRow, *, number: str, amount_fen: int, state: str, at: datetime) -> str:
    """Let the gateway give a payment back under the number and return its own number of the refund."""
    refund = Refund(
        channel=row.channel,
        refund_number=number,
        number=row.order_number,
        transaction_id=row.transaction,
        refund_id=f"503000{at:%Y%m%d}{row.id:014d}",
        amount_fen=amount_fen,
        state=state,
        refunded_at=clock.iso(at),
        refunded_day=clock.day(clock.iso(at)),
        notify_address="",
    )
    done = store.refund(refund, due_at=None)
    assert done is not None, number
    return done.refund_id


def _trade(row: PaymentRow, text: str) -> Trade:
    return Trade(
        channel=row.channel,
        number=row.order_number,
        amount_fen=row.amount.fen,
        text=text,
        state="paid",
        trade="native",
        token=f"story-{row.channel}-{row.order_number}",
        expires_at=clock.iso(row.paid_at + timedelta(minutes=30)),
        notify_address="",
        return_address="",
        asked="{}",
        transaction_id=row.transaction,
        paid_at=clock.iso(row.paid_at),
    )
