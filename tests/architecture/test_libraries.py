"""What comes from others: pinned, unchanged, and from nowhere in particular."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib

import pytest

from laoyou.infra.assets import FILES, ONLY_FOR_TESTS, VENDOR
from tests.architecture.source import ROOT, tracked

LOCKS = ("requirements.txt", "requirements-dev.txt", "package-lock.json")


def test_every_file_of_a_library_is_what_was_published() -> None:
    manifest = json.loads((VENDOR / "manifest.json").read_text())
    for name, about in manifest.items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == about["sha256"], name
    assert {about["package"] for about in manifest.values()} >= set(FILES) - ONLY_FOR_TESTS


def test_every_library_brings_its_licence() -> None:
    for folder in VENDOR.iterdir():
        if folder.is_dir() and folder.name != "tabler-icons":
            assert [file for file in folder.iterdir() if file.name.lower().startswith("licen")], folder.name


def test_the_libraries_are_those_of_the_lock_file() -> None:
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for about in json.loads((VENDOR / "manifest.json").read_text()).values():
        assert locked[f"node_modules/{about['package']}"]["version"] == about["version"]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_names_no_host_and_has_a_hash_for_everything(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert "://" not in text
    if lock.endswith(".txt"):
        pins = re.findall(r"^[a-z0-9][\w.\[\]-]*==", text, re.MULTILINE | re.IGNORECASE)
        assert len(pins) == len(re.findall(r"==[^\n]*\\\n\s+--hash=sha256:", text))


def test_what_the_product_needs_is_locked() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    locked = {
        name.lower().replace("_", "-") for name in re.findall(r"^([\w.-]+)==", (ROOT / LOCKS[0]).read_text(), re.M)
    }
    assert {re.split(r"[\[<>=; ]", name)[0].lower() for name in wanted} - locked == set()


def test_no_library_lies_in_the_repository() -> None:
    assert [file for file in tracked() if {"vendor", "node_modules"} & set(file.relative_to(ROOT).parts)] == []
