"""What homes paid beyond their bills pays new bills: the oldest first, for a home or for all of an estate at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import groupby

from django.conf import settings
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext

from laoyou.core.calendar import Month, city_day
from laoyou.core.errors import mark
from laoyou.core.money import Money
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.infra.prepared import prepared
from laoyou.system.billing.errors import NoCredit
from laoyou.system.billing.former_credit import former_shares
from laoyou.system.billing.owing import OWNED_SINCE
from laoyou.system.billing.rules.allocation import OpenBill, Paid, allocate_oldest_first, lines_of_allocation
from laoyou.system.billing.use_cases.refreshing import ask_for_refresh
from laoyou.system.ledger.posting import post_entry
from laoyou.system.places import queries as places

# An entry numbers its lines in sixteen bits; a home has two lines and one more per bill.
BILLS_PER_ENTRY = 5_000

# Bills are locked in order of id, then credits in order of home: everybody who moves money here does it so.
# What a former owner left open is not paid from what the owners of today paid in advance, nor the other way round.
_OPEN = f"""
SELECT bill.id, bill.home_id, bill.month, bill.fund, bill.amount_fen - bill.paid_fen - bill.credited_fen, owned.since
FROM billing_bill bill LEFT JOIN ({OWNED_SINCE}) owned ON owned.home_id = bill.home_id
WHERE bill.estate_id = %(estate_id)s AND bill.amount_fen > bill.paid_fen + bill.credited_fen
  AND (owned.since IS NULL OR bill.month >= owned.since)
  AND bill.home_id IN (SELECT home_id FROM billing_home_credit
                       WHERE estate_id = %(estate_id)s AND balance_fen > 0
                         AND (%(home_id)s::bigint IS NULL OR home_id = %(home_id)s))
ORDER BY bill.id
FOR UPDATE OF bill
"""  # noqa: S608 our own text, its values are bound
_CREDITS = """
SELECT home_id, balance_fen FROM billing_home_credit
WHERE estate_id = %(estate_id)s AND home_id = ANY(%(homes)s) AND balance_fen > 0
ORDER BY home_id
FOR UPDATE
"""
# Bills, allocations and the homes' credits move together. A row of `homes` gives credit, or takes it below zero.
_MOVE = """
WITH paid AS (
  SELECT * FROM unnest(%(bills)s::bigint[], %(amounts)s::bigint[]) AS paid (bill_id, amount_fen)
), bill AS (
  UPDATE billing_bill SET paid_fen = billing_bill.paid_fen + paid.amount_fen FROM paid
  WHERE billing_bill.estate_id = %(estate_id)s AND billing_bill.id = paid.bill_id
), allocation AS (
  INSERT INTO billing_allocation (estate_id, bill_id, payment_id, amount_fen, allocated_on, allocated_at)
  SELECT %(estate_id)s, bill_id, %(payment_id)s::bigint, amount_fen, %(day)s::date, %(at)s::timestamptz FROM paid
)
INSERT INTO billing_home_credit (estate_id, home_id, balance_fen)
SELECT %(estate_id)s, home_id, amount_fen
FROM unnest(%(homes)s::bigint[], %(credits)s::bigint[]) AS credit (home_id, amount_fen)
WHERE amount_fen > 0
ON CONFLICT (estate_id, home_id) DO UPDATE SET balance_fen = billing_home_credit.balance_fen + excluded.balance_fen
"""
_TAKE = """
UPDATE billing_home_credit SET balance_fen = balance_fen - c.amount_fen
FROM unnest(%(homes)s::bigint[], %(amounts)s::bigint[]) AS c (home_id, amount_fen)
WHERE billing_home_credit.estate_id = %(estate_id)s AND billing_home_credit.home_id = c.home_id
"""


def use_credit(*, actor: Actor, estate_id: int, home_id: int, at: datetime) -> Money:
    """Pay the home's open bills from its credit, the oldest first, and return how much was used. Raises: NoCredit."""
    with scope.estate(estate_id):
        if actor.kind is ActorKind.RESIDENT:
            actor.require_home(estate_id, home_id)
        else:
            actor.require(Right.TAKE_CASH, estate_id)
        home = places.home_for(actor=actor, estate_id=estate_id, home_id=home_id)
        used = use_credits(
            actor=actor, estate_id=estate_id, source=f"home:{home_id}:{at.isoformat()}", at=at, home_id=home_id
        )
        if not used:
            raise NoCredit
        audit.record(
            "billing.credit_used",
            actor=actor,
            estate_id=estate_id,
            at=at,
            subject="home",
            subject_id=home_id,
            home=home.label,
            amount=str(used),
        )
        ask_for_refresh(estate_id=estate_id, since=Month.of(city_day(at)))
        return used


