"""A home's own price for an item, or how many of a thing it has, from–to."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.mandates.belonging import refuse_another_companys
from laoyou.system.mandates.errors import (
    CountWrong,
    EndsBeforeItStarts,
    HomeTariffOutsideTariff,
    LaterPriceExists,
    PriceInThePast,
    SameHomeTariff,
)
from laoyou.system.mandates.models import HomeTariff, Tariff
from laoyou.system.places import queries as places

MOST = 999


def give_home_tariff(
    *,
    actor: Actor,
    estate_id: int,
    home_id: int,
    tariff_id: int,
    count: int,
    starts_on: date,
    at: datetime,
    ends_before: date | None = None,
) -> int:
    """Let a home pay a price of its own, or have so many of a thing, from a day on; return the row's id.

    It has one per item on a day: another of the same item ends there. The first may begin in the past, a change may
    not. Raises: SameHomeTariff, PriceInThePast, LaterPriceExists, HomeTariffOutsideTariff, CountWrong.
    """
    with scope.estate(estate_id):
        _require(actor, estate_id)
        rows = Tariff.objects.select_related("mandate").select_for_update(of=("self",))
        tariff = rows.filter(estate_id=estate_id, id=tariff_id).first()
        if tariff is None:
            raise NotFound
        refuse_another_companys(actor, tariff.mandate)
        home = places.home_for(actor=actor, estate_id=estate_id, home_id=home_id)
        if not 1 <= count <= MOST:
            raise CountWrong
        if ends_before is not None and ends_before <= starts_on:
            raise EndsBeforeItStarts
        if starts_on < tariff.starts_on or (tariff.ends_before is not None and tariff.ends_before <= starts_on):
            raise HomeTariffOutsideTariff(starts_on=tariff.starts_on.isoformat())
        own = HomeTariff.objects.select_for_update().filter(estate_id=estate_id, home_id=home_id, item=tariff.item)
        running = own.filter(_runs_on(starts_on)).first()
        if running is not None:
            if (running.tariff_id, running.count) == (tariff_id, count):
                raise SameHomeTariff
            if starts_on < city_day(at):
                raise PriceInThePast
        later = own.filter(starts_on__gt=starts_on).order_by("starts_on").first()
        if later is not None and (ends_before is None or ends_before > later.starts_on):
            raise LaterPriceExists(day=later.starts_on.isoformat())
        if running is not None and running.starts_on == starts_on:
            HomeTariff.objects.filter(estate_id=estate_id, id=running.id).delete()
        elif running is not None:
            HomeTariff.objects.filter(estate_id=estate_id, id=running.id).update(ends_before=starts_on)
        row = HomeTariff.objects.create(
            estate_id=estate_id,
            home_id=home_id,
            tariff_id=tariff_id,
            item=tariff.item,
            count=count,
            starts_on=starts_on,
            ends_before=ends_before if ends_before is not None else tariff.ends_before,
        )
        audit.record(
            "mandates.home_tariff_given",
            actor=actor,
            estate_id=estate_id,
            at=at,
            subject="home",
            subject_id=home_id,
            label=home.label,
            name=tariff.name,
            count=count,
            day=starts_on.isoformat(),
        )
    return row.id


def end_home_tariff(*, actor: Actor, estate_id: int, home_id: int, item: str, ends_before: date, at: datetime) -> None:
    """End what the home has of the item: from that day on the default holds, if any. Raises: PriceInThePast."""
    with scope.estate(estate_id):
        _require(actor, estate_id)
        home = places.home_for(actor=actor, estate_id=estate_id, home_id=home_id)
        if ends_before < city_day(at):
            raise PriceInThePast
        own = HomeTariff.objects.select_for_update().filter(estate_id=estate_id, home_id=home_id, item=item)
        running = own.filter(Q(ends_before__isnull=True) | Q(ends_before__gt=ends_before)).order_by("starts_on").first()
        if running is None:
            raise NotFound
        if running.starts_on >= ends_before:
            HomeTariff.objects.filter(estate_id=estate_id, id=running.id).delete()
        else:
            HomeTariff.objects.filter(estate_id=estate_id, id=running.id).update(ends_before=ends_before)
        audit.record(
            "mandates.home_tariff_ended",
            actor=actor,
            estate_id=estate_id,
            at=at,
            subject="home",
            subject_id=home_id,
            label=home.label,
            day=ends_before.isoformat(),
        )


def _require(actor: Actor, estate_id: int) -> None:
    if not actor.may(Right.EDIT_MANDATES, estate_id):
        actor.require(Right.PREPARE_BILLS, estate_id)


def _runs_on(day: date) -> Q:
    return Q(starts_on__lte=day) & (Q(ends_before__isnull=True) | Q(ends_before__gt=day))
