"""Reads Alipay's bill of a day (业务明细): a zip of tables in GB18030, with notes on lines that begin with #.

    #支付宝业务明细查询
    #账号：[2088…]
    #-----------------------------------------业务明细列表----------------------------------------
    支付宝交易号,商户订单号,业务类型,…
    2022113022…\t,ERS_…\t,交易\t,…
    #-----------------------------------------业务明细列表结束------------------------------------
    #交易合计：2笔，商家实收共103.62元，商家优惠共0.00元
    #退款合计：1笔，商家实收退款共-51.81元，商家优惠退款共0.00元

The fee stands as what it does to the merchant's money: -0.31 for a payment, 0.31 for a refund.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Sequence

from laoyou.system.payments.providers.bill_text import (
    MOST_BYTES,
    agreed_fee,
    cells_of,
    fen_of,
    lines_of,
    moment_of,
    name_of,
    places_of,
)
from laoyou.system.payments.providers.rates import Rate
from laoyou.system.payments.reconciliation.rules.bills import BilledLine, BillRefused, Kind, refuse_twice, sums_of

MOST_FILES = 20
_COLUMNS = (
    *("支付宝交易号", "商户订单号", "业务类型", "完成时间", "订单金额（元）", "商家实收（元）"),
    *("退款批次号/请求号", "服务费（元）"),
)
_KINDS = {"交易": Kind.PAYMENT, "退款": Kind.REFUND}
_ACCOUNT = re.compile(r"#账号：\[([0-9]+)\]")
_SUMS = {
    Kind.PAYMENT: re.compile(r"#交易合计：([0-9]+)笔，商家实收共(-?[0-9.]+)元.*"),
    Kind.REFUND: re.compile(r"#退款合计：([0-9]+)笔，商家实收退款共(-?[0-9.]+)元.*"),
}


def unpacked(content: bytes) -> bytes:
    """Return the table of single payments out of the zip that Alipay hands out. Raises: BillRefused."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(files) > MOST_FILES:
                raise BillRefused("size")
            tables = [entry for entry in files if _is_the_table(entry)]
            if len(tables) != 1:
                raise BillRefused("files")
            with archive.open(tables[0]) as table:
                text = table.read(MOST_BYTES + 1)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise BillRefused("zip") from error
    if len(text) > MOST_BYTES:
        raise BillRefused("size")
    return text


def _is_the_table(entry: zipfile.ZipInfo) -> bool:
    """Say whether it is the list of single payments, not the one of sums. Names are GB18030, read as code page 437."""
    name = entry.filename
    if not entry.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("gb18030")
        except UnicodeError:
            return False
    return name.endswith("业务明细.csv")


def read_bill(content: bytes, *, seller_id: str, rate: Rate | None) -> tuple[BilledLine, ...]:
    """Return the lines of an unpacked bill of ours, whose sums are the bill's own. Raises: BillRefused."""
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError as error:
        raise BillRefused("letters") from error
    places: list[int] = []
    width, account = 0, ""
    said: dict[Kind, tuple[int, int]] = {}
    lines: list[BilledLine] = []
    for line in lines_of(text):
        if line.startswith("#"):
            account = match[1] if (match := _ACCOUNT.fullmatch(line.strip())) else account
            for kind, pattern in _SUMS.items():
                if match := pattern.fullmatch(line.strip()):
                    said[kind] = (int(match[1][:9]), abs(fen_of(match[2])))
        elif line.strip() and not places:
            titles = cells_of(line)
            places, width = places_of(titles, _COLUMNS), len(titles)
        elif line.strip():
            lines.append(_line(cells_of(line), width, places, rate))
    if account != f"{seller_id}0156" and account != seller_id:
        raise BillRefused("addressee")
    _check_sums(lines, said)
    refuse_twice(lines)
    return tuple(lines)


def _line(values: list[str], width: int, places: Sequence[int], rate: Rate | None) -> BilledLine:
    if len(values) != width:
        raise BillRefused("shape")
    transaction, number, kind_word, at, amount, _received, refund, fee = (values[place] for place in places)
    kind = _KINDS.get(kind_word)
    if kind is None:
        raise BillRefused("state")
    is_payment = kind is Kind.PAYMENT
    amount_fen = fen_of(amount) * (1 if is_payment else -1)
    if amount_fen <= 0:
        raise BillRefused("amount")
    return BilledLine(
        kind=kind,
        transaction=name_of(transaction),
        refund="" if is_payment else name_of(refund),
        number=name_of(number),
        amount_fen=amount_fen,
        fee_fen=-fen_of(fee),
        happened_at=moment_of(at),
        agreed_fee_fen=agreed_fee(amount_fen, rate) if is_payment else None,
    )


def _check_sums(lines: Sequence[BilledLine], said: dict[Kind, tuple[int, int]]) -> None:
    sums = sums_of(lines)
    payments = sum(line.kind is Kind.PAYMENT for line in lines)
    if said != {
        Kind.PAYMENT: (payments, sums.billed_fen),
        Kind.REFUND: (len(lines) - payments, sums.refunded_fen),
    }:
        raise BillRefused("sums")
