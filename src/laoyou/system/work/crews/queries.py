"""Crews as their readers see them: lists, one crew, who works on a day, whose crews a person's are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet

from laoyou.core.errors import NotFound
from laoyou.infra import scope
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.mandates import queries as mandates
from laoyou.system.people import queries as people
from laoyou.system.work.crews.models import Absence, Crew, CrewEstate, CrewMember, Shift
from laoyou.system.work.crews.rules.shifts import Hours

CENTRE = 0


@dataclass(frozen=True, slots=True)
class MemberView:
    id: int
    user_id: int | None
    name: str
    starts_on: date
    ends_before: date | None


@dataclass(frozen=True, slots=True)
class CrewView:
    """A crew with who belongs to it on the day asked for. `only_estates` is empty for one that serves them all."""

    id: int
    organisation_id: int
    name: str
    skills: tuple[str, ...]
    mode: str
    base_name: str
    base_lat: Decimal | None
    base_lng: Decimal | None
    telephone: str
    is_standby: bool
    starts_on: date
    ends_before: date | None
    members: tuple[MemberView, ...]
    only_estates: frozenset[int]


@dataclass(frozen=True, slots=True)
class ShiftView:
    id: int
    day: date
    starts: time
    ends: time
    break_starts: time | None
    break_ends: time | None
    is_standby: bool

    @property
    def hours(self) -> Hours:
        return Hours(self.starts, self.ends, self.break_starts, self.break_ends)


@dataclass(frozen=True, slots=True)
class AbsenceView:
    """`name` is empty when the whole crew is away."""

    id: int
    member_id: int | None
    name: str
    starts_on: date
    ends_before: date
    reason: str

    @property
    def last_day(self) -> date:
        return self.ends_before - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CrewOnDay:
    """A crew on one day. `shift` is its ordinary one, `standby` the hours in which it waits for what can't wait.

    `present` are the names of who is there, `away` of who isn't; `estates` are those that it may serve on the day.
    """

    crew: CrewView
    shift: ShiftView | None
    standby: ShiftView | None
    present: tuple[str, ...]
    away: tuple[str, ...]
    estates: frozenset[int]

    @property
    def can_work(self) -> bool:
        return bool(self.present) and (self.shift is not None or self.standby is not None)


def may_see_crews(actor: Actor) -> bool:
    return actor.may(Right.MANAGE_CREWS, CENTRE) or actor.may_somewhere(Right.DISPATCH_ORDERS)


def crews_for(*, actor: Actor, day: date, search: str = "", skill: str = "", ended: bool = False) -> list[CrewView]:
    """Return the crews of the actor's own company by name; those that have been given up only when asked for."""
    rows = _of_company(_company(actor))
    if not ended:
        rows = rows.filter(Q(ends_before__isnull=True) | Q(ends_before__gt=day))
    if skill:
        rows = rows.filter(skills__contains=[skill])
    for word in search.split():
        named = CrewMember.objects.filter(estate_id=CENTRE, name__icontains=word).values("crew_id")
        rows = rows.filter(Q(name__icontains=word) | Q(telephone__contains=word) | Q(id__in=named))
    with scope.estate(CENTRE):
        return _views(rows, day)


def crew_for(*, actor: Actor, crew_id: int, day: date) -> CrewView:
    """Return one crew of the actor's company. Raises: NotFound."""
    with scope.estate(CENTRE):
        found = _views(_of_company(_company(actor)).filter(id=crew_id), day)
    if not found:
        raise NotFound
    return found[0]


