"""Batches, call list, visits, and what a home was told: for the desk, and a home's own for its resident."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound
from laoyou.core.money import Money
from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.core.tenures import Tenure
from laoyou.infra.actor import Actor, ActorKind
from laoyou.system.billing.arrears.models import HomeMark, ReminderBatch
from laoyou.system.billing.arrears.queries.ladder import Debtor, debtors
from laoyou.system.billing.arrears.queries.policy import policy_on
from laoyou.system.billing.arrears.rules.ladder import LADDER, STILL_TO_DO, Policy, Rest, Step
from laoyou.system.billing.arrears.rules.moves import Mark
from laoyou.system.billing.queries.rows import require_reader, select
from laoyou.system.people.rules.masking import masked_name, masked_telephone

REMEMBERED = 200

_ROWS = """
SELECT reminder.id, reminder.batch_id, reminder.home_id, home.label, reminder.step, reminder.day, reminder.amount_fen,
       reminder.bills, reminder.oldest_due_on, reminder.words, reminder.left_out_reason, reminder.actor_name,
       reminder.at, answer.outcome, answer.rests_until, answer.note, answer.actor_name, answer.at, answer.is_residents,
       coalesce(answer.tries, 0)
FROM billing_reminder reminder
JOIN places_home home ON home.estate_id = reminder.estate_id AND home.id = reminder.home_id
LEFT JOIN LATERAL (
  SELECT outcome, rests_until, note, actor_name, at, is_residents, count(*) OVER () AS tries
  FROM billing_reminder_outcome told WHERE told.estate_id = reminder.estate_id AND told.reminder_id = reminder.id
  ORDER BY told.id DESC LIMIT 1) answer ON true
WHERE reminder.estate_id = %(estate_id)s
"""
_BATCHES = """
SELECT batch.id, batch.step, batch.state, batch.proposed_on, batch.decided_by_name, batch.decided_at,
       count(reminder.id) FILTER (WHERE reminder.left_out_reason = ''),
       count(reminder.id) FILTER (WHERE reminder.left_out_reason <> ''),
       coalesce(sum(reminder.amount_fen) FILTER (WHERE reminder.left_out_reason = ''), 0)
