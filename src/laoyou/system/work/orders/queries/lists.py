"""Lists of work orders over one or many estates."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet

from laoyou.core.calendar import city_instant, day_after
from laoyou.core.errors import NotAllowed
from laoyou.core.money import Money
from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.places import queries as places
from laoyou.system.places.queries import buildings
from laoyou.system.work.crews import queries as crews
from laoyou.system.work.orders.models import WorkOrder
from laoyou.system.work.orders.rules.states import TO_DO, OrderState

STATES = tuple(state.value for state in OrderState)
STILL_TO_DO = tuple(state for state in STATES if state in TO_DO)


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order as lists show it. Who rings whom is not here: the telephone is opened by itself."""

    id: int
    estate_id: int
    estate_name: str
    number: str
    source: str
    source_id: int | None
    title: str
    text: str
    skill: str
    priority: int
    home_id: int | None
    home_label: str
    place: str
    lat: Decimal | None
    lng: Decimal | None
    minutes: int
    window_starts: datetime | None
    window_ends: datetime | None
    due_at: datetime | None
    people: int
    after_id: int | None
    evidence: str
    contact_name: str
    has_telephone: bool
    price: Money | None
    price_state: str
    bill_id: int | None
    crew_id: int | None
    crew_name: str
    second_crew_id: int | None
    contractor: str
    contractor_until: datetime | None
    planned_starts: datetime | None
    planned_ends: datetime | None
    is_locked: bool
    state: str
    help_asked_at: datetime | None
    help_text: str
    opened_by_name: str
    opened_at: datetime
    travel_at: datetime | None
    arrived_at: datetime | None
    finished_at: datetime | None
    version: int

    @property
    def where(self) -> str:
        return " ".join(part for part in (self.home_label, self.place) if part)

    @property
    def is_to_do(self) -> bool:
        return self.state in TO_DO

    @property
    def is_under_way(self) -> bool:
        return self.state in (OrderState.TRAVELLING, OrderState.WORKING)

    def is_late(self, at: datetime) -> bool:
        return self.is_to_do and self.due_at is not None and self.due_at < at


@dataclass(frozen=True, slots=True)
class OrdersWanted:
    """Which orders. `state` is one of the states, or "to_do" for all that isn't finished; `day` is the day planned or
    agreed, or of a finished order the day it was finished; `late` those beyond their time, `help` those where help is
    asked for. `crew` is a crew's id, 0 for none.
    """

    estate_ids: Sequence[int] | None = None
    state: str = ""
    skill: str = ""
    source: str = ""
    priority: int | None = None
    crew: int | None = None
    day: date | None = None
    late: bool = False
    help: bool = False
    search: str = ""


ALL = OrdersWanted()
MOST_HOMES = 500


def orders_for(
    *, actor: Actor, at: datetime, wanted: OrdersWanted = ALL, page: int = 1, size: int = ROWS_PER_PAGE
) -> Page[OrderView]:
    """Return one page of the orders of these estates, or of all in which the actor may see orders.

    What is to be done stands by how much it matters, then by the moment it is due; all orders by age, the newest
    first. Raises: NotAllowed for somebody who sees no orders anywhere.
    """
    found = _found(actor, at, wanted)
    start = offset_of(page, size)
    return Page(
        rows=views(list(_ordered(found, wanted)[start : start + size])), number=page, size=size, total=found.count()
    )


def orders_to_export(*, actor: Actor, at: datetime, wanted: OrdersWanted = ALL) -> tuple[int, Iterator[OrderView]]:
    """Return how many orders there are, and all of them, in the order of the list, read piece by piece."""
    found = _found(actor, at, wanted)
    return found.count(), _pieces(_ordered(found, wanted))


