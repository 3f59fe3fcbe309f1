"""A card at the desk: its slip of the day before, entered the next morning, and the acquirer's file of that day."""

from __future__ import annotations

import io
from datetime import date, timedelta

from laoyou.core.money import Money
from laoyou.demo.city.cast import Cast
from laoyou.demo.city.story import moment
from laoyou.infra import scope
from laoyou.system.billing import queries as billing
from laoyou.system.billing import use_cases as billing_acts
from laoyou.system.payments.reconciliation import use_cases as reconciliation
from laoyou.system.payments.rules.slips import Slip

PAID_ON = date(2023, 1, 3)
SLIP = Slip("45010288", "230103174512", "6688", PAID_ON)
FEE_OF = 167
"""One fen of fee for so many: 0.6 %."""
LOOKED_THROUGH = slice(200, 300)
TITLES = {"terminal": "机具编号", "fee": "扣收费用"}


def tell(cast: Cast, estate_id: int) -> None:
    """Take the card for a home, and hand the acquirer's file in, whose own titles somebody has said."""
    at = moment(PAID_ON + timedelta(days=1), 8, 50)
    desk = cast.on("desk", at)
    with scope.estate(estate_id):
        owing = (
            (home_id, billing.open_bills(actor=desk, estate_id=estate_id, home_id=home_id))
            for home_id in cast.homes(estate_id)[LOOKED_THROUGH]
        )
        home_id, bills = next((home_id, bills) for home_id, bills in owing if bills)
    due = Money.total(bill.open for bill in bills)
    billing_acts.take_cash(
        actor=desk,
        estate_id=estate_id,
        home_id=home_id,
        bill_ids=[bill.id for bill in bills],
        received=due,
        payer_name="黄建民",
        at=at,
        slip=SLIP,
    )
    fee = Money(round(due.fen / FEE_OF))
    row = (PAID_ON.isoformat(), SLIP.terminal, SLIP.reference, "消费", str(due), str(fee))
    cells = ",".join(cell if "," not in cell else f'"{cell}"' for cell in row)
    content = f"交易日期,机具编号,参考号,交易类型,交易金额,扣收费用\n{cells}\n".encode("utf-8-sig")
    morning = moment(PAID_ON + timedelta(days=1), 11, 5)
    reconciliation.take_terminal_file(
        actor=cast.on("finance", morning),
        name="收单对账20230103.csv",
        content=io.BytesIO(content),
        at=morning,
        titles=TITLES,
    )
    reconciliation.compare_day(channel="pos", day=PAID_ON, at=morning)
