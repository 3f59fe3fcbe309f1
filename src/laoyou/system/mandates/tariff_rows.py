"""Rows of tariffs: which of them are versions of one price, and what ends, drops or carries them over."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet

from laoyou.core.versions import Version
from laoyou.system.mandates.models import HomeTariff, Mandate, Tariff
from laoyou.system.mandates.rules.states import WAS_IN_FORCE
from laoyou.system.mandates.rules.tariffs import clipped


def term_of(mandate: Mandate) -> Version:
    return Version(mandate.id, mandate.starts_on, mandate.ends_before)


def same_price(tariff: Tariff) -> QuerySet[Tariff]:
    """Return a company's versions of one price: an item's default for a kind of home, or one of its own by name."""
    kin = Tariff.objects.filter(
        estate_id=tariff.estate_id, company_id=tariff.company_id, item=tariff.item, is_default=tariff.is_default
    )
    return kin.filter(home_kind=tariff.home_kind) if tariff.is_default else kin.filter(name=tariff.name)


def versions_of(tariff: Tariff) -> list[Version]:
    """Return the versions of the price, each within the term of its mandate."""
    rows = same_price(tariff).select_related("mandate")
    cut = [clipped(Version(row.id, row.starts_on, row.ends_before), term_of(row.mandate)) for row in rows]
    return [version for version in cut if version is not None]


def mandate_before(mandate: Mandate) -> Mandate | None:
    """Return the mandate, of any company, that was in force before this one's first day."""
    earlier = Mandate.objects.filter(estate_id=mandate.estate_id, starts_on__lt=mandate.starts_on)
    return earlier.filter(state__in=WAS_IN_FORCE).order_by("-starts_on").first()


def last_prices(mandate: Mandate, day: date) -> list[Tariff]:
    """Return the prices that held until the mandate's end, or until the day when that comes first."""
    rows = Tariff.objects.filter(estate_id=mandate.estate_id, mandate_id=mandate.id)
    until = min(mandate.ends_before, day)
    return list(rows.filter(Q(ends_before__isnull=True) | Q(ends_before__gte=until)).order_by("id"))


def end(tariffs: QuerySet[Tariff], ends_before: date) -> None:
    """End the prices that run on that day, and what homes have of them. What hasn't begun stays."""
    running = Q(ends_before__isnull=True) | Q(ends_before__gt=ends_before)
    ids = list(tariffs.filter(running, starts_on__lt=ends_before).values_list("id", flat=True))
    Tariff.objects.filter(id__in=ids).update(ends_before=ends_before)
    homes = HomeTariff.objects.filter(tariff_id__in=ids)
    homes.filter(running, starts_on__lt=ends_before).update(ends_before=ends_before)
    homes.filter(starts_on__gte=ends_before).delete()


def end_with_mandate(mandate: Mandate) -> None:
    """A price never outlives the paper it stands on."""
    end(Tariff.objects.filter(estate_id=mandate.estate_id, mandate_id=mandate.id), mandate.ends_before)


def carry_homes_over(*, before: Tariff, after: Tariff) -> None:
    """Give the homes that had the old price on the day it ended the new one from then on, with the same count."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO mandates_home_tariff (estate_id, home_id, tariff_id, item, count, starts_on, ends_before)"
            " SELECT estate_id, home_id, %s, %s, count, %s, NULL FROM mandates_home_tariff"
            " WHERE estate_id = %s AND tariff_id = %s AND ends_before = %s"
            # A home that had the price only until that very day, by its own will, has something else from then on.
            " AND NOT EXISTS (SELECT 1 FROM mandates_home_tariff other WHERE other.estate_id = %s AND other.item = %s"
            " AND other.home_id = mandates_home_tariff.home_id AND other.starts_on >= %s)",
            [
                *(after.id, after.item, after.starts_on),
                *(before.estate_id, before.id, after.starts_on),
                *(before.estate_id, before.item, after.starts_on),
            ],
        )


def hand_homes_over(gone: Mandate, successor: Mandate) -> None:
    """Give the homes that had a price of their own to the last day the price of the same name of the next company.

    A company does that for itself when it sets a price; of another's time it can change nothing beforehand.
    """
    first_ones = Tariff.objects.filter(
        estate_id=successor.estate_id, mandate_id=successor.id, is_default=False, starts_on=successor.starts_on
    )
    for after in first_ones.order_by("id"):
        before = Tariff.objects.filter(
            estate_id=gone.estate_id,
            mandate_id=gone.id,
            item=after.item,
            name=after.name,
            is_default=False,
            ends_before=gone.ends_before,
        ).first()
        if before is not None:
            carry_homes_over(before=before, after=after)


def drop(tariff: Tariff) -> None:
    """Take back a price that hasn't begun: what it would have ended goes on, for the homes too."""
    earlier = same_price(tariff).filter(ends_before=tariff.starts_on).first()
    own = HomeTariff.objects.filter(estate_id=tariff.estate_id, tariff_id=tariff.id)
    if earlier is not None:
        carried = list(own.filter(starts_on=tariff.starts_on).values_list("home_id", flat=True))
        own.delete()
        HomeTariff.objects.filter(
            estate_id=tariff.estate_id, tariff_id=earlier.id, ends_before=tariff.starts_on, home_id__in=carried
        ).update(ends_before=tariff.ends_before)
    else:
        own.delete()
    Tariff.objects.filter(estate_id=tariff.estate_id, id=tariff.id).delete()
    if earlier is not None:
        Tariff.objects.filter(estate_id=tariff.estate_id, id=earlier.id).update(ends_before=tariff.ends_before)
