"""What the gateway knows for sure: orders, used nonces, notifications still to be delivered. SQLite, one file."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path

_TABLES = """
CREATE TABLE IF NOT EXISTS orders (
  channel TEXT NOT NULL, number TEXT NOT NULL, amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
  text TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('waiting', 'paid', 'closed')),
  trade TEXT NOT NULL, token TEXT NOT NULL UNIQUE, expires_at TEXT NOT NULL, notify_address TEXT NOT NULL,
  return_address TEXT NOT NULL DEFAULT '', asked TEXT NOT NULL, transaction_id TEXT UNIQUE, paid_at TEXT,
  PRIMARY KEY (channel, number)
) STRICT;
CREATE TABLE IF NOT EXISTS nonces (
  merchant TEXT NOT NULL, nonce TEXT NOT NULL, used_at INTEGER NOT NULL, PRIMARY KEY (merchant, nonce)
) STRICT;
CREATE TABLE IF NOT EXISTS notices (
  id INTEGER PRIMARY KEY, channel TEXT NOT NULL, number TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0,
  due_at REAL NOT NULL, done INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE IF NOT EXISTS refunds (
  channel TEXT NOT NULL, number TEXT NOT NULL, amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
  refunded_at TEXT NOT NULL, PRIMARY KEY (channel, number)
) STRICT;
"""
_TRADE = """
SELECT orders.*, coalesce(refunds.amount_fen, 0) AS refunded_fen, refunds.refunded_at
FROM orders LEFT JOIN refunds USING (channel, number)
"""
KEPT_S = 600


@dataclass(frozen=True, slots=True)
class Trade:
    """An order as the gateway has it. `asked` is the request that made it: the same number again must ask the same.

    A refunded one stays `paid`; `refunded_fen` is what went back.
    """

    channel: str
    number: str
    amount_fen: int
    text: str
    state: str
    trade: str
    token: str
    expires_at: str
    notify_address: str
    return_address: str
    asked: str
    transaction_id: str | None
    paid_at: str | None
    refunded_fen: int = 0
    refunded_at: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    id: int
    channel: str
    number: str
    tries: int
    due_at: float


class Store:
    def __init__(self, file: Path) -> None:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._connection = sqlite3.connect(file, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.executescript(_TABLES)

    def use_nonce(self, merchant: str, nonce: str, now: int) -> bool:
        """Return whether the nonce is new; those older than any request may be are forgotten."""
        self._connection.execute("DELETE FROM nonces WHERE used_at < ?", (now - KEPT_S,))
        added = self._connection.execute(
            "INSERT INTO nonces VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (merchant, nonce, now)
        )
        return added.rowcount == 1

    def add(self, trade: Trade) -> Trade:
        """Return the order of that number: the new one, or the one that was there."""
        self._connection.execute(
            "INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (
                *(trade.channel, trade.number, trade.amount_fen, trade.text, trade.state, trade.trade, trade.token),
                *(trade.expires_at, trade.notify_address, trade.return_address, trade.asked),
                *(trade.transaction_id, trade.paid_at),
            ),
        )
        found = self.by_number(trade.channel, trade.number)
        if found is None:
            raise LookupError(trade.number)
        return found

    def by_number(self, channel: str, number: str) -> Trade | None:
        return self._one("channel = ? AND number = ?", channel, number)

    def by_transaction(self, channel: str, transaction_id: str) -> Trade | None:
        return self._one("channel = ? AND transaction_id = ?", channel, transaction_id)

    def by_token(self, token: str) -> Trade | None:
        return self._one("token = ?", token)

    def pay(self, token: str, *, transaction_id: str, paid_at: str, due_at: float) -> bool:
        """Mark the waiting order as paid and queue its notification, in one transaction."""
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            paid = self._connection.execute(
                "UPDATE orders SET state = 'paid', transaction_id = ?, paid_at = ?"
                " WHERE token = ? AND state = 'waiting'",
                (transaction_id, paid_at, token),
            )
            if paid.rowcount == 1:
                self._connection.execute(
                    "INSERT INTO notices (channel, number, due_at)"
                    " SELECT channel, number, ? FROM orders WHERE token = ?",
                    (due_at, token),
                )
        return paid.rowcount == 1

    def refund(self, trade: Trade, *, amount_fen: int, refunded_at: str, due_at: float, tells: bool) -> bool:
        """Give a paid order's money back, once and at most as much as was paid; `tells` queues the notification."""
        if trade.state != "paid" or not 0 < amount_fen <= trade.amount_fen:
            return False
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            added = self._connection.execute(
                "INSERT INTO refunds VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (trade.channel, trade.number, amount_fen, refunded_at),
            )
            if added.rowcount == 1 and tells:
                self._connection.execute(
                    "INSERT INTO notices (channel, number, due_at) VALUES (?, ?, ?)",
                    (trade.channel, trade.number, due_at),
                )
        return added.rowcount == 1

    def close(self, channel: str, number: str) -> None:
        self._connection.execute(
            "UPDATE orders SET state = 'closed' WHERE channel = ? AND number = ? AND state = 'waiting'",
            (channel, number),
        )

    def due_notices(self, now: float) -> list[Notice]:
        rows = self._connection.execute(
            "SELECT id, channel, number, tries, due_at FROM notices WHERE NOT done AND due_at <= ? ORDER BY due_at",
            (now,),
        )
        return [Notice(**dict(row)) for row in rows]

    def next_due(self) -> float | None:
        row = self._connection.execute("SELECT min(due_at) AS due FROM notices WHERE NOT done").fetchone()
        return None if row["due"] is None else float(row["due"])

    def tried(self, notice: Notice, *, is_done: bool, due_at: float) -> None:
        self._connection.execute(
            "UPDATE notices SET tries = tries + 1, done = ?, due_at = ? WHERE id = ?",
            (int(is_done), due_at, notice.id),
        )

    def truth(self) -> str:
        """Return what was paid and given back, and how the notifications fare, as JSON."""
        paid = self._connection.execute(
            "SELECT channel, number, transaction_id, orders.amount_fen, paid_at,"
            " coalesce(refunds.amount_fen, 0) AS refunded_fen"
            " FROM orders LEFT JOIN refunds USING (channel, number) WHERE state = 'paid' ORDER BY paid_at, number"
        )
        waiting = self._connection.execute("SELECT count(*) AS waiting FROM notices WHERE NOT done").fetchone()
        return json.dumps({"paid": [dict(row) for row in paid], "notices_waiting": waiting["waiting"]})

    def _one(self, where: str, *values: str) -> Trade | None:
        row = self._connection.execute(f"{_TRADE} WHERE {where}", values).fetchone()
        return Trade(**dict(row)) if row is not None else None
