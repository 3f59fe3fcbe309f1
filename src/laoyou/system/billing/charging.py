"""The charges of a month for all homes of one estate, as one piece of SQL.

The same rule as `rules.charges`, over sets: the month is cut into segments at every day on which a price, an area, a
count or a waiver begins or ends; on each segment every home has one price per item; equal segments are put together
to parts, parts to charges, and each charge is rounded once. Preview and issue read the same text, so that what is
issued is what was shown.

Reads the tables of places and mandates by name: a million homes are billed by the database, not by objects.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from laoyou.core.calendar import Month
from laoyou.infra.prepared import prepared
from laoyou.system.billing.rules.charges import WAIVABLE_FUND, formula_values
from laoyou.system.mandates.rules.formulas import Node, NoValue, hundredths_of, read_formula, shown_with
from laoyou.system.places.rules.words import HOME_KINDS

RATE_DECIMALS = 10_000

# Money is worked out in whole numbers only. `rate_parts` is fen × 10,000 per unit of quantity, so that an amount is
# `full_parts` ÷ (10,000 × days of the month), and what is due `due_parts` ÷ a hundred times that.
# `charge` has a row per (home, item); `obstacle` has what stops an issue.
#
# Large sets meet only in FULL JOINs and GROUP BYs: the planner can't do those by comparing every row with every row,
# not even on tables that it has no statistics of yet.
_PRICED = """
price AS MATERIALIZED (
  SELECT tariff.id, tariff.item, tariff.name, tariff.method, tariff.rate, tariff.fund, tariff.is_default,
         tariff.home_kind, tariff.formula,
         (tariff.rate * CASE WHEN tariff.method IN ('by_area', 'by_formula') THEN 10000 ELSE 1000000 END)::bigint
           AS rate_parts,
         greatest(tariff.starts_on, mandate.starts_on, %(first)s::date) AS starts_on,
         least(tariff.ends_before, mandate.ends_before, %(next)s::date) AS ends_before
  FROM mandates_tariff tariff
  JOIN mandates_mandate mandate ON mandate.estate_id = tariff.estate_id AND mandate.id = tariff.mandate_id
  WHERE tariff.estate_id = %(estate_id)s::bigint AND mandate.state IN ('in_force', 'ended')
    AND tariff.method <> 'by_meter'
    AND greatest(tariff.starts_on, mandate.starts_on, %(first)s::date)
        < least(tariff.ends_before, mandate.ends_before, %(next)s::date)
), waiver AS MATERIALIZED (
  SELECT id, home_id, percent, starts_on, ends_before FROM billing_waiver
  WHERE estate_id = %(estate_id)s::bigint AND state = 'approved' AND starts_on < %(next)s::date
    AND ends_before > %(first)s::date
), given AS MATERIALIZED (
  SELECT home_id, tariff_id, count, starts_on, coalesce(ends_before, %(next)s::date) AS ends_before
  FROM mandates_home_tariff
  WHERE estate_id = %(estate_id)s::bigint AND starts_on < %(next)s::date
    AND coalesce(ends_before > %(first)s::date, true)
), area AS MATERIALIZED (
  SELECT home_id, centiares, starts_on, coalesce(ends_before, %(next)s::date) AS ends_before
  FROM places_home_area
  WHERE estate_id = %(estate_id)s::bigint AND starts_on < %(next)s::date
    AND coalesce(ends_before > %(first)s::date, true)
), segment AS MATERIALIZED (
  SELECT day AS starts_on, lead(day, 1, %(next)s::date) OVER (ORDER BY day) - day AS days
  FROM (
    SELECT %(first)s::date AS day
    UNION SELECT starts_on FROM price UNION SELECT ends_before FROM price
    UNION SELECT starts_on FROM waiver UNION SELECT ends_before FROM waiver
    UNION SELECT starts_on FROM given UNION SELECT ends_before FROM given
    UNION SELECT starts_on FROM area UNION SELECT ends_before FROM area
  ) cut
  WHERE day >= %(first)s::date AND day < %(next)s::date
), own AS MATERIALIZED (
  SELECT given.home_id, segment.starts_on, segment.days, price.item, price.id AS tariff_id,
         CASE WHEN price.method IN ('by_count', 'by_formula') THEN given.count ELSE 1 END AS count
  FROM given
  JOIN price ON price.id = given.tariff_id
  JOIN segment ON segment.starts_on >= greatest(given.starts_on, price.starts_on)
    AND segment.starts_on < least(given.ends_before, price.ends_before)
), standing AS MATERIALIZED (
  SELECT DISTINCT ON (kind.kind, price.item, segment.starts_on)
         kind.kind, price.item, segment.starts_on, segment.days, price.id AS tariff_id
  FROM price
  JOIN segment ON segment.starts_on >= price.starts_on AND segment.starts_on < price.ends_before
  JOIN unnest(%(kinds)s::text[]) AS kind (kind) ON price.home_kind IN ('', kind.kind)
  WHERE price.is_default AND price.method <> 'by_count'
  ORDER BY kind.kind, price.item, segment.starts_on, price.home_kind DESC
), usual AS (
  SELECT home.id AS home_id, standing.item, standing.starts_on, standing.days, standing.tariff_id
  FROM places_home home JOIN standing ON standing.kind = home.kind
  WHERE home.estate_id = %(estate_id)s::bigint
), priced AS (
  SELECT home_id, item, starts_on, coalesce(own.days, usual.days) AS days,
         coalesce(own.tariff_id, usual.tariff_id) AS tariff_id, coalesce(own.count, 1) AS count
  FROM usual FULL JOIN own USING (home_id, item, starts_on)
  WHERE coalesce(own.count, 1) > 0
), measured AS (
  SELECT area.home_id, segment.starts_on, area.centiares
  FROM area JOIN segment ON segment.starts_on >= area.starts_on AND segment.starts_on < area.ends_before
)"""
# What prices by formula are to be worked out from: by `rules`, since a formula has one meaning and that is there.
_WANTED = f"""
WITH {_PRICED}
SELECT priced.home_id, priced.item, priced.starts_on, price.formula, priced.count, measured.centiares, home.floor
FROM priced JOIN price ON price.id = priced.tariff_id AND price.method = 'by_formula' AND price.rate > 0
JOIN places_home home ON home.estate_id = %(estate_id)s::bigint AND home.id = priced.home_id
LEFT JOIN measured ON measured.home_id = priced.home_id AND measured.starts_on = priced.starts_on
"""  # noqa: S608 our own text, its values are bound
_HAS_FORMULAS = """
SELECT EXISTS (SELECT FROM mandates_tariff WHERE estate_id = %(estate_id)s AND method = 'by_formula'
               AND starts_on < %(next)s AND (ends_before IS NULL OR ends_before > %(first)s))
