"""The lists of arrears as files: plans, write-offs, batches and their lines, calls and visits, whom a step would reach.

They name homes, never people who live in them.
"""

from __future__ import annotations

from django.http import HttpResponseBase
from django.utils.translation import gettext, pgettext

from laoyou.core.calendar import city_day
from laoyou.core.money import Money
from laoyou.infra import exports
from laoyou.infra.actor import Right
from laoyou.infra.exports import Column, Kind
from laoyou.platforms import access
from laoyou.platforms.operations.arrears.words import (
    BATCH_STATES,
    OUTCOMES,
    PLAN_STATES,
    STEPS,
    WRITE_OFF_STATES,
    step_of,
)
from laoyou.system.billing.arrears import queries
from laoyou.system.billing.arrears.rules.ladder import Step
from laoyou.system.places import queries as places


@access.staff(Right.TAKE_CASH)
def plans_export(request: access.Request, estate_id: int) -> HttpResponseBase:
    """Hand out the plans as they are filtered."""
    page = queries.plans_for(
        actor=request.actor, estate_id=estate_id, state=request.GET.get("state", ""), size=exports.READ_AT_MOST
    )
    return exports.response(
        file_name=_name(request, estate_id, gettext("Plans in parts")),
        title=gettext("Plans in parts"),
        columns=[
            Column(gettext("Home"), width=20),
            Column(gettext("In all"), Kind.MONEY),
            Column(gettext("Came in"), Kind.MONEY),
            Column(gettext("Parts"), Kind.NUMBER),
            Column(gettext("First part on"), Kind.DAY),
            Column(gettext("Last part on"), Kind.DAY),
            Column(gettext("Next part"), Kind.MONEY),
            Column(gettext("Next part on"), Kind.DAY),
            *_columns_of_decision(),
        ],
        rows=(
            (
                *(plan.home_label, plan.total, plan.came_in, len(plan.parts)),
                *(plan.parts[0].part.due_on, plan.parts[-1].part.due_on),
                *((part.open, part.part.due_on) if (part := plan.next_part) else (None, None)),
                *(plan.reason, PLAN_STATES[plan.state]),
                *(gettext("the household") if plan.is_residents else plan.asked_by_name, plan.asked_at),
                *(plan.decided_by_name, plan.decided_at, plan.note),
            )
            for plan in page.rows
        ),
    )


@access.staff(Right.TAKE_CASH)
def write_offs_export(request: access.Request, estate_id: int) -> HttpResponseBase:
    """Hand out every write-off."""
    page = queries.write_offs_for(actor=request.actor, estate_id=estate_id, size=exports.READ_AT_MOST)
    return exports.response(
        file_name=_name(request, estate_id, gettext("Write-offs")),
        title=gettext("Write-offs"),
        columns=[Column(gettext("Home"), width=20), Column(gettext("Amount"), Kind.MONEY), *_columns_of_decision()],
        rows=(
            (
                *(row.home_label, row.amount, row.reason, WRITE_OFF_STATES[row.state]),
                *(row.asked_by_name, row.asked_at, row.decided_by_name, row.decided_at, row.note),
            )
            for row in page.rows
        ),
    )


@access.staff(Right.TAKE_CASH)
def batches_export(request: access.Request, estate_id: int) -> HttpResponseBase:
    """Hand out the batches; for one that is not released yet, whom it would reach now."""
    actor = request.actor
    page = queries.batches_for(actor=actor, estate_id=estate_id, size=exports.READ_AT_MOST)
    reach = queries.reach_of_steps(actor=actor, estate_id=estate_id, day=city_day(request.at))
    return exports.response(
        file_name=_name(request, estate_id, gettext("Batches of reminders")),
        title=gettext("Batches of reminders"),
        columns=[
            Column(gettext("Step"), width=10),
            Column(gettext("Proposed on"), Kind.DAY),
            Column(gettext("State"), width=16),
            Column(gettext("Homes"), Kind.NUMBER),
            Column(gettext("Left out"), Kind.NUMBER),
            Column(gettext("Overdue"), Kind.MONEY),
            Column(gettext("Decided by"), width=12),
            Column(gettext("Decided at"), Kind.MOMENT),
        ],
        rows=(
            (
                *(STEPS[batch.step], batch.proposed_on, BATCH_STATES[batch.state]),
                *_reached(batch, reach),
                *(batch.decided_by_name, batch.decided_at),
            )
            for batch in page.rows
        ),
    )


