"""What the bureau knows for sure: invoices and red letters by the asker's number, and nonces. SQLite, one file."""

from __future__ import annotations

import json
import secrets
import sqlite3
from dataclasses import dataclass
from pathlib import Path

_TABLES = """
CREATE TABLE IF NOT EXISTS documents (
  number TEXT PRIMARY KEY, reverses TEXT NOT NULL DEFAULT '', amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
  asked TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', invoice_number TEXT NOT NULL UNIQUE, ready_at REAL NOT NULL
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS reversed_once ON documents (reverses) WHERE reverses <> '';
CREATE TABLE IF NOT EXISTS nonces (nonce TEXT PRIMARY KEY, used_at REAL NOT NULL) STRICT;
"""
KEPT_S = 900


@dataclass(frozen=True, slots=True)
class Document:
    """An invoice, or the red letter that `reverses` one. With a `reason` it is refused."""

    number: str
    reverses: str
    amount_fen: int
    asked: str
    reason: str
    invoice_number: str
    ready_at: float


class Store:
    def __init__(self, file: Path) -> None:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self._connection.executescript("PRAGMA journal_mode = WAL;" + _TABLES)

    def document(self, number: str) -> Document | None:
        row = self._connection.execute(
            "SELECT number, reverses, amount_fen, asked, reason, invoice_number, ready_at FROM documents"
            " WHERE number = ?",
            [number],
        ).fetchone()
        return Document(*row) if row else None

    def add(
        self, *, number: str, reverses: str, amount_fen: int, asked: str, reason: str, year: int, ready_at: float
    ) -> Document:
        """Return the document of the number: the one that is there, else this one. Twenty digits, as 数电票 have."""
        self._connection.execute(
            "INSERT OR IGNORE INTO documents VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                number,
                reverses,
                amount_fen,
                asked,
                reason,
                f"{year % 100:02}45{secrets.randbelow(10**16):016}",
                ready_at,
            ],
        )
        found = self.document(number)
        assert found is not None
        return found

    def is_reversed(self, number: str) -> bool:
        return bool(self._connection.execute("SELECT 1 FROM documents WHERE reverses = ?", [number]).fetchone())

    def use_nonce(self, nonce: str, at: float) -> bool:
        """Return whether the nonce is new."""
        self._connection.execute("DELETE FROM nonces WHERE used_at < ?", [at - KEPT_S])
        done = self._connection.execute("INSERT OR IGNORE INTO nonces VALUES (?, ?)", [nonce, at])
        return done.rowcount == 1

    def truth(self) -> str:
        rows = self._connection.execute(
            "SELECT number, reverses, amount_fen, reason, invoice_number FROM documents ORDER BY rowid"
        )
        names = ("number", "reverses", "amount_fen", "reason", "invoice_number")
        return json.dumps({"documents": [dict(zip(names, row, strict=True)) for row in rows]})
