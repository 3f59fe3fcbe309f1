"""The routes of the project as the URL resolver has them, each with what its view says of who may open it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from laoyou.platforms import access


@dataclass(frozen=True, slots=True)
class Route:
    """`parameters` maps each part of the address to its converter's name."""

    name: str
    view: Any
    parameters: dict[str, str]

    @property
    def word(self) -> str:
        """Return what the view itself says of who may open it."""
        found = access.access_of(self.view)
        if found is None:
            return "nobody"
        if found.door is not access.Door.STAFF:
            return found.door.value
        return found.right.value if found.right else "staff"

    @property
    def names_an_estate(self) -> bool:
        return "estate_id" in self.parameters


def every_route() -> list[Route]:
    return sorted(_routes(get_resolver().url_patterns, "", {}), key=lambda route: route.name)


def _routes(patterns: list[Any], namespace: str, before: dict[str, str]) -> Iterator[Route]:
    for pattern in patterns:
        parameters = before | {name: type(conv).__name__ for name, conv in pattern.pattern.converters.items()}
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _routes(pattern.url_patterns, inner, parameters)
        elif isinstance(pattern, URLPattern):
            yield Route(f"{namespace}{pattern.name or pattern.pattern}", pattern.callback, parameters)
