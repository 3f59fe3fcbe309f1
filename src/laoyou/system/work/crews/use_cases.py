"""What people do with crews: add, change and give up; who belongs to them; shifts and absences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from laoyou.core.calendar import city_day, day_after
from laoyou.core.errors import NotAllowed, NotFound
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.mandates import queries as mandates
from laoyou.system.people import queries as people
from laoyou.system.work.crews.errors import (
    AbsenceUnclear,
    BaseUnclear,
    CrewNameTaken,
    CrewOver,
    CrewUnclear,
    MemberHeld,
    MemberUnclear,
    NotOfTheCompany,
    ShiftUnclear,
    TooManyDays,
)
from laoyou.system.work.crews.models import Absence, Crew, CrewEstate, CrewMember, Shift
from laoyou.system.work.crews.rules.shifts import Hours, are_sound
from laoyou.system.work.crews.rules.skills import Mode, known_skills

CENTRE = 0
MOST_DAYS = 92
EVERY_DAY = frozenset(range(7))


def add_crew(
    *,
    actor: Actor,
    name: str,
    skills: Iterable[str],
    mode: str,
    at: datetime,
    organisation_id: int | None = None,
    telephone: str = "",
    base: tuple[str, Decimal, Decimal] | None = None,
    is_standby: bool = False,
    only_estates: Sequence[int] = (),
    starts_on: date | None = None,
) -> int:
    """Add a crew to the actor's own company and return its id. `base` is where it sets out: name, latitude, longitude.

    Raises: CrewUnclear; CrewNameTaken; BaseUnclear.
    """
    company = _company(actor, organisation_id)
    with scope.estate(CENTRE):
        known = _checked(name, skills, mode)
        served = _kept_to(company, only_estates, city_day(at))
        _refuse_taken(company, name.strip(), 0)
        row = Crew.objects.create(
            estate_id=CENTRE,
            organisation_id=company,
            name=name.strip()[:40],
            skills=known,
            mode=mode,
            telephone=telephone.strip()[:20],
            is_standby=is_standby,
            starts_on=starts_on or city_day(at),
            **_base(base),
        )
        _keep_to(row, served)
        _record("work.crew_added", row, actor, at, skills=", ".join(known))
        return int(row.pk)


def change_crew(
    *,
    actor: Actor,
    crew_id: int,
    name: str,
    skills: Iterable[str],
    mode: str,
    at: datetime,
    telephone: str = "",
    base: tuple[str, Decimal, Decimal] | None = None,
    is_standby: bool = False,
    only_estates: Sequence[int] = (),
) -> None:
    """Change what a crew is called, can do, and where it serves. Raises: NotFound; CrewUnclear; CrewNameTaken."""
    with scope.estate(CENTRE):
        row = _held(actor, crew_id)
        known = _checked(name, skills, mode)
        served = _kept_to(row.organisation_id, only_estates, city_day(at))
        _refuse_taken(row.organisation_id, name.strip(), row.pk)
        row.name, row.skills, row.mode = name.strip()[:40], known, mode
        row.telephone, row.is_standby = telephone.strip()[:20], is_standby
        for column, value in _base(base).items():
            setattr(row, column, value)
        row.save()
        CrewEstate.objects.filter(estate_id=CENTRE, crew=row).delete()
        _keep_to(row, served)
        _record("work.crew_changed", row, actor, at, skills=", ".join(known))


def end_crew(*, actor: Actor, crew_id: int, at: datetime) -> None:
    """Give a crew up from today on. What it did stays its own. Raises: NotFound; CrewOver."""
    with scope.estate(CENTRE):
        row = _held(actor, crew_id)
        today = max(city_day(at), row.starts_on)
        row.ends_before = today
        row.save(update_fields=["ends_before"])
        Shift.objects.filter(estate_id=CENTRE, crew=row, day__gte=today).delete()
        _record("work.crew_ended", row, actor, at)


def add_member(
    *,
    actor: Actor,
    crew_id: int,
    at: datetime,
    user_id: int | None = None,
    name: str = "",
    starts_on: date | None = None,
) -> int:
    """Let somebody belong to a crew and return the member's id: a login of the company, or a name alone.

    Raises: NotFound; CrewOver; MemberUnclear; MemberHeld; NotOfTheCompany.
    """
    with scope.estate(CENTRE):
        row = _held(actor, crew_id)
        called = name.strip()
        if user_id is not None:
            names = dict(people.people_of_organisation(organisation_id=row.organisation_id))
            if user_id not in names:
                raise NotOfTheCompany
            called = names[user_id]
        if not called:
            raise MemberUnclear
        running = CrewMember.objects.filter(estate_id=CENTRE, crew=row, ends_before=None)
        if running.filter(name=called[:60]).exists():
            raise MemberHeld(name=called)
        day = starts_on or city_day(at)
        member = CrewMember.objects.create(estate_id=CENTRE, crew=row, user_id=user_id, name=called[:60], starts_on=day)
        _record("work.member_joined", row, actor, at, name=member.name, day=day.isoformat())
        return int(member.pk)


def end_member(*, actor: Actor, crew_id: int, member_id: int, at: datetime) -> None:
    """Let somebody belong to a crew no longer, from today on. Raises: NotFound."""
    with scope.estate(CENTRE):
        row = _held(actor, crew_id)
        found = CrewMember.objects.filter(estate_id=CENTRE, crew=row, id=member_id, ends_before=None).first()
        if found is None:
            raise NotFound
        found.ends_before = max(city_day(at), found.starts_on)
        found.save(update_fields=["ends_before"])
        _record("work.member_left", row, actor, at, name=found.name, day=found.ends_before.isoformat())


def set_shifts(
    *,
    actor: Actor,
    crew_id: int,
    first: date,
    last: date,
    hours: Hours,
    at: datetime,
    weekdays: Iterable[int] = EVERY_DAY,
    is_standby: bool = False,
) -> int:
    """Set the same shift for the days from first to last that fall on these weekdays (0 is Monday); return how many.

    What was set for a day before is replaced. Raises: NotFound; CrewOver; ShiftUnclear; TooManyDays.
    """
    if not are_sound(hours) or last < first:
        raise ShiftUnclear
    if (last - first).days >= MOST_DAYS:
        raise TooManyDays(most=MOST_DAYS)
    with scope.estate(CENTRE):
        row = _held(actor, crew_id)
        wanted = set(weekdays)
        every = (first + timedelta(days=n) for n in range((last - first).days + 1))
        days = [day for day in every if day.weekday() in wanted]
        Shift.objects.filter(estate_id=CENTRE, crew=row, day__in=days, is_standby=is_standby).delete()
        Shift.objects.bulk_create(
            Shift(
                estate_id=CENTRE,
                crew=row,
                day=day,
                starts=hours.starts,
                ends=hours.ends,
                break_starts=hours.break_starts,
                break_ends=hours.break_ends,
                is_standby=is_standby,
            )
            for day in days
        )
        _record("work.shifts_set", row, actor, at, first=first.isoformat(), last=last.isoformat())
        return len(days)


def drop_shift(*, actor: Actor, crew_id: int, shift_id: int, at: datetime) -> None:
    """Take a shift out. Raises: NotFound."""
    with scope.estate(CENTRE):
        row = _held(actor, crew_id)
        found = Shift.objects.filter(estate_id=CENTRE, crew=row, id=shift_id).first()
        if found is None:
            raise NotFound
        day = found.day.isoformat()
        found.delete()
        _record("work.shift_dropped", row, actor, at, day=day)


def note_absence(
    *,
    actor: Actor,
    crew_id: int,
    first: date,
    last: date,
    reason: str,
    at: datetime,
    member_id: int | None = None,
) -> int:
    """Note that a member, or the whole crew, is away from the first to the last day, and return the row's id.

    Raises: NotFound; CrewOver; AbsenceUnclear.
    """
    if last < first or not reason.strip():
        raise AbsenceUnclear
    with scope.estate(CENTRE):
        row = _held(actor, crew_id)
        member = None
        if member_id is not None:
            member = CrewMember.objects.filter(estate_id=CENTRE, crew=row, id=member_id).first()
            if member is None:
                raise NotFound
        absence = Absence.objects.create(
            estate_id=CENTRE,
            crew=row,
            member=member,
            starts_on=first,
            ends_before=day_after(last),
            reason=reason.strip()[:100],
        )
        name = member.name if member else row.name
        days = {"first": first.isoformat(), "last": last.isoformat()}
        _record("work.absence_noted", row, actor, at, reason=absence.reason, name=name, **days)
        return int(absence.pk)


def drop_absence(*, actor: Actor, crew_id: int, absence_id: int, at: datetime) -> None:
    """Take an absence out: they are there after all. Raises: NotFound."""
    with scope.estate(CENTRE):
        row = _held(actor, crew_id)
        found = Absence.objects.filter(estate_id=CENTRE, crew=row, id=absence_id).select_related("member").first()
        if found is None:
            raise NotFound
        name, first = found.member.name if found.member else row.name, found.starts_on.isoformat()
        found.delete()
        _record("work.absence_dropped", row, actor, at, name=name, first=first)


def _company(actor: Actor, organisation_id: int | None) -> int:
    """Return whose crew it becomes: the actor's own company's; the system names one."""
    actor.require(Right.MANAGE_CREWS, CENTRE)
    company = organisation_id if actor.kind is ActorKind.SYSTEM else actor.organisation_id
    if company is None:
        raise NotAllowed
    return company


def _held(actor: Actor, crew_id: int) -> Crew:
    actor.require(Right.MANAGE_CREWS, CENTRE)
    row = Crew.objects.select_for_update().filter(estate_id=CENTRE, id=crew_id).first()
    if row is None or (actor.kind is not ActorKind.SYSTEM and row.organisation_id != actor.organisation_id):
        raise NotFound
    if row.ends_before is not None:
        raise CrewOver
    return row


def _checked(name: str, skills: Iterable[str], mode: str) -> list[str]:
    known = [skill.value for skill in known_skills(skills)]
    if not name.strip() or not known or mode not in set(Mode):
        raise CrewUnclear
    return known


def _refuse_taken(company: int, name: str, but: int) -> None:
    same = Crew.objects.filter(estate_id=CENTRE, organisation_id=company, name=name[:40], ends_before=None)
    if same.exclude(id=but).exists():
        raise CrewNameTaken(name=name)


def _kept_to(company: int, estate_ids: Sequence[int], day: date) -> list[int]:
    """Return the estates that the company serves among these. Raises: BaseUnclear for another."""
    wanted = set(estate_ids)
    if wanted and not wanted <= set(mandates.estates_served_by(company, day)):
        raise BaseUnclear
    return sorted(wanted)


def _keep_to(row: Crew, estate_ids: Sequence[int]) -> None:
    CrewEstate.objects.bulk_create(
        CrewEstate(estate_id=CENTRE, crew=row, served_estate_id=estate_id) for estate_id in estate_ids
    )


def _base(base: tuple[str, Decimal, Decimal] | None) -> dict[str, object]:
    name, lat, lng = base or ("", None, None)
    return {"base_name": name[:60], "base_lat": lat, "base_lng": lng}


def _record(action: str, row: Crew, actor: Actor, at: datetime, *, reason: str = "", **details: object) -> None:
    audit.record(
        action,
        actor=actor,
        estate_id=CENTRE,
        at=at,
        subject="work.crew",
        subject_id=row.pk,
        reason=reason,
        crew=row.name,
        **details,
    )
