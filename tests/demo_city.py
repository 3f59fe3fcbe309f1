"""The demo city for tests: told once per run into a template, of which each test file gets its own copy.

While writing tests, `LAOYOU_TEST_DEMO=/tmp/some-folder` keeps what was told for the next run: end that by removing the
folder when the story or the tables change.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import sql

from laoyou.demo.city.story import NOW
from tests.database import clone, database_url, demo_name

TOLD = "told-in-seconds"


@dataclass(frozen=True, slots=True)
class DemoCity:
    """A database that can be copied, and the home folder that belongs to it."""

    database: str
    home: Path
    seconds: float
    """How long the telling took, the start of the process included."""

    def copy_home(self, to: Path) -> None:
        shutil.copytree(self.home, to, dirs_exist_ok=True)


def demo_city() -> DemoCity:
    """Return the demo city, telling it when nobody has yet. Processes that race wait for one another."""
    kept = os.environ.get("LAOYOU_TEST_DEMO")
    home = Path(kept) if kept else Path(os.environ["LAOYOU_HOME"]) / "demo-city"
    database = f"laoyou_demo_{hashlib.sha256(str(home).encode()).hexdigest()[:12]}" if kept else demo_name()
    with psycopg.connect(database_url("postgres"), autocommit=True) as admin:
        admin.execute("SELECT pg_advisory_lock(hashtext(%s))", [database])
        if not (home / TOLD).exists():
            seconds = _tell(database, home)
            # Closed to connections: copying a database needs that nobody is in it.
            admin.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(sql.Identifier(database)))
            (home / TOLD).write_text(f"{seconds:.1f}")
    return DemoCity(database, home, float((home / TOLD).read_text()))


def _tell(database: str, home: Path) -> float:
    began = time.monotonic()
    (home / "files").mkdir(parents=True, exist_ok=True)
    environment = os.environ | {"DATABASE_URL": clone(database), "LAOYOU_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-m", "laoyou.cli.inside", "demo"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return time.monotonic() - began


def clock_offset_s() -> int:
    """Return by how much a clock has to be moved so that it is now the demo's day."""
    return round((NOW - datetime.now(UTC)).total_seconds())
