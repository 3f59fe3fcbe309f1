"""`make bench`: every figure with its baseline from the same run, as a table. Sizes by LAOYOU_BENCH_HOMES, _ROWS.

`python -m tests.bench billing log` measures these alone; the planner's figures take most of an hour and are measured
only when they are named: `dispatch`, or parts of it, `dispatch.hand,urgent` (`dispatch_bench.PARTS`).

Runs on an embedded server of its own that keeps its promises (fsync on), or on the server that DATABASE_URL names.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("LAOYOU_SECRET", "a-secret-for-measuring-only-a-secret-for-measuring")
os.environ["DJANGO_SETTINGS_MODULE"] = "laoyou.config.settings"

from laoyou.infra.home import Home
from laoyou.infra.postgres.embedded import EmbeddedPostgres
from laoyou.infra.postgres.setup import make_ready
from tests.bench import dispatch_bench, log_bench, running_bench
from tests.bench.measured import Measured

RESULTS = Path("bench-results")


NEED_A_DATABASE = ("billing", "pages", "arrears", "settle", "import")
ALONE = ("log", "running", "dispatch")


def main(named: Sequence[str]) -> int:
    asked = {name.split(".")[0]: name.partition(".")[2] for name in named}
    if wrong := set(asked) - {*NEED_A_DATABASE, *ALONE}:
        sys.stderr.write(
            f"bench: there is no {', '.join(sorted(wrong))}; there are {', '.join(NEED_A_DATABASE + ALONE)}\n"
        )
        return 2
    wanted = set(asked) or {*NEED_A_DATABASE, "log", "running"}
    measured = _with_a_database(wanted) if wanted & {*NEED_A_DATABASE} else []
    if "log" in wanted:
        measured += _told(log_bench.run())
    if "running" in wanted:
        measured += _told(running_bench.run())
    if "dispatch" in wanted:
        parts = asked["dispatch"].split(",") if asked["dispatch"] else dispatch_bench.PARTS
        measured += _told(dispatch_bench.run(parts))
    text = "\n".join([*_head(), *(line.row() for line in measured)])
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{datetime.now(UTC):%Y-%m-%d-%H%M}.md").write_text(text + "\n")
    sys.stdout.write(text + "\n")
    return 1 if any(line.is_missed for line in measured) else 0


def _with_a_database(wanted: Collection[str]) -> list[Measured]:
    homes, rows = (
        int(os.environ.get("LAOYOU_BENCH_HOMES", "1000000")),
        int(os.environ.get("LAOYOU_BENCH_ROWS", "100000")),
    )
    with tempfile.TemporaryDirectory(prefix="laoyou-bench-") as folder:
        os.chmod(folder, 0o711)
        os.environ["LAOYOU_HOME"] = folder
        home = Home.from_environment()
        home.prepare()
        server = None if "DATABASE_URL" in os.environ else EmbeddedPostgres(home)
        if server:
            server.start()
        try:
            make_ready(home)
            return _measure(wanted, homes, rows)
        finally:
            if server:
                server.stop()


def _told(lines: Iterable[Measured]) -> list[Measured]:
    found = []
    for line in lines:
        found.append(line)
        sys.stderr.write(line.row() + "\n")
    return found


def _head() -> list[str]:
    load = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    return [
        f"Measured {datetime.now(UTC):%Y-%m-%d} on {os.cpu_count()} cores, Python {platform.python_version()};"
        f" load at the end (1, 5, 15 minutes): {load}.",
        "",
        "| figure | baseline in the same run | ratio | gate |",
        "| --- | --- | --- | --- |",
    ]


def _measure(wanted: Collection[str], homes: int, rows: int) -> list[Measured]:
    import django

    django.setup()
    from tests.bench import arrears_bench, billing_bench, import_bench, pages_bench, settle_bench

    benches: dict[str, Callable[[], Iterable[Measured]]] = {
        "billing": lambda: billing_bench.run(homes),
        "pages": pages_bench.run,
        "arrears": arrears_bench.run,
        "settle": settle_bench.run,
        "import": lambda: import_bench.run(rows),
    }
    return [line for name, bench in benches.items() if name in wanted for line in _told(bench())]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