FROM billing_reminder_batch batch
LEFT JOIN billing_reminder reminder ON reminder.estate_id = batch.estate_id AND reminder.batch_id = batch.id
WHERE batch.estate_id = %(estate_id)s AND (%(batch_id)s::bigint IS NULL OR batch.id = %(batch_id)s)
GROUP BY batch.id ORDER BY batch.state <> 'proposed', batch.proposed_at DESC, batch.id DESC
LIMIT %(size)s OFFSET %(start)s
"""
_PERSONS = """
SELECT id, name, telephone FROM people_person WHERE estate_id = %(estate_id)s AND id = ANY(%(persons)s)
"""


@dataclass(frozen=True, slots=True)
class BatchView:
    """A batch: how many homes were told, how many left out, and the sum they were told of."""

    id: int
    step: str
    state: str
    proposed_on: date
    decided_by_name: str
    decided_at: datetime | None
    homes: int
    left_out: int
    amount: Money


@dataclass(frozen=True, slots=True)
class Reach:
    """How many homes a step would reach, and what they owe past due."""

    homes: int
    amount: Money


@dataclass(frozen=True, slots=True)
class Preview:
    """Whom a step would reach today, and how many homes are left in peace, by the reason."""

    step: Step
    due: tuple[Debtor, ...]
    amount: Money
    rests: tuple[tuple[Rest, int], ...]
    policy: Policy
    batch_id: int | None


@dataclass(frozen=True, slots=True)
class ReminderView:
    """One step for one home with the last answer to it. `tries` counts the answers."""

    id: int
    batch_id: int
    home_id: int
    home_label: str
    step: str
    day: date
    amount: Money
    bills: int
    oldest_due_on: date
    words: str
    left_out_reason: str
    actor_name: str
    at: datetime
    outcome: str
    rests_until: date | None
    note: str
    answered_by: str
    answered_at: datetime | None
    is_residents: bool
    tries: int


@dataclass(frozen=True, slots=True)
class Somebody:
    """An owner to ask for, masked."""

    person_id: int
    name: str
    telephone: str


@dataclass(frozen=True, slots=True)
class Task:
    """A call or a visit still to be made: the reminder, what is open now, and whom to ask for."""

    reminder: ReminderView
    amount: Money
    bills: int
    owners: tuple[Somebody, ...]


@dataclass(frozen=True, slots=True)
class MarkView:
    id: int
    home_id: int
    kind: str
    reason: str
    is_residents: bool
    opened_by_name: str
    opened_at: datetime
    answer: str
    closed_by_name: str
    closed_at: datetime | None


def preview(*, actor: Actor, estate_id: int, step: Step, day: date) -> Preview:
    """Return whom this step would reach on the day, worked out now: who has paid meanwhile is not in it."""
    require_reader(actor, estate_id)
    every = debtors(estate_id, day)
    due = tuple(debtor for debtor in every if debtor.due is step)
    counted: dict[Rest, int] = {}
    for debtor in every:
        if isinstance(debtor.due, Rest):
            counted[debtor.due] = counted.get(debtor.due, 0) + 1
    batch = ReminderBatch.objects.filter(estate_id=estate_id, step=step.value, state="proposed").first()
    return Preview(
        step=step,
        due=due,
        amount=Money.total(debtor.amount for debtor in due),
        rests=tuple(sorted(counted.items())),
        policy=policy_on(estate_id, day).policy,
        batch_id=batch.id if batch else None,
    )


def reach_of_steps(*, actor: Actor, estate_id: int, day: date) -> dict[str, Reach]:
    """Return whom each step of the ladder would reach if it were taken on the day."""
    require_reader(actor, estate_id)
    every = debtors(estate_id, day)
    due = {step: [debtor for debtor in every if debtor.due is step] for step in LADDER}
    return {step.value: Reach(len(those), Money.total(each.amount for each in those)) for step, those in due.items()}


def due_counts(*, actor: Actor, estate_id: int, day: date) -> dict[Step, int]:
    """Return how many homes are due for each step on the day."""
    require_reader(actor, estate_id)
    every = debtors(estate_id, day)
    return {step: sum(debtor.due is step for debtor in every) for step in LADDER}


def batches_for(*, actor: Actor, estate_id: int, page: int = 1, size: int = ROWS_PER_PAGE) -> Page[BatchView]:
    """Return one page of the estate's batches, those that wait for a person first."""
    require_reader(actor, estate_id)
    values = {"estate_id": estate_id, "batch_id": None, "size": size, "start": offset_of(page, size)}
    total = ReminderBatch.objects.filter(estate_id=estate_id).count()
    return Page(rows=[_batch(row) for row in select(_BATCHES, values)], number=page, size=size, total=total)


def batch_for(*, actor: Actor, estate_id: int, batch_id: int) -> tuple[BatchView, list[ReminderView]]:
    """Return a batch with its reminders in the order of homes. Raises: NotFound."""
    require_reader(actor, estate_id)
    rows = select(_BATCHES, {"estate_id": estate_id, "batch_id": batch_id, "size": 1, "start": 0})
    if not rows:
        raise NotFound
    return _batch(rows[0]), _reminders(
        "AND reminder.batch_id = %(batch_id)s ORDER BY home.sort_key", estate_id, batch_id=batch_id
    )


def tasks(*, actor: Actor, estate_id: int, step: Step, day: date) -> list[Task]:
    """Return the calls, or the visits, that are still to be made: who paid, promised or disputes is not among them.

    The oldest first. Right: whoever takes money at the desk.
    """
    require_reader(actor, estate_id)
    still = {debtor.home_id: debtor for debtor in debtors(estate_id, day) if not _is_left_alone(debtor, day)}
    rows = _reminders(
        "AND reminder.step = %(step)s AND reminder.left_out_reason = '' AND reminder.home_id = ANY(%(homes)s)"
        " AND (answer.outcome IS NULL OR answer.outcome = ANY(%(open)s)) ORDER BY reminder.day, home.sort_key",
        estate_id,
        step=step.value,
        homes=sorted(still),
        open=[outcome.value for outcome in STILL_TO_DO],
    )
    newest = {row.home_id: row for row in rows}
    owners = _masked(estate_id, {person for home_id in newest for person in still[home_id].persons})
    return [
        Task(
            reminder=row,
            amount=still[row.home_id].amount,
            bills=still[row.home_id].bills,
            owners=tuple(owners[person] for person in still[row.home_id].persons if person in owners),
        )
        for row in newest.values()
        if row.day > still[row.home_id].oldest_due_on
    ]


