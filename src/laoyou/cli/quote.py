"""`laoyou billing quote`: what a home would pay, line by line. Needs no database."""

from __future__ import annotations

import argparse
import json
from datetime import date
from decimal import Decimal, InvalidOperation

from laoyou.cli.screen import say
from laoyou.core.area import Area, NotAnArea
from laoyou.core.money import Money
from laoyou.infra.home import Home
from laoyou.system.billing.rules.quoting import quote

WRONG = 2


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    billing = commands.add_parser("billing", help="bills").add_subparsers(required=True, metavar="what")
    quoting = billing.add_parser("quote", help="the lines of a fee by area, month by month, and their sum")
    quoting.add_argument("--area", required=True, metavar="M2")
    quoting.add_argument("--rate", required=True, metavar="YUAN", help="yuan per m² and month")
    quoting.add_argument("--from", required=True, dest="first", type=date.fromisoformat, metavar="DAY")
    quoting.add_argument("--to", required=True, dest="last", type=date.fromisoformat, metavar="DAY", help="included")
    quoting.add_argument("--json", action="store_true", help="as JSON, in fen")
    quoting.set_defaults(command=print_quote)


def print_quote(home: Home, asked: argparse.Namespace) -> int:
    try:
        area = Area.parse(asked.area)
        lines = quote(area=area, rate=Decimal(asked.rate), first=asked.first, last=asked.last)
    except (NotAnArea, InvalidOperation, ValueError) as error:
        reason = error.sentence % error.params if isinstance(error, NotAnArea) else str(error)
        say(f"laoyou: {reason if not isinstance(error, InvalidOperation) else 'the rate is a number, like 0.60'}")
        return WRONG
    total = Money.total(line.amount for line in lines)
    if asked.json:
        rows = [{"month": str(line.month), "fen": line.amount.fen} for line in lines]
        say(json.dumps({"lines": rows, "total_fen": total.fen}, separators=(",", ":")))
        return 0
    for line in lines:
        part = "" if line.served_days == line.month.days else f"× {line.served_days}/{line.month.days}"
        say(f"{line.month}  {area} m² × {asked.rate} {part:<7}{line.amount!s:>12}")
    say(f"{total!s:>{len(str(area)) + len(asked.rate) + 35}}")
    return 0
