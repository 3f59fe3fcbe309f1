"""Checking a published month by itself: the package that anybody can take away, and what must be true of it.

Offline, and without trust in who made it: the leaves must lead from one signed root to the next, every entry must
balance in each fund, nothing may be dated into a closed month, and the sums must be those that were stated.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from laoyou.core.calendar import Month, city_day
from laoyou.core.errors import mark
from laoyou.system.ledger.rules.accounts import EXPENSE, Account, Fund
from laoyou.system.ledger.rules.checkpoints import (
    CITY,
    Checkpoint,
    NotACheckpoint,
    key_hash,
    origin_of,
    public_key_of,
    read_note,
)
from laoyou.system.ledger.rules.merkle import Front, is_included, leaf_hash
from laoyou.system.ledger.rules.movements import Side, side_of

WHAT = "laoyou books"
SHAPE = 1
_FUNDS = frozenset(fund.value for fund in Fund)
SHAPES: Mapping[str, type | tuple[type, ...]] = {
    "what": str,
    "shape": int,
    "estate": int,
    "month": str,
    "key": str,
    "start": dict,
    "leaves": list,
    "checkpoint": str,
    "city": (dict, type(None)),
    "funds": dict,
}

Signed = Callable[[bytes, bytes, bytes], bool]
"""Whether a signature (second) is the key's (third, 32 bytes) over a text (first)."""

UNREADABLE = mark("This is no package of published books, or it is damaged.")
OTHER_KEY = mark("The package was signed by another key than the one you trust.")
FORGED = mark("The signature of the checkpoint is not the key's.")
OTHER_LOG = mark("The checkpoint is of another estate's log.")
OTHER_START = mark("The log does not begin where the earlier checkpoint ends.")
LATE_START = mark("The earlier checkpoint is not from before the month, so entries of the month may be missing.")
OTHER_LEAF = mark("The entry is not the one that was logged.")
OTHER_ROOT = mark("The entries do not lead to the signed root: one is changed, missing, added, or out of order.")
NOT_BALANCED = mark("The entry does not balance in its fund.")
INTO_CLOSED = mark("The entry is dated in a month that was closed before it.")
FROM_FUTURE = mark("The entry is dated after the day it was recorded on.")
NOT_CLOSED = mark("The month was not closed when this was signed.")
OTHER_SUM = mark("The sum is not what the entries give.")
OTHER_BUDGET = mark("What stands beside the budget is not what the entries give.")
NOT_IN_CITY = mark("The checkpoint is not in the city's log where the package says.")


class Fault(Exception):
    """What is wrong with a package, and where: `sentence` to be translated, `place` as it is."""

    def __init__(self, sentence: str, place: str = "") -> None:
        super().__init__(sentence, place)
        self.sentence, self.place = sentence, place


@dataclass(frozen=True, slots=True)
class Checked:
    """What a sound package says: the sums of each fund in fen, the budgets of the year, how far it is witnessed.

    `budgets` holds by fund, as (account, budget of the year, money so far), what the closing states.
    """

    estate_id: int
    month: Month
    entries: int
    funds: Mapping[str, Mapping[str, int]]
    budgets: Mapping[str, Sequence[tuple[int, int, int]]]
    checkpoint: Checkpoint
    city: Checkpoint | None


def check_package(content: bytes, *, is_signed: Signed, trusted_key: str = "") -> Checked:
    """Return what the package proves. `trusted_key` is a published key that you kept; without it the package's own.

    Raises: Fault with the first thing that is wrong.
    """
    package = _read(content)
    if trusted_key and package["key"] != trusted_key.strip():
        raise Fault(OTHER_KEY, "key")
    month, estate = Month.parse(package["month"]), package["estate"]
    end = _checkpoint(package["checkpoint"], package["key"], is_signed, "checkpoint", estate)
    front = _start(package["start"], month, package["key"], is_signed, estate)
    first = front.size
    for place, leaf in enumerate(package["leaves"]):
        if leaf_hash(leaf["data"].encode()).hex() != leaf["hash"]:
            raise Fault(OTHER_LEAF, _place(first + place, leaf["data"]))
    leaves = [_parsed(leaf["data"], first + place) for place, leaf in enumerate(package["leaves"])]
    funds = _check_journal(leaves, month, first)
    budgets = _check_budgets(leaves, month)
    front = front.extended(bytes.fromhex(leaf["hash"]) for leaf in package["leaves"])
    if (front.size, front.root) != (end.size, end.root):
        raise Fault(OTHER_ROOT, f"leaves {first}–{front.size - 1}")
    if funds != package["funds"]:
        wrong = [fund for fund in sorted({*funds, *package["funds"]}) if funds.get(fund) != package["funds"].get(fund)]
        raise Fault(OTHER_SUM, f"funds {', '.join(wrong)}")
    city = _city(package["city"], package["checkpoint"], package["key"], is_signed)
    entries = sum(leaf[0] == "entry" and leaf[3].startswith(str(month)) for leaf in leaves)
    return Checked(estate, month, entries, funds, budgets, end, city)


