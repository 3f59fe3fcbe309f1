"""Pages' own files come whole, in part, or not at all, without a warning from either kind of server."""

from __future__ import annotations

import asyncio
import warnings
from pathlib import Path
from typing import Any

import pytest
from django.test import RequestFactory

from laoyou.infra.static_files import StaticFiles, StaticResponse

TEXT = b"body{color:#123}" * 40_000


@pytest.fixture
def files(tmp_path: Path, settings: Any) -> StaticFiles:
    (tmp_path / "own.css").write_bytes(TEXT)
    settings.STATIC_ROOT, settings.STATIC_URL = str(tmp_path), "/static/1/"
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = False
    return StaticFiles(lambda request: None)


def answer_to(files: StaticFiles, **headers: str) -> StaticResponse:
    answer = files(RequestFactory().get("/static/1/own.css", headers=headers))
    assert isinstance(answer, StaticResponse)
    return answer


def read(answer: StaticResponse) -> bytes:
    """Read as an asynchronous server does; Django warns when it has to read the whole file at once for it."""

    async def pieces() -> bytes:
        return b"".join([piece async for piece in answer])

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        whole = asyncio.run(pieces())
    answer.close()
    return whole


def test_a_file_comes_whole_to_an_asynchronous_server(files: StaticFiles) -> None:
    answer = answer_to(files)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, 'text/css; charset="utf-8"')
    assert "Content-Disposition" not in answer.headers
    assert read(answer) == TEXT


def test_a_file_comes_whole_to_a_synchronous_server(files: StaticFiles) -> None:
    assert answer_to(files).getvalue() == TEXT


def test_a_part_of_a_file_is_no_more_than_that_part(files: StaticFiles) -> None:
    answer = answer_to(files, Range="bytes=5-9")
    assert (answer.status_code, read(answer)) == (206, TEXT[5:10])


def test_a_file_that_the_browser_has_is_not_sent_again(files: StaticFiles) -> None:
    since = answer_to(files).headers["Last-Modified"]
    answer = answer_to(files, if_modified_since=since)
    assert (answer.status_code, read(answer)) == (304, b"")
    assert "Content-Type" not in answer.headers