def counts_by_state(*, actor: Actor, at: datetime, wanted: OrdersWanted = ALL) -> dict[str, int]:
    """Return how many of these orders are in each state, with "late" and "help" beside, zeros included."""
    found = _found(actor, at, wanted)
    to_do = Q(state__in=STILL_TO_DO)
    sums = (
        found.order_by()
        .values_list("state")
        .annotate(
            count=Count("id"),
            late=Count("id", filter=to_do & Q(due_at__lt=at)),
            help=Count("id", filter=to_do & Q(help_asked_at__isnull=False)),
        )
    )
    counts = {state: (count, late, help_asked) for state, count, late, help_asked in sums}
    nothing = (0, 0, 0)
    return {
        **{state: counts.get(state, nothing)[0] for state in STATES},
        "to_do": sum(counts.get(state, nothing)[0] for state in STILL_TO_DO),
        "late": sum(late for _, late, _ in counts.values()),
        "help": sum(help_asked for _, _, help_asked in counts.values()),
    }


def orders_of(*, source: str, estate_id: int, source_id: int) -> list[OrderView]:
    """Return the orders that came from one thing, the oldest first. For the rooms above, which check who asks."""
    rows = WorkOrder.objects.filter(estate_id=estate_id, source=source, source_id=source_id)
    return views(list(rows.order_by("id")))


def orders_by_id(*, actor: Actor, wanted: Mapping[int, Collection[int]]) -> list[OrderView]:
    """Return these orders of these estates as far as the actor may see them."""
    found: list[WorkOrder] = []
    for estate_id, ids in wanted.items():
        if actor.may(Right.SEE_ORDERS, estate_id):
            found += WorkOrder.objects.filter(estate_id=estate_id, id__in=ids)
    return views(found)


def still_to_do(*, estate_id: int, order_ids: Iterable[int]) -> list[int]:
    """Return which of these orders are still to be done. For the rooms above, which check who asks."""
    rows = WorkOrder.objects.filter(estate_id=estate_id, id__in=list(order_ids), state__in=STILL_TO_DO)
    return list(rows.order_by("id").values_list("id", flat=True))


def views(rows: Sequence[WorkOrder]) -> list[OrderView]:
    """Return the orders with the names of their estates, homes and crews."""
    estates = places.estate_names({row.estate_id for row in rows}) if rows else {}
    labels = _home_labels(rows)
    names = crews.crew_names(crew_id for row in rows for crew_id in (row.crew_id, row.second_crew_id))
    return [_view(row, estates, labels, names) for row in rows]


def _home_labels(rows: Iterable[WorkOrder]) -> dict[int, str]:
    by_estate: dict[int, set[int]] = {}
    for row in rows:
        if row.home_id is not None:
            by_estate.setdefault(row.estate_id, set()).add(row.home_id)
    labels: dict[int, str] = {}
    for estate_id, home_ids in by_estate.items():
        labels |= places.home_labels(estate_id=estate_id, home_ids=home_ids)
    return labels


def _view(row: WorkOrder, estates: dict[int, str], labels: dict[int, str], names: dict[int, str]) -> OrderView:
    crew_ids = [crew_id for crew_id in (row.crew_id, row.second_crew_id) if crew_id is not None]
    return OrderView(
        id=row.pk,
        estate_id=row.estate_id,
        estate_name=estates.get(row.estate_id, ""),
        number=row.number,
        source=row.source,
        source_id=row.source_id,
        title=row.title,
        text=row.text,
        skill=row.skill,
        priority=row.priority,
        home_id=row.home_id,
        home_label=labels.get(row.home_id or 0, ""),
        place=row.place,
        lat=row.lat,
        lng=row.lng,
        minutes=row.minutes,
        window_starts=row.window_starts,
        window_ends=row.window_ends,
        due_at=row.due_at,
        people=row.people,
        after_id=row.after_id,
        evidence=row.evidence,
        contact_name=row.contact_name,
        has_telephone=bool(row.contact_telephone),
        price=Money(row.price_fen) if row.price_fen is not None else None,
        price_state=row.price_state,
        bill_id=row.bill_id,
        crew_id=row.crew_id,
        crew_name="、".join(names.get(crew_id, "") for crew_id in crew_ids) or row.contractor,
        second_crew_id=row.second_crew_id,
        contractor=row.contractor,
        contractor_until=row.contractor_until,
        planned_starts=row.planned_starts,
        planned_ends=row.planned_ends,
        is_locked=row.is_locked,
        state=row.state,
        help_asked_at=row.help_asked_at,
        help_text=row.help_text,
        opened_by_name=row.opened_by_name,
        opened_at=row.opened_at,
        travel_at=row.travel_at,
        arrived_at=row.arrived_at,
        finished_at=row.finished_at,
        version=row.version,
    )


