"""Does one act of the worker in a process that is killed before its n-th word to the database.

`python -m tests.faults.dying` reads acts from its input and answers each with the signal that ended it, 0 for none.
Each act is a fork of this process, so that a death costs no start.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import django
import psycopg

django.setup()

from laoyou.system.payments import use_cases  # noqa: E402
from laoyou.system.payments.refunds import use_cases as refunds  # noqa: E402


def _take(*, channel: str, headers: dict[str, str], body: str, at: datetime) -> None:
    use_cases.receive_notification(channel=channel, headers=headers, body=body.encode("latin-1"), at=at)


ACTS: dict[str, Callable[..., object]] = {
    "ask": use_cases.ask_prepay,
    "query": use_cases.query_order,
    "close": use_cases.close_order,
    "refund": refunds.carry_refund,
    "notification": _take,
}


def die_before(word: int) -> None:
    """Kill this process before it says so many words to the database: statements, and the commits between them."""
    said = 0
    real = psycopg.Connection.wait

    def wait(self: Any, *given: Any, **named: Any) -> Any:
        nonlocal said
        said += 1
        if said == word:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(self, *given, **named)

    psycopg.Connection.wait = wait  # type: ignore[method-assign]


def main() -> None:
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            die_before(asked["word"])
            ACTS[asked["act"]](**asked["given"], at=datetime.now(UTC))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        ended = os.WTERMSIG(status) if os.WIFSIGNALED(status) else -os.WEXITSTATUS(status)
        sys.stdout.write(f"{ended}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