def reminder_for(*, actor: Actor, estate_id: int, reminder_id: int) -> ReminderView:
    """Return one reminder. Raises: NotFound, also for another's home."""
    rows = _reminders("AND reminder.id = %(reminder_id)s", estate_id, reminder_id=reminder_id)
    if not rows:
        raise NotFound
    if actor.kind is not ActorKind.RESIDENT:
        require_reader(actor, estate_id)
    elif not _reached(rows[0], actor.require_home(estate_id, rows[0].home_id)):
        raise NotFound
    return rows[0]


def reminders_of_home(*, actor: Actor, estate_id: int, home_id: int) -> list[ReminderView]:
    """Return what the home was told, the newest first. An owner's household sees what reached it in its own days.

    A tenant sees nothing: reminders name the owner's debts. Raises: NotFound.
    """
    tenure = require_reader(actor, estate_id, home_id)
    rows = _reminders(
        "AND reminder.home_id = %(home_id)s ORDER BY reminder.day DESC, reminder.id DESC LIMIT %(size)s",
        estate_id,
        home_id=home_id,
        size=REMEMBERED,
    )
    if actor.kind is not ActorKind.RESIDENT:
        return rows
    return [row for row in rows if _reached(row, tenure)]


def marks_of_home(*, actor: Actor, estate_id: int, home_id: int) -> list[MarkView]:
    """Return the home's marks, the open ones first. Raises: NotFound.

    They speak of illness and need: a resident reads their own ones and those of the household's own days, a tenant only
    their own. That somebody is treated gently is the desk's note.
    """
    tenure = require_reader(actor, estate_id, home_id)
    rows = HomeMark.objects.filter(estate_id=estate_id, home_id=home_id).order_by("-id")
    if actor.kind is ActorKind.RESIDENT:
        rows = rows.exclude(kind=Mark.GENTLE.value)
        views = [
            _mark(row)
            for row in rows
            if row.opened_by == actor.user_id or tenure.has_account_on(city_day(row.opened_at))
        ]
    else:
        views = [_mark(row) for row in rows]
    return sorted(views, key=lambda view: view.closed_at is not None)


def open_marks(*, actor: Actor, estate_id: int, kinds: Sequence[str] = ("dispute", "hardship")) -> list[MarkView]:
    """Return what waits for an answer of ours, the oldest first."""
    require_reader(actor, estate_id)
    rows = HomeMark.objects.filter(estate_id=estate_id, kind__in=kinds, closed_at__isnull=True).order_by("id")
    return [_mark(row) for row in rows]


def debtor_of_home(*, actor: Actor, estate_id: int, home_id: int, day: date) -> Debtor | None:
    """Return where the home stands on the ladder, none when nothing of its owners is overdue; for the desk."""
    require_reader(actor, estate_id)
    return next(iter(debtors(estate_id, day, home_id=home_id)), None)


def _masked(estate_id: int, persons: set[int]) -> dict[int, Somebody]:
    rows = select(_PERSONS, {"estate_id": estate_id, "persons": sorted(persons)})
    return {row[0]: Somebody(row[0], masked_name(row[1]), masked_telephone(row[2])) for row in rows}


def _is_left_alone(debtor: Debtor, day: date) -> bool:
    home = debtor.situation
    return home.is_disputed or home.is_hardship or (home.rests_until is not None and day <= home.rests_until)


def _reached(row: ReminderView, tenure: Tenure) -> bool:
    is_written = row.step in (Step.MESSAGE, Step.LETTER)
    return is_written and not row.left_out_reason and tenure.has_account_on(row.day)


def _reminders(where: str, estate_id: int, **values: Any) -> list[ReminderView]:
    return [_reminder(row) for row in select(f"{_ROWS} {where}", {"estate_id": estate_id, **values})]


def _reminder(row: Sequence[Any]) -> ReminderView:
    values = list(row)
    values[6] = Money(int(row[6]))
    values[13], values[15], values[16] = row[13] or "", row[15] or "", row[16] or ""
    values[18] = bool(row[18])
    return ReminderView(*values)


def _batch(row: Sequence[Any]) -> BatchView:
    return BatchView(*[*row[:8], Money(int(row[8]))])


def _mark(row: HomeMark) -> MarkView:
    return MarkView(
        id=row.id,
        home_id=row.home_id,
        kind=row.kind,
        reason=row.reason,
        is_residents=row.is_residents,
        opened_by_name=row.opened_by_name,
        opened_at=row.opened_at,
        answer=row.answer,
        closed_by_name=row.closed_by_name,
        closed_at=row.closed_at,
    )
