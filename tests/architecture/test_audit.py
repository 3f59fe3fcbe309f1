"""Every audited act has a sentence, every sentence an act, and Chinese."""

from __future__ import annotations

import ast

from laoyou.infra import audit, translations
from laoyou.infra.translations import Message
from tests.architecture.source import modules


def recorded() -> set[str]:
    """Return the actions that the source records by name."""
    found = set()
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"audit.record", "record"} and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    found.add(first.value)
    return found


def test_every_recorded_act_has_its_sentence() -> None:
    assert recorded() - set(audit.known_actions()) == set()


def test_every_sentence_is_translated() -> None:
    chinese = translations.translated()
    assert [text for text in audit.known_actions().values() if Message(text) not in chinese] == []
