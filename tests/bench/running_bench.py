"""The whole installation as people start it: loading the demo, a warm start, and the memory of the web process."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import psutil

from tests.bench.measured import Measured

PORT = 8765
WARM_PAGES = ("/", "/sign-in/", "/ops/sign-in", "/offline/")
ROUNDS = 100


def run() -> list[Measured]:
    """Return the times and the memory. Uses an embedded database of its own, in a fresh home."""
    with tempfile.TemporaryDirectory(prefix="laoyou-bench-") as folder:
        os.chmod(folder, 0o711)
        environment = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "LAOYOU_SECRET")}
        environment |= {"LAOYOU_HOME": folder, "LAOYOU_PORT": str(PORT)}
        command = [sys.executable, "-m", "laoyou.cli"]
        begun = time.perf_counter()
        said = subprocess.run([*command, "demo"], env=environment, capture_output=True, text=True, check=True).stdout
        whole = time.perf_counter() - begun
        told = re.search(r"in (\d+) s", said)
        with subprocess.Popen(
            [*command, "run"], env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
        ) as running:
            ready = _ready_in(running)
            memory = _web_memory_mb(Path(folder))
            os.killpg(running.pid, signal.SIGINT)
    return [
        Measured(
            f"laoyou demo: {told[1] if told else '?'} s, with the database's own making {whole:.0f} s",
            "60 s",
            float(told[1] if told else whole) / 60,
            1.0,
        ),
        Measured(f"warm start: ready in {ready:.1f} s", "5 s", ready / 5, 1.0),
        Measured(f"web process after {ROUNDS * len(WARM_PAGES)} pages: {memory:.0f} MB", "300 MB", memory / 300, 1.0),
    ]


def _ready_in(running: subprocess.Popen[str]) -> float:
    assert running.stdout is not None
    for line in running.stdout:
        if found := re.search(r"ready in ([\d.]+) s", line):
            return float(found[1])
    raise AssertionError("the installation never got ready")


def _web_memory_mb(home: Path) -> float:
    """Return the highest memory that the web process had, after it answered pages."""
    for _ in range(ROUNDS):
        for page in WARM_PAGES:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}{page}").read()
    web = next(
        process
        for process in psutil.process_iter(["cmdline", "environ"])
        if "web" in (process.info["cmdline"] or []) and (process.info["environ"] or {}).get("LAOYOU_HOME") == str(home)
    )
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{web.pid}/status").read_text())
    return int(peak[1]) / 1024 if peak else web.memory_info().rss / 2**20
