"""A body larger than any page takes is refused before it is taken in."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from typing import Any

from laoyou.infra.body_limit import within_limit


async def _reading(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def status_of(*pieces: bytes, length: bytes | None = None) -> tuple[int, int]:
    """Return the answer's status and how many pieces of the body were taken in."""
    waiting, sent = list(pieces), []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": waiting.pop(0), "more_body": bool(waiting)}

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"content-length", length)] if length is not None else []
    guarded = within_limit(_reading, most=10)
    asyncio.run(guarded({"type": "http", "headers": headers}, receive, send))
    return sent[0]["status"], len(pieces) - len(waiting)


def test_a_body_that_says_it_is_too_large_is_refused_unread() -> None:
    assert status_of(b"x" * 11, length=b"11") == (413, 0)


def test_a_body_that_hides_its_length_is_cut_off_when_it_has_grown_too_large() -> None:
    assert status_of(b"x" * 6, b"x" * 6, b"x" * 6) == (413, 2)


def test_a_length_that_is_no_number_is_refused() -> None:
    assert status_of(b"", length=b"-1") == (413, 0)


def test_a_body_within_the_limit_passes() -> None:
    assert status_of(b"x" * 5, b"x" * 5, length=b"10") == (200, 2)
