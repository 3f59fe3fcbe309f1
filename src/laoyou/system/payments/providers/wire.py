"""One careful HTTP call: short time-outs, no redirects, an answer of bounded size, trouble said in one word."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

import httpx

from laoyou.system.payments.providers.provider import ChannelTrouble

TIMEOUT = httpx.Timeout(8.0, connect=3.0)
LONGEST_ANSWER = 256 * 1024


@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    """Return the certificates that are trusted, read once: reading them takes longer than a call."""
    return httpx.create_ssl_context()


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes


def call(
    method: str,
    address: str,
    *,
    headers: Mapping[str, str],
    body: bytes = b"",
    transport: httpx.BaseTransport | None = None,
    longest: int = LONGEST_ANSWER,
) -> Reply:
    """Return the answer whatever its status. Raises: ChannelTrouble when there is none that can be used."""
    is_local = urlsplit(address).hostname in {"127.0.0.1", "localhost", "::1"}
    try:
        with (
            httpx.Client(timeout=TIMEOUT, transport=transport, trust_env=not is_local, verify=_trust()) as client,
            client.stream(method, address, headers=dict(headers), content=body or None) as response,
        ):
            content = bytearray()
            for part in response.iter_bytes():
                content += part
                if len(content) > longest:
                    raise ChannelTrouble("the answer is too long")
            return Reply(response.status_code, {k.lower(): v for k, v in response.headers.items()}, bytes(content))
    except httpx.HTTPError as error:
        raise ChannelTrouble(type(error).__name__) from error


__all__ = ["ChannelTrouble", "Reply", "call"]
