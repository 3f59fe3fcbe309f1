"""What the calendar does with requests that are late: a warning before, then each step of the ladder, once."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from laoyou.core.calendar import CITY_TIME, city_day
from laoyou.core.errors import mark
from laoyou.infra import messages, scope
from laoyou.infra.actor import Actor, system
from laoyou.system.mandates import queries as mandates
from laoyou.system.places import queries as places
from laoyou.system.work.requests.models import Request, RequestStep
from laoyou.system.work.requests.rules.categories import category_of
from laoyou.system.work.requests.rules.ladder import OUTSIDE, STEP_NAMES, Step, step_due
from laoyou.system.work.requests.rules.levels import Level
from laoyou.system.work.requests.rules.telling import Line
from laoyou.system.work.requests.use_cases.writing import held, line, record, running, said, touch

CLIMBER = system("work.requests")
WARNING = mark("Request %(number)s (%(category)s, %(estate)s) is due at %(due)s. Look after it now.")
LATE = mark(
    "Request %(number)s (%(category)s, %(estate)s) was due at %(due)s and is late. Passed on to you: %(level)s."
)
BUREAU = mark("Housing bureau")


def escalate(*, actor: Actor, estate_id: int, request_id: int, at: datetime) -> int:
    """Take each step of the ladder that has come and was not taken in this round; return how many. Safe to run twice.

    A step without anybody there is left out: the next one comes all the same.
    """
    with scope.estate(estate_id):
        row = held(estate_id, request_id)
        highest, clock, due_at = _highest(row, at)
        taken = set(
            RequestStep.objects.filter(estate_id=estate_id, request=row, round=row.rounds).values_list(
                "step", flat=True
            )
        )
        wanted = [step for step in Step if 0 < step <= highest] or [Step.WARNING] * (highest is Step.WARNING)
        receivers = _receivers(row, at)
        new = [step for step in wanted if step not in taken and receivers.get(step)]
        for step in new:
            _take(row, step, clock, due_at, receivers[step], at)
        row.escalated = max([row.escalated, *(int(step) for step in new)])
        row.looks_at = None
        touch(row, at, "escalated")
        return len(new)


def _highest(row: Request, at: datetime) -> tuple[Step, str, datetime]:
    """Return the highest step of the clocks that still run, which clock it is, and when that was due."""
    found = [
        (step_due(Level(row.level), starts=row.began_at, due=due, at=at), clock, due) for clock, due in running(row)
    ]
    return max(found, key=lambda each: each[0], default=(Step.NOBODY, "", at))


def _receivers(row: Request, at: datetime) -> dict[Step, str]:
    mandate = mandates.mandate_in_force(row.estate_id, city_day(at))
    estate = places.estate_for(actor=CLIMBER, estate_id=row.estate_id)
    company = mandate.company_name if mandate else ""
    return {
        Step.WARNING: company,
        Step.DISPATCHER: company,
        Step.MANAGER: company,
        Step.COMMUNITY: estate.community,
        Step.STREET_OFFICE: estate.street_office,
        Step.CITY: said(settings.LANGUAGE_CODE, BUREAU, {}),
    }


def _take(row: Request, step: Step, clock: str, due_at: datetime, receiver: str, at: datetime) -> None:
    RequestStep.objects.create(
        estate_id=row.estate_id,
        request=row,
        round=row.rounds,
        step=int(step),
        clock=clock,
        due_at=due_at,
        receiver=receiver[:60],
        at=at,
    )
    told = {
        "number": row.number,
        "category": category_of(row.category).name,
        "estate": places.estate_names([row.estate_id]).get(row.estate_id, ""),
        "due": f"{due_at.astimezone(CITY_TIME):%Y-%m-%d %H:%M}",
        "level": STEP_NAMES[step],
    }
    messages.write(
        estate_id=row.estate_id,
        receiver=receiver[:60],
        text=said(settings.LANGUAGE_CODE, WARNING if step is Step.WARNING else LATE, told),
        fact_key=f"request:{row.id}:{row.rounds}:step:{int(step)}",
        at=at,
        channel="desk",
    )
    if step is not Step.WARNING:
        name = STEP_NAMES[step]
        line(row, Line.ESCALATED, CLIMBER, at, is_inside=step < OUTSIDE, receiver=name, who=receiver)
        record("work.request_escalated", row, CLIMBER, at, receiver=receiver)
