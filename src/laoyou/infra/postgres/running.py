"""The embedded server for as long as somebody uses it: started by the first, stopped by the last to leave."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from laoyou.infra.home import Home
from laoyou.infra.postgres.embedded import EmbeddedPostgres


@contextmanager
def server(home: Home) -> Iterator[EmbeddedPostgres | None]:
    """Have a database server inside the block: None where `DATABASE_URL` names one that others look after.

    Each user holds a shared lock on the home; who can change it into an exclusive one is alone, and stops the server.
    """
    if "DATABASE_URL" in os.environ:
        yield None
        return
    with open(home.path / "users.lock", "a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        postgres = EmbeddedPostgres(home)
        postgres.start()
        try:
            yield postgres
        finally:
            fcntl.flock(users, fcntl.LOCK_UN)
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass  # somebody else works with it: the last one stops it
            else:
                postgres.stop()