"""
CHARGES = f"""{_PRICED}, worked AS MATERIALIZED (
  SELECT * FROM unnest(%(worked_homes)s::bigint[], %(worked_items)s::text[], %(worked_days)s::date[],
                       %(worked_quantities)s::int[], %(worked_texts)s::text[])
    AS worked (of_home, of_item, on_day, quantity, text)
), waived AS (
  SELECT DISTINCT ON (waiver.home_id, segment.starts_on)
         waiver.home_id, segment.starts_on, waiver.percent, waiver.id AS waiver_id
  FROM waiver JOIN segment ON segment.starts_on >= waiver.starts_on AND segment.starts_on < waiver.ends_before
  ORDER BY waiver.home_id, segment.starts_on, waiver.percent DESC, waiver.id
), line AS (
  SELECT home_id, priced.item, priced.starts_on, priced.days, price.id AS tariff_id, price.method, price.rate,
         CASE price.method WHEN 'by_area' THEN measured.centiares WHEN 'by_formula' THEN worked.quantity
              ELSE priced.count END AS quantity,
         price.rate_parts, worked.text AS worked,
         CASE price.fund WHEN %(waivable)s::text THEN coalesce(waived.percent, 0) ELSE 0 END AS waived,
         CASE price.fund WHEN %(waivable)s::text THEN waived.waiver_id END AS waiver_id
  FROM priced FULL JOIN measured USING (home_id, starts_on) FULL JOIN waived USING (home_id, starts_on)
  JOIN price ON price.id = priced.tariff_id
  LEFT JOIN worked ON of_home = priced.home_id AND of_item = priced.item AND on_day = priced.starts_on
  WHERE price.rate > 0 AND worked.quantity IS DISTINCT FROM 0
), part AS (
  SELECT home_id, item, tariff_id, method, rate, rate_parts, quantity, worked, waived, max(waiver_id) AS waiver_id,
         min(starts_on) AS starts_on, sum(days)::int AS days
  FROM line
  WHERE (SELECT count(*) FROM segment) > 1
  GROUP BY home_id, item, tariff_id, method, rate, rate_parts, quantity, worked, waived
), charge AS MATERIALIZED (
  SELECT home_id, item, tariff_id, quantity, days AS served_days, waived AS waived_percent, waiver_id,
         quantity * rate_parts * days AS full_parts, quantity * rate_parts * days * (100 - waived) AS due_parts,
         quantity IS NULL AS is_gap,
         CASE WHEN worked IS NOT NULL THEN jsonb_build_array(
           jsonb_build_object('starts_on', starts_on, 'days', days, 'tariff_id', tariff_id, 'method', method,
                              'quantity', quantity, 'rate', rate::text, 'waived_percent', waived, 'worked', worked))
         END AS parts
  FROM line
  WHERE (SELECT count(*) FROM segment) = 1
  UNION ALL
  SELECT home_id, item, (array_agg(tariff_id ORDER BY starts_on DESC))[1],
         (array_agg(quantity ORDER BY starts_on DESC))[1], sum(days)::int, max(waived), max(waiver_id),
         sum(quantity * rate_parts * days)::bigint,
         sum(quantity * rate_parts * days * (100 - waived))::bigint,
         bool_or(quantity IS NULL),
         CASE WHEN count(*) > 1 OR bool_or(worked IS NOT NULL) THEN jsonb_agg(
           jsonb_strip_nulls(
             jsonb_build_object('starts_on', starts_on, 'days', days, 'tariff_id', tariff_id, 'method', method,
                                'quantity', quantity, 'rate', rate::text, 'waived_percent', waived, 'worked', worked))
           ORDER BY starts_on) END
  FROM part
  GROUP BY home_id, item
), billed AS (
  SELECT home_id, item FROM billing_bill WHERE estate_id = %(estate_id)s::bigint AND month = %(first)s::date
), obstacle AS MATERIALIZED (
  SELECT CASE price.method WHEN 'by_formula' THEN 'no_value' ELSE 'no_area' END AS cause, charge.item, home_id
  FROM charge JOIN price ON price.id = charge.tariff_id
  WHERE is_gap AND (home_id, charge.item) NOT IN (SELECT home_id, item FROM billed)
  UNION ALL
  SELECT 'two_funds', item, NULL::bigint FROM price GROUP BY item HAVING min(fund) <> max(fund)
)"""  # noqa: S608 our own text, its values are bound

# What is new, as the columns of a bill. A bill that exists is never touched; whoever issues holds the estate's lock, so
# this sees all there are, and the unique key stands behind it.
BILLS = """
new_bill AS (
  SELECT charge.home_id, charge.item, price.name AS item_name, price.fund, price.id AS tariff_id, price.method,
         charge.quantity, price.rate, charge.served_days,
         (2 * charge.full_parts + %(whole)s::bigint) / (2 * %(whole)s::bigint) AS full_fen,
         charge.waived_percent, charge.waiver_id,
         (2 * charge.due_parts + 100 * %(whole)s::bigint) / (200 * %(whole)s::bigint) AS amount_fen,
         charge.parts
  FROM charge
  JOIN price ON price.id = charge.tariff_id
  WHERE 2 * charge.full_parts >= %(whole)s::bigint AND NOT charge.is_gap
    AND (charge.home_id, charge.item) NOT IN (SELECT home_id, item FROM billed)
)"""


def parameters(*, estate_id: int, month: Month) -> dict[str, Any]:
    """Return what the text needs, in the estate's scope; every name is used with a type that PostgreSQL can tell.

    Prices by formula are worked out here, home by home. A home without a value for one has None, which stops an issue.
    """
    values: dict[str, Any] = {
        "estate_id": estate_id,
        "first": month.first,
        "next": month.ends_before,
        "month_days": month.days,
        "whole": month.days * RATE_DECIMALS,
        "waivable": WAIVABLE_FUND,
        "kinds": list(HOME_KINDS),
    }
    ((has_formulas,),) = prepared(_HAS_FORMULAS, values)
    found = [_worked(row) for row in prepared(_WANTED, values)] if has_formulas else []
    names = ("worked_homes", "worked_items", "worked_days", "worked_quantities", "worked_texts")
    return values | {name: [row[place] for row in found] for place, name in enumerate(names)}


def _worked(row: Sequence[Any]) -> tuple[int, str, date, int | None, str]:
    """Return the quantity of one home and stretch of days, with the formula as the bill will show it."""
    home_id, item, starts_on, text, count, centiares, floor = row
    values = formula_values(centiares=centiares, floor=floor, count=count)
    try:
        formula = formula_of(text)
        return home_id, item, starts_on, hundredths_of(formula, values), shown_with(formula, values)
    except NoValue:
        return home_id, item, starts_on, None, ""


@lru_cache(maxsize=256)
def formula_of(text: str) -> Node:
    """Return a saved price's formula, which was read once before."""
    return read_formula(text)
