"""What anybody can take away of the log: a month as a package, the proof of one entry, and the checkpoints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from laoyou.core.calendar import Month, city_instant
from laoyou.core.errors import NotFound
from laoyou.infra import scope
from laoyou.system.ledger.errors import NotClosedYet
from laoyou.system.ledger.models import Entry, Line, LogCheckpoint, LogLeaf
from laoyou.system.ledger.queries.months import month_books
from laoyou.system.ledger.rules.checkpoints import CITY
from laoyou.system.ledger.rules.leaves import home_words, salt_of
from laoyou.system.ledger.rules.merkle import inclusion_path, levels
from laoyou.system.ledger.rules.packages import SHAPE, WHAT, canonical_bytes
from laoyou.system.ledger.signing import published_key

HASH_BYTES = 32


@dataclass(frozen=True, slots=True)
class CheckpointView:
    """What a log signed of itself: its size, the root in hexadecimal, the whole note, and when."""

    size: int
    root: str
    note: str
    signed_at: datetime


def estates_to_log() -> list[int]:
    """Return the estates whose journal holds what their log does not yet: what the nightly job works off."""
    with scope.everything():  # a job looks for work in all estates
        logged = LogLeaf.objects.filter(estate_id=OuterRef("estate_id"), entry_id=OuterRef("id"))
        waiting = Entry.objects.filter(~Exists(logged)).values_list("estate_id", flat=True)
        return sorted(waiting.distinct())


def newest_checkpoint(estate_id: int) -> CheckpointView | None:
    """Return the newest checkpoint of an estate's log, or of the city's (0); None before the first night."""
    row = LogCheckpoint.objects.filter(estate_id=estate_id).order_by("-size").first()
    return CheckpointView(row.size, bytes(row.root).hex(), row.note, row.signed_at) if row else None


def month_package(estate_id: int, month: Month) -> bytes:
    """Return a closed month as everybody may take it away and check it. To be called in the estate's scope.

    It runs from the last checkpoint before the month to the first one that holds the closing.
    Raises: NotClosedYet.
    """
    closing = LogLeaf.objects.filter(estate_id=estate_id, month=month.first).first()
    if closing is None:
        raise NotClosedYet(month=str(month))
    checkpoints = LogCheckpoint.objects.filter(estate_id=estate_id)
    end = checkpoints.filter(size__gt=closing.number).earliest("size")
    start = checkpoints.filter(signed_at__lt=city_instant(month.first)).order_by("-size").first()
    leaves = LogLeaf.objects.filter(
        estate_id=estate_id, number__gte=start.size if start else 0, number__lt=end.size
    ).order_by("number")
    return canonical_bytes(
        {
            "what": WHAT,
            "shape": SHAPE,
            "estate": estate_id,
            "month": str(month),
            "key": published_key(),
            "start": {
                "size": start.size if start else 0,
                "parts": _hex_parts(bytes(start.parts)) if start else [],
                "note": start.note if start else "",
            },
            "leaves": [{"data": leaf.data, "hash": bytes(leaf.hash).hex()} for leaf in leaves],
            "checkpoint": end.note,
            "city": _city_proof(estate_id, end),
            "funds": {
                fund.fund.value: {
                    "opening_fen": fund.opening.fen,
                    "income_fen": fund.income.fen,
                    "expense_fen": fund.expense.fen,
                    "closing_fen": fund.closing.fen,
                }
                for fund in sorted(month_books(estate_id, month).funds, key=lambda fund: fund.fund.value)
            },
        }
    )


def entry_proof(estate_id: int, entry_id: int, home_id: int | None = None) -> dict[str, Any]:
    """Return the proof that an entry is in the log: its leaf, its place, the path, and the signed checkpoint.

    With a home, what opens the seals of that home's lines comes with it: for the receipt's holder only.
    Raises: NotFound while the entry is not logged, which is until the night after it was posted.
    """
    leaf = LogLeaf.objects.filter(estate_id=estate_id, entry_id=entry_id).first()
    if leaf is None:
        raise NotFound
    end = LogCheckpoint.objects.filter(estate_id=estate_id, size__gt=leaf.number).earliest("size")
    proof: dict[str, Any] = {
        "what": "laoyou entry",
        "shape": SHAPE,
        "estate": estate_id,
        "key": published_key(),
        "leaf": {"number": leaf.number, "data": leaf.data},
        "path": [step.hex() for step in inclusion_path(levels(_hashes(estate_id, end.size)), leaf.number)],
        "checkpoint": end.note,
        "city": _city_proof(estate_id, end),
    }
    if home_id is not None:
        lines = Line.objects.filter(estate_id=estate_id, entry_id=entry_id, home_id=home_id).order_by("line_number")
        proof["opened"] = [
            {
                "line": line.line_number,
                "salt": salt_of(bytes(leaf.salt), str(line.line_number)),
                "words": home_words(home_id, line.bill_id),
            }
            for line in lines
        ]
    return proof


def proof_of_source(estate_id: int, source: str, *, home_id: int) -> dict[str, Any]:
    """Return the proof of the entry that tells this fact and has a line of the home. Raises: NotFound."""
    entry_id = _entry_of(estate_id, source, home_id).values_list("id", flat=True).first()
    if entry_id is None:
        raise NotFound
    return entry_proof(estate_id, entry_id, home_id)


def is_logged(estate_id: int, source: str, *, home_id: int) -> bool:
    """Return whether `proof_of_source` has a proof yet: from the night after the fact on."""
    entries = _entry_of(estate_id, source, home_id).values("id")
    return LogLeaf.objects.filter(estate_id=estate_id, entry_id__in=entries).exists()


def _entry_of(estate_id: int, source: str, home_id: int) -> QuerySet[Entry]:
    of_home = Line.objects.filter(estate_id=estate_id, entry_id=OuterRef("id"), home_id=home_id)
    return Entry.objects.filter(Exists(of_home), estate_id=estate_id, source=source).order_by("id")


def _city_proof(estate_id: int, checkpoint: LogCheckpoint) -> dict[str, Any] | None:
    """Return where the checkpoint stands in the city's log, or None before the city's next signing."""
    if estate_id == CITY:
        return None
    with scope.estate(CITY):
        leaf = LogLeaf.objects.filter(estate_id=CITY, logged_estate_id=estate_id, logged_size=checkpoint.size).first()
        if leaf is None:
            return None
        end = LogCheckpoint.objects.filter(estate_id=CITY, size__gt=leaf.number).earliest("size")
        path = inclusion_path(levels(_hashes(CITY, end.size)), leaf.number)
        return {"number": leaf.number, "path": [step.hex() for step in path], "note": end.note}


def _hashes(estate_id: int, size: int) -> Sequence[bytes]:
    rows = LogLeaf.objects.filter(estate_id=estate_id, number__lt=size).order_by("number")
    return [bytes(row) for row in rows.values_list("hash", flat=True)]


def _hex_parts(parts: bytes) -> list[str]:
    return [parts[i : i + HASH_BYTES].hex() for i in range(0, len(parts), HASH_BYTES)]