def crews_on(*, actor: Actor, organisation_id: int, day: date) -> list[CrewOnDay]:
    """Return the crews of a company as they work on the day, by name, also those that don't.

    Raises: NotFound for another company than the actor's own.
    """
    if actor.kind is not ActorKind.SYSTEM and _company(actor) != organisation_id:
        raise NotFound
    with scope.estate(CENTRE):
        rows = _of_company(organisation_id).filter(
            Q(ends_before__isnull=True) | Q(ends_before__gt=day), starts_on__lte=day
        )
        crews = _views(rows, day)
        ids = [crew.id for crew in crews]
        shifts = {
            (row.crew_id, row.is_standby): _shift(row)
            for row in Shift.objects.filter(estate_id=CENTRE, day=day, crew_id__in=ids)
        }
        away: dict[int, set[int | None]] = {}
        for row in Absence.objects.filter(
            estate_id=CENTRE, crew_id__in=ids, starts_on__lte=day, ends_before__gt=day
        ).values_list("crew_id", "member_id"):
            away.setdefault(row[0], set()).add(row[1])
    served = frozenset(mandates.estates_served_by(organisation_id, day))
    return [_on_day(crew, shifts, away.get(crew.id, set()), served) for crew in crews]


def shifts_of(*, actor: Actor, crew_id: int, first: date, last: date) -> list[ShiftView]:
    """Return a crew's shifts from the first to the last day. Raises: NotFound."""
    with scope.estate(CENTRE):
        _held_by_company(actor, crew_id)
        rows = Shift.objects.filter(estate_id=CENTRE, crew_id=crew_id, day__gte=first, day__lte=last)
        return [_shift(row) for row in rows.order_by("day", "is_standby", "starts")]


def absences_of(*, actor: Actor, crew_id: int, since: date) -> list[AbsenceView]:
    """Return the absences of a crew that end on that day or later. Raises: NotFound."""
    with scope.estate(CENTRE):
        _held_by_company(actor, crew_id)
        rows = Absence.objects.filter(estate_id=CENTRE, crew_id=crew_id, ends_before__gt=since).select_related("member")
        return [
            AbsenceView(
                id=row.pk,
                member_id=row.member_id,
                name=row.member.name if row.member else "",
                starts_on=row.starts_on,
                ends_before=row.ends_before,
                reason=row.reason,
            )
            for row in rows.order_by("starts_on", "id")
        ]


def my_crews(*, actor: Actor, day: date) -> list[CrewView]:
    """Return the crews to which the actor belongs on the day."""
    if actor.user_id is None or actor.kind is not ActorKind.STAFF:
        return []
    with scope.estate(CENTRE):
        mine = CrewMember.objects.filter(
            Q(ends_before__isnull=True) | Q(ends_before__gt=day),
            estate_id=CENTRE,
            user_id=actor.user_id,
            starts_on__lte=day,
        )
        running = Q(ends_before__isnull=True) | Q(ends_before__gt=day)
        rows = Crew.objects.filter(running, estate_id=CENTRE, id__in=mine.values("crew_id"))
        return _views(rows.filter(organisation_id=actor.organisation_id or 0), day)


def crew_names(crew_ids: Iterable[int | None]) -> dict[int, str]:
    """Return what the crews are called, for lists of other things that name crews."""
    wanted = {crew_id for crew_id in crew_ids if crew_id is not None}
    if not wanted:
        return {}
    with scope.estate(CENTRE):
        return dict(Crew.objects.filter(estate_id=CENTRE, id__in=wanted).values_list("id", "name"))


def crews_of_company(organisation_id: int) -> list[int]:
    """Return all crews that a company has or had. For packages above, which check the right."""
    with scope.estate(CENTRE):
        return list(_of_company(organisation_id).values_list("id", flat=True))


def crew_to_send(*, crew_id: int, estate_id: int, day: date) -> tuple[CrewView, bool] | None:
    """Return a running crew, and whether it may serve the estate on the day; None when there is none such.

    For use cases, which check who sends it.
    """
    with scope.estate(CENTRE):
        running = Q(ends_before__isnull=True) | Q(ends_before__gt=day)
        found = _views(Crew.objects.filter(running, estate_id=CENTRE, id=crew_id), day)
    if not found:
        return None
    crew = found[0]
    serves = estate_id in mandates.estates_served_by(crew.organisation_id, day)
    return crew, serves and (not crew.only_estates or estate_id in crew.only_estates)


