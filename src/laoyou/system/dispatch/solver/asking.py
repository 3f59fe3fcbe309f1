"""Asks the planner's process, which a worker keeps: beginning one takes a second, a question only what it takes."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from typing import Any


class NoPlan(Exception):
    """The planner gave no plan; what it said of it."""


PATIENCE_S = 60
_one_at_a_time = threading.Lock()
_running: list[subprocess.Popen[str]] = []


def ask(day: Mapping[str, Any], *, seconds: float, seed: int, most_changed: int | None = None) -> dict[str, Any]:
    """Return the planner's answer as `day_file` writes it. A planner that died is begun again. Raises: NoPlan."""
    line = json.dumps({"day": day, "seconds": seconds, "seed": seed, "most_changed": most_changed})
    with _one_at_a_time:
        said = _asked(line, seconds + PATIENCE_S) or _asked(line, seconds + PATIENCE_S)
    told: dict[str, Any] = json.loads(said) if said else {"fault": "the planner ended"}
    if "plan" not in told:
        raise NoPlan(told["fault"])
    found: dict[str, Any] = told["plan"]
    return found


def _asked(line: str, patience: float) -> str:
    if not _running or _running[0].poll() is not None:
        _end()
        command = [sys.executable, "-m", "laoyou.system.dispatch.solver.answering"]
        _running.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
    planner = _running[0]
    assert planner.stdin is not None
    assert planner.stdout is not None
    watch = threading.Timer(patience, planner.kill)
    watch.start()
    try:
        planner.stdin.write(line + "\n")
        planner.stdin.flush()
        return planner.stdout.readline()
    except OSError:
        return ""
    finally:
        watch.cancel()


def _end() -> None:
    for planner in _running:
        planner.kill()
        planner.wait()
    _running.clear()
