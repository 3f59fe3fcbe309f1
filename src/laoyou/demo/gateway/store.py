"""What the gateway knows for sure: orders, used nonces, notifications still to be delivered. SQLite, one file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from laoyou.demo.gateway import faults

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
CREATE TABLE IF NOT EXISTS payments (
  channel TEXT NOT NULL, number TEXT NOT NULL, transaction_id TEXT NOT NULL UNIQUE,
  amount_fen INTEGER NOT NULL CHECK (amount_fen > 0), paid_at TEXT NOT NULL, paid_day TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS payments_by_day ON payments (channel, paid_day);
CREATE TABLE IF NOT EXISTS given_back (
  channel TEXT NOT NULL, refund_number TEXT NOT NULL, number TEXT NOT NULL, transaction_id TEXT NOT NULL,
  refund_id TEXT NOT NULL UNIQUE, amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
  state TEXT NOT NULL CHECK (state IN ('processing', 'success', 'closed', 'abnormal')), refunded_at TEXT NOT NULL,
  refunded_day TEXT NOT NULL, notify_address TEXT NOT NULL DEFAULT '', PRIMARY KEY (channel, refund_number)
) STRICT;
CREATE TABLE IF NOT EXISTS tellings (
  id INTEGER PRIMARY KEY, channel TEXT NOT NULL, number TEXT NOT NULL, transaction_id TEXT NOT NULL,
  refund_number TEXT NOT NULL DEFAULT '', tries INTEGER NOT NULL DEFAULT 0, due_at REAL NOT NULL,
  done INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE IF NOT EXISTS plans (
  channel TEXT NOT NULL, number TEXT NOT NULL, plan TEXT NOT NULL, PRIMARY KEY (channel, number)
) STRICT;
INSERT OR IGNORE INTO payments
  SELECT channel, number, transaction_id, amount_fen, paid_at, substr(paid_at, 1, 10) FROM orders WHERE state = 'paid';
"""
_TRADE = """
SELECT orders.*, coalesce(paid.amount_fen, 0) AS paid_fen,
       coalesce((SELECT sum(back.amount_fen) FROM given_back AS back WHERE back.transaction_id = orders.transaction_id
                 AND back.state <> 'closed'), 0) AS refunded_fen,
       (SELECT max(back.refunded_at) FROM given_back AS back WHERE back.transaction_id = orders.transaction_id
        AND back.state <> 'closed') AS refunded_at
FROM orders LEFT JOIN payments AS paid USING (transaction_id)
"""
KEPT_S = 600


@dataclass(frozen=True, slots=True)
class Trade:
    """An order as the gateway has it. `asked` is the request that made it: the same number again must ask the same.

    A refunded one stays `paid`; `paid_fen` is what the payer paid, `refunded_fen` what went back.
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
    paid_fen: int = 0
    refunded_fen: int = 0
    refunded_at: str | None = None


@dataclass(frozen=True, slots=True)
class Refund:
    """Money that goes back: under the merchant's own number, of one transaction."""

    channel: str
    refund_number: str
    number: str
    transaction_id: str
    refund_id: str
    amount_fen: int
    state: str
    refunded_at: str
    refunded_day: str
    notify_address: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A message that has to be delivered: of a payment, or with a refund's number of that refund."""

    id: int
    channel: str
    number: str
    transaction_id: str
    refund_number: str
    tries: int
    due_at: float