def _reached(batch: queries.BatchView, reach: dict[str, queries.Reach]) -> tuple[int, int | None, Money]:
    if batch.state == "proposed":
        return reach[batch.step].homes, None, reach[batch.step].amount
    return batch.homes, batch.left_out, batch.amount


@access.staff(Right.TAKE_CASH)
def batch_export(request: access.Request, estate_id: int, batch_id: int) -> HttpResponseBase:
    """Hand out a batch: each home with what came of it, and who was left out and why."""
    batch, reminders = queries.batch_for(actor=request.actor, estate_id=estate_id, batch_id=batch_id)
    title = f"{STEPS[batch.step]} {batch.proposed_on.isoformat()}"
    return exports.response(
        file_name=_name(request, estate_id, title),
        title=title,
        columns=[
            Column(gettext("Home"), width=20),
            Column(gettext("Overdue then"), Kind.MONEY),
            Column(gettext("Bills"), Kind.NUMBER),
            Column(gettext("Oldest due on"), Kind.DAY),
            *_columns_of_outcome(),
            Column(gettext("Left out because"), width=30),
        ],
        rows=(
            (row.home_label, row.amount, row.bills, row.oldest_due_on, *_outcome(row), row.left_out_reason)
            for row in reminders
        ),
    )


@access.staff(Right.TAKE_CASH)
def tasks_export(request: access.Request, estate_id: int, step: str) -> HttpResponseBase:
    """Hand out the calls, or the visits, still to be made."""
    day, wanted = city_day(request.at), step_of(step, among=(Step.CALL, Step.VISIT))
    listed = queries.tasks(actor=request.actor, estate_id=estate_id, step=wanted, day=day)
    title = gettext("Call list") if wanted is Step.CALL else gettext("Visits to make")
    return exports.response(
        file_name=_name(request, estate_id, title),
        title=title,
        columns=[
            Column(gettext("Home"), width=20),
            Column(gettext("Overdue"), Kind.MONEY),
            Column(gettext("Bills"), Kind.NUMBER),
            Column(gettext("Oldest due on"), Kind.DAY),
            Column(gettext("On the list since"), Kind.DAY),
            Column(gettext("Tries"), Kind.NUMBER),
            *_columns_of_outcome(),
        ],
        rows=(
            (
                *(task.reminder.home_label, task.amount, task.bills, task.reminder.oldest_due_on),
                *(task.reminder.day, task.reminder.tries, *_outcome(task.reminder)),
            )
            for task in listed
        ),
    )


@access.staff(Right.TAKE_CASH)
def step_export(request: access.Request, estate_id: int, step: str) -> HttpResponseBase:
    """Hand out whom a step would reach today."""
    day, wanted = city_day(request.at), step_of(step)
    found = queries.preview(actor=request.actor, estate_id=estate_id, step=wanted, day=day)
    title = f"{STEPS[wanted.value]} {day.isoformat()}"
    return exports.response(
        file_name=_name(request, estate_id, title),
        title=title,
        columns=[
            Column(gettext("Home"), width=20),
            Column(gettext("Overdue"), Kind.MONEY),
            Column(gettext("Bills"), Kind.NUMBER),
            Column(gettext("Oldest due on"), Kind.DAY),
            Column(gettext("Days past due"), Kind.NUMBER),
        ],
        rows=(
            (debtor.home_label, debtor.amount, debtor.bills, debtor.oldest_due_on, debtor.days_past_due(day))
            for debtor in found.due
        ),
    )


def _name(request: access.Request, estate_id: int, title: str) -> str:
    return f"{places.estate_for(actor=request.actor, estate_id=estate_id).name} {title} {city_day(request.at)}"


def _columns_of_decision() -> list[Column]:
    return [
        Column(gettext("Reason"), width=40),
        Column(gettext("State"), width=16),
        Column(gettext("Asked by"), width=12),
        Column(gettext("Asked at"), Kind.MOMENT),
        Column(gettext("Decided by"), width=12),
        Column(gettext("Decided at"), Kind.MOMENT),
        Column(gettext("Reason of the decision"), width=30),
    ]


def _columns_of_outcome() -> list[Column]:
    return [
        Column(gettext("What came of it"), width=16),
        Column(pgettext("an answer", "By"), width=12),
        Column(gettext("When"), Kind.MOMENT),
        Column(gettext("Rests until"), Kind.DAY),
        Column(gettext("Note"), width=30),
    ]


def _outcome(row: queries.ReminderView) -> tuple[object, ...]:
    said = OUTCOMES.get(row.outcome, row.outcome)
    return said, row.answered_by, row.answered_at, row.rests_until, row.note
