"""What runs by itself: plans that a person asked for, and looks at a day in which something happened."""

from __future__ import annotations

from datetime import date

from laoyou.infra import clock
from laoyou.infra.jobs import job
from laoyou.system.dispatch import use_cases
from laoyou.system.dispatch.rules.plan_states import Cause
from laoyou.system.dispatch.use_cases.proposing import REACT, TASK, Because


@job(name=TASK)
def plan_day(user_id: int, day: str, work_id: int) -> None:
    use_cases.plan_as_asked(user_id=user_id, day=date.fromisoformat(day), work_id=work_id, at=clock.now())


@job(name=REACT)
def react(organisation_id: int, day: str, cause: str, estate_id: int, order_id: int) -> None:
    because = Because(Cause(cause), estate_id, order_id)
    use_cases.plan_because_of(
        organisation_id=organisation_id, day=date.fromisoformat(day), because=because, at=clock.now()
    )
