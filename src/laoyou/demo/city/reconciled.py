"""The centre's days between the years, reconciled: the channels' bills, the bank's statement, what differed and why."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, timedelta

from laoyou.core.money import Money
from laoyou.demo.city import by_bank, by_card
from laoyou.demo.city.cast import Cast
from laoyou.demo.city.channels import CHANNELS, give_back_there
from laoyou.demo.city.story import moment
from laoyou.demo.gateway import bills
from laoyou.demo.gateway.faults import Plan
from laoyou.demo.gateway.keys import GatewayKeys
from laoyou.demo.gateway.store import Store
from laoyou.infra import scope
from laoyou.infra.actor import Actor
from laoyou.system.payments import queries as payments
from laoyou.system.payments.queries import PaymentRow, PaymentsFilter
from laoyou.system.payments.reconciliation import queries, use_cases
from laoyou.system.payments.reconciliation.queries import DayView

CENTRE = 0
FIRST, LAST = date(2022, 12, 26), date(2023, 1, 4)
PAID_OUT = {
    date(2022, 12, 27): (date(2022, 12, 26),),
    date(2022, 12, 28): (date(2022, 12, 27),),
    date(2022, 12, 29): (date(2022, 12, 28),),
    date(2022, 12, 30): (date(2022, 12, 29),),
    date(2023, 1, 3): (date(2022, 12, 30), date(2022, 12, 31), date(2023, 1, 1), date(2023, 1, 2)),
    date(2023, 1, 4): (date(2023, 1, 3),),
}
"""Day of booking at the bank and the days of the channel that it pays: over the New Year four at once."""

WRONG_FEE_ON, OUTSIDE_ON = date(2022, 12, 28), date(2022, 12, 30)
TOO_MUCH_FEN = 12
ACCOUNT = "建行 5566 8899"
PARTIES = {"wechat": "财付通支付科技有限公司", "alipay": "支付宝（中国）网络技术有限公司"}
OTHERS = (
    (date(2022, 12, 28), "-4862.37", "南宁供电局", "秀山花园公共用电 12月", "spent", "记在秀山花园12月账里"),
    (date(2022, 12, 30), "-15.00", "建设银行", "对公账户管理费", "bank_fee", "12月账户管理费"),
    (date(2023, 1, 3), "310.86", "周建国", "3栋物业费 转账", "", ""),
    (date(2023, 1, 4), "-1260.00", "水电维修部", "井盖", "", ""),
)
"""Other movements on the account: day, yuan, whose, what for; what a person has said that it is."""


def tell(cast: Cast, estate_id: int, store: Store, keys: GatewayKeys) -> None:
    """Take in what channels and bank say, work off what can be, close what is equal."""
    at = moment(date(2023, 1, 5), 8, 40)
    finance = cast.on("finance", at)
    _let_channels_err(finance, estate_id, store)
    for channel in CHANNELS:
        for day in _days():
            morning = moment(day + timedelta(days=1), 10, 5)
            content = _bill_of(store, keys, channel, day)
            use_cases.take_bill(channel=channel, day=day, content=content, at=morning)
            use_cases.compare_day(channel=channel, day=day, at=morning)
    by_card.tell(cast, estate_id)
    _enter_statement(finance, by_bank.tell(cast, estate_id), at)
    by_bank.enter(at + timedelta(minutes=2))
    _explain(finance, at + timedelta(minutes=10))
    _close(finance, at + timedelta(minutes=30))


def _days() -> list[date]:
    return [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]


def _let_channels_err(finance: Actor, estate_id: int, store: Store) -> None:
    """One fee is too high; one payment was given back on the channel's own page, and nobody has said why."""
    row = _payment_on(finance, estate_id, "alipay", WRONG_FEE_ON)
    fee = bills.fee_of(row.amount.fen) + TOO_MUCH_FEN
    store.set_plan("alipay", row.order_number, Plan(bill={"fee_fen": fee}))
    row = _payment_on(finance, estate_id, "wechat", OUTSIDE_ON)
    give_back_there(
        store,
        row,
        number=f"SHPT{OUTSIDE_ON:%Y%m%d}0001",
        amount_fen=row.amount.fen,
        state="success",
        at=moment(OUTSIDE_ON, 21, 5),
    )


