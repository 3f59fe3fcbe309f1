"""`laoyou run`: one process that brings an installation up in order, keeps it up, and takes it down in order."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec

from laoyou.cli import demo_city, greeting, installation
from laoyou.cli.child import BUREAU, GATEWAY
from laoyou.cli.children import Child
from laoyou.cli.instance import Instance, only_one
from laoyou.cli.screen import say
from laoyou.infra.home import Home
from laoyou.infra.postgres.embedded import EmbeddedPostgres
from laoyou.infra.postgres.running import server
from laoyou.infra.postgres.setup import make_ready

PORTS_TRIED = 50
LOOK_EVERY_S = 0.25
START_WITHIN_S = 60.0


class CouldNotStart(SystemExit):
    pass


def run(home: Home, *, host: str, port: int, is_demo: bool) -> int:
    """Run until Ctrl-C or TERM. Raises: AlreadyRunning, NotSetUp, DatabaseUnavailable, CouldNotStart."""
    began = time.monotonic()
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGINT, _interrupt)  # a shell that starts us in the background has us ignore it
    home.prepare()
    try:
        with ExitStack() as stack:
            instance = stack.enter_context(only_one(home))
            os.environ["LAOYOU_STATIC_VERSION"] = installation.check(home)
            postgres = stack.enter_context(server(home))
            make_ready(home)
            if is_demo and demo_city.is_at_hand():
                demo_city.load_where_empty(home)
            listening = stack.enter_context(_listening_socket(host, port))
            address = f"http://{host}:{listening.getsockname()[1]}"
            children = stack.enter_context(_children(home, listening, address, is_demo=is_demo))
            instance.write(address=f"{address}/", children=_pids(children))
            _wait_for_an_answer(listening, children)
            greeting.say_hello(address, is_demo=is_demo, took_s=time.monotonic() - began)
            _look_after(children, postgres, instance)
    except KeyboardInterrupt:
        say("laoyou: stopped")
    return 0


@contextmanager
def _children(home: Home, listening: socket.socket, address: str, *, is_demo: bool) -> Iterator[list[Child]]:
    watched, held = os.pipe()
    names = ["worker", "web"]
    if is_demo and find_spec("laoyou.demo") and find_spec(GATEWAY):
        names.insert(0, "gateway")
    if is_demo and find_spec("laoyou.demo") and find_spec(BUREAU):
        names.insert(0, "bureau")
    environment = {
        "LAOYOU_PORT": str(listening.getsockname()[1]),
        "LAOYOU_PUBLIC_ADDRESS": os.environ.get("LAOYOU_PUBLIC_ADDRESS", address),
        "LAOYOU_DEMO": "1" if is_demo else "0",
        "LAOYOU_CLOCK_OFFSET_S": str(demo_city.clock_offset_s(home)),
        "LAOYOU_DB_POOL": "1",
        "LAOYOU_HOME": str(home.path),
        "PYTHONUNBUFFERED": "1",
    }
    children = [
        Child(name, home.logs, watched, environment, socket=listening.fileno() if name == "web" else None)
        for name in names
    ]
    try:
        for child in children:
            child.start()
        yield children
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        say("laoyou: stopping …")
        for child in reversed(children):
            child.stop()
        os.close(held)
        os.close(watched)


def _look_after(children: Sequence[Child], postgres: EmbeddedPostgres | None, instance: Instance) -> None:
    while True:
        time.sleep(LOOK_EVERY_S)
        if postgres is not None and not postgres.is_alive():
            say("laoyou: the database ended; starting it again")
            postgres.start()
        before = _pids(children)
        for child in children:
            if message := child.look_after():
                say(f"laoyou: {message}")
        if _pids(children) != before:
            instance.write(children=_pids(children))


def _pids(children: Sequence[Child]) -> list[int]:
    return [child.process.pid for child in children if child.process is not None]


@contextmanager
def _listening_socket(host: str, port: int) -> Iterator[socket.socket]:
    """Open the first free port from the wanted one on. It stays ours while the web process is replaced."""
    for candidate in range(port, port + PORTS_TRIED):
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, candidate))
        except OSError:
            listening.close()
            continue
        listening.listen(1024)
        with listening:
            yield listening
        return
    raise CouldNotStart(f"laoyou: no free port from {port} to {port + PORTS_TRIED - 1}; name another by --port")


def _wait_for_an_answer(listening: socket.socket, children: Sequence[Child]) -> None:
    host, port = listening.getsockname()[:2]
    deadline = time.monotonic() + START_WITHIN_S
    connection = http.client.HTTPConnection("127.0.0.1" if host == "0.0.0.0" else host, port, timeout=START_WITHIN_S)  # noqa: S104
    while time.monotonic() < deadline:
        try:
            connection.request("GET", "/", headers={"Host": "127.0.0.1"})
            connection.getresponse().read()
            return
        except OSError:
            connection.close()
        if dead := [child.name for child in children if not child.runs]:
            raise CouldNotStart(f"laoyou: {' and '.join(dead)} could not start; see {children[0].logs}")
        time.sleep(0.1)
    raise CouldNotStart(f"laoyou: the web process does not answer; see {children[0].logs / 'web.log'}")


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
