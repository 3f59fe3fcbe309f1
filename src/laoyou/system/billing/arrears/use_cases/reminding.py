"""The ladder at work: the calendar proposes a batch, a person releases it, and each home gets its step once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext, ngettext

from laoyou.core.calendar import Month, city_day
from laoyou.core.errors import NotFound
from laoyou.core.money import Money
from laoyou.infra import audit, messages, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.billing.arrears.errors import AlreadyReleased, NeedsAReasonToLeaveOut, NobodyDue, QuietHours
from laoyou.system.billing.arrears.models import ReminderBatch
from laoyou.system.billing.arrears.queries.ladder import Debtor, debtors, due_for
from laoyou.system.billing.arrears.queries.policy import policy_on
from laoyou.system.billing.arrears.rules.ladder import LADDER, Step, is_quiet, speaks_again
from laoyou.system.billing.arrears.rules.moves import BATCH_TRANSITIONS, BatchState
from laoyou.system.billing.arrears.use_cases.moving import begin, move
from laoyou.system.places import queries as places

_WRITE = """
INSERT INTO billing_reminder (estate_id, batch_id, home_id, step, day, amount_fen, bills, oldest_due_on, words,
                              left_out_reason, actor, actor_name, at)
SELECT %(estate_id)s, %(batch_id)s, home_id, %(step)s, %(day)s, amount_fen, bills, oldest, words, left_out, %(actor)s,
       %(actor_name)s, %(at)s
FROM unnest(%(homes)s::bigint[], %(amounts)s::bigint[], %(bills)s::int[], %(oldest)s::date[], %(words)s::text[],
            %(left_out)s::text[]) AS told (home_id, amount_fen, bills, oldest, words, left_out)
