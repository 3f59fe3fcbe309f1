"""What can be typed after `laoyou`."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from laoyou.cli import books, demo_city, dispatch, installation, quote
from laoyou.cli.backup import back_up, restore
from laoyou.cli.inside_process import inside
from laoyou.cli.instance import running_copy
from laoyou.cli.run import run
from laoyou.cli.screen import say
from laoyou.infra import environment
from laoyou.infra.home import Home
from laoyou.infra.postgres.running import server
from laoyou.infra.postgres.setup import make_ready


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    home = Home.from_environment()
    # Every process that we start works in the same home, wherever it is started.
    os.environ["LAOYOU_HOME"] = str(home.path)
    return int(asked.command(home, asked) or 0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="laoyou", description="Laoyou: the software of a property operations centre.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="command")

    running = commands.add_parser("run", help="start everything: database, worker, web; the demo city on first start")
    running.add_argument("--host", default="127.0.0.1")
    running.add_argument("--port", type=int, default=environment.number("LAOYOU_PORT", 8000))
    running.add_argument("--no-demo", action="store_true", help="an empty installation, without the stand-ins")
    running.set_defaults(command=_run)

    commands.add_parser("running", help="say whether a copy runs; fails when none does").set_defaults(command=_running)

    commands.add_parser("setup", help="put the front-end libraries and compiled words in place").set_defaults(
        command=lambda home, asked: installation.set_up()
    )
    commands.add_parser("migrate", help="bring database and static files up to date").set_defaults(command=_migrate)

    demo = commands.add_parser("demo", help="load the demo city into an empty database")
    demo.add_argument("--fresh", action="store_true", help="throw the demo city away that is there, and load it again")
    demo.set_defaults(command=_demo)

    backing = commands.add_parser("backup", help="write database and files into one file")
    backing.add_argument("file", type=Path)
    backing.set_defaults(command=_back_up)
    restoring = commands.add_parser("restore", help="bring a backup into an empty installation")
    restoring.add_argument("file", type=Path)
    restoring.set_defaults(command=_restore)

    importing = commands.add_parser("import", help="take in a file").add_subparsers(required=True, metavar="what")
    homes = importing.add_parser("homes", help="a house ledger, .xlsx or .csv")
    homes.add_argument("file")
    homes.add_argument("--estate", required=True, metavar="CODE")
    homes.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
    homes.add_argument("--leave-out-refused", action="store_true", help="enter the other rows when some can't be")
    homes.set_defaults(command=_import_homes)

    administrator = commands.add_parser("administrator", help="give the city's administrator a login")
    administrator.add_argument("login")
    administrator.add_argument("--name", required=True, help="what the person is called")
    administrator.add_argument("--bureau", required=True, help="the housing bureau's name; added when it is new")
    administrator.set_defaults(command=_administrator)
    books.add_to(commands)
    quote.add_to(commands)
    dispatch.add_to(commands)
    return parser


def _run(home: Home, asked: argparse.Namespace) -> int:
    is_demo = environment.flag("LAOYOU_DEMO", default=True) and not asked.no_demo
    return run(home, host=asked.host, port=asked.port, is_demo=is_demo)


def _running(home: Home, asked: argparse.Namespace) -> int:
    said = running_copy(home)
    if said:
        say(said)
    return 0 if said else 1


def _migrate(home: Home, asked: argparse.Namespace) -> None:
    home.prepare()
    installation.check(home)
    with server(home):
        changed = make_ready(home)
    say("laoyou: the database is up to date" if changed else "laoyou: the database was up to date already")


def _demo(home: Home, asked: argparse.Namespace) -> None:
    home.prepare()
    with server(home):
        make_ready(home)
        if asked.fresh:
            demo_city.start_over(home)
        demo_city.load_where_empty(home)


def _back_up(home: Home, asked: argparse.Namespace) -> None:
    with server(home):
        back_up(home, asked.file)


def _restore(home: Home, asked: argparse.Namespace) -> None:
    home.prepare()
    with server(home):
        restore(home, asked.file)


def _import_homes(home: Home, asked: argparse.Namespace) -> int:
    home.prepare()
    with server(home):
        make_ready(home)
        os.environ.setdefault("LAOYOU_CLOCK_OFFSET_S", str(demo_city.clock_offset_s(home)))
        arguments = [asked.file, "--estate", asked.estate]
        arguments += ["--dry-run"] if asked.dry_run else []
        arguments += ["--leave-out-refused"] if asked.leave_out_refused else []
        return inside("import-homes", *arguments)


def _administrator(home: Home, asked: argparse.Namespace) -> int:
    home.prepare()
    with server(home):
        make_ready(home)
        os.environ.setdefault("LAOYOU_CLOCK_OFFSET_S", str(demo_city.clock_offset_s(home)))
        return inside("administrator", asked.login, "--name", asked.name, "--bureau", asked.bureau)
