"""The visitor's minute at the dispatch board: a pipe has burst, and the planner proposes whom to send."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from laoyou.demo.city.cast import Cast
from laoyou.demo.city.story import NOW
from laoyou.system.dispatch import use_cases
from laoyou.system.dispatch.rules.day_file import day_of, file_of, plan_so_far
from laoyou.system.dispatch.rules.plan_states import Cause
from laoyou.system.dispatch.rules.starting import started
from laoyou.system.dispatch.use_cases.proposing import Because
from laoyou.system.work.orders import use_cases as orders

REPORTED = NOW - timedelta(minutes=4)


def tell(cast: Cast, first_estate: int) -> None:
    """Let a main burst in the pump room, and put the planner's answer up for a decision."""
    dispatcher = cast.on("dispatcher", NOW)
    assert dispatcher.organisation_id is not None
    order_id = orders.open_order(
        actor=dispatcher,
        estate_id=first_estate,
        source="desk",
        title="泵房爆管",
        text="3 至 7 栋停水，泵房地面积水，先关总阀再换管。",
        place="水泵房",
        skill="plumbing",
        minutes=40,
        priority=0,
        due_at=REPORTED + timedelta(minutes=60),
        at=REPORTED,
    )
    use_cases.propose(
        actor=dispatcher,
        organisation_id=dispatcher.organisation_id,
        day=NOW.date(),
        at=NOW,
        because=Because(Cause.URGENT, first_estate, order_id),
        seconds=0,
        planner=_at_once,
    )


def _at_once(file: Mapping[str, Any], **_: object) -> dict[str, Any]:
    """Answer without the engine, which takes a second to load: everything new goes where it fits best."""
    day = day_of(file)
    so_far = plan_so_far(file, day)
    assert so_far is not None
    return file_of(day, started(day, so_far[0]).plan())