RETURNING id, home_id
"""
_TELEPHONES = """
SELECT id, telephone FROM people_person WHERE estate_id = %(estate_id)s AND id = ANY(%(persons)s) AND telephone <> ''
"""


def propose_batches(*, actor: Actor, estate_id: int, at: datetime) -> list[Step]:
    """Propose a batch for each step that somebody is due for today, unless one waits already; drop those for nobody.

    Return the steps proposed. For the calendar; safe to run twice.
    """
    with scope.estate(estate_id):
        actor.require(Right.PREPARE_BILLS, estate_id)
        day = city_day(at)
        due = {debtor.due for debtor in debtors(estate_id, day)}
        waiting = {
            batch.step: batch
            for batch in ReminderBatch.objects.select_for_update().filter(estate_id=estate_id, state="proposed")
        }
        for step, batch in waiting.items():
            if Step(step) not in due:
                _decide(batch, BatchState.DROPPED, actor=actor, at=at, reason="nobody is due any more")
        proposed = [step for step in LADDER if step in due and step.value not in waiting]
        for step in proposed:
            _propose(estate_id, step, actor=actor, at=at)
        return proposed


def release_batch(
    *, actor: Actor, estate_id: int, step: str, left_out: Mapping[int, str], at: datetime, batch_id: int | None = None
) -> int:
    """Take the step with everybody who is due for it now, but those left out with a reason; return the batch's id.

    Who has paid since the proposal is not in it. `batch_id` is the proposal that was looked at; without one the batch
    is made on the spot. Raises: NotFound; AlreadyReleased; NobodyDue; NeedsAReasonToLeaveOut; QuietHours for messages
    at night and at the noon rest.
    """
    with scope.estate(estate_id):
        actor.require(Right.ISSUE_BILLS, estate_id)
        taken = _step(step)
        day = city_day(at)
        policy = policy_on(estate_id, day).policy
        if taken is Step.MESSAGE and is_quiet(policy, at):
            raise QuietHours(again=f"{speaks_again(policy, at):%H:%M}")
        _hold(estate_id)
        batch = ReminderBatch.objects.filter(estate_id=estate_id, step=taken.value, state="proposed").first()
        if batch_id is not None and (batch is None or batch.id != batch_id):
            raise AlreadyReleased
        due = due_for(estate_id, taken, day)
        for debtor in due:
            if debtor.home_id in left_out and not left_out[debtor.home_id].strip():
                raise NeedsAReasonToLeaveOut(home=debtor.home_label)
        if not due:
            raise NobodyDue
        batch = batch or _propose(estate_id, taken, actor=actor, at=at)
        reasons = [left_out.get(debtor.home_id, "").strip()[:200] for debtor in due]
        words = _words(actor, estate_id, taken, due)
        written = _write(batch, due, words=words, reasons=reasons, actor=actor, at=at)
        told = [debtor for debtor, reason in zip(due, reasons, strict=True) if not reason]
        if taken is Step.MESSAGE:
            _send(estate_id, told, words=words, reminders=written, at=at)
        _decide(batch, BatchState.RELEASED, actor=actor, at=at)
        audit.record(
            "billing.reminders_released",
            actor=actor,
            estate_id=estate_id,
            at=at,
            subject="billing.reminder_batch",
            subject_id=batch.id,
            step=taken.value,
            homes=len(told),
            left_out=len(due) - len(told),
            amount=str(Money.total(debtor.amount for debtor in told)),
        )
        return int(batch.id)


def drop_batch(*, actor: Actor, estate_id: int, batch_id: int, reason: str, at: datetime) -> None:
    """Let a proposed batch go: nobody is told. It is proposed anew tomorrow. Raises: NotFound; AlreadyReleased."""
    with scope.estate(estate_id):
        actor.require(Right.ISSUE_BILLS, estate_id)
        batch = ReminderBatch.objects.select_for_update().filter(estate_id=estate_id, id=batch_id).first()
        if batch is None:
            raise NotFound
        if batch.state != BatchState.PROPOSED:
            raise AlreadyReleased
        _decide(batch, BatchState.DROPPED, actor=actor, at=at, reason=reason)
        audit.record(
            "billing.reminders_dropped",
            actor=actor,
            estate_id=estate_id,
            at=at,
            subject="billing.reminder_batch",
            subject_id=batch.id,
            reason=reason,
            step=batch.step,
        )


def words_of_message(*, estate: str, debtor: Debtor, telephone: str) -> str:
    """Return the words of a message, in the language of the books: what, how much, what to do; never a threat.

    Law: CIVIL-944.
    """
    with translation.override(settings.LANGUAGE_CODE):
        months = _month_words(debtor.first_month)
        if debtor.last_month != debtor.first_month:
            months = gettext("%(first)s to %(last)s") % {"first": months, "last": _month_words(debtor.last_month)}
        facts = {
            "estate": estate,
            "home": debtor.home_label,
            "amount": f"¥{debtor.amount}",
            "months": months,
            "telephone": telephone,
            "bills": debtor.bills,
        }
        opening = ngettext(
            "[%(estate)s] Good day! For %(home)s %(bills)s bill (%(months)s) of %(amount)s is still open.",
            "[%(estate)s] Good day! For %(home)s %(bills)s bills (%(months)s) of %(amount)s are still open.",
            debtor.bills,
        )
        closing = gettext(
            " If you have paid already, thank you. In Laoyou Butler you see how it was computed, can pay, ask for parts"
            " or more time, or tell us that something is wrong."
        )
        ask = gettext(" Questions: %(telephone)s") if telephone else ""
        return (opening + closing + ask) % facts


def _month_words(month: Month) -> str:
    return gettext("%(month)s/%(year)s") % {"month": month.number, "year": month.year}


def _words(actor: Actor, estate_id: int, step: Step, due: Sequence[Debtor]) -> dict[int, str]:
    """Return the words for each home; a call, a letter and a visit have none of their own."""
    if step is not Step.MESSAGE:
        return {}
    estate = places.estate_for(actor=actor, estate_id=estate_id)
    return {
        debtor.home_id: words_of_message(estate=estate.name, debtor=debtor, telephone=estate.telephone)
        for debtor in due
    }


def _write(
    batch: ReminderBatch,
    due: Sequence[Debtor],
    *,
    words: Mapping[int, str],
    reasons: Sequence[str],
    actor: Actor,
    at: datetime,
) -> dict[int, int]:
    """Write a row for each home, in one statement, and return its id by home."""
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE,
            {
                "estate_id": batch.estate_id,
                "batch_id": batch.id,
                "step": batch.step,
                "day": city_day(at),
                "actor": actor.user_id,
                "actor_name": actor.name,
                "at": at,
                "homes": [debtor.home_id for debtor in due],
                "amounts": [debtor.amount.fen for debtor in due],
                "bills": [debtor.bills for debtor in due],
                "oldest": [debtor.oldest_due_on for debtor in due],
                "words": [words.get(debtor.home_id, "") for debtor in due],
                "left_out": list(reasons),
            },
        )
        return {home_id: reminder_id for reminder_id, home_id in cursor.fetchall()}


def _send(
    estate_id: int, told: Sequence[Debtor], *, words: Mapping[int, str], reminders: Mapping[int, int], at: datetime
) -> None:
    """Queue a message to each owner's telephone; two owners with one telephone get one."""
    with connection.cursor() as cursor:
        persons = sorted({person for debtor in told for person in debtor.persons})
        cursor.execute(_TELEPHONES, {"estate_id": estate_id, "persons": persons})
        telephones = dict(cursor.fetchall())
    messages.write_all(
        estate_id=estate_id,
        letters=[
            (receiver, words[debtor.home_id], f"reminder:{reminders[debtor.home_id]}")
            for debtor in told
            for receiver in sorted({telephones[person] for person in debtor.persons if person in telephones})
        ],
        at=at,
    )


def _propose(estate_id: int, step: Step, *, actor: Actor, at: datetime) -> ReminderBatch:
    batch = ReminderBatch.objects.create(estate_id=estate_id, step=step.value, proposed_on=city_day(at), proposed_at=at)
    begin(batch, actor=actor, at=at)
    return batch


def _decide(batch: ReminderBatch, to: BatchState, *, actor: Actor, at: datetime, reason: str = "") -> None:
    batch.decided_by, batch.decided_by_name, batch.decided_at = actor.user_id, actor.name[:60], at
    move(
        batch,
        to,
        BATCH_TRANSITIONS,
        actor=actor,
        at=at,
        reason=reason,
        also=("decided_by", "decided_by_name", "decided_at"),
    )


def _hold(estate_id: int) -> None:
    """Let batches of one estate be released one after the other, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"billing.reminders:{estate_id}"])


def _step(text: str) -> Step:
    try:
        return Step(text)
    except ValueError:
        raise NotFound from None
