"""The start of one child process: web, worker, the stand-in gateway or tax bureau.

python -m laoyou.cli.child web --alive 5 --socket 6
"""

from __future__ import annotations

import argparse
import os
import runpy
import signal
import socket
import sys
import threading

import uvicorn
from django.core.management import execute_from_command_line

WORKERS = "4"
GATEWAY = "laoyou.demo.gateway"
BUREAU = "laoyou.demo.bureau"


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=["web", "worker", "gateway", "bureau"])
    parser.add_argument("--alive", type=int, required=True)
    parser.add_argument("--socket", type=int)
    asked = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "laoyou.config.settings")
    threading.Thread(target=_end_with_the_supervisor, args=(asked.alive,), daemon=True).start()
    if asked.name == "web":
        serve(socket.socket(fileno=asked.socket))
    elif asked.name == "worker":
        # Finished jobs are removed, failed ones stay to be looked at.
        execute_from_command_line(
            ["laoyou", "procrastinate", "worker", "--concurrency", WORKERS, "--delete-jobs", "successful"]
        )
    else:
        module = GATEWAY if asked.name == "gateway" else BUREAU
        sys.argv = [module]
        runpy.run_module(module, run_name="__main__", alter_sys=True)


def serve(listening: socket.socket) -> None:
    """Answer on a socket that the supervisor opened: it stays open while this process is replaced."""
    config = uvicorn.Config(
        "laoyou.config.asgi:application",
        access_log=False,
        log_level="warning",
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=2,  # live streams never end by themselves
        proxy_headers=True,
    )
    uvicorn.Server(config).run(sockets=[listening])


def _end_with_the_supervisor(alive: int) -> None:
    """Wait until the supervisor's end of the pipe is closed, which also happens when it is killed; then end too."""
    os.read(alive, 1)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
