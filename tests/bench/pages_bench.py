"""A resident's first pages among very many homes: server time, queries, and the weight of the first load.

The time is that of the whole stack below the socket (middleware, scope, queries, template), one request after another.
The baseline is the same stack's smallest page, which reads nothing of the estate.
"""

from __future__ import annotations

import gzip
import re
import statistics
import time
from pathlib import Path

import psycopg
from django.db import connection, reset_queries
from django.test import Client, override_settings

from laoyou.infra.home import Home
from laoyou.infra.postgres.urls import database_urls
from laoyou.system.people.models import User
from tests.bench.billing_bench import FIRST_ESTATE
from tests.bench.measured import Measured

RESIDENTS, ROUNDS = 40, 5
PAGES = {"resident home": "/", "resident pay": "/pay/", "resident bills": "/bills/"}
STATIC = Path(__file__).resolve().parents[2] / "src/laoyou/static"
_SETTLE = (
    "INSERT INTO people_user (id, password, telephone, name, is_staff_member, has_first_password, is_active,"
    " totp_last_step, failed_tries, language, elder_mode, created_at) SELECT 700000 + n, '', '1710000' ||"
    " lpad(n::text, 4, '0'), '住户', false, false, true, 0, 0, 'zh-hans', false, now()"
    " FROM generate_series(1, %(residents)s) n",
    "INSERT INTO people_person (estate_id, id, kind, name, initials, telephone, user_id, created_at) SELECT"
    " %(first)s + n, 700000 + n, 'natural', '住户', 'zh', '1710000' || lpad(n::text, 4, '0'), 700000 + n, now()"
    " FROM generate_series(1, %(residents)s) n",
    "INSERT INTO people_home_bond (estate_id, home_id, person_id, role, share_parts, share_whole, starts_on) SELECT"
    " %(first)s + n, min(h.id), 700000 + n, 'owner', 1, 1, '2022-07-21' FROM generate_series(1, %(residents)s) n"
    " JOIN places_home h ON h.estate_id = %(first)s + n GROUP BY n",
)


def run() -> list[Measured]:
    """Return two lines per page, time and queries, and the weight of the first load.

    Needs the homes and bills that the billing bench left behind.
    """
    with psycopg.connect(database_urls(Home.from_environment()).owner, autocommit=True) as owner:
        owner.execute("SET laoyou.estates = '*'")
        row = owner.execute("SELECT count(*) FROM places_home WHERE estate_id > %s", [FIRST_ESTATE]).fetchone()
        homes = row[0] if row else 0
        for statement in _SETTLE:
            owner.execute(statement, {"first": FIRST_ESTATE, "residents": RESIDENTS})
        owner.execute("ANALYZE people_person, people_home_bond, people_user")
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        clients = [_signed_in(700_000 + number) for number in range(1, RESIDENTS + 1)]
        small, _ = _measure(clients, "/offline/")
        rows = []
        for name, address in PAGES.items():
            p95, queries = _measure(clients, address)
            figure = f"{name}, {homes:,} homes: p95 {p95:.1f} ms (a page that reads nothing: {small:.1f} ms)"
            rows.append(Measured(figure, "50 ms", p95 / 50, at_most=1.0))
            rows.append(Measured(f"{name}: {queries} queries", "15 queries", queries / 15, at_most=1.0))
        weight = _first_load(clients[0])
    rows.append(
        Measured(
            f"first load of the resident home: {weight / 1024:.0f} KB compressed",
            "150 KB",
            weight / 1024 / 150,
            at_most=1.0,
        )
    )
    return rows


def _signed_in(user_id: int) -> Client:
    client = Client()
    client.force_login(User.objects.get(id=user_id))
    return client


def _measure(clients: list[Client], address: str) -> tuple[float, int]:
    """Return the 95th percentile in milliseconds over all residents and rounds, and the most reads of one request."""
    took, queries = [], 0
    connection.force_debug_cursor = True
    for round_number in range(ROUNDS + 1):
        for client in clients:
            reset_queries()
            begun = time.perf_counter()
            answer = client.get(address)
            took_ms = (time.perf_counter() - begun) * 1000
            assert answer.status_code == 200, (address, answer.status_code)
            if round_number:  # the first round warms templates and plans
                took.append(took_ms)
                queries = max(queries, sum(_is_read(query["sql"]) for query in connection.queries))
    connection.force_debug_cursor = False
    return statistics.quantiles(took, n=20)[18], queries


def _is_read(statement: str) -> bool:
    """Return whether the statement reads or writes rows; savepoints and the scope's setting are not queries."""
    return not re.match(r"(SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT|SELECT set_config)", statement.lstrip(), re.I)


def _first_load(client: Client) -> int:
    """Return the compressed bytes of the page and of every style sheet and script that it names."""
    page = client.get("/").content
    named = re.findall(r'(?:href|src)="/static/(?:[0-9a-f]{10}/)?([^"?]+\.(?:css|js))', page.decode())
    files = [page, *((STATIC / name).read_bytes() for name in dict.fromkeys(named))]
    return sum(len(gzip.compress(file)) for file in files)
