"""An estate with homes and bills, and residents who sign in through the pages as they do on their telephones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from laoyou.infra import scope
from laoyou.infra.models import Message
from laoyou.system.people.models import HomeBond, Person
from laoyou.core.calendar import Month
from tests.billing.conftest import BEGINS, World, make_world

_numbers = count(1)
# What Django and the scope say around each request, and no read or write of a table.
_FRAME = re.compile(r"^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SELECT pg_advisory|WITH before AS MATERIALIZED)")


def telephone() -> str:
    return f"170{next(_numbers):08}"


@dataclass
class Estate:
    """An estate of the tests. `world` makes homes, prices and bills in it."""

    world: World

    @property
    def id(self) -> int:
        return self.world.estate_id

    def home(self, area: str = "86.35") -> int:
        with scope.estate(self.id):
            return self.world.home(area)

    def owner(self, *home_ids: int, name: str = "李秀兰", number: str | None = None, since: date = BEGINS) -> str:
        """Record an owner of these homes and return their telephone."""
        number = number or telephone()
        with scope.estate(self.id):
            person = Person.objects.create(
                estate_id=self.id, name=name, telephone=number, created_at=datetime(2022, 7, 1, tzinfo=UTC)
            )
            for home_id in home_ids:
                HomeBond.objects.create(
                    estate_id=self.id, home_id=home_id, person=person, role="owner", starts_on=since
                )
        return number

    def bill_months(self, *numbers: int) -> None:
        with scope.estate(self.id):
            for number in numbers:
                self.world.issue(Month(2022, number))


def make_estate() -> Estate:
    estate = Estate(make_world())
    with scope.estate(estate.id):
        estate.world.tariff()
    return estate


def last_code(number: str) -> str:
    with scope.estate(0):
        text = Message.objects.filter(receiver=number).order_by("-id").values_list("text", flat=True)[0]
    found = re.search(r"\d{6}", text)
    assert found, text
    return found[0]


def sign_in(number: str, client: Client | None = None) -> Client:
    """Sign in as a person does: the number, then the code of the message."""
    client = client or Client()
    assert client.post("/sign-in/", {"telephone": number}).status_code == 302
    answer = client.post("/sign-in/code/", {"code": last_code(number)})
    assert answer.status_code == 302, answer.content.decode()
    return client


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect the queries on tables that the block makes."""
    queries: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield queries
    queries += [query["sql"] for query in captured if not _FRAME.match(query["sql"])]
