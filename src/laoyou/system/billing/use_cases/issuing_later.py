"""An issue as long work: started by a person, done by a job as that person, left and found again."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext

from laoyou.core.calendar import Month
from laoyou.core.errors import NotFound, Refusal, mark
from laoyou.infra import scope, work
from laoyou.infra.actor import Actor, Right
from laoyou.infra.jobs import app
from laoyou.system.billing.queries.months import kind_of_work
from laoyou.system.billing.use_cases.issuing import issue_month, refuse_unbegun
from laoyou.system.billing.use_cases.previewing import count_new_bills
from laoyou.system.mandates import queries as mandates

TASK = "billing.issue_month"


def start_issue(*, actor: Actor, estate_id: int, month: Month, at: datetime) -> int:
    """Queue the issue of a month as the actor and return the work's id, under which its progress is told.

    Raises: MonthNotBegun; NotFound for an actor who is nobody in particular.
    """
    with scope.estate(estate_id):
        actor.require(Right.ISSUE_BILLS, estate_id)
        refuse_unbegun(month, at)
        if actor.user_id is None:
            raise NotFound
        begun = work.begin(
            kind=kind_of_work(month),
            title=gettext(TITLE) % {"month": str(month)},
            estate_id=estate_id,
            actor=actor,
            total=count_new_bills(estate_id=estate_id, month=month),
            at=at,
        )
        app.configure_task(TASK, lock=f"{TASK}:{estate_id}").defer(
            estate_id=estate_id, month=str(month), user_id=actor.user_id, work_id=begun.id
        )
        return int(begun.id)


def issue_for_user(*, estate_id: int, month: Month, user_id: int, work_id: int, at: datetime) -> None:
    """Do the queued issue with the rights that the user has now, and write down what came of it."""
    actor = mandates.actor_for(user_id=user_id, at=at)
    with scope.estate(estate_id):
        begun = work.find(estate_id=estate_id, work_id=work_id)
        if begun.state in ("done", "failed"):
            return
        work.advance(begun, done=0, at=at)
    try:
        with scope.estate(estate_id):
            run = issue_month(actor=actor, estate_id=estate_id, month=month, at=at, work_id=work_id)
            work.finish(
                begun,
                at=at,
                month=str(month),
                run_id=run.run_id,
                bills=run.bills,
                amount_fen=run.amount.fen,
                credited_fen=run.credited.fen,
            )
    except Refusal as refusal:
        with scope.estate(estate_id):
            work.fail(begun, at=at, message=gettext(refusal.sentence) % refusal.params)
    except Exception:
        with scope.estate(estate_id):
            work.fail(begun, at=at, message=gettext(BROKEN))
        raise


TITLE = mark("Issue the bills of %(month)s")
BROKEN = mark("The issue broke off and nothing was issued. Try again; if it happens again, tell the administrator.")
