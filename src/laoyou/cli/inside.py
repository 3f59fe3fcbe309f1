"""What needs Django's tables, as a process of its own: `python -m laoyou.cli.inside demo`.

Imports in order: Django first, then what stands on it.
"""

from __future__ import annotations

import argparse
import importlib
import sys

import laoyou.cli.ready  # noqa: F401 must be first

STOPPED = 130  # what shells say of a program that Ctrl-C ended
COMMANDS = {
    "demo": ("laoyou.demo.command", "load_demo"),
    "personas": ("laoyou.demo.command", "print_personas"),
    "administrator": ("laoyou.cli.administrator", "add_administrator"),
    "export-books": ("laoyou.cli.export_books", "export_books"),
    "import-homes": ("laoyou.cli.import_homes", "import_homes"),
}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=sorted(COMMANDS))
    asked, rest = parser.parse_known_args(arguments)
    module, function = COMMANDS[asked.command]
    try:
        return int(getattr(importlib.import_module(module), function)(rest) or 0)
    except KeyboardInterrupt:
        return STOPPED


if __name__ == "__main__":
    sys.exit(main())
