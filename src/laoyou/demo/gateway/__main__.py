"""Start the stand-in gateway and say where it answers."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from pathlib import Path

import uvicorn

from laoyou.demo.gateway.app import Gateway
from laoyou.demo.gateway.keys import hand_over, prepare
from laoyou.demo.gateway.store import Store
from laoyou.infra.home import Home

PORTS_TRIED = 50


def main(arguments: list[str] | None = None) -> None:
    home = Home.from_environment().path
    parser = argparse.ArgumentParser(prog="laoyou.demo.gateway", description="The stand-in payment gateway.")
    parser.add_argument("--home", type=Path, default=home / "gateway", help="its own folder: keys and store")
    parser.add_argument("--keys", type=Path, default=home / "keys", help="where the application reads its keys")
    parser.add_argument("--host", default=os.environ.get("LAOYOU_GATEWAY_HOST", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=int(os.environ.get("LAOYOU_GATEWAY_PORT", "0")))
    parser.add_argument("--public", default=os.environ.get("LAOYOU_GATEWAY_ADDRESS", ""), help="as payers reach it")
    parser.add_argument("--pace", type=float, default=1.0, help="pauses between notifications, times this")
    parser.add_argument("--faults", action="store_true", help="let tests plan trouble, and ask for bills at once")
    asked = parser.parse_args(arguments)
    keys = prepare(asked.home)
    with _listening(asked.host, asked.port, asked.home / "port") as listening:
        port = listening.getsockname()[1]
        local = f"http://127.0.0.1:{port}"
        hand_over(asked.home, asked.keys, address=local, public=asked.public.rstrip("/"))
        store = Store(asked.home / "gateway.sqlite3")
        gateway = Gateway(
            keys=keys,
            store=store,
            public=asked.public.rstrip("/") or local,
            pace=asked.pace,
            has_faults=asked.faults,
        )
        sys.stdout.write(f"the stand-in payment gateway answers at {local}\n")
        sys.stdout.flush()
        config = uvicorn.Config(gateway, access_log=False, log_level="warning", lifespan="on", server_header=False)
        uvicorn.Server(config).run(sockets=[listening])


def _listening(host: str, port: int, remembered: Path) -> socket.socket:
    """Return a socket on the port asked for; without one on the last one used, or the first free one after the site's.

    Addresses that payers opened stay good over a restart.
    """
    if port:
        candidates = [port]
    else:
        first = int(os.environ.get("LAOYOU_PORT", "8000")) + 10
        last = [int(remembered.read_text())] if remembered.exists() else []
        candidates = [*last, *range(first, first + PORTS_TRIED)]
    for candidate in candidates:
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, candidate))
        except OSError:
            listening.close()
            continue
        listening.listen(128)
        remembered.write_text(str(candidate))
        return listening
    raise SystemExit(f"laoyou: no free port for the stand-in gateway from {candidates[0]} on")


if __name__ == "__main__":
    main()
