"""The leaves of the log: what each holds, byte for byte, and how personal data are sealed in it.

A leaf is a JSON array without spaces. What would name a home or a person stands in it as the SHA-256 of a salt and the
words: who holds the salt can show what it says, nobody else can guess it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from laoyou.core.calendar import Month

SHAPE = 1


@dataclass(frozen=True, slots=True)
class LeafLine:
    """A line of an entry as it is published: `home_seal` is empty where the line belongs to no home."""

    fund: str
    account: int
    amount_fen: int
    home_seal: str = ""


def seal(salt: bytes, place: str, words: str) -> str:
    """Return what hides words at a place of a leaf: `place` is "text" or a line's number, so no salt serves twice.

    >>> seal(bytes(16), "1", "home 207")[:16], seal(bytes(16), "2", "home 207")[:16]
    ('00e3adf49ed6324c', '229d6d7922a385ad')
    """
    return seal_with(salt_of(salt, place), words)


def salt_of(salt: bytes, place: str) -> str:
    """Return the salt of one place: what may be given to the person whom the place is about."""
    return hashlib.sha256(salt + place.encode()).hexdigest()


def seal_with(place_salt: str, words: str) -> str:
    return hashlib.sha256(f"{place_salt}|{words}".encode()).hexdigest()


def home_words(home_id: int, bill_id: int | None) -> str:
    """Return what is sealed of a line that belongs to a home, and perhaps to a bill.

    >>> home_words(207, None), home_words(207, 5181)
    ('home 207', 'home 207 bill 5181')
    """
    return f"home {home_id}" + (f" bill {bill_id}" if bill_id is not None else "")


def entry_leaf(
    *,
    entry_id: int,
    posted_on: date,
    recorded_on: date,
    kind: str,
    text: str,
    text_seal: str,
    reverses_id: int | None,
    lines: Sequence[LeafLine],
    vouchers: Sequence[str],
) -> str:
    """Return the leaf of an entry. `text` is empty where it may name a person: then `text_seal` holds it.

    >>> entry_leaf(entry_id=7, posted_on=date(2022, 7, 31), recorded_on=date(2022, 8, 1), kind="expense", text="lamps",
    ...     text_seal="", reverses_id=None, lines=[LeafLine("service", 53, 500), LeafLine("service", 10, -500)],
    ...     vouchers=[])
    '["entry",1,7,"2022-07-31","2022-08-01","expense","lamps","",null,[["service",53,500,""],["service",10,-500,""]],[]]'
    """
    return _plain(
        "entry",
        entry_id,
        posted_on.isoformat(),
        recorded_on.isoformat(),
        kind,
        text,
        text_seal,
        reverses_id,
        [[line.fund, line.account, line.amount_fen, line.home_seal] for line in lines],
        sorted(vouchers),
    )


@dataclass(frozen=True, slots=True)
class LeafBudget:
    """A fund's adopted budget of the year as a closing states it: by account the year's budget and the money so far."""

    version: int
    adopted_on: date
    lines: Mapping[int, tuple[int, int]]


def closing_leaf(month: Month, balances: Mapping[str, int], budgets: Mapping[str, LeafBudget] | None = None) -> str:
    """Return the leaf of a closed month: the money of each fund at its end, in fen, and the adopted budgets beside it.

    >>> closing_leaf(Month(2022, 12), {"service": 612255, "credits": 0})
    '["closed",1,"2022-12",{"credits":0,"service":612255}]'
    >>> wages = LeafBudget(1, date(2023, 1, 11), {50: (4_800_000, 400_000)})
    >>> closing_leaf(Month(2023, 1), {"service": 0}, {"service": wages})
    '["closed",1,"2023-01",{"service":0},{"service":{"version":1,"adopted":"2023-01-11","lines":[[50,4800000,400000]]}}]'
    """
    stated = {
        fund: {
            "version": budget.version,
            "adopted": budget.adopted_on.isoformat(),
            "lines": [[account, *budget.lines[account]] for account in sorted(budget.lines)],
        }
        for fund, budget in sorted((budgets or {}).items())
    }
    plain = {fund: balances[fund] for fund in sorted(balances)}
    return _plain("closed", str(month), plain, *([stated] if stated else []))


def _plain(what: str, *rest: object) -> str:
    return json.dumps([what, SHAPE, *rest], ensure_ascii=False, separators=(",", ":"))