def present_in(*, crew_ids: Iterable[int | None], day: date) -> int:
    """Return how many people of these crews are there on the day. For use cases."""
    wanted = [crew_id for crew_id in crew_ids if crew_id is not None]
    running = Q(ends_before__isnull=True) | Q(ends_before__gt=day)
    with scope.estate(CENTRE):
        away = Absence.objects.filter(estate_id=CENTRE, crew_id__in=wanted, starts_on__lte=day, ends_before__gt=day)
        gone: list[tuple[int, int | None]] = list(away.values_list("crew_id", "member_id"))
        members = CrewMember.objects.filter(running, estate_id=CENTRE, crew_id__in=wanted, starts_on__lte=day)
        rows = members.values_list("crew_id", "id")
        return sum((crew_id, None) not in gone and (crew_id, member_id) not in gone for crew_id, member_id in rows)


def candidates_for(*, actor: Actor) -> list[tuple[int, str]]:
    """Return the logins of the actor's company by name: who can belong to its crews."""
    company = _company(actor)
    return people.people_of_organisation(organisation_id=company)


def _company(actor: Actor) -> int:
    """Return whose crews the actor may see. Raises: NotAllowed."""
    if not may_see_crews(actor):
        actor.require(Right.MANAGE_CREWS, CENTRE)
    if actor.organisation_id is None:
        raise NotFound
    return actor.organisation_id


def _of_company(organisation_id: int) -> QuerySet[Crew]:
    return Crew.objects.filter(estate_id=CENTRE, organisation_id=organisation_id)


def _held_by_company(actor: Actor, crew_id: int) -> None:
    if not _of_company(_company(actor)).filter(id=crew_id).exists():
        raise NotFound


def _on_day(
    crew: CrewView,
    shifts: dict[tuple[int, bool], ShiftView],
    away: set[int | None],
    served: frozenset[int],
) -> CrewOnDay:
    present = [member for member in crew.members if None not in away and member.id not in away]
    return CrewOnDay(
        crew=crew,
        shift=shifts.get((crew.id, False)),
        standby=shifts.get((crew.id, True)),
        present=tuple(member.name for member in present),
        away=tuple(member.name for member in crew.members if member not in present),
        estates=served & crew.only_estates if crew.only_estates else served,
    )


def _shift(row: Shift) -> ShiftView:
    return ShiftView(
        id=row.pk,
        day=row.day,
        starts=row.starts,
        ends=row.ends,
        break_starts=row.break_starts,
        break_ends=row.break_ends,
        is_standby=row.is_standby,
    )


def _views(rows: QuerySet[Crew], day: date) -> list[CrewView]:
    """Return the crews by name, with who belongs to them on the day, in three reads."""
    found = list(rows.order_by("name", "id"))
    ids = [row.pk for row in found]
    running = Q(ends_before__isnull=True) | Q(ends_before__gt=day)
    members: dict[int, list[MemberView]] = {}
    for row in CrewMember.objects.filter(running, estate_id=CENTRE, crew_id__in=ids).order_by("name", "id"):
        view = MemberView(row.pk, row.user_id, row.name, row.starts_on, row.ends_before)
        members.setdefault(row.crew_id, []).append(view)
    kept: dict[int, set[int]] = {}
    for crew_id, estate_id in CrewEstate.objects.filter(estate_id=CENTRE, crew_id__in=ids).values_list(
        "crew_id", "served_estate_id"
    ):
        kept.setdefault(crew_id, set()).add(estate_id)
    return [_view(row, members.get(row.pk, []), frozenset(kept.get(row.pk, ()))) for row in found]


def _view(row: Crew, members: Sequence[MemberView], only_estates: frozenset[int]) -> CrewView:
    return CrewView(
        id=row.pk,
        organisation_id=row.organisation_id,
        name=row.name,
        skills=tuple(row.skills),
        mode=row.mode,
        base_name=row.base_name,
        base_lat=row.base_lat,
        base_lng=row.base_lng,
        telephone=row.telephone,
        is_standby=row.is_standby,
        starts_on=row.starts_on,
        ends_before=row.ends_before,
        members=tuple(members),
        only_estates=only_estates,
    )
