"""The documents speak of the code that is there."""

from __future__ import annotations

import re

from tests.architecture.source import PACKAGE, ROOT, tracked


def packages() -> list[str]:
    """Return the names of the packages: those of the system, the platforms, and the layers."""
    folders = [*PACKAGE.iterdir(), *(PACKAGE / "system").iterdir(), *(PACKAGE / "platforms").iterdir()]
    return sorted({folder.name for folder in folders if (folder / "__init__.py").exists()})


def test_the_architecture_names_every_package() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert [name for name in packages() if not re.search(rf"\b{name}\b", text)] == []


def test_links_inside_the_documents_lead_somewhere() -> None:
    broken = []
    for file in tracked():
        if file.suffix == ".md":
            text = file.read_text(encoding="utf-8")
            for target in re.findall(r"""(?:\]\(|src=")(?!https?:|mailto:|#)([^)#\s"]+)""", text):
                if not (file.parent / target).exists():
                    broken.append(f"{file.relative_to(ROOT)} → {target}")
    assert broken == []


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = sorted(int(file.name[:4]) for file in (ROOT / "docs/decisions").glob("[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
