"""The directory of estates, and each estate's life so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from laoyou.core.errors import NotFound
from laoyou.core.paging import Page, offset_of
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.places.models import Estate, EstateMove
from laoyou.system.places.rules.estate_states import EstateState, is_served

SORTS = {"code": "code", "name": "initials", "households": "-households", "newest": "-created_at"}


@dataclass(frozen=True, slots=True)
class EstateView:
    """An estate as the directory knows it. Nothing of it is secret; what lies inside the estate is."""

    id: int
    code: str
    name: str
    initials: str
    state: str
    public_key: str
    district: str
    street_office: str
    street_office_code: str
    community: str
    address: str
    telephone: str
    year_built: int | None
    households: int | None
    lat: Decimal | None
    lng: Decimal | None
    opened_by_company_id: int | None
    created_at: datetime

    @property
    def where(self) -> str:
        """Return where it lies: 青秀区 津头街道 秀山社区."""
        return " ".join(part for part in (self.district, self.street_office, self.community) if part)


@dataclass(frozen=True, slots=True)
class EstateMoveView:
    from_state: str
    to_state: str
    reason: str
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NewestMove:
    estate_name: str
    to_state: str
    at: datetime


def estate_for(*, actor: Actor, estate_id: int) -> EstateView:
    """Return the estate. Raises: NotFound for a stranger to it."""
    if actor.kind is ActorKind.RESIDENT:
        if estate_id not in actor.estate_ids:
            raise NotFound
    else:
        actor.require(Right.SEE_ESTATE, estate_id)
    return _one(Q(id=estate_id))


def estate_in_directory(*, actor: Actor, estate_id: int) -> EstateView:
    """Return the estate to whoever may open estates, or has a draft there. Raises: NotFound."""
    if not actor.may(Right.OPEN_ESTATE, 0) and estate_id not in actor.estate_ids:
        return estate_for(actor=actor, estate_id=estate_id)
    return _one(Q(id=estate_id))


def directory(*, actor: Actor, search: str, limit: int) -> list[EstateView]:
    """Return estates of the whole city by name, initials or code, to whoever may open estates; nothing for no search.

    What the directory knows of an estate is no secret; what lies inside stays with those who serve it.
    """
    actor.require(Right.OPEN_ESTATE, 0)
    if not search.strip():
        return []
    rows = _searched(Estate.objects.select_related("street_office__parent", "community"), search)
    return [_view(row) for row in rows.order_by("code")[:limit]]


def estate_by_public_key(key: str) -> EstateView:
    """Return the estate whose public link this is; anybody may ask. Raises: NotFound."""
    return _one(Q(public_key=key.upper()))


def estate_by_code(*, actor: Actor, code: str) -> EstateView:
    """Return the estate with the code, for a command line. Raises: NotFound."""
    found = _one(Q(code=code.strip().upper()))
    actor.require(Right.SEE_ESTATE, found.id)
    return found


def estates_for(*, actor: Actor, search: str = "", state: str = "") -> list[EstateView]:
    """Return the estates that the actor may see, by code; `search` looks at name, pinyin initials and code."""
    return [_view(row) for row in _found(actor, search, state, "").order_by("code")]


def estates_page(
    *,
    actor: Actor,
    search: str = "",
    state: str = "",
    district_code: str = "",
    sort: str = "code",
    page: int = 1,
    size: int = 50,
) -> Page[EstateView]:
    """Return one page of the estates that the actor may see."""
    found = _found(actor, search, state, district_code).order_by(SORTS.get(sort, "code"), "code")
    total = found.count()
    start = offset_of(page, size)
    return Page(rows=[_view(row) for row in found[start : start + size]], number=page, size=size, total=total)


def estate_names(estate_ids: Iterable[int]) -> dict[int, str]:
    """Return what the estates are called, for lists of other things that name estates."""
    return dict(Estate.objects.filter(id__in=list(estate_ids)).values_list("id", "name"))


def state_counts(*, actor: Actor) -> dict[str, int]:
    """Return how many of the actor's estates are in each state, zeros included, in the order of an estate's life."""
    counts = dict(_seen_by(actor).values_list("state").annotate(count=Count("id")))
    return {state.value: counts.get(state.value, 0) for state in EstateState}


def estates_in_division(division_id: int) -> list[int]:
    """Return the estates of a community, street office, district or city."""
    inside = Q()
    for field in ("community", "street_office", "street_office__parent", "street_office__parent__parent"):
        inside |= Q(**{field: division_id})
    return list(Estate.objects.filter(inside).values_list("id", flat=True))


def estates_opened_by(company_id: int) -> list[int]:
    """Return the estates that the company opened and that nobody serves: there it may survey and negotiate."""
    unserved = [state.value for state in EstateState if not is_served(state)]
    rows = Estate.objects.filter(opened_by_company_id=company_id, state__in=unserved)
    return list(rows.values_list("id", flat=True))


def moves_of_estate(*, actor: Actor, estate_id: int) -> list[EstateMoveView]:
    """Return the steps of the estate's life, the newest first."""
    actor.require(Right.SEE_ESTATE, estate_id)
    rows = EstateMove.objects.filter(estate_id=estate_id).order_by("-at", "-id")
    return [EstateMoveView(**row) for row in rows.values("from_state", "to_state", "reason", "actor", "at")]


def newest_moves(*, actor: Actor, limit: int) -> list[NewestMove]:
    """Return the latest steps in any of the actor's estates, the newest first."""
    names = dict(_seen_by(actor).values_list("id", "name"))
    rows = EstateMove.objects.filter(estate_id__in=names).order_by("-at", "-id")[:limit]
    return [NewestMove(names[row.estate_id], row.to_state, row.at) for row in rows]


def _seen_by(actor: Actor) -> QuerySet[Estate]:
    if actor.kind is ActorKind.SYSTEM or Right.SEE_ESTATE in actor.everywhere:
        return Estate.objects.all()
    if actor.kind is ActorKind.RESIDENT:
        return Estate.objects.filter(id__in=actor.estate_ids)
    return Estate.objects.filter(id__in=actor.estates_with(Right.SEE_ESTATE))


def _found(actor: Actor, search: str, state: str, district_code: str) -> QuerySet[Estate]:
    found = _searched(_seen_by(actor).select_related("street_office__parent", "community"), search)
    if state:
        found = found.filter(state=state)
    if district_code:
        found = found.filter(street_office__parent__code=district_code)
    return found


def _searched(found: QuerySet[Estate], search: str) -> QuerySet[Estate]:
    for word in search.split():
        found = found.filter(Q(name__icontains=word) | Q(initials__startswith=word.lower()) | Q(code__istartswith=word))
    return found


def _one(condition: Q) -> EstateView:
    row = Estate.objects.select_related("street_office__parent", "community").filter(condition).first()
    if row is None:
        raise NotFound
    return _view(row)


def _view(row: Estate) -> EstateView:
    district = row.street_office.parent
    return EstateView(
        id=row.id,
        code=row.code,
        name=row.name,
        initials=row.initials,
        state=row.state,
        public_key=row.public_key,
        district=district.name if district else "",
        street_office=row.street_office.name,
        street_office_code=row.street_office.code,
        community=row.community.name if row.community else "",
        address=row.address,
        telephone=row.telephone,
        year_built=row.year_built,
        households=row.households,
        lat=row.lat,
        lng=row.lng,
        opened_by_company_id=row.opened_by_company_id,
        created_at=row.created_at,
    )
