"""What came of a call or a visit, what the resident answers, and the marks that stop or soften the ladder."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.billing.arrears.errors import (
    MarkedAlready,
    NeedsAnAnswer,
    NeedsWords,
    NotToBeCalled,
    UnknownOutcome,
    WrongPromise,
)
from laoyou.system.billing.arrears.models import HomeMark, Reminder, ReminderOutcome
from laoyou.system.billing.arrears.rules.ladder import (
    BY_RESIDENT,
    BY_STAFF,
    LONGEST_PROMISE_DAYS,
    Outcome,
    Step,
    rests_until,
)
from laoyou.system.billing.arrears.rules.moves import Mark
from laoyou.system.billing.owing import OWNED_SINCE
from laoyou.system.billing.queries.rows import select
from laoyou.system.places import queries as places


def record_outcome(
    *,
    actor: Actor,
    estate_id: int,
    reminder_id: int,
    outcome: str,
    note: str,
    promised_until: date | None,
    at: datetime,
) -> None:
    """Write down what came of a call or a visit. A promise gives peace until its day; a dispute until it is answered.

    Raises: NotFound; NotToBeCalled for another kind of step; UnknownOutcome; WrongPromise; NeedsWords for a dispute
    without any.
    """
    with scope.estate(estate_id):
        actor.require(Right.TAKE_CASH, estate_id)
        reminder = _reminder(estate_id, reminder_id)
        if reminder.step not in (Step.CALL, Step.VISIT) or reminder.left_out_reason:
            raise NotToBeCalled
        told = _outcome(outcome, BY_STAFF)
        day = city_day(at)
        if told is Outcome.PROMISED and (
            promised_until is None or not day <= promised_until <= day + timedelta(days=LONGEST_PROMISE_DAYS)
        ):
            raise WrongPromise
        _write(reminder, told, note=note, until=rests_until(told, day, promised_until), actor=actor, at=at)
        audit.record(
            "billing.reminder_outcome",
            actor=actor,
            estate_id=estate_id,
            at=at,
            subject="billing.reminder",
            subject_id=reminder.id,
            reason=note.strip(),
            step=reminder.step,
            outcome=told.value,
            home=_label(estate_id, reminder.home_id),
        )


def reply(*, actor: Actor, estate_id: int, reminder_id: int, outcome: str, note: str, at: datetime) -> None:
    """Answer a reminder as the resident: already paid, wrong, or more time. Each gives peace at once.

    Raises: NotFound for another's reminder; UnknownOutcome; NeedsWords when something is wrong and not said what.
    """
    with scope.estate(estate_id):
        reminder = _reminder(estate_id, reminder_id)
        tenure = actor.require_home(estate_id, reminder.home_id)
        if not tenure.has_account_on(reminder.day) or reminder.left_out_reason:
            raise NotFound
        told = _outcome(outcome, BY_RESIDENT)
        _write(reminder, told, note=note, until=rests_until(told, city_day(at), None), actor=actor, at=at)
        audit.record(
            "billing.reminder_answered",
            actor=actor,
            estate_id=estate_id,
            at=at,
            subject="billing.reminder",
            subject_id=reminder.id,
            reason=note.strip(),
            outcome=told.value,
            home=_label(estate_id, reminder.home_id),
        )


def ask_for_hardship(*, actor: Actor, estate_id: int, home_id: int, reason: str, at: datetime) -> int:
    """Tell the centre that the household is in hardship, as its resident: the ladder stops until we answer.

    Raises: NotFound; NeedsWords; MarkedAlready.
    """
    with scope.estate(estate_id):
        if actor.kind is not ActorKind.RESIDENT:
            actor.require(Right.REQUEST_WAIVER, estate_id)
        actor.require_home(estate_id, home_id)
        return _open_mark(estate_id, home_id, Mark.HARDSHIP, reason=reason, actor=actor, at=at)


def mark_home(*, actor: Actor, estate_id: int, home_id: int, kind: str, reason: str, at: datetime) -> int:
    """Mark a home at the desk: to be treated gently, or that something is disputed or hard to pay.

    Raises: NotFound; NeedsWords; MarkedAlready.
    """
    with scope.estate(estate_id):
        actor.require(Right.REQUEST_WAIVER, estate_id)
        places.home_for(actor=actor, estate_id=estate_id, home_id=home_id)
        try:
            chosen = Mark(kind)
        except ValueError:
            raise NotFound from None
        return _open_mark(estate_id, home_id, chosen, reason=reason, actor=actor, at=at)


def close_mark(*, actor: Actor, estate_id: int, mark_id: int, answer: str, at: datetime) -> None:
    """Take a mark away, with the answer that the household got; the ladder goes on where it stood.

    Raises: NotFound, also for one that is closed; NeedsAnAnswer.
    """
    with scope.estate(estate_id):
        actor.require(Right.REQUEST_WAIVER, estate_id)
        row = (
            HomeMark.objects.select_for_update().filter(estate_id=estate_id, id=mark_id, closed_at__isnull=True).first()
        )
        if row is None:
            raise NotFound
        if not answer.strip():
            raise NeedsAnAnswer
        _close(row, answer.strip(), actor=actor, at=at)


def _close(row: HomeMark, answer: str, *, actor: Actor, at: datetime) -> None:
    row.answer = answer[:200]
    row.closed_by, row.closed_by_name, row.closed_at = actor.user_id, actor.name[:60], at
    row.save(update_fields=["answer", "closed_by", "closed_by_name", "closed_at"])
    audit.record(
        "billing.home_mark_closed",
        actor=actor,
        estate_id=row.estate_id,
        at=at,
        subject="billing.home_mark",
        subject_id=row.id,
        reason=row.answer,
        kind=row.kind,
        home=_label(row.estate_id, row.home_id),
    )


def _is_of_former_owners(row: HomeMark, day: date) -> bool:
    since = select(OWNED_SINCE, {"estate_id": row.estate_id, "home_id": row.home_id, "day": day})
    return bool(since) and city_day(row.opened_at) < since[0][1]


def _open_mark(estate_id: int, home_id: int, kind: Mark, *, reason: str, actor: Actor, at: datetime) -> int:
    if not reason.strip():
        raise NeedsWords
    stands = HomeMark.objects.select_for_update().filter(
        estate_id=estate_id, home_id=home_id, kind=kind.value, closed_at__isnull=True
    )
    for row in stands:
        if not _is_of_former_owners(row, city_day(at)):
            raise MarkedAlready
        with translation.override(settings.LANGUAGE_CODE):
            answer = gettext("The home has changed hands since.")
        _close(row, answer, actor=actor, at=at)
    row = HomeMark.objects.create(
        estate_id=estate_id,
        home_id=home_id,
        kind=kind.value,
        reason=reason.strip()[:200],
        is_residents=actor.kind is ActorKind.RESIDENT,
        opened_by=actor.user_id,
        opened_by_name=actor.name[:60],
        opened_at=at,
    )
    audit.record(
        "billing.home_marked",
        actor=actor,
        estate_id=estate_id,
        at=at,
        subject="billing.home_mark",
        subject_id=row.id,
        reason=reason.strip(),
        kind=kind.value,
        home=_label(estate_id, home_id),
    )
    return int(row.id)


def _write(reminder: Reminder, outcome: Outcome, *, note: str, until: date | None, actor: Actor, at: datetime) -> None:
    ReminderOutcome.objects.create(
        estate_id=reminder.estate_id,
        reminder=reminder,
        home_id=reminder.home_id,
        outcome=outcome.value,
        rests_until=until,
        note=note.strip()[:200],
        is_residents=actor.kind is ActorKind.RESIDENT,
        actor=actor.user_id,
        actor_name=actor.name[:60],
        at=at,
    )
    if outcome is Outcome.DISPUTED:
        try:
            _open_mark(reminder.estate_id, reminder.home_id, Mark.DISPUTE, reason=note, actor=actor, at=at)
        except MarkedAlready:
            return


def _reminder(estate_id: int, reminder_id: int) -> Reminder:
    found = Reminder.objects.filter(estate_id=estate_id, id=reminder_id).first()
    if found is None:
        raise NotFound
    return found


def _outcome(text: str, choices: tuple[Outcome, ...]) -> Outcome:
    if text not in [choice.value for choice in choices]:
        raise UnknownOutcome
    return Outcome(text)


def _label(estate_id: int, home_id: int) -> str:
    return places.home_labels(estate_id=estate_id, home_ids=[home_id]).get(home_id, "")
