"""The bill of a day as each channel writes it, from the gateway's own record. Shares no code with the reader."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from laoyou.demo.gateway import clock
from laoyou.demo.gateway.faults import Plan
from laoyou.demo.gateway.keys import GatewayKeys
from laoyou.demo.gateway.store import Moved, Store

RATE_PER_MILLE = 6
"""The fee is 0.6 % of a payment, rounded half up to the fen; a refund gives its share of it back."""

WECHAT_TITLES = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,"
    "代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,"
    "申请退款金额,费率备注"
)
WECHAT_SUMS = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
ALIPAY_TITLES = (
    "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,"
    "商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,"
    "卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注"
)


@dataclass(frozen=True, slots=True)
class Billed:
    """A line of the bill; `amount_fen` below zero is money that went back, with its share of the fee."""

    moved: Moved
    fee_fen: int


class ChineseName(zipfile.ZipInfo):
    """A name in the archive as Alipay writes it: GB18030, with no flag that says so."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # zipfile's own name, which knows ASCII and UTF-8 only
        return self.filename.encode("gb18030"), self.flag_bits


def fee_of(amount_fen: int) -> int:
    """Return the channel's fee of a payment.

    >>> fee_of(5181), fee_of(10), fee_of(100000)
    (31, 0, 600)
    """
    return (amount_fen * RATE_PER_MILLE + 500) // 1000


def billed_lines(store: Store, channel: str, day: str) -> list[Billed]:
    """Return what happened on the day, and what the orders' plans make of it."""
    lines = []
    for moved in store.moved_on(channel, day):
        said = _said(store.plan_of(channel, moved.number), moved)
        if said is not None:
            lines.append(said)
    return lines


def _said(plan: Plan, moved: Moved) -> Billed | None:
    wrong = plan.bill or {}
    if wrong.get("drop"):
        return None
    moved = replace(moved, amount_fen=wrong.get("amount_fen", moved.amount_fen))
    fee = fee_of(moved.amount_fen) if moved.amount_fen > 0 else -fee_of(-moved.amount_fen)
    return Billed(moved, wrong.get("fee_fen", fee))


def wechat_bill(lines: Sequence[Billed], keys: GatewayKeys) -> bytes:
    """Return WeChat Pay's file."""
    rows = [WECHAT_TITLES]
    for line in lines:
        moved, is_payment = line.moved, line.moved.amount_fen > 0
        amount = _yuan(abs(moved.amount_fen))
        cells = [
            *(_plain(moved.at), keys.appid, keys.mchid, "0", "", moved.transaction_id, moved.number),
            *("oStandIn0000000000000000000", moved.trade.upper(), "SUCCESS" if is_payment else "REFUND", "OTHERS"),
            *("CNY", amount if is_payment else "0.00", "0.00"),
            *(moved.refund_id or "0", moved.refund_number or "0", "0.00" if is_payment else amount, "0.00"),
            *("" if is_payment else "ORIGINAL", "" if is_payment else "SUCCESS", moved.text, ""),
            *(f"{_yuan(line.fee_fen)}000", "0.60%", _yuan(moved.paid_fen), "0.00" if is_payment else amount, ""),
        ]
        rows.append(",".join(f"`{cell}" for cell in cells))
    paid = sum(line.moved.amount_fen for line in lines if line.moved.amount_fen > 0)
    back = -sum(line.moved.amount_fen for line in lines if line.moved.amount_fen < 0)
    fees = sum(line.fee_fen for line in lines)
    sums = (len(lines), _yuan(paid), _yuan(back), "0.00", f"{_yuan(fees)}000", _yuan(paid), _yuan(back))
    rows += [WECHAT_SUMS, ",".join(f"`{cell}" for cell in sums)]
    return "".join(f"{row}\r\n" for row in rows).encode("utf-8-sig")


def alipay_bill(lines: Sequence[Billed], keys: GatewayKeys, day: str) -> bytes:
    """Return Alipay's zip of two tables."""
    account = f"{keys.seller_id}0156"
    plain_day = day.replace("-", "")
    paid = [line for line in lines if line.moved.amount_fen > 0]
    back = [line for line in lines if line.moved.amount_fen < 0]
    head = [
        "#支付宝业务明细查询",
        f"#账号：[{account}]",
        f"#起始日期：[{day} 00:00:00]   终止日期：[{day} 23:59:59]",
        "#-----------------------------------------业务明细列表----------------------------------------",
        ALIPAY_TITLES,
    ]
    foot = [
        "#-----------------------------------------业务明细列表结束------------------------------------",
        f"#交易合计：{len(paid)}笔，商家实收共{_sum(paid)}元，商家优惠共0.00元",
        f"#退款合计：{len(back)}笔，商家实收退款共{_sum(back)}元，商家优惠退款共0.00元",
        f"#导出时间：[{clock.plain(clock.now())}]",
    ]
    rows = [*head, *(_alipay_row(line) for line in lines), *foot]
    totals = [
        *("#支付宝业务汇总查询", f"#账号：[{account}]"),
        "门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）,商家实收（元）,服务费（元）,实收净额（元）",
        f"合计,,{len(paid)},{len(back)},{_sum(lines)},{_sum(lines)},{_yuan(-sum(line.fee_fen for line in lines))},",
    ]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, table in (("业务明细", rows), ("业务明细(汇总)", totals)):
            entry = ChineseName(f"{account}_{plain_day}_{name}.csv")
            archive.writestr(entry, "".join(f"{row}\r\n" for row in table).encode("gb18030"))
    return packed.getvalue()


def _alipay_row(line: Billed) -> str:
    moved = line.moved
    cells = [
        *(moved.transaction_id, moved.number, "交易" if moved.amount_fen > 0 else "退款", moved.text),
        *(_plain(moved.at), _plain(moved.at), "", "", "", "", "*家(138****0000)"),
        *(_yuan(moved.amount_fen), _yuan(moved.amount_fen), "0.00", "0.00", "0.00", "0.00", "0.00", "", "0.00", "0.00"),
        *(moved.refund_number, _yuan(-line.fee_fen), "0.00", ""),
    ]
    return ",".join(_quoted(f"{cell}\t") for cell in cells)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if "," in cell or '"' in cell else cell


def _sum(lines: Sequence[Billed]) -> str:
    return _yuan(sum(line.moved.amount_fen for line in lines))


def _plain(iso: str) -> str:
    return clock.plain(datetime.fromisoformat(iso))


def _yuan(fen: int) -> str:
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"
