"""`laoyou books export`, inside Django: a closed month of an estate as package, Beancount or .xlsx."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from laoyou.cli.screen import say
from laoyou.core.calendar import Month
from laoyou.core.errors import NotFound, Refusal
from laoyou.infra import scope
from laoyou.infra.actor import system
from laoyou.system.ledger import queries as ledger
from laoyou.system.places import queries as places

FAILED = 2


def export_books(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="laoyou books export")
    parser.add_argument("--estate", required=True)
    parser.add_argument("--month", required=True)
    parser.add_argument("--format", required=True)
    parser.add_argument("--output", required=True, type=Path)
    asked = parser.parse_args(arguments)
    actor = system("laoyou books export")
    try:
        month = Month.parse(asked.month)
        estate = places.estate_by_code(actor=actor, code=asked.estate)
        with scope.estate(estate.id):
            content = ledger.MONTH_FILES[asked.format](estate.id, month)
        asked.output.write_bytes(content)
    except NotFound:
        say(f"laoyou: there is no estate with the code {asked.estate}")
    except Refusal as refusal:
        say(f"laoyou: {refusal.sentence % refusal.params}")
    except ValueError:
        say(f"laoyou: “{asked.month}” is no month: write it like 2022-12")
    except OSError as error:
        say(f"laoyou: {asked.output}: {error.strerror}")
    else:
        say(f"laoyou: {estate.name}, {month}: {asked.output}, {len(content):,} bytes")
        return 0
    return FAILED