def _payment_on(finance: Actor, estate_id: int, channel: str, day: date) -> PaymentRow:
    with scope.estate(estate_id):
        rows = payments.payments_to_export(
            actor=finance, estate_id=estate_id, wanted=PaymentsFilter(day=day, channel=channel, place="applied")
        )
    return rows[0]


def _bill_of(store: Store, keys: GatewayKeys, channel: str, day: date) -> bytes:
    lines = bills.billed_lines(store, channel, day.isoformat())
    if not lines:
        return b""
    if channel == "wechat":
        return bills.wechat_bill(lines, keys)
    with zipfile.ZipFile(io.BytesIO(bills.alipay_bill(lines, keys, day.isoformat()))) as packed:
        return packed.read(packed.infolist()[0])


def _enter_statement(finance: Actor, transfers: list[by_bank.Row], at: datetime) -> None:
    """Hand in the bank's list as its own page exports it."""
    nets = {(day.channel, day.day): day.net for day in _told(finance)}
    rows: list[tuple[date, Money, str, str]] = [
        (booked, Money.total(nets[channel, day] for day in days), PARTIES[channel], "结算款")
        for booked, days in PAID_OUT.items()
        for channel in CHANNELS
    ]
    rows += transfers
    rows += [(day, Money.parse(yuan), whose, text) for day, yuan, whose, text, _, _ in OTHERS]
    balance = Money.parse("186420.55")
    lines = ["交易日期,收入金额,支出金额,余额,对方户名,摘要"]
    for day, amount, whose, text in sorted((row for row in rows if row[1]), key=lambda row: row[0]):
        balance += amount
        into, out = (amount, "") if amount.fen > 0 else ("", Money(-amount.fen))
        lines.append(f"{day.isoformat()},{_plain(into)},{_plain(out)},{_plain(balance)},{whose},{text}")
    content = io.BytesIO("\n".join(lines).encode("utf-8-sig"))
    statement_id = use_cases.read_statement(
        actor=finance, name="建行对公流水20221226-20230104.csv", content=content, account=ACCOUNT, at=at
    )
    use_cases.enter_statement(actor=finance, statement_id=statement_id, account=ACCOUNT, at=at)


def _plain(amount: Money | str) -> str:
    return str(amount).replace(",", "")


def _told(finance: Actor) -> list[DayView]:
    with scope.estate(CENTRE):
        return queries.days_to_export(actor=finance)


def _explain(finance: Actor, at: datetime) -> None:
    """Say of the fee what it is, and of the bank's other lines what they were for; the rest waits for a person."""
    for day in _told(finance):
        with scope.estate(CENTRE):
            found = queries.differences_of(actor=finance, day_id=day.id)
        for difference in found:
            if difference.what == "fee_differs" and difference.state == "open":
                use_cases.explain_difference(
                    actor=finance,
                    difference_id=difference.id,
                    meaning="channel_mistake",
                    reason="已向支付宝客服报单，多收的 0.12 元下月退还",
                    at=at,
                )
    with scope.estate(CENTRE):
        lines = {(line.booked_on, line.counterpart): line.id for line in queries.bank_lines_for(actor=finance).rows}
    for day_booked, _, whose, _, meaning, reason in OTHERS:
        if meaning:
            use_cases.explain_bank_lines(
                actor=finance, line_ids=[lines[day_booked, whose]], meaning=meaning, reason=reason, at=at
            )


def _close(finance: Actor, at: datetime) -> None:
    """Close what is equal, and post the fees as a job would."""
    use_cases.close_equal_days(actor=finance, at=at)
    for day in _told(finance):
        if day.state != "closed":
            continue
        with scope.estate(CENTRE):
            shares = queries.shares_of(actor=finance, day_id=day.id)
        for share in shares:
            if share.fee:
                use_cases.post_channel_fee(
                    estate_id=share.estate_id, channel=day.channel, day=day.day, fee_fen=share.fee.fen, at=at
                )
