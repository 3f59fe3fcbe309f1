"""`laoyou books verify FILE`, which needs no installation, and `laoyou books export`, which happens inside Django."""

from __future__ import annotations

import argparse
import gettext
import os
from pathlib import Path

import laoyou
from laoyou.cli.inside_process import inside
from laoyou.cli.screen import say
from laoyou.core.money import Money
from laoyou.infra.home import Home
from laoyou.infra.postgres.running import server
from laoyou.infra.signatures import is_signed
from laoyou.system.ledger.rules.accounts import ACCOUNT_NAMES, Account
from laoyou.system.ledger.rules.packages import Fault, check_package

FORMATS = ("package", "beancount", "xlsx")
NOT_SOUND, NO_FILE = 1, 2


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    books = commands.add_parser("books", help="the open books").add_subparsers(required=True, metavar="what")
    verifying = books.add_parser("verify", help="check a month's package: exit code 1 and the place when it is unsound")
    verifying.add_argument("file", type=Path)
    verifying.add_argument("--key", default="", help="the public key that you kept; else the package's own is used")
    verifying.set_defaults(command=verify)
    exporting = books.add_parser("export", help="write a closed month of an estate to a file")
    exporting.add_argument("--estate", required=True, metavar="CODE")
    exporting.add_argument("--month", required=True, metavar="YYYY-MM")
    exporting.add_argument("--format", choices=FORMATS, default="package")
    exporting.add_argument("-o", "--output", required=True, type=Path, metavar="FILE")
    exporting.set_defaults(command=export)


def verify(home: Home, asked: argparse.Namespace) -> int:
    try:
        content = asked.file.read_bytes()
    except OSError as error:
        say(f"laoyou: {asked.file}: {error.strerror}")
        return NO_FILE
    try:
        checked = check_package(content, is_signed=is_signed, trusted_key=asked.key)
    except Fault as fault:
        say(f"laoyou: {_both(fault.sentence)}")
        say(f"        {fault.place}")
        return NOT_SOUND
    for fund, sums in checked.funds.items():
        figures = "  ".join(f"{Money(sums[name])!s:>14}" for name in ("opening_fen", "income_fen", "expense_fen"))
        say(f"{fund:14}{figures}  {Money(sums['closing_fen'])!s:>14}")
    for fund, lines in checked.budgets.items():
        say(f"{fund}: 预算与实际 (budget of {checked.month.year}, and the money so far)")
        for account, budget, so_far in lines:
            say(f"  {account} {_both(ACCOUNT_NAMES[Account(account)])}: {Money(budget)}, {Money(so_far)}")
    witness = f"books/0, {checked.city.size} leaves" if checked.city else "not yet in the city's log"
    say(f"laoyou: sound: books/{checked.estate_id}, {checked.month}, {checked.entries} entries; {witness}")
    return 0


def export(home: Home, asked: argparse.Namespace) -> int:
    home.prepare()
    with server(home):
        return inside(
            *("export-books", "--estate", asked.estate, "--month", asked.month),
            *("--format", asked.format, "--output", os.path.abspath(asked.output)),
        )


def _both(sentence: str) -> str:
    """Return the sentence in Chinese with the English beside it: who checks a file has no installation to ask."""
    folder = Path(laoyou.__file__).parent / "system" / "ledger" / "locale"
    chinese = gettext.translation("django", folder, ["zh_Hans"], fallback=True).gettext(sentence)
    return sentence if chinese == sentence else f"{chinese} ({sentence})"
