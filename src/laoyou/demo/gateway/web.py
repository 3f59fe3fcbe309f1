"""Just enough of a web server: requests and answers as values over ASGI, nothing to install."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote

LONGEST_BODY = 256 * 1024
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request. `target` is path and query exactly as they came, since signatures are over those."""

    method: str
    path: str
    query: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    def parameters(self) -> dict[str, str]:
        return dict(parse_qsl(self.query, keep_blank_values=True))

    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: bytes = b""
    media_type: str = "text/plain; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


def page(html: str, status: int = 200) -> Reply:
    return Reply(status, html.encode(), "text/html; charset=utf-8")


def redirect(address: str) -> Reply:
    return Reply(303, headers={"location": address})


async def read(scope: Scope, receive: Receive) -> Asked | None:
    """Return the request, or None when it is longer than any that is meant seriously."""
    body = b""
    more = True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = bool(message.get("more_body"))
        if len(body) > LONGEST_BODY:
            return None
    raw_path = scope.get("raw_path") or scope["path"].encode()
    target = raw_path.decode("ascii", "replace").split("?")[0]
    query = scope["query_string"].decode("ascii", "replace")
    return Asked(
        method=scope["method"],
        path=unquote(target),
        query=query,
        target=f"{target}?{query}" if query else target,
        headers={name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]},
        body=body,
    )


async def answer(send: Send, reply: Reply) -> None:
    headers = {"content-type": reply.media_type, "cache-control": "no-store", **reply.headers}
    await send(
        {
            "type": "http.response.start",
            "status": reply.status,
            "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()],
        }
    )
    await send({"type": "http.response.body", "body": b"" if reply.status == 204 else reply.body})
