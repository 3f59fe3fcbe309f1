"""A channel's bill of a day: fetched, held against what was promised, read; and never believed when it contradicts
itself."""

from __future__ import annotations

import dataclasses
import io
import tracemalloc
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.core.calendar import city_day
from laoyou.demo.gateway import bills as written
from laoyou.demo.gateway.bills import Billed
from laoyou.demo.gateway.store import Moved
from laoyou.system.payments.providers import bill_text, doors
from laoyou.system.payments.providers.alipay import bills as alipay
from laoyou.system.payments.providers.provider import ChannelTrouble
from laoyou.system.payments.providers.wechat import bills as wechat
from laoyou.system.payments.reconciliation.rules.bills import BilledLine, BillRefused, Kind, sums_of
from tests.payments.gateways import asked, every_channel, now
from tests.payments.standin import StandIn

DAY = "2022-11-30"


class Names:
    """As much of the gateway's keys as its bills need."""

    mchid, appid, seller_id = "1600000001", "wx0000000000000001", "2088000000000001"


def moved(place: int, amount_fen: int, text: str = "秀山花园", *, refund: str = "") -> Moved:
    return Moved(
        number=f"ERS_20221130_{place:010d}",
        transaction_id=f"4200000020221130{place:012d}",
        refund_number=refund,
        refund_id=f"503{place:025d}" if refund else "",
        amount_fen=amount_fen,
        text=text,
        trade="native",
        at=f"{DAY}T12:00:00+08:00",
        paid_fen=abs(amount_fen),
    )


def read(channel: str, content: bytes, rate: Decimal | None = None) -> tuple[BilledLine, ...]:
    if channel == "wechat":
        return wechat.read_bill(content, mchid=Names.mchid, appid=Names.appid, rate=rate)
    return alipay.read_bill(content, seller_id=Names.seller_id, rate=rate)


def write(channel: str, lines: list[Billed]) -> bytes:
    names: Any = Names()
    if channel == "wechat":
        return written.wechat_bill(lines, names)
    return alipay.unpacked(written.alipay_bill(lines, names, DAY))


def pay(standin: StandIn, channel: str, amount_fen: int, text: str = "秀山花园 3栋2单元501") -> str:
    provider = doors.provider_for(channel)
    order = dataclasses.replace(asked(amount_fen=amount_fen), text=text)
    standin.pay(provider.ask(order, at=now()).address)
    return order.number


@every_channel
def test_the_bill_says_what_the_gateway_knows_to_the_fen(standin: StandIn, channel: str) -> None:
    numbers = [
        pay(standin, channel, 5181),
        pay(standin, channel, 7, '一期, "东区"，`3栋'),
        pay(standin, channel, 100000),
    ]
    standin.refund(channel, numbers[2], 40000)
    provider = doors.provider_for(channel)

    lines = provider.read_bill(provider.fetch_bill(city_day(now()), at=now()))

    ours = [line for line in lines if line.number in numbers]
    truth = {row["transaction_id"]: row for row in standin.truth() if row["number"] in numbers}
    assert sum(line.signed_fen for line in ours) == sum(
        row["amount_fen"] - row["refunded_fen"] for row in truth.values()
    )
    assert sorted((line.kind.value, line.amount_fen, line.fee_fen) for line in ours) == [
        ("payment", 7, 0),
        ("payment", 5181, 31),
        ("payment", 100000, 600),
        ("refund", 40000, -240),
    ]
    assert {line.transaction for line in ours} == set(truth)
    assert [line.agreed_fee_fen for line in ours if line.kind is Kind.REFUND] == [None]
    assert all(line.agreed_fee_fen == line.fee_fen for line in ours if line.kind is Kind.PAYMENT)


@every_channel
def test_a_day_on_which_nothing_happened_has_no_bill(standin: StandIn, channel: str) -> None:
    assert doors.provider_for(channel).fetch_bill(date(2022, 1, 1), at=now()) == b""


def test_a_file_that_is_not_the_promised_one_is_no_bill(standin: StandIn) -> None:
    pay(standin, "wechat", 5181)

    def swap(request: httpx.Request) -> httpx.Response:
        with httpx.Client(trust_env=False) as client:
            reply = client.send(request)
        content = reply.content.replace(b"51.81", b"51.82") if "billdownload" in request.url.path else reply.content
        return httpx.Response(reply.status_code, headers=reply.headers, content=content)

    provider: Any = dataclasses.replace(
        doors.provider_for("wechat"),  # type: ignore[type-var]
        transport=httpx.MockTransport(swap),
    )
    with pytest.raises(ChannelTrouble, match="promised"):
        provider.fetch_bill(city_day(now()), at=now())


