"""What must lie on the disk before pages can be served: libraries of the front end, compiled words, static files."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from laoyou.cli.screen import say
from laoyou.infra.assets import VENDOR, copy_vendor_files, static_version
from laoyou.infra.home import Home
from laoyou.infra.translations import compile_catalogues

NOT_SERVED = ("vendor/tabler-icons/*", "vendor/expo-google-fonts-noto-sans-sc/*", "vendor/axe-core/*")
NODE_MODULES = Path(__file__).resolve().parents[3] / "node_modules"


class NotSetUp(SystemExit):
    pass


def set_up(node_modules: Path = NODE_MODULES) -> None:
    """Copy the libraries of the pages and compile the catalogues: the part of set-up that needs no database."""
    if not node_modules.is_dir():
        raise NotSetUp(f"laoyou: {node_modules} is missing: run `npm ci` beside package.json first, or `make setup`")
    say(f"laoyou: {copy_vendor_files(node_modules)} files of front-end libraries in place")
    compile_catalogues()


def check(home: Home) -> str:
    """Make good what is missing, so that a start after an update needs no other command.

    Returns the version of the static files: every process that is started serves this one. Raises: NotSetUp.
    """
    if not (VENDOR / "manifest.json").exists():
        set_up()
    compile_catalogues()
    version = static_version()
    _collect_static_files(home, version)
    return version


def _collect_static_files(home: Home, version: str) -> None:
    """Copy and compress what pages load, once per version; the address of a file contains the version."""
    target = home.path / "static" / version
    if target.exists():
        return
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "laoyou.config.settings",
        "LAOYOU_STATIC_ROOT": f"{target}.new",
    }
    ignored = [f"--ignore={pattern}" for pattern in NOT_SERVED]
    shutil.rmtree(f"{target}.new", ignore_errors=True)
    subprocess.run(
        [sys.executable, "-m", "django", "collectstatic", "--noinput", "-v", "0", "--skip-checks", *ignored],
        check=True,
        env=environment,
    )
    subprocess.run([sys.executable, "-m", "whitenoise.compress", "-q", f"{target}.new"], check=True)
    os.rename(f"{target}.new", target)
    for old in target.parent.iterdir():
        if old != target:
            shutil.rmtree(old, ignore_errors=True)
