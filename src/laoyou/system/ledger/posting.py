"""The one way into the journal: a whole entry, by one statement, once per fact."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from laoyou.core.calendar import Month
from laoyou.infra.actor import Actor
from laoyou.infra.prepared import prepared
from laoyou.system.ledger.errors import MonthClosed
from laoyou.system.ledger.rules.accounts import NewLine, unbalanced_funds

_POST = """
WITH posted AS (
  INSERT INTO ledger_entry (estate_id, kind, source, posted_on, text, reverses_id, actor, created_at)
  VALUES (%(estate_id)s, %(kind)s, %(source)s, %(posted_on)s, %(text)s, %(reverses)s, %(actor)s, %(at)s)
  ON CONFLICT (estate_id, kind, source) DO NOTHING
  RETURNING id
), lines AS (
  INSERT INTO ledger_line (estate_id, entry_id, line_number, posted_on, fund, account, amount_fen, home_id, bill_id)
  SELECT %(estate_id)s, posted.id, line.number, %(posted_on)s, line.fund, line.account, line.amount_fen,
         line.home_id, line.bill_id
  FROM posted, unnest(%(funds)s::text[], %(accounts)s::smallint[], %(amounts)s::bigint[], %(homes)s::bigint[],
                      %(bills)s::bigint[]) WITH ORDINALITY
         AS line (fund, account, amount_fen, home_id, bill_id, number)
)
SELECT id FROM posted
"""


def post_entry(
    *,
    estate_id: int,
    kind: str,
    source: str,
    posted_on: date,
    text: str,
    lines: Sequence[NewLine],
    actor: Actor,
    at: datetime,
    reverses_id: int | None = None,
) -> int | None:
    """Post one entry with its lines and return its id, or None when this fact (`kind`, `source`) is posted already.

    For the packages above, inside their transaction and scope; people post through use cases. After an error the
    transaction is of no more use: who wants to go on opens a savepoint around the call.
    Raises: MonthClosed; ValueError when the lines don't balance per fund, which is a fault of the caller.
    """
    if out := unbalanced_funds(lines):
        raise ValueError(f"entry {kind} {source} is out of balance: {out}")
    parameters: dict[str, Any] = {
        "estate_id": estate_id,
        "kind": kind,
        "source": source,
        "posted_on": posted_on,
        "text": text,
        "reverses": reverses_id,
        "actor": actor.audit_name(),
        "at": at,
        "funds": [line.fund.value for line in lines],
        "accounts": [int(line.account) for line in lines],
        "amounts": [line.amount_fen for line in lines],
        "homes": [line.home_id for line in lines],
        "bills": [line.bill_id for line in lines],
    }
    try:
        rows = prepared(_POST, parameters)
    except IntegrityError as error:
        if getattr(error.__cause__, "diag", None) and error.__cause__.diag.constraint_name == "ledger_month_open":  # type: ignore[union-attr]
            raise MonthClosed(month=str(Month.of(posted_on))) from error
        raise
    return int(rows[0][0]) if rows else None


def post_once_known(
    *,
    estate_id: int,
    kind: str,
    source: str,
    happened_on: date,
    known_on: date,
    text: str,
    lines: Sequence[NewLine],
    actor: Actor,
    at: datetime,
) -> date:
    """Post one entry on the day it happened and return the day. Books that people have read stay as they are: where
    that month is closed already, it is posted on the day on which it became known. Raises: MonthClosed for both.
    """
    entry: dict[str, Any] = {
        "estate_id": estate_id,
        "kind": kind,
        "source": source,
        "text": text,
        "lines": lines,
        "actor": actor,
        "at": at,
    }
    first, last = sorted((happened_on, known_on))
    if Month.of(first) != Month.of(last):
        try:
            with transaction.atomic():
                post_entry(posted_on=first, **entry)
        except MonthClosed:
            first = last
        else:
            return first
    post_entry(posted_on=first, **entry)
    return first
