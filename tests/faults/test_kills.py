"""Whatever part is killed, a new start works and what was committed is there."""

from __future__ import annotations

import re
import signal
import socket
import threading
import time
from datetime import UTC, datetime

import httpx
import psutil
import pytest
from procrastinate import App, SyncPsycopgConnector

from laoyou.infra.postgres.urls import socket_directory
from tests.faults.installation import Installation, becomes_true, is_gone

pytestmark = pytest.mark.fault


def commit_rows(installation: Installation, note: str, count: int = 100) -> None:
    with installation.database() as database:
        database.execute("CREATE TABLE IF NOT EXISTS committed (note text)")
        for _ in range(count):
            database.execute("INSERT INTO committed VALUES (%s)", [note])


def committed_rows(installation: Installation, note: str) -> int:
    with installation.database() as database:
        row = database.execute("SELECT count(*) FROM committed WHERE note = %s", [note]).fetchone()
    return row[0] if row else 0


def test_says_where_everything_is_and_answers(running: Installation) -> None:
    for path in ("/", "/ops/", "/city/"):
        assert f"http://127.0.0.1:{running.port}{path}" in running.said
    assert running.answers() == 404


def test_what_pages_load_is_compressed_and_kept_for_ever(running: Installation) -> None:
    page = httpx.get(f"http://127.0.0.1:{running.port}/", follow_redirects=True)
    assert page.status_code == 200
    files = re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"', page.text)
    assert files
    for file in files:
        answer = httpx.get(f"http://127.0.0.1:{running.port}{file}", headers={"Accept-Encoding": "gzip"})
        assert answer.status_code == 200, file
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers.get("Content-Encoding") == "gzip" or len(answer.content) < 1000, file


def test_a_second_copy_says_that_one_runs_and_where(running: Installation) -> None:
    said = f"laoyou: already running (process {running.process.pid}), at http://127.0.0.1:{running.port}/\n"
    second = running.command("run", "--no-demo")
    assert (second.returncode, second.stderr) == (1, said)
    asked = running.command("running")
    assert (asked.returncode, asked.stdout) == (0, said)


def test_the_web_process_is_replaced_and_nobody_is_turned_away(running: Installation) -> None:
    before = running.child("web")
    before.kill()
    assert is_gone(before)
    assert running.answers(within_s=20) == 404  # asked while there was no web process: the open door waits
    assert becomes_true(lambda: running.child("web").pid != before.pid)


def test_the_worker_is_replaced_and_does_what_was_waiting(running: Installation) -> None:
    with running.database() as database:
        database.execute(
            "INSERT INTO infra_live_event (estate_id, topic, name, data, at)"
            " VALUES (7, 'home:1', 'x', '{}', '2020-01-01')"
        )
    before = running.child("worker")
    before.kill()
    assert is_gone(before)
    url = f"host={socket_directory(running.home)} user=postgres dbname=laoyou"
    with App(connector=SyncPsycopgConnector(conninfo=url)).open() as app:
        app.configure_task("laoyou.infra.jobs.tidy_up").defer(timestamp=int(datetime.now(UTC).timestamp()))

    def is_done() -> bool:
        with running.database() as database:
            return database.execute("SELECT 1 FROM infra_live_event").fetchone() is None

    assert becomes_true(is_done)


def test_the_database_is_started_again_with_every_committed_row(running: Installation) -> None:
    commit_rows(running, "before the kill")
    before = running.postmaster()
    before.kill()
    assert is_gone(before)
    assert becomes_true(lambda: committed_rows(running, "before the kill") == 100)
    assert running.postmaster().pid != before.pid
    assert becomes_true(lambda: running.answers() == 404)


def test_rows_committed_while_it_is_killed_are_kept(running: Installation) -> None:
    acknowledged = 0
    stop = threading.Event()

    def write() -> None:
        nonlocal acknowledged
        with running.database() as database:
            while not stop.is_set():
                database.execute("INSERT INTO committed VALUES ('during the kill')")
                acknowledged += 1

    writer = threading.Thread(target=lambda: becomes_true(lambda: write() or True, within_s=0.1))
    writer.start()
    time.sleep(0.4)
    running.postmaster().kill()
    stop.set()
    writer.join()
    assert acknowledged > 0
    assert becomes_true(lambda: committed_rows(running, "during the kill") >= acknowledged)


def test_children_end_when_the_supervisor_is_killed_and_a_new_start_works(running: Installation) -> None:
    children = [running.child("web"), running.child("worker")]
    commit_rows(running, "before the supervisor went")
    running.process.kill()
    running.process.wait()
    assert all(is_gone(child) for child in children)
    running.start()
    assert running.answers() == 404
    assert committed_rows(running, "before the supervisor went") == 100


def test_a_new_start_works_after_everything_was_killed_at_once(running: Installation) -> None:
    commit_rows(running, "before all went")
    everything = running.everything()
    for process in everything:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    running.process.wait()
    running.start()
    assert running.answers() == 404
    assert committed_rows(running, "before all went") == 100


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_stops_all_of_it_and_leaves_nothing_running(running: Installation, how: signal.Signals) -> None:
    everything = running.everything()
    assert running.stop(how) == 0
    assert all(is_gone(process) for process in everything)
    assert (running.home.path / "run.lock").read_text() == ""


def test_another_port_is_taken_when_the_wanted_one_is_not_free(installation: Installation) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", installation.port))
        taken.listen()
        installation.start()
        assert installation.known["address"] == f"http://127.0.0.1:{installation.port + 1}/"
    assert installation.stop() == 0
