"""Reads WeChat Pay's bill of a day (交易账单, ALL): UTF-8, every value after a backtick, two lines of sums at the end.

    交易时间,公众账号ID,商户号,…          the titles
    `2022-11-30 12:00:00,`wx…,`16…,…       a payment, or a refund (交易状态 REFUND)
    总交易单数,应结订单总金额,…
    `2,`103.62,`51.81,`0.00,`0.31,…

Values hold commas unquoted: a value ends where the next backtick begins.
"""

from __future__ import annotations

from collections.abc import Sequence

from laoyou.system.payments.providers.bill_text import (
    MOST_BYTES,
    agreed_fee,
    fen_of,
    lines_of,
    moment_of,
    name_of,
    places_of,
)
from laoyou.system.payments.providers.rates import Rate
from laoyou.system.payments.reconciliation.rules.bills import BilledLine, BillRefused, Kind, refuse_twice, sums_of

_COLUMNS = (
    *("交易时间", "公众账号ID", "商户号", "微信订单号", "商户订单号", "交易状态", "货币种类"),
    *("应结订单金额", "微信退款单号", "商户退款单号", "退款金额", "手续费"),
)
_SUMS = ("总交易单数", "应结订单总金额", "退款总金额", "手续费总金额")
_PAID, _REFUNDED, _TAKEN_BACK = "SUCCESS", "REFUND", "REVOKED"


def read_bill(content: bytes, *, mchid: str, appid: str, rate: Rate | None) -> tuple[BilledLine, ...]:
    """Return the bill's lines, of our merchant, whose sums are the bill's own. Raises: BillRefused."""
    if len(content) > MOST_BYTES:
        raise BillRefused("size")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BillRefused("letters") from error
    titles: list[str] = []
    sums_titles: list[str] = []
    said: list[str] = []
    lines: list[BilledLine] = []
    places: list[int] = []
    for line in lines_of(text):
        if not line.strip():
            continue
        if not line.startswith("`"):
            if titles and sums_titles:
                raise BillRefused("shape")
            if titles:
                sums_titles = line.split(",")
            else:
                titles = line.split(",")
                places = places_of(titles, _COLUMNS)
        elif sums_titles and not said:
            said = _values(line)
        elif titles and not sums_titles:
            lines.append(_line(_values(line), len(titles), places, mchid=mchid, appid=appid, rate=rate))
        else:
            raise BillRefused("shape")
    _check_sums(lines, sums_titles, said)
    refuse_twice(lines)
    return tuple(lines)


def _values(line: str) -> list[str]:
    return [value.strip() for value in line[1:].split(",`")]


def _line(
    values: list[str], width: int, places: Sequence[int], *, mchid: str, appid: str, rate: Rate | None
) -> BilledLine:
    if len(values) != width:
        raise BillRefused("shape")
    at, app, merchant, transaction, number, state, currency, amount, refund, own_refund, back, fee = (
        values[place] for place in places
    )
    if (merchant, app) != (mchid, appid):
        raise BillRefused("addressee")
    if currency != "CNY":
        raise BillRefused("currency")
    is_payment = state == _PAID
    if state not in {_PAID, _REFUNDED, _TAKEN_BACK}:
        raise BillRefused("state")
    amount_fen, fee_fen = fen_of(amount if is_payment else back), fen_of(fee)
    if amount_fen <= 0:
        raise BillRefused("amount")
    return BilledLine(
        kind=Kind.PAYMENT if is_payment else Kind.REFUND,
        transaction=name_of(transaction),
        refund="" if is_payment else name_of(own_refund if own_refund not in {"", "0"} else refund),
        number=name_of(number),
        amount_fen=amount_fen,
        fee_fen=fee_fen,
        happened_at=moment_of(at),
        agreed_fee_fen=agreed_fee(amount_fen, rate) if is_payment else None,
    )


def _check_sums(lines: Sequence[BilledLine], titles: Sequence[str], said: Sequence[str]) -> None:
    if len(titles) != len(said):
        raise BillRefused("sums")
    count, billed, refunded, fee = (said[place] for place in places_of(titles, _SUMS))
    sums = sums_of(lines)
    if count != str(sums.count) or (fen_of(billed), fen_of(refunded), fen_of(fee)) != (
        sums.billed_fen,
        sums.refunded_fen,
        sums.fee_fen,
    ):
        raise BillRefused("sums")
