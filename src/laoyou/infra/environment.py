"""Typed reading of environment variables: a wrong value refuses to start, with a sentence."""

from __future__ import annotations

import os


class WrongSetting(SystemExit):
    pass


def flag(name: str, default: bool) -> bool:
    text = os.environ.get(name, "1" if default else "0").lower()
    if text not in {"0", "1", "true", "false", "yes", "no"}:
        raise WrongSetting(f"laoyou: {name} is “{text}”; write 1 or 0")
    return text in {"1", "true", "yes"}


def words(name: str, default: str) -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def number(name: str, default: int) -> int:
    text = os.environ.get(name, str(default))
    if not text.isdigit():
        raise WrongSetting(f"laoyou: {name} is “{text}”; write a whole number")
    return int(text)


def whole(name: str, default: int) -> int:
    """Return a whole number that may be below zero."""
    text = os.environ.get(name, str(default))
    if not text.lstrip("-").isdigit():
        raise WrongSetting(f"laoyou: {name} is “{text}”; write a whole number")
    return int(text)
