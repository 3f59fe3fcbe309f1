"""Plans the day of a file and prints the plan: a process of its own, started by `laoyou dispatch plan`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from laoyou.cli.screen import say
from laoyou.system.dispatch.rules.day_file import WrongDay
from laoyou.system.dispatch.solver.answering import answer

WRONG = 2
LARGEST_FILE = 64 * 1024 * 1024
LONGEST_S = 600.0


def main(arguments: Sequence[str]) -> int:
    """Take a file's name, seconds and a seed; return the exit code."""
    name, seconds, seed = arguments
    try:
        looking = _number(seconds, "--seconds", float, 0.05, LONGEST_S)
        number = int(_number(seed, "--seed", int, 0, 2**31))
        plan = answer(_parsed(name), seconds=looking, seed=number)
    except WrongDay as error:
        sys.stderr.write(f"laoyou: {error}\n")
        return WRONG
    say(json.dumps(plan, ensure_ascii=False))
    return 0


def _number(text: str, name: str, kind: type[int] | type[float], least: float, most: float) -> float:
    try:
        number = kind(text)
    except ValueError:
        number = None
    if number is None or not least <= number <= most:
        raise WrongDay(name, f"a number from {least:g} to {most:g} is expected")
    return number


def _parsed(name: str) -> Any:
    try:
        text = sys.stdin.buffer.read(LARGEST_FILE + 1) if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise WrongDay("FILE", f"{name} can't be read: {error.strerror}") from error
    if len(text) > LARGEST_FILE:
        raise WrongDay("FILE", "more than 64 MB are no day")
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise WrongDay("FILE", f"this is no JSON: {error}") from error


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
