"""A step of the ladder before it is taken: who, why, with which words; its release; and the batches that were."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound, Refusal
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations.arrears import letters
from laoyou.platforms.operations.arrears.words import BATCH_STATES, OUTCOMES, RESTS, STEP_ICONS, STEPS, step_of
from laoyou.platforms.operations.forms import number_or_none, page_of
from laoyou.system.billing.arrears import queries, use_cases
from laoyou.system.billing.arrears.rules.ladder import Step, is_quiet, speaks_again
from laoyou.system.places import queries as places


@access.staff(Right.TAKE_CASH)
def step(request: access.Request, estate_id: int, step: str) -> HttpResponse:
    """Show whom the step would reach today; nothing is written by looking."""
    return _preview(request, estate_id, step_of(step))


@access.staff(Right.ISSUE_BILLS)
@require_POST
def release(request: access.Request, estate_id: int, step: str) -> HttpResponse:
    """Take the step with everybody who is ticked; who is not is left out with the reason."""
    taken = step_of(step)
    shown = {number for text in request.POST.getlist("shown") if (number := number_or_none(text))}
    ticked = {number for text in request.POST.getlist("home") if (number := number_or_none(text))}
    left_out = {home_id: request.POST.get(f"reason-{home_id}", "") for home_id in shown - ticked}
    try:
        batch_id = use_cases.release_batch(
            actor=request.actor,
            estate_id=estate_id,
            step=taken.value,
            left_out=left_out,
            batch_id=number_or_none(request.POST.get("batch", "")),
            at=request.at,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return _preview(request, estate_id, taken, refusal, left_out)
    batch, _ = queries.batch_for(actor=request.actor, estate_id=estate_id, batch_id=batch_id)
    flash.say(
        request,
        ngettext("Released to %(homes)s home.", "Released to %(homes)s homes.", batch.homes) % {"homes": batch.homes},
    )
    return redirect("operations:arrears_batch", estate_id=estate_id, batch_id=batch_id)


@access.staff(Right.ISSUE_BILLS)
@require_POST
def drop(request: access.Request, estate_id: int, batch_id: int) -> HttpResponse:
    """Let a proposed batch go."""
    use_cases.drop_batch(
        actor=request.actor,
        estate_id=estate_id,
        batch_id=batch_id,
        reason=request.POST.get("reason", ""),
        at=request.at,
    )
    return redirect("operations:arrears_batches", estate_id=estate_id)


@access.staff(Right.TAKE_CASH)
def batches(request: access.Request, estate_id: int) -> HttpResponse:
    """Show the batches, those that wait for a release first."""
    context = {
        "estate": places.estate_for(actor=request.actor, estate_id=estate_id),
        "page": queries.batches_for(actor=request.actor, estate_id=estate_id, page=page_of(request)),
        "reach": queries.reach_of_steps(actor=request.actor, estate_id=estate_id, day=city_day(request.at)),
        "steps": STEPS,
        "icons": STEP_ICONS,
        "states": BATCH_STATES,
    }
    return render(request, "operations/arrears_batches.html", context)


@access.staff(Right.TAKE_CASH)
def batch(request: access.Request, estate_id: int, batch_id: int) -> HttpResponse:
    """Show one batch: each home with what came of it, and who was left out and why."""
    found, reminders = queries.batch_for(actor=request.actor, estate_id=estate_id, batch_id=batch_id)
    context = {
        "estate": places.estate_for(actor=request.actor, estate_id=estate_id),
        "batch": found,
        "told": [row for row in reminders if not row.left_out_reason],
        "left_out": [row for row in reminders if row.left_out_reason],
        "steps": STEPS,
        "states": BATCH_STATES,
        "outcomes": OUTCOMES,
        "may_release": request.actor.may(Right.ISSUE_BILLS, estate_id),
    }
    return render(request, "operations/arrears_batch.html", context)


@access.staff(Right.TAKE_CASH)
def batch_letters(request: access.Request, estate_id: int, batch_id: int) -> HttpResponseBase:
    """Hand out all letters of a batch as one file to print."""
    _, reminders = queries.batch_for(actor=request.actor, estate_id=estate_id, batch_id=batch_id)
    chosen = [row for row in reminders if row.step == Step.LETTER and not row.left_out_reason]
    return letters.response(request, estate_id, chosen, name=f"letters-{batch_id}")


@access.staff(Right.TAKE_CASH)
def letter(request: access.Request, estate_id: int, reminder_id: int) -> HttpResponseBase:
    """Hand out one home's letter."""
    row = queries.reminder_for(actor=request.actor, estate_id=estate_id, reminder_id=reminder_id)
    if row.step != Step.LETTER or row.left_out_reason:
        raise NotFound
    return letters.response(request, estate_id, [row], name=f"letter-{reminder_id}")


def _preview(
    request: access.Request,
    estate_id: int,
    step: Step,
    refusal: Refusal | None = None,
    left_out: dict[int, str] | None = None,
) -> HttpResponse:
    actor, day = request.actor, city_day(request.at)
    estate = places.estate_for(actor=actor, estate_id=estate_id)
    found = queries.preview(actor=actor, estate_id=estate_id, step=step, day=day)
    words = ""
    if step is Step.MESSAGE and found.due:
        words = use_cases.words_of_message(estate=estate.name, debtor=found.due[0], telephone=estate.telephone)
    left = left_out or {}
    is_silent = step is Step.MESSAGE and is_quiet(found.policy, request.at)
    context = {
        "estate": estate,
        "preview": found,
        "lines": [
            (debtor, debtor.days_past_due(day), debtor.home_id not in left, left.get(debtor.home_id, ""))
            for debtor in found.due
        ],
        "after_days": found.policy.after_days[step],
        "step": step.value,
        "steps": STEPS,
        "rests": [(RESTS[rest], count) for rest, count in found.rests],
        "words": words,
        "again": is_silent,
        "quiet_words": gettext("People rest now. Messages can go out from %(again)s on.")
        % {"again": f"{speaks_again(found.policy, request.at):%H:%M}"},
        "may_release": actor.may(Right.ISSUE_BILLS, estate_id),
        "refusal": refusal,
    }
    return render(request, "operations/arrears_step.html", context, status=422 if refusal else 200)
