"""An installation in one file, and back: the database and the handed-in files. The secret stays on its own shelf."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from laoyou.cli.screen import say
from laoyou.infra.home import Home
from laoyou.infra.postgres import binaries
from laoyou.infra.postgres.provision import provision
from laoyou.infra.postgres.setup import make_ready
from laoyou.infra.postgres.urls import database_urls, with_database

DUMP, ABOUT, FILES = "database.dump", "about.json", "files"


class CanNot(SystemExit):
    pass


def back_up(home: Home, target: Path) -> None:
    """Write the installation into one file, while it runs or not. Raises: CanNot."""
    if target.exists():
        raise CanNot(f"laoyou: {target} exists; a backup never writes over another")
    about = {"made_at": datetime.now(UTC).isoformat(timespec="seconds"), "secret": _fingerprint(home)}
    part = target.with_name(f"{target.name}.part")
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder, DUMP)
        _run(home, "pg_dump", "--format=custom", "--file", str(dump), _admin_url(home))
        # Files are named by their content and never change: after the dump, whatever it names is here.
        with zipfile.ZipFile(part, "w") as archive:  # stored as they are: dump and pictures are compressed already
            archive.writestr(ABOUT, json.dumps(about))
            archive.write(dump, DUMP)
            for file in sorted(home.files.rglob("*")):
                if file.is_file():
                    archive.write(file, f"{FILES}/{file.relative_to(home.files).as_posix()}")
    part.rename(target)
    say(f"laoyou: {target} holds the database and the files, {target.stat().st_size // 1024:,} KB; not the secret")


def restore(home: Home, source: Path) -> None:
    """Bring a backup into an empty installation that has the secret already. Raises: CanNot."""
    with zipfile.ZipFile(source) as archive, tempfile.TemporaryDirectory() as folder:
        about = json.loads(archive.read(ABOUT))
        if about["secret"] != _fingerprint(home):
            raise CanNot(
                "laoyou: this backup belongs to another secret: put that one into"
                f" {home.path / 'secret'}, or name it by LAOYOU_SECRET_FILE, and try again"
            )
        provision(database_urls(home))
        if _has_tables(home) or any(home.files.iterdir()):
            raise CanNot("laoyou: this installation is not empty; a backup is restored into an empty one only")
        archive.extractall(folder)
        _run(home, "pg_restore", "--exit-on-error", "--dbname", _admin_url(home), str(Path(folder, DUMP)))
        if Path(folder, FILES).exists():
            shutil.copytree(Path(folder, FILES), home.files, dirs_exist_ok=True)
    make_ready(home)
    say(f"laoyou: the installation of {about['made_at']} is back")


def _fingerprint(home: Home) -> str:
    return home.key_for("name of this secret").hex()[:16]


def _admin_url(home: Home) -> str:
    admin = database_urls(home).admin
    if admin is None:
        raise CanNot("laoyou: this database has roles of its own: back it up and restore it by its administrator")
    return admin


def _has_tables(home: Home) -> bool:
    with psycopg.connect(_admin_url(home)) as admin:
        return admin.execute("SELECT to_regclass('public.django_migrations')").fetchone() != (None,)


def _run(home: Home, program: str, *arguments: str) -> None:
    with psycopg.connect(with_database(_admin_url(home), "postgres")) as admin:
        folder = binaries.fit_for(admin.info.server_version // 10000)
    told = subprocess.run([str(folder / program), *arguments], capture_output=True, text=True, check=False)
    if told.returncode:
        raise CanNot(f"laoyou: {program} could not do it:\n{told.stderr}")
