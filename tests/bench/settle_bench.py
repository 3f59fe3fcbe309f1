"""Settling through the HTTP notification, as the channel sends it, against pgbench's TPC-B-like rate in the same run.

Two web processes take signed and sealed notifications of orders that pay one bill each; every one is verified, stored,
settled, allocated and posted in one commit before it is answered. Needs the bills that the billing bench left behind.
"""

from __future__ import annotations

import asyncio
import os
import re
import statistics
import subprocess
import sys
import time
from collections import deque
from datetime import UTC, datetime, timedelta

import httpx
import psycopg
from psycopg.conninfo import conninfo_to_dict

from laoyou.demo.gateway.keys import hand_over, prepare
from laoyou.demo.gateway.store import Store, Trade
from laoyou.demo.gateway.wechat import WechatDesk
from laoyou.infra.home import Home
from laoyou.infra.postgres.binaries import newest
from laoyou.infra.postgres.urls import database_urls
from laoyou.system.payments.rules.numbers import order_number, tail_of
from tests.bench.billing_bench import FIRST_ESTATE
from tests.bench.measured import Measured

PORT = 8766
WEB_PROCESSES, CLIENTS = 2, 16
WEB_ENVIRONMENT = {"LAOYOU_HOSTS": "127.0.0.1", "LAOYOU_DB_POOL": "1"}  # as `laoyou run` and the units of systemd do
STEADY_PER_S, STEADY_S = 100, 10
PGBENCH_SCALE, PGBENCH_S = 20, 10
LEAST_SHARE, MOST_P99_MS = 0.15, 100


def run(payments: int = 2_000) -> list[Measured]:
    """Return the rate at full load with its share of pgbench's, and the p99 at a steady rate."""
    home = Home.from_environment()
    keys = prepare(home.path / "gateway")
    hand_over(home.path / "gateway", home.path / "keys", address="http://127.0.0.1")
    desk = WechatDesk(keys, Store(home.path / "settle-bench.sqlite"), "http://127.0.0.1")
    steady = STEADY_PER_S * STEADY_S
    with psycopg.connect(database_urls(home).owner, autocommit=True) as owner:
        owner.execute("SET laoyou.estates = '*'")
        trades = _open_orders(owner, payments + steady)
        tpcb = _pgbench(owner)
    with subprocess.Popen(_web(), env=os.environ | WEB_ENVIRONMENT) as web:
        try:
            asyncio.run(_until_ready())
            at_once = asyncio.run(_tell(desk, trades[:payments], per_s=None))
            evenly = asyncio.run(_tell(desk, trades[payments:], per_s=STEADY_PER_S))
        finally:
            web.terminate()
    with psycopg.connect(database_urls(home).owner, autocommit=True) as owner:
        owner.execute("SET laoyou.estates = '*'")
        _all_paid(owner, trades)
    rate = payments / at_once[0]
    p99 = statistics.quantiles(evenly[1], n=100)[98]
    return [
        Measured(
            f"settling {payments:,} notifications over HTTP, {WEB_PROCESSES} web processes, {CLIENTS} clients:"
            f" {rate:.0f}/s",
            f"{LEAST_SHARE} × pgbench TPC-B-like, {CLIENTS} clients: {tpcb:,.0f}/s (share {rate / tpcb:.3f})",
            LEAST_SHARE * tpcb / rate,
            1.0,
        ),
        Measured(f"settling at {STEADY_PER_S}/s: p99 {p99:.0f} ms", f"{MOST_P99_MS} ms", p99 / MOST_P99_MS, 1.0),
    ]


def _open_orders(owner: psycopg.Connection, count: int) -> list[Trade]:
    """Open an order on each of so many open bills, as the application would have, and return the paid trades."""
    bills = owner.execute(
        "SELECT id, estate_id, home_id, amount_fen FROM billing_bill WHERE estate_id > %s AND paid_fen = 0"
        " ORDER BY md5(id::text) LIMIT %s",
        [FIRST_ESTATE, count],
    ).fetchall()
    if len(bills) < count:
        raise AssertionError(f"only {len(bills)} open bills for {count} orders")
    now = datetime.now(UTC)
    trades = []
    with owner.cursor() as cursor:
        for bill_id, estate_id, home_id, amount in bills:
            number = order_number(estate_id=estate_id, day=now.date(), tail=tail_of(os.urandom(10), 10))
            cursor.execute(
                "WITH opened AS (INSERT INTO payments_order (estate_id, home_id, number, channel, amount_fen, state,"
                " payer_name, prepay, trouble, created_at, expires_at, queries) VALUES (%s, %s, %s, 'wechat', %s,"
                " 'waiting', '', '{}', '', %s, %s, 0) RETURNING id, estate_id)"
                " INSERT INTO payments_order_line (estate_id, order_id, line_number, subject, subject_id, amount_fen)"
                " SELECT estate_id, id, 1, 'bill', %s, %s FROM opened",
                [estate_id, home_id, number, amount, now, now + timedelta(hours=2), bill_id, amount],
            )
            trades.append(
                Trade(
                    channel="wechat",
                    number=number,
                    amount_fen=amount,
                    text="",
                    state="paid",
                    trade="native",
                    token=number,
                    expires_at="",
                    notify_address="",
                    return_address="",
                    asked="",
                    transaction_id=f"42000{number[-10:]}{bill_id:013d}",
                    paid_at=now.isoformat(timespec="seconds"),
                    paid_fen=amount,
                )
            )
    return trades


