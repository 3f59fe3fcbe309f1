"""What a balancer hears: the process serves, or its database doesn't answer."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client


@pytest.mark.django_db
def test_it_answers_while_the_database_does() -> None:
    answer = Client().get("/api/health")
    assert (answer.status_code, answer.json()) == (200, {"state": "ok"})


def test_it_says_so_when_the_database_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """No middleware asks the database before: nothing on the way may turn the 503 into a page of ours."""

    def silent(*_: object, **__: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(BaseDatabaseWrapper, "cursor", silent)
    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", silent)
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "of somebody"
    answer = client.get("/api/health")
    assert (answer.status_code, answer.json()) == (503, {"state": "database does not answer"})
