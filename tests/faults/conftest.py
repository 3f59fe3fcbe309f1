"""One installation for all the kills of a file: what it keeps through all of them is part of the test."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.installation import Installation


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="laoyou-faults-"))
    os.chmod(path, 0o711)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="module")
def installation(folder: Path) -> Iterator[Installation]:
    made = Installation(folder / "home", port=18700 + os.getpid() % 1000)
    yield made
    made.clean_up()


@pytest.fixture
def running(installation: Installation) -> Installation:
    """Give the installation while it runs; started where the test before ended it."""
    if installation.process is None or installation.process.poll() is not None:
        installation.start()
    return installation
