"""The rates that came with a house ledger: one price per distinct other rate, and whose it is. In sets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Q

from laoyou.core.calendar import city_day
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.mandates.errors import NoMandateForRates
from laoyou.system.mandates.models import Mandate, Tariff
from laoyou.system.mandates.rules.house_rates import own_rates
from laoyou.system.mandates.rules.states import MandateState
from laoyou.system.mandates.rules.tariffs import SERVICE_ITEM, Method, plain_rate
from laoyou.system.places import queries as places

SERVICE_NAME = "物业服务费"

# What each home should have from its day on. A home that never had a price of its own gets it from the first day; a
# change begins today at the earliest, since what was served before was served at the old price.
CHANGES = """
    WITH given AS (SELECT * FROM unnest(%(homes)s::bigint[], %(tariffs)s::bigint[]) AS g (home_id, tariff_id)),
    wanted AS (
        SELECT given.home_id, nullif(given.tariff_id, 0) AS tariff_id,
               CASE WHEN known.home_id IS NULL THEN %(first)s::date ELSE greatest(%(first)s::date, %(today)s::date) END
               AS starts_on
        FROM given LEFT JOIN (SELECT DISTINCT home_id FROM mandates_home_tariff
                              WHERE estate_id = %(estate)s AND item = %(item)s) known USING (home_id)
    )
    SELECT wanted.home_id, wanted.tariff_id, wanted.starts_on FROM wanted LEFT JOIN mandates_home_tariff now
        ON now.estate_id = %(estate)s AND now.item = %(item)s AND now.home_id = wanted.home_id
        AND now.starts_on <= wanted.starts_on AND (now.ends_before IS NULL OR now.ends_before > wanted.starts_on)
    WHERE now.tariff_id IS DISTINCT FROM wanted.tariff_id
"""
DROP_LATER = """
    DELETE FROM mandates_home_tariff USING unnest(%(homes)s::bigint[], %(days)s::date[]) AS c (home_id, starts_on)
    WHERE estate_id = %(estate)s AND item = %(item)s AND mandates_home_tariff.home_id = c.home_id
    AND mandates_home_tariff.starts_on >= c.starts_on
"""
END_RUNNING = """
    UPDATE mandates_home_tariff SET ends_before = c.starts_on
    FROM unnest(%(homes)s::bigint[], %(days)s::date[]) AS c (home_id, starts_on)
    WHERE estate_id = %(estate)s AND item = %(item)s AND mandates_home_tariff.home_id = c.home_id
    AND (ends_before IS NULL OR ends_before > c.starts_on)
"""
ENTER = """
    INSERT INTO mandates_home_tariff (estate_id, home_id, tariff_id, item, count, starts_on, ends_before)
    SELECT %(estate)s, c.home_id, c.tariff_id, %(item)s, 1, c.starts_on, NULL
    FROM unnest(%(homes)s::bigint[], %(tariffs)s::bigint[], %(days)s::date[]) AS c (home_id, tariff_id, starts_on)
    WHERE c.tariff_id IS NOT NULL
"""


def enter_house_rates(
    *, actor: Actor, estate_id: int, rates: Iterable[tuple[int, Decimal]], starts_on: date, at: datetime
) -> int:
    """Give each home the rate that its ledger names, where the default says otherwise; return how many changed.

    Entering the same rates again changes nothing. Raises: NoMandateForRates.
    """
    with scope.estate(estate_id):
        actor.require(Right.IMPORT_HOMES, estate_id)
        given = dict(rates)
        if not given:
            return 0
        mandate = _mandate_for(estate_id, starts_on)
        first = max(starts_on, mandate.starts_on)
        defaults = _defaults(mandate, first)
        service = next(iter(defaults.values()), None)
        item = service.item if service else SERVICE_ITEM
        kinds = places.kinds_but_dwellings(estate_id)
        own = own_rates(given.items(), kinds=kinds, defaults={kind: tariff.rate for kind, tariff in defaults.items()})
        prices = _prices(mandate, item, service, {rate for rate in own.values() if rate is not None}, first)
        changes = _changes(estate_id, item, own, prices, first, city_day(at))
        if changes:
            audit.record(
                "mandates.house_rates_entered",
                actor=actor,
                estate_id=estate_id,
                at=at,
                subject="mandate",
                subject_id=mandate.id,
                homes=changes,
                prices=len(prices),
            )
    return changes


def _mandate_for(estate_id: int, day: date) -> Mandate:
    """Return the mandate in force on the day, else the next one in force or drafted."""
    usable = Mandate.objects.select_for_update(of=("self",)).filter(
        estate_id=estate_id, state__in=[MandateState.IN_FORCE.value, MandateState.DRAFT.value], ends_before__gt=day
    )
    by_day = list(usable.order_by("starts_on", "id"))
    mandate = next((row for row in by_day if row.state == MandateState.IN_FORCE), by_day[0] if by_day else None)
    if mandate is None:
        raise NoMandateForRates(day=day.isoformat())
    return mandate


def _defaults(mandate: Mandate, day: date) -> dict[str, Tariff]:
    """Return the default prices by area of one item, by kind of home: the property fee's, or the only item's."""
    rows = Tariff.objects.filter(
        Q(ends_before__isnull=True) | Q(ends_before__gt=day),
        estate_id=mandate.estate_id,
        company_id=mandate.company_id,
        method=Method.BY_AREA.value,
        is_default=True,
        starts_on__lte=day,
    ).order_by("home_kind", "id")
    items = {row.item for row in rows}
    item = SERVICE_ITEM if SERVICE_ITEM in items else next(iter(items)) if len(items) == 1 else ""
    return {row.home_kind: row for row in rows if row.item == item}


def _prices(mandate: Mandate, item: str, service: Tariff | None, rates: set[Decimal], day: date) -> dict[Decimal, int]:
    """Return a price for each rate, made where there is none yet."""
    known = Tariff.objects.filter(
        Q(ends_before__isnull=True) | Q(ends_before__gt=day),
        estate_id=mandate.estate_id,
        company_id=mandate.company_id,
        item=item,
        method=Method.BY_AREA.value,
        is_default=False,
        starts_on__lte=day,
    )
    prices = {row.rate: row.id for row in known.order_by("-id")}
    name = service.name if service else SERVICE_NAME
    for rate in sorted(rates - set(prices)):
        made = Tariff.objects.create(
            estate_id=mandate.estate_id,
            mandate_id=mandate.id,
            company_id=mandate.company_id,
            item=item,
            name=f"{name}（{plain_rate(rate)}）",
            method=Method.BY_AREA.value,
            rate=rate,
            fund=service.fund if service else "service",
            is_default=False,
            starts_on=day,
        )
        prices[rate] = made.id
    return {rate: prices[rate] for rate in rates}


def _changes(
    estate_id: int,
    item: str,
    own: Mapping[int, Decimal | None],
    prices: Mapping[Decimal, int],
    first: date,
    today: date,
) -> int:
    """Bring the homes' rows to what is wanted, in four statements, and return how many homes changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            CHANGES,
            {
                "estate": estate_id,
                "item": item,
                "homes": list(own),
                "tariffs": [prices[rate] if rate is not None else 0 for rate in own.values()],
                "first": first,
                "today": today,
            },
        )
        changed = cursor.fetchall()
        if changed:
            homes, tariffs, days = (list(column) for column in zip(*changed, strict=True))
            values: dict[str, Any] = {
                "estate": estate_id,
                "item": item,
                "homes": homes,
                "tariffs": tariffs,
                "days": days,
            }
            for statement in (DROP_LATER, END_RUNNING, ENTER):
                cursor.execute(statement, values)
    return len(changed)
