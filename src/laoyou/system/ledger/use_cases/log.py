"""Writing the books into their log, and signing where it stands: every night, and when a month is closed."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from laoyou.core.calendar import Month, city_day
from laoyou.infra import scope
from laoyou.system.ledger.books import lock_books
from laoyou.system.ledger.budgets.queries.stated import stated_budgets
from laoyou.system.ledger.models import ClosedMonth, Entry, Line, LogCheckpoint, LogLeaf, Voucher
from laoyou.system.ledger.rules.accounts import Account, Fund, NewLine
from laoyou.system.ledger.rules.checkpoints import CITY, Checkpoint, origin_of
from laoyou.system.ledger.rules.leaves import LeafLine, closing_leaf, entry_leaf, home_words, seal
from laoyou.system.ledger.rules.merkle import Front, leaf_hash
from laoyou.system.ledger.rules.movements import is_text_public
from laoyou.system.ledger.signing import sign

HASH_BYTES = 32
SALT_BYTES = 16
AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class _NewLeaf:
    data: str
    salt: bytes
    entry_id: int | None = None
    month: Month | None = None
    logged: tuple[int, int] | None = None


def log_estate(*, estate_id: int, at: datetime) -> int:
    """Append what the journal has and the log has not, sign the log, and return how many leaves came to it.

    The calendar's affair; no person's. The books are held meanwhile, so that no entry slips in before one that is
    logged already.
    """
    with scope.estate(estate_id):
        lock_books(estate_id)
        return log_locked_books(estate_id, at)


def log_locked_books(estate_id: int, at: datetime) -> int:
    """Do what `log_estate` does, within a use case that holds the books already."""
    fresh = [*_entries_not_logged(estate_id), *_closings_not_logged(estate_id)]
    return _append(estate_id, fresh, at)


def log_city(*, at: datetime) -> int:
    """Append every checkpoint that the city's log has not yet, the oldest first, sign it, and return how many came."""
    with scope.everything():  # reads the checkpoints of all estates; the city's log is written under its own scope
        logged = LogLeaf.objects.filter(
            estate_id=CITY, logged_estate_id=OuterRef("estate_id"), logged_size=OuterRef("size")
        )
        waiting = LogCheckpoint.objects.filter(~Exists(logged)).exclude(estate_id=CITY).order_by("signed_at", "id")
        found = list(waiting.values_list("estate_id", "size", "note"))
    with scope.estate(CITY):
        lock_books(CITY)
        of_city = LogLeaf.objects.filter(estate_id=CITY, logged_estate_id__in={row[0] for row in found})
        meanwhile = set(of_city.values_list("logged_estate_id", "logged_size"))  # by another worker, before the lock
        fresh = [
            _NewLeaf(data=note, salt=b"", logged=(estate_id, size))
            for estate_id, size, note in found
            if (estate_id, size) not in meanwhile
        ]
        return _append(CITY, [*_entries_not_logged(CITY), *fresh], at)


def _append(estate_id: int, fresh: Sequence[_NewLeaf], at: datetime) -> int:
    if not fresh:
        return 0
    latest = LogCheckpoint.objects.filter(estate_id=estate_id).order_by("-size").first()
    front = _front(latest) if latest else Front()
    hashes = [leaf_hash(leaf.data.encode()) for leaf in fresh]
    LogLeaf.objects.bulk_create(
        [
            LogLeaf(
                estate_id=estate_id,
                number=front.size + place,
                entry_id=leaf.entry_id,
                month=leaf.month.first if leaf.month else None,
                logged_estate_id=leaf.logged[0] if leaf.logged else None,
                logged_size=leaf.logged[1] if leaf.logged else None,
                data=leaf.data,
                hash=hashed,
                salt=leaf.salt,
                appended_at=at,
            )
            for place, (leaf, hashed) in enumerate(zip(fresh, hashes, strict=True))
        ],
        batch_size=AT_ONCE,
    )
    front = front.extended(hashes)
    LogCheckpoint.objects.create(
        estate_id=estate_id,
        size=front.size,
        root=front.root,
        parts=b"".join(front.parts),
        note=sign(Checkpoint(origin_of(estate_id), front.size, front.root, at)),
        signed_at=at,
    )
    return len(fresh)


def _front(checkpoint: LogCheckpoint) -> Front:
    parts = bytes(checkpoint.parts)
    return Front(checkpoint.size, tuple(parts[i : i + HASH_BYTES] for i in range(0, len(parts), HASH_BYTES)))


def _entries_not_logged(estate_id: int) -> list[_NewLeaf]:
    logged = LogLeaf.objects.filter(estate_id=estate_id, entry__isnull=False).values("entry_id")
    entries = list(Entry.objects.filter(estate_id=estate_id).exclude(id__in=logged).order_by("id"))
    ids = [entry.id for entry in entries]
    lines: dict[int, list[Line]] = defaultdict(list)
    for line in Line.objects.filter(estate_id=estate_id, entry_id__in=ids).order_by("entry_id", "line_number"):
        lines[line.entry_id].append(line)
    vouchers: dict[int, list[str]] = defaultdict(list)
    kept = Voucher.objects.filter(estate_id=estate_id, expense__entry_id__in=ids)
    for entry_id, sha256 in kept.values_list("expense__entry_id", "file__sha256"):
        vouchers[entry_id].append(bytes(sha256).hex())
    return [_leaf_of(entry, lines[entry.id], vouchers[entry.id]) for entry in entries]


def _leaf_of(entry: Entry, lines: Sequence[Line], vouchers: Sequence[str]) -> _NewLeaf:
    salt = secrets.token_bytes(SALT_BYTES)
    is_public = is_text_public(
        [NewLine(Fund(line.fund), Account(line.account), line.amount_fen, line.home_id) for line in lines]
    )
    data = entry_leaf(
        entry_id=entry.id,
        posted_on=entry.posted_on,
        recorded_on=city_day(entry.created_at),
        kind=entry.kind,
        text=entry.text if is_public else "",
        text_seal="" if is_public else seal(salt, "text", entry.text),
        reverses_id=entry.reverses_id,
        lines=[
            LeafLine(
                line.fund,
                line.account,
                line.amount_fen,
                seal(salt, str(line.line_number), home_words(line.home_id, line.bill_id)) if line.home_id else "",
            )
            for line in lines
        ],
        vouchers=vouchers,
    )
    return _NewLeaf(data=data, salt=salt, entry_id=entry.id)


def _closings_not_logged(estate_id: int) -> list[_NewLeaf]:
    logged = LogLeaf.objects.filter(estate_id=estate_id, month__isnull=False).values("month")
    closed = ClosedMonth.objects.filter(estate_id=estate_id).exclude(month__in=logged).order_by("month")
    return [
        _NewLeaf(data=closing_leaf(month, balances, stated_budgets(estate_id, month)), salt=b"", month=month)
        for month, balances in ((Month.of(row.month), row.balances) for row in closed)
    ]
