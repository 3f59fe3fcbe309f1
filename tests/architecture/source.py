"""The source as trees and words, for the tests of its shape."""

from __future__ import annotations

import ast
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "laoyou"


@dataclass(frozen=True)
class Module:
    """One Python file. `name` is its dotted name, `place` its path below src/laoyou."""

    name: str
    place: str
    text: str
    tree: ast.Module

    def imports(self) -> Iterator[tuple[str, int]]:
        """Yield each imported dotted name with its line; `from a import b` yields a.b, which may be a module."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)

    def words(self) -> Iterator[tuple[str, int]]:
        """Yield every text constant that is no docstring, with its line."""
        bare = {id(node.value) for node in ast.walk(self.tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare:
                yield node.value, node.lineno

    def at(self, line: int) -> str:
        return f"{self.place}:{line}"


@cache
def modules() -> tuple[Module, ...]:
    """Return every Python file of the product but its migrations."""
    found = []
    for file in sorted(PACKAGE.glob("**/*.py")):
        place = file.relative_to(PACKAGE).as_posix()
        if "/migrations/" not in place:
            name = "laoyou." + place.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
            text = file.read_text(encoding="utf-8")
            found.append(Module(name, place, text, ast.parse(text)))
    return tuple(found)


def below(*places: str) -> Iterator[Module]:
    """Yield the modules whose path begins with one of these."""
    return (module for module in modules() if module.place.startswith(places))


@cache
def tracked() -> tuple[Path, ...]:
    """Return every file that belongs to the repository, new ones included.

    Where it was unpacked and not cloned, or without git: every file but those that `.gitignore` leaves out.
    """
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    if shutil.which("git") and (ROOT / ".git").exists():
        names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
        return tuple(ROOT / name for name in names if (ROOT / name).is_file())
    left_out = [line.strip("/") for line in (ROOT / ".gitignore").read_text().splitlines()]
    return tuple(path for path in _below(ROOT, left_out) if path.is_file())


def _below(folder: Path, left_out: Sequence[str]) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        place = path.relative_to(ROOT).as_posix()
        if path.name == ".git" or any(fnmatch(path.name, name) or place == name for name in left_out):
            continue
        if path.is_dir():
            yield from _below(path, left_out)
        else:
            yield path


def package_of(place: str) -> str | None:
    """Return the package that a path belongs to: `system/billing`, `platforms/api`, else its first folder."""
    parts = place.split("/")
    if len(parts) > 2 and parts[0] in {"system", "platforms"}:
        return "/".join(parts[:2])
    return parts[0] if len(parts) > 1 else None