def _read(content: bytes) -> dict[str, Any]:
    try:
        package = json.loads(content)
        canonical = canonical_bytes(package)
    except (ValueError, TypeError, RecursionError) as error:
        raise Fault(UNREADABLE) from error
    if not isinstance(package, dict) or (package.get("what"), package.get("shape")) != (WHAT, SHAPE):
        raise Fault(UNREADABLE)
    if set(package) != SHAPES.keys() or canonical != content:
        raise Fault(UNREADABLE, ", ".join(sorted(set(package) ^ SHAPES.keys())))
    for key, shape in SHAPES.items():
        if not isinstance(package[key], shape):
            raise Fault(UNREADABLE, key)
    if set(package["start"]) != {"size", "parts", "note"}:
        raise Fault(UNREADABLE, "start")
    if not all(_is_leaf(leaf) for leaf in package["leaves"]):
        raise Fault(UNREADABLE, "leaves")
    return package


def _is_leaf(leaf: Any) -> bool:
    return isinstance(leaf, dict) and set(leaf) == {"data", "hash"} and all(isinstance(v, str) for v in leaf.values())


def canonical_bytes(package: Mapping[str, Any]) -> bytes:
    """Return the one way to write a package down, so that two copies of it are equal to the byte."""
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()


def _checkpoint(note: str, key: str, is_signed: Signed, place: str, estate: int) -> Checkpoint:
    try:
        name, public_key = public_key_of(key)
        checkpoint, signer, hashed, signature = read_note(note)
    except NotACheckpoint as error:
        raise Fault(UNREADABLE, place) from error
    if (signer, hashed) != (name, key_hash(name, public_key)) or not is_signed(
        checkpoint.text().encode(), signature, public_key
    ):
        raise Fault(FORGED, place)
    if checkpoint.origin != origin_of(estate):
        raise Fault(OTHER_LOG, place)
    return checkpoint


def _start(start: Mapping[str, Any], month: Month, key: str, is_signed: Signed, estate: int) -> Front:
    """Return the edge of the log as it was before the month; the empty log needs no checkpoint."""
    try:
        front = Front(int(start["size"]), tuple(bytes.fromhex(part) for part in start["parts"]))
    except (ValueError, TypeError) as error:
        raise Fault(UNREADABLE, "start") from error
    if front.size == 0 and not front.parts and start["note"] == "":
        return front
    before = _checkpoint(start["note"], key, is_signed, "start", estate)
    if (before.size, before.root) != (front.size, front.root) or len(front.parts) != front.size.bit_count():
        raise Fault(OTHER_START, "start")
    if city_day(before.at) >= month.first:
        raise Fault(LATE_START, "start")
    return front


def _parsed(data: str, number: int) -> list[Any]:
    try:
        leaf = json.loads(data)
        if leaf[0] == "entry":
            _, shape, _, posted_on, recorded_on, _, _, _, _, lines, _ = leaf
            Month.parse(posted_on[:7])
            if shape == 1 and lines and all(type(line[2]) is int and line[2] and line[0] in _FUNDS for line in lines):
                if posted_on > recorded_on:
                    raise Fault(FROM_FUTURE, _place(number, data))
                return list(leaf)
        if leaf[0] == "closed" and leaf[1] == 1 and all(type(fen) is int for fen in leaf[3].values()):
            Month.parse(leaf[2])
            if len(leaf) == 4 or (len(leaf) == 5 and _are_budgets(leaf[4])):
                return list(leaf)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise Fault(UNREADABLE, _place(number, data)) from error
    raise Fault(UNREADABLE, _place(number, data))


def _are_budgets(stated: Mapping[str, Any]) -> bool:
    """Return whether these are budgets by fund, each with lines of an account, its budget and the money so far."""
    return all(
        fund in _FUNDS and {"version", "adopted", "lines"} == set(budget) and _are_lines(budget["lines"])
        for fund, budget in stated.items()
    )