@every_channel
def test_a_bill_of_another_merchant_is_refused(channel: str) -> None:
    content = write(channel, [Billed(moved(1, 5181), 31)]).replace(b"2088000000000001", b"2088000000000002")
    content = content.replace(b"1600000001", b"1600000002")
    with pytest.raises(BillRefused, match="addressee"):
        read(channel, content)


@every_channel
def test_a_bill_whose_lines_and_sums_differ_is_refused(channel: str) -> None:
    encoding = "utf-8" if channel == "wechat" else "gb18030"
    content = write(channel, [Billed(moved(1, 5181), 31), Billed(moved(2, 600), 4)])
    text = content.decode(encoding)
    line = next(line for line in text.splitlines(keepends=True) if "000000000002" in line)
    for wrong in (text.replace(line, ""), text.replace(line, line + line), text.replace("6.00", "6.01", 1)):
        with pytest.raises(BillRefused):
            read(channel, wrong.encode(encoding))


@every_channel
def test_half_a_file_is_refused(channel: str) -> None:
    content = write(channel, [Billed(moved(place, 5181), 31) for place in range(5)])
    for end in range(0, len(content) - 60, 37):
        with pytest.raises(BillRefused):
            read(channel, content[:end])


@every_channel
@settings(max_examples=60, deadline=None)
@given(
    amounts=st.lists(
        st.tuples(st.integers(1, 10**8), st.booleans(), st.integers(0, 500), st.text(max_size=20)), max_size=12
    )
)
def test_what_is_written_is_read(channel: str, amounts: list[tuple[int, bool, int, str]]) -> None:
    lines = []
    for place, (fen, is_refund, fee, text) in enumerate(amounts):
        words = "".join(letter for letter in text if letter.isprintable() and ",`" not in letter).replace(",`", "")
        words = words.encode("gb18030", "ignore").decode("gb18030").strip("\t ")
        one = moved(place, -fen if is_refund else fen, words, refund=f"R{place}" if is_refund else "")
        lines.append(Billed(one, -fee if is_refund else fee))
    got = read(channel, write(channel, lines))
    assert [(line.number, line.signed_fen, line.fee_fen) for line in got] == [
        (line.moved.number, line.moved.amount_fen, line.fee_fen) for line in lines
    ]
    assert sums_of(got).net_fen == sum(line.moved.amount_fen - line.fee_fen for line in lines)


@every_channel
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_file_whatever_breaks_the_reader(channel: str, data: st.DataObject) -> None:
    whole = write(channel, [Billed(moved(1, 5181), 31), Billed(moved(2, -600, refund="R2"), -4)])
    at = data.draw(st.integers(0, len(whole)))
    cut = data.draw(st.integers(0, 40))
    junk = data.draw(
        st.one_of(st.binary(max_size=60), st.text(max_size=30).map(lambda text: text.encode("utf-8", "replace")))
    )
    for content in (junk, whole[:at] + junk + whole[at + cut :]):
        try:
            lines = read(channel, content)
        except BillRefused:
            continue
        assert all(line.amount_fen > 0 and line.happened_at.tzinfo is not None for line in lines)


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_no_zip_whatever_breaks_the_unpacking(data: st.DataObject) -> None:
    names: Any = Names()
    whole = written.alipay_bill([Billed(moved(1, 5181), 31)], names, DAY)
    at = data.draw(st.integers(0, len(whole)))
    junk = data.draw(st.binary(max_size=60))
    for content in (junk, whole[:at] + junk + whole[at + len(junk) :]):
        try:
            alipay.read_bill(alipay.unpacked(content), seller_id=Names.seller_id, rate=None)
        except BillRefused:
            continue


def test_a_bomb_is_refused_in_little_memory() -> None:
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(written.ChineseName("2088_20221130_业务明细.csv"), "w") as entry,
    ):
        for _ in range(200):
            entry.write(b"0" * 1024 * 1024)
    tracemalloc.start()
    with pytest.raises(BillRefused, match="size"):
        alipay.unpacked(packed.getvalue())
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 5 * bill_text.MOST_BYTES


def test_an_amount_with_a_part_of_a_fen_is_refused() -> None:
    for text in ("0.001", "1e3", "１.00", "", "1.00.0", "--1", "0.015"):
        with pytest.raises(BillRefused):
            bill_text.fen_of(text)
