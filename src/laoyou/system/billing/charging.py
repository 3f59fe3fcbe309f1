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

# `charge` has a row per (home, item); `refused` has what stops the issue, a row per home (or none) and item.
CHARGES = """
price AS MATERIALIZED (
  SELECT tariff.id, tariff.item, tariff.name, tariff.method, tariff.rate, tariff.fund, tariff.is_default,
         tariff.home_kind,
         greatest(tariff.starts_on, mandate.starts_on, %(first)s) AS starts_on,
         least(tariff.ends_before, mandate.ends_before, %(next)s) AS ends_before
  FROM mandates_tariff tariff
  JOIN mandates_mandate mandate ON mandate.estate_id = tariff.estate_id AND mandate.id = tariff.mandate_id
  WHERE tariff.estate_id = %(estate_id)s AND mandate.state IN ('in_force', 'ended')
    AND greatest(tariff.starts_on, mandate.starts_on, %(first)s)
        < least(tariff.ends_before, mandate.ends_before, %(next)s)
), waiver AS MATERIALIZED (
  SELECT id, home_id, percent, starts_on, ends_before FROM billing_waiver
  WHERE estate_id = %(estate_id)s AND state = 'approved' AND starts_on < %(next)s AND ends_before > %(first)s
), given AS MATERIALIZED (
  SELECT home_id, tariff_id, count, starts_on, ends_before FROM mandates_home_tariff
  WHERE estate_id = %(estate_id)s AND starts_on < %(next)s AND coalesce(ends_before > %(first)s, true)
), area AS MATERIALIZED (
  SELECT home_id, centiares, starts_on, ends_before FROM places_home_area
  WHERE estate_id = %(estate_id)s AND starts_on < %(next)s AND coalesce(ends_before > %(first)s, true)
), segment AS MATERIALIZED (
  SELECT day AS starts_on, lead(day, 1, %(next)s) OVER (ORDER BY day) - day AS days
  FROM (
    SELECT %(first)s AS day
    UNION SELECT starts_on FROM price UNION SELECT ends_before FROM price
    UNION SELECT starts_on FROM waiver UNION SELECT ends_before FROM waiver
    UNION SELECT starts_on FROM given UNION SELECT ends_before FROM given
    UNION SELECT starts_on FROM area UNION SELECT ends_before FROM area
  ) cut
  WHERE day >= %(first)s AND day < %(next)s
), own AS MATERIALIZED (
  SELECT given.home_id, segment.starts_on, segment.days, price.item, price.id AS tariff_id,
         CASE price.method WHEN 'by_count' THEN given.count ELSE 1 END AS count,
         count(*) OVER (PARTITION BY given.home_id, price.item, segment.starts_on) AS rivals
  FROM given
  JOIN price ON price.id = given.tariff_id
  JOIN segment ON segment.starts_on >= greatest(given.starts_on, price.starts_on)
    AND segment.starts_on < least(given.ends_before, price.ends_before)
), standing AS MATERIALIZED (
  SELECT DISTINCT ON (kind.kind, price.item, segment.starts_on)
         kind.kind, price.item, segment.starts_on, segment.days, price.id AS tariff_id
  FROM price
  JOIN segment ON segment.starts_on >= price.starts_on AND segment.starts_on < price.ends_before
  JOIN (VALUES ('residential'), ('shop'), ('office'), ('garage'), ('storage'), ('other')) AS kind (kind)
    ON price.home_kind IN ('', kind.kind)
  WHERE price.is_default AND price.method <> 'by_count'
  ORDER BY kind.kind, price.item, segment.starts_on, price.home_kind DESC
), priced AS (
  SELECT home_id, starts_on, days, item, tariff_id, count FROM own WHERE rivals = 1
  UNION ALL
  SELECT home.id, standing.starts_on, standing.days, standing.item, standing.tariff_id, 1
  FROM places_home home
  JOIN standing ON standing.kind = home.kind
  LEFT JOIN own ON own.home_id = home.id AND own.item = standing.item AND own.starts_on = standing.starts_on
  WHERE home.estate_id = %(estate_id)s AND own.home_id IS NULL
), line AS MATERIALIZED (
  SELECT priced.home_id, priced.item, priced.tariff_id, priced.starts_on, priced.days, price.method, price.rate,
         CASE price.method WHEN 'by_area' THEN area.centiares ELSE priced.count END AS quantity,
         CASE price.method WHEN 'by_area' THEN 1 ELSE 100 END AS unit,
         coalesce(waived.percent, 0) AS waived, waived.id AS waiver_id
  FROM priced
  JOIN price ON price.id = priced.tariff_id
  LEFT JOIN area ON price.method = 'by_area' AND area.home_id = priced.home_id
    AND area.starts_on <= priced.starts_on AND coalesce(area.ends_before > priced.starts_on, true)
  LEFT JOIN LATERAL (
    SELECT waiver.percent, waiver.id FROM waiver
    WHERE price.fund = %(waivable)s AND waiver.home_id = priced.home_id
      AND waiver.starts_on <= priced.starts_on AND waiver.ends_before > priced.starts_on
    ORDER BY waiver.percent DESC, waiver.id LIMIT 1
  ) waived ON true
  WHERE price.rate > 0 AND priced.count > 0
), part AS (
  SELECT home_id, item, tariff_id, method, rate, quantity, unit, waived, max(waiver_id) AS waiver_id,
         min(starts_on) AS starts_on, sum(days) AS days
  FROM line
  WHERE quantity IS NOT NULL
  GROUP BY home_id, item, tariff_id, method, rate, quantity, unit, waived
), charge AS MATERIALIZED (
  SELECT home_id, item, (array_agg(tariff_id ORDER BY starts_on DESC))[1] AS tariff_id,
         (array_agg(quantity ORDER BY starts_on DESC))[1] AS quantity,
         sum(days) AS served_days, max(waived) AS waived_percent, max(waiver_id) AS waiver_id,
         div(2 * sum(quantity * rate * unit * days) + %(month_days)s, 2 * %(month_days)s) AS full_fen,
         div(2 * sum(quantity * rate * unit * days * (100 - waived)) + 100 * %(month_days)s, 200 * %(month_days)s)
           AS amount_fen,
         CASE WHEN count(*) > 1 THEN jsonb_agg(
           jsonb_build_object('starts_on', starts_on, 'days', days, 'tariff_id', tariff_id, 'method', method,
                              'quantity', quantity, 'rate', rate::text, 'waived_percent', waived)
           ORDER BY starts_on) END AS parts
  FROM part
  GROUP BY home_id, item
)"""


def parameters(*, estate_id: int, month: Month) -> dict[str, Any]:
    """Return what the text needs; every name is used with a type that PostgreSQL can tell."""
    first: date = month.first
    return {
        "estate_id": estate_id,
        "first": first,
        "next": month.ends_before,
        "month_days": month.days,
        "waivable": WAIVABLE_FUND,
    }
