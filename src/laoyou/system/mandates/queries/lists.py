"""Mandates over many estates: the list of a company, and who serves until when, which anybody may know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.infra import scope
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.mandates.models import Mandate, Tariff
from laoyou.system.mandates.queries.mandates import MandateView, view
from laoyou.system.mandates.rules.states import WAS_IN_FORCE, MandateState
from laoyou.system.mandates.rules.tariffs import SERVICE_ITEM, plain_rate


@dataclass(frozen=True, slots=True)
class ServedUntil:
    company: str
    last_day: date


@dataclass(frozen=True, slots=True)
class PriceLine:
    """A price as a list of mandates shows it."""

    item: str
    name: str
    method: str
    plain_rate: str
    formula: str
    starts_on: date
    ends_before: date | None


def mandates_page(
    *, actor: Actor, search: str = "", state: str = "", page: int = 1, size: int = ROWS_PER_PAGE
) -> Page[MandateView]:
    """Return one page of the mandates that the actor may read in all estates, the newest term first.

    `search` looks at number, principal and company.
    """
    found = _seen_anywhere(actor)
    for word in search.split():
        found = found.filter(
            Q(document_number__icontains=word) | Q(principal_name__icontains=word) | Q(company_name__icontains=word)
        )
    if state:
        found = found.filter(state=state)
    total, start = found.count(), offset_of(page, size)
    rows = found.order_by("-starts_on", "-id")[start : start + size]
    return Page(rows=[view(row) for row in rows], number=page, size=size, total=total)


def waiting_for_the_principal(actor: Actor) -> list[MandateView]:
    """Return the drafts that name the actor's organisation as the principal, the earliest first day first."""
    estates = actor.estates_with(Right.CONFIRM_MANDATES)
    rows = Mandate.objects.filter(
        principal_id=actor.organisation_id or 0, estate_id__in=estates, state=MandateState.DRAFT.value
    )
    return [view(row) for row in rows.order_by("starts_on", "id")]


def prices_of(mandates: Iterable[MandateView]) -> dict[int, list[PriceLine]]:
    """Return the prices under each of these mandates, which the actor was given to read, the property fee first."""
    keys = [(mandate.estate_id, mandate.id) for mandate in mandates]
    rows = Tariff.objects.filter(
        estate_id__in={estate_id for estate_id, _ in keys}, mandate_id__in=[mandate_id for _, mandate_id in keys]
    )
    found: dict[int, list[PriceLine]] = defaultdict(list)
    in_order = rows.order_by("item", "-is_default", "home_kind", "name", "starts_on")
    for row in sorted(in_order, key=lambda row: row.item != SERVICE_ITEM):
        found[row.mandate_id].append(
            PriceLine(row.item, row.name, row.method, plain_rate(row.rate), row.formula, row.starts_on, row.ends_before)
        )
    return found


def served_until(estate_ids: Iterable[int], day: date) -> dict[int, ServedUntil]:
    """Return who serves each estate, now or from a day to come on, and the last day. Anybody may ask.

    Estates that nobody serves are left out. Opens the scope itself.
    """
    wanted = list(estate_ids)
    with scope.estates(wanted):
        rows = Mandate.objects.filter(
            estate_id__in=wanted, state=MandateState.IN_FORCE.value, ends_before__gt=day
        ).order_by("ends_before")
        return {row.estate_id: ServedUntil(row.company_name, row.ends_before - timedelta(days=1)) for row in rows}


def _seen_anywhere(actor: Actor) -> QuerySet[Mandate]:
    if actor.kind is ActorKind.SYSTEM or Right.SEE_MANDATES in actor.everywhere:
        return Mandate.objects.all()
    own = Q(company_id=actor.organisation_id, estate_id__in=actor.estates_with(Right.SEE_MANDATES))
    may_be_read = Q(state__in=WAS_IN_FORCE) | Q(principal_id=actor.organisation_id)
    return Mandate.objects.filter(own | Q(estate_id__in=actor.estates_with(Right.SEE_ESTATE)) & may_be_read)
