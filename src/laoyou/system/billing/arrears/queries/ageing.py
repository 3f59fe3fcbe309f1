"""Ageing (账龄): what is open by home and by days past due, added up by the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from laoyou.core.money import Money
from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.infra import exports
from laoyou.infra.actor import Actor
from laoyou.system.billing.arrears.rules.ageing import SPANS
from laoyou.system.billing.queries.rows import require_reader, select
from laoyou.system.places.rules.labels import searched_keys

_KEYS = tuple(span.key for span in SPANS)
_FIRST_DAYS = ", ".join(str(span.first) for span in SPANS)
_SUMS = ", ".join(
    f"coalesce(sum(fen) FILTER (WHERE span = {place}), 0) AS {key}" for place, key in enumerate(_KEYS, start=1)
)
# Bills are added up once, by home and span (0 for what is not due yet); what is left is a few rows for each home.
_AGED = f"""
WITH open AS (
  SELECT home_id, width_bucket(%(day)s::date - due_on, ARRAY[{_FIRST_DAYS}]) AS span,
         sum(amount_fen - paid_fen - credited_fen) AS fen, min(due_on) AS oldest
  FROM billing_bill
  WHERE estate_id = %(estate_id)s AND amount_fen > paid_fen + credited_fen
  GROUP BY 1, 2
), aged AS (
  SELECT home_id, {_SUMS}, coalesce(sum(fen) FILTER (WHERE span > 0), 0) AS overdue,
         coalesce(sum(fen) FILTER (WHERE span = 0), 0) AS later, min(oldest) AS oldest
  FROM open GROUP BY home_id
)
"""  # noqa: S608 our own text
_LISTED = """
, listed AS (
  SELECT aged.*, home.label, home.sort_key, mark.kinds, plan.state AS plan_state, told.step, told.day
  FROM aged
  JOIN places_home home ON home.estate_id = %(estate_id)s AND home.id = aged.home_id
  LEFT JOIN (SELECT home_id, array_agg(kind ORDER BY kind) AS kinds FROM billing_home_mark
             WHERE estate_id = %(estate_id)s AND closed_at IS NULL GROUP BY home_id) mark ON mark.home_id = aged.home_id
  LEFT JOIN billing_plan plan ON plan.estate_id = %(estate_id)s AND plan.home_id = aged.home_id
    AND plan.state IN ('asked', 'running')
  LEFT JOIN (SELECT DISTINCT ON (home_id) home_id, step, day FROM billing_reminder
             WHERE estate_id = %(estate_id)s AND left_out_reason = ''
             ORDER BY home_id, day DESC, id DESC) told ON told.home_id = aged.home_id AND told.day > aged.oldest
)
"""
_IS_SEARCHED = "(label ILIKE %(begins)s OR sort_key LIKE %(key)s)"
SORTS = ("home", "overdue", "oldest", *_KEYS)
STANDINGS = ("", "gentle", "dispute", "hardship", "plan", "untold")
_IN_STANDING = {
    "gentle": "'gentle' = ANY (kinds)",
    "dispute": "'dispute' = ANY (kinds)",
    "hardship": "'hardship' = ANY (kinds)",
    "plan": "plan_state IS NOT NULL",
    "untold": "step IS NULL AND plan_state IS NULL AND kinds IS NULL",
}


@dataclass(frozen=True, slots=True)
class AgeingFilter:
    """What the list is narrowed to, empty means all: homes with something in a span, or that stand in some way."""

    search: str = ""
    span: str = ""
    standing: str = ""
    sort: str = "-overdue"


@dataclass(frozen=True, slots=True)
class AgedHome:
    """A home with something overdue. `spans` are in the order of `rules.ageing.SPANS`."""

    home_id: int
    home_label: str
    spans: tuple[Money, ...]
    overdue: Money
    later: Money
    oldest_due_on: date
    marks: tuple[str, ...]
    plan_state: str
    last_step: str
    last_step_on: date | None


@dataclass(frozen=True, slots=True)
class SpanSum:
    key: str
    amount: Money
    homes: int


@dataclass(frozen=True, slots=True)
class EstateAgeing:
    """All of an estate: each span with its homes, what is overdue in all, and what is open but not due yet."""

    spans: tuple[SpanSum, ...]
    overdue: Money
    homes: int
    later: Money


@dataclass(frozen=True, slots=True)
class AgeingPage(Page[AgedHome]):
    """A page of homes with the sums of the whole list."""

    spans: tuple[Money, ...]
    overdue: Money


def ageing_of_estate(*, actor: Actor, estate_id: int, day: date) -> EstateAgeing:
    """Return the sums of an estate on the day, of what is open now."""
    require_reader(actor, estate_id)
    asked = ", ".join(f"coalesce(sum({key}), 0), count(*) FILTER (WHERE {key} > 0)" for key in _KEYS)
    statement = (
        f"{_AGED} SELECT {asked}, coalesce(sum(overdue), 0), count(*) FILTER (WHERE overdue > 0),"  # noqa: S608 our own text
        " coalesce(sum(later), 0) FROM aged"
    )
    row = [int(value) for value in select(statement, {"estate_id": estate_id, "day": day})[0]]
    pairs = zip(_KEYS, row[: 2 * len(_KEYS) : 2], row[1 : 2 * len(_KEYS) : 2], strict=True)
    overdue, homes, later = row[2 * len(_KEYS) :]
    return EstateAgeing(
        spans=tuple(SpanSum(key, Money(fen), count) for key, fen, count in pairs),
        overdue=Money(overdue),
        homes=homes,
        later=Money(later),
    )


def aged_homes(
    *,
    actor: Actor,
    estate_id: int,
    day: date,
    wanted: AgeingFilter | None = None,
    page: int = 1,
    size: int = ROWS_PER_PAGE,
) -> AgeingPage:
    """Return one page of the homes with something overdue, with the sums of all that were asked for."""
    require_reader(actor, estate_id)
    chosen = wanted or AgeingFilter()
    where, values = _narrowed(chosen)
    sums = ", ".join(f"coalesce(sum({key}) OVER (), 0)" for key in _KEYS)
    statement = f"""{_AGED}{_LISTED}
        SELECT home_id, label, {", ".join(_KEYS)}, overdue, later, oldest, kinds, plan_state, step, day,
               count(*) OVER (), {sums}, coalesce(sum(overdue) OVER (), 0)
        FROM listed WHERE {where} ORDER BY {_order(chosen.sort)} LIMIT %(size)s OFFSET %(start)s
    """  # noqa: S608 our own text
    asked = {"estate_id": estate_id, "day": day, "size": size, "start": offset_of(page, size), **values}
    rows = select(statement, asked)
    if not rows and page > 1:
        return aged_homes(actor=actor, estate_id=estate_id, day=day, wanted=wanted, page=1, size=size)
    width = len(_KEYS) + 9
    totals = [int(value) for value in rows[0][width:]] if rows else [0] * (len(_KEYS) + 2)
    return AgeingPage(
        rows=[_home(row) for row in rows],
        number=page,
        size=size,
        total=totals[0],
        spans=tuple(Money(fen) for fen in totals[1:-1]),
        overdue=Money(totals[-1]),
    )


def ageing_to_export(*, actor: Actor, estate_id: int, day: date, wanted: AgeingFilter) -> list[AgedHome]:
    """Return all homes that are asked for, at most 100,000."""
    found = aged_homes(actor=actor, estate_id=estate_id, day=day, wanted=wanted, size=exports.READ_AT_MOST)
    return list(found.rows)


def _home(row: Sequence[Any]) -> AgedHome:
    spans = row[2 : 2 + len(_KEYS)]
    overdue, later, oldest, kinds, plan_state, step, told_on = row[2 + len(_KEYS) : 9 + len(_KEYS)]
    return AgedHome(
        home_id=row[0],
        home_label=row[1],
        spans=tuple(Money(int(fen)) for fen in spans),
        overdue=Money(int(overdue)),
        later=Money(int(later)),
        oldest_due_on=oldest,
        marks=tuple(kinds or ()),
        plan_state=plan_state or "",
        last_step=step or "",
        last_step_on=told_on,
    )


def _order(sort: str) -> str:
    name, way = (sort[1:], " DESC") if sort.startswith("-") else (sort, "")
    if name == "oldest":
        return f"oldest{way}, sort_key, home_id"
    if name in (*_KEYS, "overdue"):
        return f"{name}{way}, sort_key, home_id"
    return f"sort_key{way}, home_id"


def _narrowed(wanted: AgeingFilter) -> tuple[str, Mapping[str, Any]]:
    conditions = ["overdue > 0"]
    if wanted.span in _KEYS:
        conditions.append(f"{wanted.span} > 0")
    if wanted.standing in _IN_STANDING:
        conditions.append(_IN_STANDING[wanted.standing])
    text = wanted.search.strip()
    if text:
        conditions.append(_IS_SEARCHED)
    building, entrance, number = searched_keys(text) or ("", "", "")
    literal = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return " AND ".join(conditions), {
        # What begins with a digit is the beginning of a home's name: 5栋 is not 15栋.
        "begins": f"{'' if text[:1].isdigit() else '%'}{literal}%",
        "key": f"{building}/{entrance or '%'}/{number}" if number else None,
    }
