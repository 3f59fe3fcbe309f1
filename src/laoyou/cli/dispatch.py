"""`laoyou dispatch plan`: what can be typed. The planning is a process of its own: its engine loads slowly."""

from __future__ import annotations

import argparse
import subprocess
import sys

from laoyou.infra.home import Home


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    dispatch = commands.add_parser("dispatch", help="crews and jobs").add_subparsers(required=True, metavar="what")
    planning = dispatch.add_parser("plan", help="plan the day of a JSON file, and print the plan as JSON")
    planning.add_argument("file", metavar="FILE", help="the day; - for standard input")
    planning.add_argument("--seconds", default="2", metavar="S", help="how long to look for a better plan (2)")
    planning.add_argument("--seed", default="1", metavar="N", help="another number may find another plan (1)")
    planning.set_defaults(command=_plan)


def _plan(home: Home, asked: argparse.Namespace) -> int:
    planning = [sys.executable, "-m", "laoyou.cli.plan_day", asked.file, asked.seconds, asked.seed]
    return subprocess.run(planning, check=False).returncode
