"""Start the stand-in tax bureau and say where it answers."""

from __future__ import annotations

import argparse
import os
import secrets
import socket
import sys
from pathlib import Path

import uvicorn

from laoyou.demo.bureau.app import Bureau
from laoyou.demo.bureau.store import Store
from laoyou.infra.home import Home

MARK, MARK_TEXT = (
    "stand_in.txt",
    "The keys in this folder are made up by the stand-in tax bureau. No invoice is real.\n",
)
SELLER, SELLER_NUMBER = "城市片区物业运营服务中心", "91450100MA5PLAY016"
ITEMS = "service 3040801010000000000 0.06\ncommon_income 3040502020200000000 0.09\n"
PORTS_TRIED = 50
BESIDE = 60


class RealKeysHere(SystemExit):
    """A real seller's keys lie where the stand-in would write its own."""


def main(arguments: list[str] | None = None) -> None:
    home = Home.from_environment().path
    parser = argparse.ArgumentParser(prog="laoyou.demo.bureau", description="The stand-in tax bureau.")
    parser.add_argument("--home", type=Path, default=home / "bureau", help="its own folder")
    parser.add_argument("--keys", type=Path, default=home / "keys" / "einvoice", help="where the application reads")
    parser.add_argument("--port", type=int, default=int(os.environ.get("LAOYOU_BUREAU_PORT", "0")))
    parser.add_argument("--seller", default=SELLER, help="the company that issues")
    parser.add_argument("--delay", type=float, default=5.0, help="seconds until an invoice is issued")
    parser.add_argument("--faults", action="store_true", help="let tests plan trouble")
    asked = parser.parse_args(arguments)
    with _listening(asked.port) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        app_id, secret = hand_over(asked.keys, address=address, seller=asked.seller)
        bureau = Bureau(
            app_id=app_id,
            secret=secret,
            store=Store(asked.home / "bureau.sqlite3"),
            address=address,
            delay_s=asked.delay,
            has_faults=asked.faults,
        )
        sys.stdout.write(f"the stand-in tax bureau answers at {address}\n")
        sys.stdout.flush()
        config = uvicorn.Config(bureau, access_log=False, log_level="warning", lifespan="off", server_header=False)
        uvicorn.Server(config).run(sockets=[listening])


def hand_over(folder: Path, *, address: str, seller: str) -> tuple[str, str]:
    """Write a made-up seller's keys where the application reads them, and return its name there and the secret.

    Raises: RealKeysHere.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise RealKeysHere(f"laoyou: {folder} holds real keys; the stand-in tax bureau leaves them alone")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    secret = folder / "secret.txt"
    shared = secret.read_text().strip() if secret.exists() else secrets.token_hex(32)
    texts = {
        MARK: MARK_TEXT,
        "app_id.txt": "standin\n",
        "secret.txt": f"{shared}\n",
        "seller_name.txt": f"{seller}\n",
        "seller_number.txt": f"{SELLER_NUMBER}\n",
        "taxpayer.txt": "general\n",
        "items.txt": ITEMS,
        "address.txt": f"{address}\n",
    }
    for name, text in texts.items():
        half = folder / f"{name}.new"
        with os.fdopen(os.open(half, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w") as opened:
            opened.write(text)
        half.replace(folder / name)
    return "standin", shared


def _listening(port: int) -> socket.socket:
    """Return a socket on the port asked for; without one on the first free one after the site's."""
    first = int(os.environ.get("LAOYOU_PORT", "8000")) + BESIDE
    for candidate in [port] if port else range(first, first + PORTS_TRIED):
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(("127.0.0.1", candidate))
        except OSError:
            listening.close()
            continue
        listening.listen(128)
        return listening
    raise SystemExit(f"laoyou: no free port for the stand-in tax bureau from {first} on")


if __name__ == "__main__":
    main()