def _all_paid(owner: psycopg.Connection, trades: list[Trade]) -> None:
    row = owner.execute(
        "SELECT count(*), sum(paid_fen) FROM billing_bill WHERE estate_id > %s AND paid_fen > 0", [FIRST_ESTATE]
    ).fetchone()
    expected = (len(trades), sum(trade.amount_fen for trade in trades))
    if row != expected:
        raise AssertionError(f"the bills say {row}, the channel {expected}")


def _web() -> list[str]:
    application = ["laoyou.config.asgi:application", "--host", "127.0.0.1", "--port", str(PORT)]
    quiet = ["--workers", str(WEB_PROCESSES), "--no-access-log", "--log-level", "error", "--lifespan", "off"]
    return [sys.executable, "-m", "uvicorn", *application, *quiet]


async def _until_ready() -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        for _ in range(200):
            try:
                if (await client.get(f"http://127.0.0.1:{PORT}/offline/")).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            await asyncio.sleep(0.1)
    raise AssertionError("the web processes never got ready")


async def _tell(desk: WechatDesk, trades: list[Trade], *, per_s: float | None) -> tuple[float, list[float]]:
    """Send each notification and return the seconds for all, and the milliseconds of each answer.

    At full load, each client sends its next one when it is answered; else one begins every 1/`per_s` seconds. The
    requests are written down before, and the connections are plain: what sends them must cost as little as pgbench.
    """
    requests = [_request(*desk.notification(trade)) for trade in trades]
    took: list[float] = []
    open_ones: deque[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = deque()  # in turn, as a balancer would

    async def send(request: bytes) -> None:
        begun = time.perf_counter()
        while open_ones and open_ones[0][0].at_eof():  # the server let it go
            open_ones.popleft()
        reader, writer = open_ones.popleft() if open_ones else await asyncio.open_connection("127.0.0.1", PORT)
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        found = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        answer = await reader.readexactly(int(found[1])) if found else b""
        open_ones.append((reader, writer))
        took.append((time.perf_counter() - begun) * 1000)
        assert head.split(b" ", 2)[1] in (b"200", b"204"), head + answer

    left = iter(requests)

    async def work() -> None:
        for request in left:
            await send(request)

    begun = time.perf_counter()
    if per_s is None:
        await asyncio.gather(*(work() for _ in range(CLIENTS)))
    else:
        sending = []
        for place, request in enumerate(requests):
            await asyncio.sleep(max(begun + place / per_s - time.perf_counter(), 0))
            sending.append(asyncio.create_task(send(request)))
        await asyncio.gather(*sending)
    seconds = time.perf_counter() - begun
    for _, writer in open_ones:
        writer.close()
    return seconds, took


def _request(body: bytes, headers: dict[str, str]) -> bytes:
    lines = [f"{name}: {value}" for name, value in headers.items()]
    head = "\r\n".join(["POST /api/payments/wechat/notifications HTTP/1.1", "Host: 127.0.0.1", *lines])
    return f"{head}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def _pgbench(owner: psycopg.Connection) -> float:
    """Return the transactions per second of pgbench's own scenario in a database of the same server."""
    parts = conninfo_to_dict(owner.info.dsn)
    environment = os.environ | {"PGPASSWORD": str(owner.info.password or "")}
    where = ["-h", str(owner.info.host), "-p", str(owner.info.port), "-U", str(parts.get("user", owner.info.user))]
    tables = owner.info.dbname
    command = [str(newest() / "pgbench"), *where]
    fill = [*command, "-i", "-q", "-s", str(PGBENCH_SCALE), tables]
    subprocess.run(fill, env=environment, check=True, capture_output=True)
    said = subprocess.run(
        [*command, "-M", "prepared", "-c", str(CLIENTS), "-j", "2", "-T", str(PGBENCH_S), tables],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    found = re.search(r"tps = ([\d.]+)", said)
    if not found:
        raise AssertionError(said)
    owner.execute("DROP TABLE pgbench_accounts, pgbench_branches, pgbench_history, pgbench_tellers")
    return float(found[1])