def use_credits(*, actor: Actor, estate_id: int, source: str, at: datetime, home_id: int | None = None) -> Money:
    """Pay open bills from the credits of the estate's homes, or of one, within the caller's transaction and scope.

    Bills and credit are those of the owners of today: what former owners left stays theirs.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, {"estate_id": estate_id, "home_id": home_id, "day": city_day(at)})
        rows = cursor.fetchall()
        if not rows:
            return Money(0)
        bills = [OpenBill(*row[:-1]) for row in rows]
        cursor.execute(_CREDITS, {"estate_id": estate_id, "homes": sorted({bill.home_id for bill in bills})})
        credits = dict(cursor.fetchall())
    since = {row[1]: row[-1] for row in rows if row[-1] is not None and row[1] in credits}
    for home, share in former_shares(estate_id=estate_id, since=since).items():
        credits[home] -= share.kept_fen
    by_home = sorted(bills, key=lambda bill: bill.home_id)
    paid: list[Paid] = []
    for home, of_home in groupby(by_home, key=lambda bill: bill.home_id):
        paid += allocate_oldest_first(amount_fen=credits.get(home, 0), bills=of_home).paid
    for number, start in enumerate(range(0, len(paid), BILLS_PER_ENTRY), start=1):
        part = paid[start : start + BILLS_PER_ENTRY]
        move(estate_id=estate_id, paid=part, payment_id=None, day=city_day(at), at=at)
        take_credit(estate_id=estate_id, used=used_by_home(part))
        post_allocation(
            actor=actor,
            estate_id=estate_id,
            kind="credit_used",
            source=f"{source}:{number}",
            posted_on=city_day(at),
            text=mark("Credits used for bills"),
            paid=part,
            at=at,
        )
    return Money(sum(part.amount_fen for part in paid))


def move(
    *,
    estate_id: int,
    paid: Sequence[Paid],
    payment_id: int | None,
    day: date,
    at: datetime,
    credits: dict[int, int] | None = None,
) -> None:
    """Write what paid which bill, in one statement; `credits` goes beside it to homes as their credit."""
    prepared(
        _MOVE,
        {
            "estate_id": estate_id,
            "bills": [part.bill_id for part in paid],
            "amounts": [part.amount_fen for part in paid],
            "payment_id": payment_id,
            "day": day,
            "at": at,
            "homes": list(credits or {}),
            "credits": list((credits or {}).values()),
        },
    )


def used_by_home(paid: Sequence[Paid]) -> dict[int, int]:
    """Return what each home paid in all."""
    used: dict[int, int] = {}
    for part in paid:
        used[part.home_id] = used.get(part.home_id, 0) + part.amount_fen
    return used


def take_credit(*, estate_id: int, used: Mapping[int, int]) -> None:
    """Take from the homes' credits what was used, in fen; the database refuses to go below zero."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"estate_id": estate_id, "homes": list(used), "amounts": list(used.values())})


def post_allocation(
    *,
    actor: Actor,
    estate_id: int,
    kind: str,
    source: str,
    posted_on: date,
    text: str,
    paid: Sequence[Paid],
    at: datetime,
) -> None:
    """Post the entry that turns payers' money into paid bills; `text` is kept in the language of the books."""
    with translation.override(settings.LANGUAGE_CODE):
        shown = gettext(text)
    post_entry(
        estate_id=estate_id,
        kind=kind,
        source=source,
        posted_on=posted_on,
        text=shown,
        lines=lines_of_allocation(paid),
        actor=actor,
        at=at,
    )