@dataclass(frozen=True, slots=True)
class Moved:
    """A payment or refund of a day, for its bill. Below zero is money that went back."""

    number: str
    transaction_id: str
    refund_number: str
    refund_id: str
    amount_fen: int
    text: str
    trade: str
    at: str
    paid_fen: int


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
        return self._one("orders.channel = ? AND orders.number = ?", channel, number)

    def by_transaction(self, channel: str, transaction_id: str) -> Trade | None:
        """Return the order that the transaction paid, as that payment has it: an order can have been paid twice."""
        paid = self._connection.execute(
            "SELECT number, amount_fen, paid_at FROM payments WHERE channel = ? AND transaction_id = ?",
            (channel, transaction_id),
        ).fetchone()
        trade = self.by_number(channel, paid["number"]) if paid is not None else None
        if paid is None or trade is None or trade.transaction_id == transaction_id:
            return trade
        back = self._connection.execute(
            "SELECT coalesce(sum(amount_fen), 0) AS fen, max(refunded_at) AS at FROM given_back"
            " WHERE transaction_id = ? AND state <> 'closed'",
            (transaction_id,),
        ).fetchone()
        return replace(
            trade,
            transaction_id=transaction_id,
            paid_fen=int(paid["amount_fen"]),
            paid_at=paid["paid_at"],
            refunded_fen=int(back["fen"]),
            refunded_at=back["at"],
        )

    def by_token(self, token: str) -> Trade | None:
        return self._one("token = ?", token)

    def amount_of(self, transaction_id: str) -> tuple[int, str]:
        """Return what was paid by the transaction, and when; an order can have been paid twice."""
        row = self._connection.execute(
            "SELECT amount_fen, paid_at FROM payments WHERE transaction_id = ?", (transaction_id,)
        ).fetchone()
        return int(row["amount_fen"]), str(row["paid_at"])

    def pay(self, token: str, *, transaction_id: str, paid_at: str, due_at: float, paid_fen: int, tells: bool) -> bool:
        """Mark the waiting order as paid and queue its notification, in one transaction."""
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            paid = self._connection.execute(
                "UPDATE orders SET state = 'paid', transaction_id = ?, paid_at = ?"
                " WHERE token = ? AND state = 'waiting'",
                (transaction_id, paid_at, token),
            )
            if paid.rowcount == 1:
                self._take(token, transaction_id, paid_at, due_at, paid_fen, tells=tells)
        return paid.rowcount == 1

    def pay_again(self, token: str, *, transaction_id: str, paid_at: str, due_at: float, paid_fen: int) -> None:
        """Take the money of an order a second time, as happens when a payer is charged by two doors."""
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            self._take(token, transaction_id, paid_at, due_at, paid_fen, tells=True)

    def _take(
        self, token: str, transaction_id: str, paid_at: str, due_at: float, paid_fen: int, *, tells: bool
    ) -> None:
        self._connection.execute(
            "INSERT INTO payments SELECT channel, number, ?, ?, ?, ? FROM orders WHERE token = ?",
            (transaction_id, paid_fen, paid_at, paid_at[:10], token),
        )
        if tells:
            self._connection.execute(
                "INSERT INTO tellings (channel, number, transaction_id, due_at)"
                " SELECT channel, number, ?, ? FROM orders WHERE token = ?",
                (transaction_id, due_at, token),
            )

    def remember(self, trades: Iterable[Trade]) -> None:
        """Take in orders that were paid before anybody asked here, one or more payments each; nobody is told."""
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            for trade in trades:
                self.add(trade)
                self._connection.execute(
                    "INSERT OR IGNORE INTO payments VALUES (?, ?, ?, ?, ?, ?)",
                    (
                        *(trade.channel, trade.number, trade.transaction_id, trade.amount_fen, trade.paid_at),
                        (trade.paid_at or "")[:10],
                    ),
                )

    def refund(self, refund: Refund, *, due_at: float | None) -> Refund | None:
        """Give money back under its number and return it as it stands: the new one, or the one that was there.

        None when more would go back than was paid. `due_at` queues the notification.
        """
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            known = self.refund_by_number(refund.channel, refund.refund_number)
            if known is not None:
                return known
            row = self._connection.execute(
                "SELECT (SELECT amount_fen FROM payments WHERE transaction_id = ?1) - coalesce((SELECT"
                " sum(amount_fen) FROM given_back WHERE transaction_id = ?1 AND state <> 'closed'), 0) AS rest",
                (refund.transaction_id,),
            ).fetchone()
            if row["rest"] is None or not 0 < refund.amount_fen <= row["rest"]:
                return None
            self._connection.execute(
                "INSERT INTO given_back VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(refund.channel, refund.refund_number, refund.number, refund.transaction_id, refund.refund_id),
                    *(refund.amount_fen, refund.state, refund.refunded_at, refund.refunded_day, refund.notify_address),
                ),
            )
            if due_at is not None:
                self._connection.execute(
                    "INSERT INTO tellings (channel, number, transaction_id, refund_number, due_at)"
                    " VALUES (?, ?, ?, ?, ?)",
                    (refund.channel, refund.number, refund.transaction_id, refund.refund_number, due_at),
                )
        return refund

    def end_refund(self, channel: str, refund_number: str, state: str, *, due_at: float | None) -> None:
        """Let a refund that was under way end so; `due_at` queues the notification."""
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.execute(
                "UPDATE given_back SET state = ? WHERE channel = ? AND refund_number = ?",
                (state, channel, refund_number),
            )
            if due_at is not None:
                self._connection.execute(
                    "INSERT INTO tellings (channel, number, transaction_id, refund_number, due_at)"
                    " SELECT channel, number, transaction_id, refund_number, ? FROM given_back"
                    " WHERE channel = ? AND refund_number = ?",
                    (due_at, channel, refund_number),
                )

    def refund_by_number(self, channel: str, refund_number: str) -> Refund | None:
        row = self._connection.execute(
            "SELECT * FROM given_back WHERE channel = ? AND refund_number = ?", (channel, refund_number)
        ).fetchone()
        return Refund(**dict(row)) if row is not None else None

    def count_refunds(self, transaction_id: str) -> int:
        row = self._connection.execute(
            "SELECT count(*) AS parts FROM given_back WHERE transaction_id = ?", (transaction_id,)
        ).fetchone()
        return int(row["parts"])

    def close(self, channel: str, number: str) -> None:
        self._connection.execute(
            "UPDATE orders SET state = 'closed' WHERE channel = ? AND number = ? AND state = 'waiting'",
            (channel, number),
        )

    def due_notices(self, now: float) -> list[Notice]:
        rows = self._connection.execute(
            "SELECT id, channel, number, transaction_id, refund_number, tries, due_at FROM tellings"
            " WHERE NOT done AND due_at <= ? ORDER BY due_at, id",
            (now,),
        )
        return [Notice(**dict(row)) for row in rows]

    def next_due(self) -> float | None:
        row = self._connection.execute("SELECT min(due_at) AS due FROM tellings WHERE NOT done").fetchone()
        return None if row["due"] is None else float(row["due"])

    def tried(self, notice: Notice, *, is_done: bool, due_at: float) -> None:
        self._connection.execute(
            "UPDATE tellings SET tries = tries + 1, done = ?, due_at = ? WHERE id = ?",
            (int(is_done), due_at, notice.id),
        )

    def set_plan(self, channel: str, number: str, plan: faults.Plan) -> None:
        self._connection.execute("INSERT OR REPLACE INTO plans VALUES (?, ?, ?)", (channel, number, plan.as_json()))

    def plan_of(self, channel: str, number: str) -> faults.Plan:
        row = self._connection.execute(
            "SELECT plan FROM plans WHERE channel = ? AND number = ?", (channel, number)
        ).fetchone()
        return faults.read(row["plan"]) if row is not None else faults.NO_FAULTS

    def moved_on(self, channel: str, day: str) -> list[Moved]:
        """Return what was paid and given back on a day of the city, in the order in which it happened."""
        rows = self._connection.execute(
            "SELECT paid.number, paid.transaction_id, '' AS refund_number, '' AS refund_id, paid.amount_fen,"
            " orders.text, orders.trade, paid.paid_at AS at, paid.amount_fen AS paid_fen"
            " FROM payments AS paid JOIN orders USING (channel, number) WHERE paid.channel = ?1 AND paid.paid_day = ?2"
            " UNION ALL SELECT back.number, back.transaction_id, back.refund_number, back.refund_id, -back.amount_fen,"
            " orders.text, orders.trade, back.refunded_at, paid.amount_fen"
            " FROM given_back AS back JOIN payments AS paid USING (channel, transaction_id)"
            " JOIN orders ON (orders.channel, orders.number) = (back.channel, back.number)"
            " WHERE back.channel = ?1 AND back.refunded_day = ?2 AND back.state = 'success' ORDER BY 8, 2, 3",
            (channel, day),
        )
        return [Moved(**dict(row)) for row in rows]

    def truth(self) -> str:
        """Return what was paid and given back, and how the notifications fare, as JSON."""
        paid = self._connection.execute(
            "SELECT channel, number, transaction_id, amount_fen, paid_at, coalesce((SELECT sum(back.amount_fen)"
            " FROM given_back AS back WHERE back.transaction_id = paid.transaction_id AND back.state <> 'closed'), 0)"
            " AS refunded_fen FROM payments AS paid ORDER BY paid_at, number, transaction_id"
        )
        back = self._connection.execute("SELECT * FROM given_back ORDER BY refunded_at, refund_number")
        waiting = self._connection.execute("SELECT count(*) AS waiting FROM tellings WHERE NOT done").fetchone()
        return json.dumps(
            {
                "paid": [dict(row) for row in paid],
                "refunds": [dict(row) for row in back],
                "notices_waiting": waiting["waiting"],
            }
        )

    def _one(self, where: str, *values: str) -> Trade | None:
        row = self._connection.execute(f"{_TRADE} WHERE {where}", values).fetchone()
        return Trade(**dict(row)) if row is not None else None
