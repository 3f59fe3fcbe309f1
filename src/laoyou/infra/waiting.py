"""What waits for a second person, wherever in the system: each package says where its requests stand, and one statement
lists them for a person, or counts them.

A source gives its undecided requests of all estates. Who sees which of them is decided here and once: whoever has the
right in the estate where it is needed, and whoever asked. Row-level security stands behind it as everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from laoyou.core.money import Money
from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.infra.actor import Actor, ActorKind, Right

CENTRE = 0

# What is said of a request: the usual expression over its row `asked`, and the type.
COLUMNS: Mapping[str, tuple[str, str]] = {
    "id": ("asked.id", "bigint"),
    "estate_id": ("asked.estate_id", "bigint"),
    "held_in": ("asked.estate_id", "bigint"),
    "right_in": ("asked.estate_id", "bigint"),
    "subject_id": ("asked.id", "bigint"),
    "home_label": ("''", "text"),
    "amount_fen": ("NULL", "bigint"),
    "text": ("asked.reason", "text"),
    "code": ("''", "text"),
    "number": ("NULL", "bigint"),
    "company_id": ("NULL", "bigint"),
    "asked_by": ("asked.asked_by", "bigint"),
    "also_by": ("NULL", "bigint"),
    "asked_by_name": ("asked.asked_by_name", "text"),
    "asked_at": ("asked.asked_at", "timestamptz"),
}


@dataclass(frozen=True, slots=True)
class Source:
    """Where requests of one kind stand: `table` as `asked`, with what is joined to it, and which of its rows wait.

    `right` is what the second person needs, in the estate that the column `right_in` names; with `for_any_estate` the
    centre's own are open to whoever has it anywhere. `columns` replace the usual expressions of `COLUMNS`: `also_by`
    is another person who may not decide, `company_id` the company whose people alone may, `subject_id` what the page
    is about, `held_in` the estate that it names in its address. `%(day)s` is today.
    """

    kind: str
    table: str
    right: Right
    waits: str = "asked.state = 'asked'"
    joins: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    for_any_estate: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request that nobody has decided. `is_mine`: this reader asked, so somebody else decides."""

    kind: str
    id: int
    estate_id: int
    held_in: int
    subject_id: int
    home_label: str
    amount: Money | None
    text: str
    code: str
    number: int | None
    asked_by_name: str
    asked_at: datetime
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Heap:
    """How many requests of one kind wait in one estate, asked by the reader or by others."""

    kind: str
    estate_id: int
    is_mine: bool
    count: int


def waiting_for(
    *,
    sources: Sequence[Source],
    actor: Actor,
    day: date,
    kind: str = "",
    estate_id: int | None = None,
    is_mine: bool | None = None,
    page: int = 1,
    size: int = ROWS_PER_PAGE,
) -> Page[Waiting]:
    """Return one page of what waits for the actor or was asked by them: the former first, the oldest first."""
    chosen = [source for source in sources if kind in ("", source.kind)]
    found, values = _found(chosen, actor, day)
    if not found:
        return Page(rows=[], number=1, size=size, total=0)
    values |= {"estate": estate_id, "is_mine": is_mine, "size": size, "start": offset_of(page, size)}
    rows = _select(
        f"SELECT kind, id, estate_id, held_in, subject_id, home_label, amount_fen, text, code, number, asked_by_name,"  # noqa: S608 our own text, its values are bound
        f" asked_at, is_mine, count(*) OVER () FROM ({found}) AS waiting"
        " WHERE (%(estate)s::bigint IS NULL OR estate_id = %(estate)s)"
        " AND (%(is_mine)s::boolean IS NULL OR is_mine = %(is_mine)s)"
        " ORDER BY is_mine, asked_at, kind, id LIMIT %(size)s OFFSET %(start)s",
        values,
    )
    return Page(rows=[_waiting(row) for row in rows], number=page, size=size, total=rows[0][-1] if rows else 0)


def heaps(*, sources: Sequence[Source], actor: Actor, day: date) -> list[Heap]:
    """Return how many wait, by kind and estate."""
    found, values = _found(sources, actor, day)
    if not found:
        return []
    rows = _select(
        f"SELECT kind, estate_id, is_mine, count(*) FROM ({found}) AS waiting GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",  # noqa: S608 our own text, its values are bound
        values,
    )
    return [Heap(*row) for row in rows]


def how_many(*, sources: Sequence[Source], actor: Actor, day: date) -> int:
    """Return how many requests wait for the actor's own decision; no statement for who decides nothing anywhere."""
    found, values = _found([source for source in sources if actor.may_somewhere(source.right)], actor, day)
    if not found:
        return 0
    return int(_select(f"SELECT count(*) FROM ({found}) AS waiting WHERE NOT is_mine", values)[0][0])  # noqa: S608


def _found(sources: Sequence[Source], actor: Actor, day: date) -> tuple[str, dict[str, Any]]:
    if actor.kind is not ActorKind.STAFF or actor.user_id is None or not sources:
        return "", {}
    values: dict[str, Any] = {"day": day, "user": actor.user_id, "company": actor.organisation_id or 0}
    parts = []
    for source in sources:
        name = f"{source.right.value}_anywhere" if source.for_any_estate else source.right.value
        values[name] = _estates(actor, source)
        parts.append(_SEEN.format(kind=source.kind, rows=_rows(source), estates=name))
    return " UNION ALL ".join(parts), values


_SEEN = (
    "SELECT '{kind}' AS kind, found.*,"
    " coalesce(found.asked_by = %(user)s OR found.also_by = %(user)s, false) AS is_mine"
    " FROM ({rows}) AS found WHERE (found.company_id IS NULL OR found.company_id = %(company)s)"
    " AND (%({estates})s::bigint[] IS NULL OR found.right_in = ANY(%({estates})s)"
    " OR found.asked_by = %(user)s OR found.also_by = %(user)s)"
)


def _rows(source: Source) -> str:
    told = ", ".join(
        f"({source.columns.get(name, usual)})::{type_} AS {name}" for name, (usual, type_) in COLUMNS.items()
    )
    return f"SELECT {told} FROM {source.table} AS asked {source.joins} WHERE {source.waits}"  # noqa: S608 our own text


def _estates(actor: Actor, source: Source) -> list[int] | None:
    """Return the estates in which the actor may decide; None for all of them."""
    if source.right in actor.everywhere:
        return None
    estates = {estate_id for estate_id, rights in actor.rights.items() if source.right in rights}
    if source.for_any_estate and estates:
        estates.add(CENTRE)
    return sorted(estates)


def _select(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _waiting(row: tuple[Any, ...]) -> Waiting:
    kind, id_, estate_id, held_in, subject_id, home_label, fen, text, code, number, name, at, is_mine, _ = row
    return Waiting(
        kind=kind,
        id=id_,
        estate_id=estate_id,
        held_in=held_in,
        subject_id=subject_id,
        home_label=home_label,
        amount=Money(fen) if fen is not None else None,
        text=text,
        code=code,
        number=number,
        asked_by_name=name,
        asked_at=at,
        is_mine=is_mine,
    )