def _pieces(rows: QuerySet[WorkOrder]) -> Iterator[OrderView]:
    piece: list[WorkOrder] = []
    for row in rows.iterator(chunk_size=1000):
        piece.append(row)
        if len(piece) == 1000:
            yield from views(piece)
            piece = []
    yield from views(piece)


def seen_by(actor: Actor, estate_ids: Sequence[int] | None = None) -> QuerySet[WorkOrder]:
    """Return the orders that the actor may see. Raises: NotAllowed; NotFound for a chosen estate that isn't theirs."""
    rows = WorkOrder.objects.all()
    if estate_ids is not None:
        for estate_id in estate_ids:
            actor.require(Right.SEE_ORDERS, estate_id)
        return rows.filter(estate_id__in=estate_ids)
    if actor.kind is ActorKind.SYSTEM or Right.SEE_ORDERS in actor.everywhere:
        return rows
    estates = actor.estates_with(Right.SEE_ORDERS)
    if not estates:
        raise NotAllowed
    return rows.filter(estate_id__in=estates)


def _found(actor: Actor, at: datetime, wanted: OrdersWanted) -> QuerySet[WorkOrder]:
    rows = seen_by(actor, wanted.estate_ids)
    if wanted.state == "to_do":
        rows = rows.filter(state__in=STILL_TO_DO)
    elif wanted.state in STATES:
        rows = rows.filter(state=wanted.state)
    if wanted.skill:
        rows = rows.filter(skill=wanted.skill)
    if wanted.source:
        rows = rows.filter(source=wanted.source)
    if wanted.priority is not None:
        rows = rows.filter(priority=wanted.priority)
    if wanted.crew is not None:
        rows = (
            rows.filter(Q(crew_id=wanted.crew) | Q(second_crew_id=wanted.crew))
            if wanted.crew
            else rows.filter(crew_id__isnull=True)
        )
    if wanted.late:
        rows = rows.filter(state__in=STILL_TO_DO, due_at__lt=at)
    if wanted.help:
        rows = rows.filter(state__in=STILL_TO_DO, help_asked_at__isnull=False)
    if wanted.day is not None:
        rows = rows.filter(on_day(wanted.day))
    for word in wanted.search.split():
        rows = rows.filter(
            Q(title__icontains=word) | Q(place__icontains=word) | Q(number__iendswith=word) | _in_home(actor, word)
        )
    return rows


def on_day(day: date) -> Q:
    """Return the condition that an order belongs to the day: planned, agreed or finished then."""
    since, before = city_instant(day), city_instant(day_after(day))
    planned = Q(planned_starts__gte=since, planned_starts__lt=before)
    agreed = Q(planned_starts__isnull=True, window_starts__gte=since, window_starts__lt=before)
    return planned | agreed | Q(finished_at__gte=since, finished_at__lt=before)


def _in_home(actor: Actor, word: str) -> Q:
    """Return the condition that an order is in a home whose label contains the word; a word without a digit is none."""
    if not any(letter.isdigit() for letter in word):
        return Q(pk__in=[])
    estates = actor.estates_with(Right.SEE_ORDERS)
    return Q(home_id__in=buildings.homes_labelled_in(estate_ids=estates, text=word, limit=MOST_HOMES))


def _ordered(rows: QuerySet[WorkOrder], wanted: OrdersWanted) -> QuerySet[WorkOrder]:
    """Return the orders as an index has them: what is to be done by how much it matters, the rest by age."""
    if wanted.state == "to_do" or wanted.state in STILL_TO_DO or wanted.late or wanted.help:
        return rows.filter(state__in=STILL_TO_DO).order_by("priority", F("due_at").asc(nulls_last=True), "id")
    return rows.order_by("-opened_at", "-id")