def _are_lines(lines: Sequence[Any]) -> bool:
    return all(len(line) == 3 and all(type(figure) is int for figure in line) for line in lines)


def _check_journal(leaves: Sequence[list[Any]], month: Month, first: int) -> dict[str, dict[str, int]]:
    """Return the month's sums per fund, after walking through the leaves as they were logged."""
    moved = {fund.value: {Side.INCOME: 0, Side.EXPENSE: 0} for fund in Fund}
    opening: Mapping[str, int] = {}
    closing: Mapping[str, int] | None = None
    closed_until = ""
    for number, leaf in enumerate(leaves, start=first):
        if leaf[0] == "closed":
            closed_until = max(closed_until, leaf[2])
            opening = leaf[3] if leaf[2] == str(month.previous) else opening
            closing = leaf[3] if leaf[2] == str(month) else closing
            continue
        place = f"leaf {number}, entry {leaf[2]}, {leaf[3]}"
        lines = [(str(fund), Account(account), fen) for fund, account, fen, _ in leaf[9]]
        sums: dict[str, int] = defaultdict(int)
        for fund, _, fen in lines:
            sums[fund] += fen
        if any(sums.values()):
            raise Fault(NOT_BALANCED, place)
        if leaf[3][:7] <= closed_until:
            raise Fault(INTO_CLOSED, place)
        if leaf[3][:7] == str(month):
            with_money = {fund for fund, account, _ in lines if account is Account.MONEY}
            for fund, account, fen in lines:
                if fund in with_money and account is not Account.MONEY:
                    side = side_of(account, -fen)
                    moved[fund][side] += -fen if side is Side.INCOME else fen
    if closing is None:
        raise Fault(NOT_CLOSED, str(month))
    funds = {}
    for fund, sides in moved.items():
        begin, income, expense = opening.get(fund, 0), sides[Side.INCOME], sides[Side.EXPENSE]
        end = begin + income - expense
        if end != closing.get(fund, 0):
            raise Fault(OTHER_SUM, f"fund {fund} at the end of {month}")
        funds[fund] = {"opening_fen": begin, "income_fen": income, "expense_fen": expense, "closing_fen": end}
    return funds


def _check_budgets(leaves: Sequence[list[Any]], month: Month) -> dict[str, list[tuple[int, int, int]]]:
    """Return the budgets that the month's closing states, after counting on from the closing of the month before.

    A budget that the closing before does not state was adopted since: its money so far is of months that are not here.
    """
    closings = {leaf[2]: leaf[4] if len(leaf) > 4 else {} for leaf in leaves if leaf[0] == "closed"}
    stated = closings[str(month)]
    before = closings.get(str(month.previous), {}) if month.number > 1 else {fund: {"lines": []} for fund in stated}
    moved: dict[tuple[str, int], int] = defaultdict(int)
    for leaf in leaves:
        if leaf[0] == "entry" and leaf[3][:7] == str(month):
            with_money = {fund for fund, account, _, _ in leaf[9] if account == Account.MONEY}
            for fund, account, fen, _ in leaf[9]:
                if fund in with_money and account not in (Account.MONEY, Account.OPENING):
                    moved[fund, account] += fen if account in EXPENSE else -fen
    for fund, budget in stated.items():
        if fund in before:
            so_far = {account: fen for account, _, fen in before[fund]["lines"]}
            told = {account: fen for account, _, fen in budget["lines"]}
            for account in {*so_far, *told, *(account for other, account in moved if other == fund)}:
                if told.get(account, 0) != so_far.get(account, 0) + moved[fund, account]:
                    raise Fault(OTHER_BUDGET, f"fund {fund}, account {account}, {month}")
    return {fund: [(account, plan, fen) for account, plan, fen in budget["lines"]] for fund, budget in stated.items()}


def _city(city: Mapping[str, Any] | None, note: str, key: str, is_signed: Signed) -> Checkpoint | None:
    if city is None:
        return None
    try:
        number, path = int(city["number"]), [bytes.fromhex(step) for step in city["path"]]
        checkpoint = _checkpoint(city["note"], key, is_signed, "city", CITY)
    except (KeyError, ValueError, TypeError) as error:
        raise Fault(UNREADABLE, "city") from error
    if not is_included(leaf_hash(note.encode()), number, checkpoint.size, path, checkpoint.root):
        raise Fault(NOT_IN_CITY, "city")
    return checkpoint


def _place(number: int, data: str) -> str:
    return f"leaf {number}, {hashlib.sha256(data.encode()).hexdigest()[:8]}: {data[:60]}"
