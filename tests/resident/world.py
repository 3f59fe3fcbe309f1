"""What the tests of the residents' pages do to the personas' city: bill months, pay, sign in through the pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from laoyou.core.calendar import Month
from laoyou.core.money import Money
from laoyou.infra import scope
from laoyou.system.billing import queries as billing_queries
from laoyou.system.billing import use_cases as billing
from laoyou.system.billing.queries import BillView
from laoyou.system.people.models import OneTimeCode
from tests.personas import City, code_sent_to

# What Django and the scope say around each request: no read and no write of a table.
_FRAME = re.compile(r"^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SELECT pg_advisory|SELECT set_config)")


def bill(city: City, *months: int, year: int = 2022) -> None:
    """Issue the bills of these months."""
    for number in months:
        month = Month(year, number)
        issued_at = max(datetime(year, number, 1, 2, tzinfo=UTC), datetime(2022, 7, 21, 2, tzinfo=UTC))
        actor = city.actor("finance", issued_at)
        billing.issue_month(actor=actor, estate_id=city.estate_id, month=month, at=issued_at)


def open_bills(city: City, who: str = "owner") -> list[BillView]:
    home = "elder" if who in ("elder", "relative") else "owner"
    with scope.estate(city.estate_id):
        return billing_queries.open_bills(actor=city.actor(who), estate_id=city.estate_id, home_id=city.homes[home])


def pay_cash(city: City, yuan: str, *bill_ids: int, home: str = "owner", on: datetime | None = None) -> int:
    """Let the desk take cash and return the payment's id."""
    at = on or datetime(2022, 12, 5, 2, tzinfo=UTC)
    return billing.take_cash(
        actor=city.actor("desk", at),
        estate_id=city.estate_id,
        home_id=city.homes[home],
        bill_ids=bill_ids,
        received=Money.parse(yuan),
        payer_name="李秀兰",
        at=at,
    )


def sign_in(telephone: str, client: Client | None = None) -> Client:
    """Sign in as a person does: the number, then the code of the message."""
    OneTimeCode.objects.all().delete()  # the minute between two codes is over
    client = client or Client()
    assert client.post("/sign-in/", {"telephone": telephone}).status_code == 302
    answer = client.post("/sign-in/code/", {"code": code_sent_to(telephone)})
    assert answer.status_code == 302, answer.content.decode()
    return client


def text(answer: object) -> str:
    """Return a page's words without tags, each run of white space as one blank."""
    page = answer.content.decode()  # type: ignore[attr-defined]
    body = page[page.index("<body") :]
    return re.sub(r"\s+", " ", re.sub(r"<svg.*?</svg>|<[^>]*>", " ", body, flags=re.S))


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect the queries on tables that the block makes."""
    queries: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield queries
    queries += [query["sql"] for query in captured if not _FRAME.match(query["sql"])]


def credit_note(city: City, yuan: str, bill_id: int, *, reason: str, on: datetime) -> None:
    """Take an amount off a bill: finance asks, the manager approves."""
    correction_id = billing.ask_credit_note(
        actor=city.actor("finance"),
        estate_id=city.estate_id,
        bill_id=bill_id,
        amount=Money.parse(yuan),
        reason=reason,
        at=on,
    )
    billing.decide_credit_note(
        actor=city.actor("manager"), estate_id=city.estate_id, correction_id=correction_id, approve=True, at=on
    )
