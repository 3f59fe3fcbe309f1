"""A list of what goes back when a mandate ends: worked out, asked for by one person, approved by another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext

from laoyou.core.decisions import Decision
from laoyou.core.errors import NotFound, mark
from laoyou.core.money import Money
from laoyou.infra import audit, decisions, scope, work
from laoyou.infra.actor import Actor, Right
from laoyou.infra.jobs import app
from laoyou.system.billing.endings.errors import EndingUnderWay, EndingWaits, NothingFailed, NothingGoesBack
from laoyou.system.billing.endings.models import Ending, EndingHome
from laoyou.system.billing.endings.queries.previews import refuse_anothers, refuse_unsettleable, settled_homes
from laoyou.system.billing.endings.rules.states import HomeState
from laoyou.system.billing.endings.rules.unearned import Settled

CARRY = "billing.carry_ending"
TELL = "billing.tell_of_ending"
WORK = "billing.ending"
TITLE = mark("Give back what was paid for days after %(day)s")
_ENTER = """
INSERT INTO billing_ending_home (estate_id, ending_id, home_id, state, notes_fen, deposits_fen, set_off_fen, back_fen,
  keeps, word_of, channel_fen, desk_fen, former_fen, kept_fen, paid_out_fen, trouble)
SELECT %(estate_id)s, %(ending_id)s, home_id, 'waiting', notes_fen, deposits_fen, set_off_fen, back_fen,
  false, '', 0, 0, 0, 0, 0, ''
FROM unnest(%(homes)s::bigint[], %(notes)s::bigint[], %(deposits)s::bigint[], %(set_off)s::bigint[], %(back)s::bigint[])
  AS home (home_id, notes_fen, deposits_fen, set_off_fen, back_fen)
"""


def ask_ending(
    *,
    actor: Actor,
    estate_id: int,
    mandate_id: int,
    ends_before: date,
    with_deposits: bool,
    reason: str,
    at: datetime,
) -> int:
    """Ask to give back what homes paid for days from `ends_before` on, and all that stands as credit; return the id.

    Nothing moves yet. Homes are told that they may leave their credit for the next company.
    Raises: NotFound; EndOutsideTheTerm; TooLongAgo; ServedByTheNext; EndingWaits; EndingUnderWay; NothingGoesBack;
    SayWhy.
    """
    with scope.estate(estate_id):
        actor.require(Right.SETTLE_ENDING, estate_id)
        mandate = refuse_unsettleable(
            actor=actor, estate_id=estate_id, mandate_id=mandate_id, ends_before=ends_before, at=at
        )
        others = Ending.objects.filter(estate_id=estate_id, mandate_id=mandate_id)
        if others.filter(state=Decision.ASKED.value).exists():
            raise EndingWaits
        if EndingHome.objects.filter(
            estate_id=estate_id, ending__in=others.filter(state="approved"), state=HomeState.WAITING.value
        ).exists():
            raise EndingUnderWay
        homes = settled_homes(
            estate_id=estate_id,
            ends_before=ends_before,
            ended_before=mandate.ends_before,
            with_deposits=with_deposits,
            at=at,
        )
        if not homes:
            raise NothingGoesBack
        row = Ending.objects.create(
            estate_id=estate_id,
            mandate_id=mandate_id,
            ends_before=ends_before,
            with_deposits=with_deposits,
            homes=len(homes),
            notes_fen=sum(home.notes_fen for home in homes.values()),
            back_fen=sum(home.back_fen for home in homes.values()),
            **decisions.asked_now(actor=actor, reason=reason, at=at),
        )
        _enter(row, homes)
        _audit("billing.ending_asked", row, reason=row.reason, actor=actor, at=at)
        app.configure_task(TELL).defer(estate_id=estate_id, ending_id=row.id)
        return int(row.id)


def decide_ending(
    *, actor: Actor, estate_id: int, ending_id: int, approve: bool, reason: str = "", at: datetime
) -> Decision:
    """Let the list be worked off, as a second person, or refuse it; who asked may take it back.

    Raises: NotFound; DecidedAlready; AsksASecondPerson; SayWhy; ServedByTheNext and TooLongAgo when that is so by now.
    """
    with scope.estate(estate_id):
        row = Ending.objects.select_for_update().filter(estate_id=estate_id, id=ending_id).first()
        is_own = row is not None and row.asked_by == actor.user_id and not approve
        actor.require(Right.SETTLE_ENDING if is_own else Right.APPROVE_ENDING, estate_id)
        if row is None:
            raise NotFound
        refuse_anothers(row, actor=actor)
        if approve:
            refuse_unsettleable(
                actor=actor, estate_id=estate_id, mandate_id=row.mandate_id, ends_before=row.ends_before, at=at
            )
        after = decisions.decide(row, actor=actor, approve=approve, reason=reason, at=at)
        _audit(f"billing.ending_{after.value}", row, reason=row.decision_reason, actor=actor, at=at)
        if after is Decision.APPROVED:
            _start(row, row.homes, actor=actor, at=at)
        return after


def try_again(*, actor: Actor, estate_id: int, ending_id: int, at: datetime) -> int:
    """Work off again the homes of a list that failed, and return how many. Raises: NotFound; NothingFailed."""
    with scope.estate(estate_id):
        actor.require(Right.SETTLE_ENDING, estate_id)
        row = Ending.objects.select_for_update().filter(estate_id=estate_id, id=ending_id, state="approved").first()
        if row is None:
            raise NotFound
        refuse_anothers(row, actor=actor)
        failed = EndingHome.objects.filter(estate_id=estate_id, ending=row, state=HomeState.FAILED.value).count()
        if not failed:
            raise NothingFailed
        _start(row, failed, actor=actor, at=at)
        audit.record(
            "billing.ending_tried_again",
            actor=actor,
            estate_id=estate_id,
            at=at,
            subject="billing.ending",
            subject_id=row.id,
            homes=failed,
        )
        return failed


def _start(row: Ending, homes: int, *, actor: Actor, at: datetime) -> None:
    title = gettext(TITLE) % {"day": (row.ends_before - timedelta(days=1)).isoformat()}
    begun = work.begin(kind=WORK, title=title, estate_id=row.estate_id, actor=actor, total=homes, at=at)
    row.work_id = begun.id
    row.save(update_fields=["work_id"])
    app.configure_task(CARRY, lock=f"{CARRY}:{row.estate_id}").defer(
        estate_id=row.estate_id, ending_id=row.id, work_id=begun.id
    )


def _enter(row: Ending, homes: Mapping[int, Settled]) -> None:
    values: dict[str, Any] = {
        "estate_id": row.estate_id,
        "ending_id": row.id,
        "homes": list(homes),
        "notes": [home.notes_fen for home in homes.values()],
        "deposits": [home.deposits_fen for home in homes.values()],
        "set_off": [home.set_off_fen for home in homes.values()],
        "back": [home.back_fen for home in homes.values()],
    }
    with connection.cursor() as cursor:
        cursor.execute(_ENTER, values)


def _audit(action: str, row: Ending, *, reason: str, actor: Actor, at: datetime) -> None:
    audit.record(
        action,
        actor=actor,
        estate_id=row.estate_id,
        at=at,
        subject="billing.ending",
        subject_id=row.id,
        reason=reason,
        amount=str(Money(row.back_fen)),
        homes=row.homes,
        day=row.ends_before.isoformat(),
    )
