"""The charges of a month for all homes of one estate, as one piece of SQL.

The same rule as `rules.charges`, over sets: the month is cut into segments at every day on which a price, an area, a
count or a waiver begins or ends; on each segment every home has one price per item; equal segments are put together
to parts, parts to charges, and each charge is rounded once. Preview and issue read the same text, so that what is
issued is what was shown.

Reads the tables of places and mandates by name: a million homes are billed by the database, not by objects.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from laoyou.core.calendar import Month
from laoyou.system.billing.rules.charges import WAIVABLE_FUND
from laoyou.system.places.rules.words import HOME_KINDS

RATE_DECIMALS = 10_000

# Money is worked out in whole numbers only. `rate_parts` is fen × 10,000 per unit of quantity, so that an amount is
# `full_parts` ÷ (10,000 × days of the month), and what is due `due_parts` ÷ a hundred times that.
# `charge` has a row per (home, item); `obstacle` has what stops an issue.
#
# Large sets meet only in FULL JOINs and GROUP BYs: the planner can't do those by comparing every row with every row,
# not even on tables that it has no statistics of yet.
CHARGES = """
price AS MATERIALIZED (
  SELECT tariff.id, tariff.item, tariff.name, tariff.method, tariff.rate, tariff.fund, tariff.is_default,
         tariff.home_kind,
         (tariff.rate * CASE tariff.method WHEN 'by_area' THEN 10000 ELSE 1000000 END)::bigint AS rate_parts,
         greatest(tariff.starts_on, mandate.starts_on, %(first)s::date) AS starts_on,
         least(tariff.ends_before, mandate.ends_before, %(next)s::date) AS ends_before
  FROM mandates_tariff tariff
  JOIN mandates_mandate mandate ON mandate.estate_id = tariff.estate_id AND mandate.id = tariff.mandate_id
  WHERE tariff.estate_id = %(estate_id)s::bigint AND mandate.state IN ('in_force', 'ended')
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
         CASE price.method WHEN 'by_count' THEN given.count ELSE 1 END AS count
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
), waived AS (
  SELECT DISTINCT ON (waiver.home_id, segment.starts_on)
         waiver.home_id, segment.starts_on, waiver.percent, waiver.id AS waiver_id
  FROM waiver JOIN segment ON segment.starts_on >= waiver.starts_on AND segment.starts_on < waiver.ends_before
  ORDER BY waiver.home_id, segment.starts_on, waiver.percent DESC, waiver.id
), line AS (
  SELECT home_id, priced.item, priced.starts_on, priced.days, price.id AS tariff_id, price.method, price.rate,
         CASE price.method WHEN 'by_area' THEN measured.centiares ELSE priced.count END AS quantity,
         price.rate_parts,
         CASE price.fund WHEN %(waivable)s::text THEN coalesce(waived.percent, 0) ELSE 0 END AS waived,
         CASE price.fund WHEN %(waivable)s::text THEN waived.waiver_id END AS waiver_id
  FROM priced FULL JOIN measured USING (home_id, starts_on) FULL JOIN waived USING (home_id, starts_on)
  JOIN price ON price.id = priced.tariff_id
  WHERE price.rate > 0
), part AS (
  SELECT home_id, item, tariff_id, method, rate, rate_parts, quantity, waived, max(waiver_id) AS waiver_id,
         min(starts_on) AS starts_on, sum(days)::int AS days
  FROM line
  WHERE (SELECT count(*) FROM segment) > 1
  GROUP BY home_id, item, tariff_id, method, rate, rate_parts, quantity, waived
), charge AS MATERIALIZED (
  SELECT home_id, item, tariff_id, quantity, days AS served_days, waived AS waived_percent, waiver_id,
         quantity * rate_parts * days AS full_parts, quantity * rate_parts * days * (100 - waived) AS due_parts,
         quantity IS NULL AS is_gap, NULL::jsonb AS parts
  FROM line
  WHERE (SELECT count(*) FROM segment) = 1
  UNION ALL
  SELECT home_id, item, (array_agg(tariff_id ORDER BY starts_on DESC))[1],
         (array_agg(quantity ORDER BY starts_on DESC))[1], sum(days)::int, max(waived), max(waiver_id),
         sum(quantity * rate_parts * days)::bigint,
         sum(quantity * rate_parts * days * (100 - waived))::bigint,
         bool_or(quantity IS NULL),
         CASE WHEN count(*) > 1 THEN jsonb_agg(
           jsonb_build_object('starts_on', starts_on, 'days', days, 'tariff_id', tariff_id, 'method', method,
                              'quantity', quantity, 'rate', rate::text, 'waived_percent', waived)
           ORDER BY starts_on) END
  FROM part
  GROUP BY home_id, item
), billed AS (
  SELECT home_id, item FROM billing_bill WHERE estate_id = %(estate_id)s::bigint AND month = %(first)s::date
), obstacle AS MATERIALIZED (
  SELECT 'no_area' AS cause, item, home_id FROM charge
  WHERE is_gap AND (home_id, item) NOT IN (SELECT home_id, item FROM billed)
  UNION ALL
  SELECT 'two_funds', item, NULL::bigint FROM price GROUP BY item HAVING min(fund) <> max(fund)
)"""

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
    """Return what the text needs; every name is used with a type that PostgreSQL can tell."""
    first: date = month.first
    return {
        "estate_id": estate_id,
        "first": first,
        "next": month.ends_before,
        "month_days": month.days,
        "whole": month.days * RATE_DECIMALS,
        "waivable": WAIVABLE_FUND,
        "kinds": list(HOME_KINDS),
    }
