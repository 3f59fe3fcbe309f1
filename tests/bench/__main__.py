"""`make bench`: every figure with its baseline from the same run, as a table. Sizes by LAOYOU_BENCH_HOMES, _ROWS.

Runs on an embedded server of its own that keeps its promises (fsync on), or on the server that DATABASE_URL names.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("LAOYOU_SECRET", "a-secret-for-measuring-only-a-secret-for-measuring")
os.environ["DJANGO_SETTINGS_MODULE"] = "laoyou.config.settings"

from laoyou.infra.home import Home
from laoyou.infra.postgres.embedded import EmbeddedPostgres
from laoyou.infra.postgres.setup import make_ready
from tests.bench import log_bench, running_bench
from tests.bench.measured import Measured

RESULTS = Path("bench-results")


def main() -> int:
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
            measured = _measure(homes, rows)
        finally:
            if server:
                server.stop()
    measured += running_bench.run()
    text = "\n".join([*_head(), *(line.row() for line in measured)])
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{datetime.now(UTC):%Y-%m-%d-%H%M}.md").write_text(text + "\n")
    sys.stdout.write(text + "\n")
    return 1 if any(line.is_missed for line in measured) else 0


def _head() -> list[str]:
    return [
        f"Measured {datetime.now(UTC):%Y-%m-%d} on {os.cpu_count()} cores, Python {platform.python_version()}.",
        "",
        "| figure | baseline in the same run | ratio | gate |",
        "| --- | --- | --- | --- |",
    ]


def _measure(homes: int, rows: int) -> list[Measured]:
    import django

    django.setup()
    from tests.bench import arrears_bench, billing_bench, import_bench, pages_bench, settle_bench

    found: list[Measured] = []
    benches = (
        lambda: billing_bench.run(homes),
        pages_bench.run,
        arrears_bench.run,
        settle_bench.run,
        lambda: import_bench.run(rows),
        log_bench.run,
    )
    for bench in benches:
        for line in bench():
            found.append(line)
            sys.stderr.write(line.row() + "\n")
    return found


if __name__ == "__main__":
    sys.exit(main())
