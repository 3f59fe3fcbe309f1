"""`laoyou import homes FILE --estate CODE [--dry-run] [--leave-out-refused]`, inside Django."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from laoyou.infra import clock
from laoyou.system.people.house_ledger.command import import_homes_command


def import_homes(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="laoyou import homes")
    parser.add_argument("file", type=Path)
    parser.add_argument("--estate", required=True, metavar="CODE")
    parser.add_argument("--dry-run", action="store_true")
    parser.add_argument("--leave-out-refused", action="store_true")
    asked = parser.parse_args(arguments)
    return import_homes_command(
        asked.file, asked.estate, asked.dry_run, clock.now(), leave_out_refused=asked.leave_out_refused
    )
