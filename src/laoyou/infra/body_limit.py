"""A request's body has a size: what is larger is refused before any of it is taken in."""

from __future__ import annotations

from typing import Any

LARGEST_BODY = 42 * 1024 * 1024
"""A little above the largest file that any page takes; the same as in deploy/nginx."""

WORD = (
    "文件太大，不能上传。文件最大 40 MB，房屋台账最大 20 MB；请缩小或者分成几个再传。\n"
    "The file is too large. A file may have 40 MB, a house ledger 20 MB: make it smaller, or split it.\n"
)
Application = Any
"""An ASGI application: its three arguments are typed by each server in its own way."""


class BodyTooLarge(Exception):
    pass


def within_limit(application: Application, *, most: int = LARGEST_BODY) -> Application:
    """Return the application behind a guard that answers 413 to a body of more bytes than `most`.

    A body that says its length is refused unread; one that doesn't is cut off when it has grown too large.
    """

    async def guarded(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
            return
        said = dict(scope["headers"]).get(b"content-length", b"0")
        if not said.isdigit() or int(said) > most:
            await _refuse(send)
            return
        taken, has_begun = 0, False

        async def counted() -> Any:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > most:
                raise BodyTooLarge
            return message

        async def noted(message: Any) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await application(scope, counted, noted)
        except BodyTooLarge:
            if not has_begun:
                await _refuse(send)

    return guarded


async def _refuse(send: Any) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": WORD.encode()})
