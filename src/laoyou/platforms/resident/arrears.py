"""What is past its day, said gently: what we wrote, an answer in two taps, paying in parts, asking for help."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from laoyou.core.errors import NotFound, Refusal
from laoyou.core.money import Money
from laoyou.platforms import access
from laoyou.platforms.resident import frame, shown_bills
from laoyou.platforms.resident.paying import CHANNEL_LAST_USED
from laoyou.platforms.resident.words import PLAN_STATES, REMINDER_ANSWERS
from laoyou.system.billing import queries as billing
from laoyou.system.billing.arrears import queries, use_cases
from laoyou.system.billing.arrears.errors import WrongParts
from laoyou.system.billing.arrears.letter_pdf import first_words as words_of_letter
from laoyou.system.billing.arrears.rules.plans import parts_of
from laoyou.system.payments import queries as payments
from laoyou.system.payments.errors import ChannelNotReady

PARTS = (2, 3, 4, 6, 12)
USUAL_PARTS = 3
FIRST_PART_IN = timedelta(days=7)
REMINDERS_SHOWN = 10


@access.resident
def arrears(request: HttpRequest) -> HttpResponse:
    """Show what is past its day at the home in hand, what we wrote, and every way on."""
    chosen = frame.chosen_home(request)
    if chosen is None:
        return frame.no_home(request)
    return _page(request, chosen)


@access.resident
@require_POST
def reply(request: HttpRequest, estate_id: int, reminder_id: int) -> HttpResponse:
    """Answer a reminder: already paid, needs time, or something is wrong."""
    actor = frame.actor_of(request)
    row = queries.reminder_for(actor=actor, estate_id=estate_id, reminder_id=reminder_id)
    try:
        use_cases.reply(
            actor=actor,
            estate_id=estate_id,
            reminder_id=reminder_id,
            outcome=request.POST.get("answer", ""),
            note=request.POST.get("note", ""),
            at=frame.at_of(request),
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(request, (estate_id, row.home_id), refusal)
    return redirect("resident:arrears")


@access.resident
@require_POST
def ask_hardship(request: HttpRequest) -> HttpResponse:
    """Tell the centre that paying is hard: nobody reminds the home until we have answered."""
    home = _home(request)
    try:
        use_cases.ask_for_hardship(
            actor=frame.actor_of(request),
            estate_id=home[0],
            home_id=home[1],
            reason=request.POST.get("reason", ""),
            at=frame.at_of(request),
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(request, home, refusal)
    return redirect("resident:arrears")


@access.resident
@require_POST
def ask_plan(request: HttpRequest) -> HttpResponse:
    """Ask to pay in parts, a month apart, the first in a week."""
    home = _home(request)
    number = request.POST.get("parts", "")
    try:
        if number not in [str(parts) for parts in PARTS]:
            raise WrongParts
        use_cases.ask_plan(
            actor=frame.actor_of(request),
            estate_id=home[0],
            home_id=home[1],
            parts=int(number),
            first_on=frame.today(request) + FIRST_PART_IN,
            reason=request.POST.get("reason", ""),
            at=frame.at_of(request),
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(request, home, refusal)
    return redirect("resident:arrears")


@access.resident
@require_POST
def withdraw_plan(request: HttpRequest, estate_id: int, plan_id: int) -> HttpResponse:
    """Take back what was asked for and is not decided."""
    use_cases.withdraw_plan(
        actor=frame.actor_of(request), estate_id=estate_id, plan_id=plan_id, at=frame.at_of(request)
    )
    return redirect("resident:arrears")


@access.resident
@require_POST
def pay_part(request: HttpRequest, estate_id: int, plan_id: int) -> HttpResponse:
    """Open an order for the next part of the plan."""
    actor = frame.actor_of(request)
    plan = queries.plan_for(actor=actor, estate_id=estate_id, plan_id=plan_id)
    channel = request.POST.get("channel", "")
    try:
        if channel not in payments.ready_channels():
            raise ChannelNotReady
        order = use_cases.start_part_payment(
            actor=actor,
            estate_id=estate_id,
            plan_id=plan_id,
            channel=channel,
            at=frame.at_of(request),
            payer_ip=request.META.get("REMOTE_ADDR", ""),
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(request, (estate_id, plan.home_id), refusal)
    request.session[CHANNEL_LAST_USED] = channel
    return redirect("resident:order", estate_id=estate_id, order_id=order.id)


def _home(request: HttpRequest) -> frame.Home:
    home = frame.home_of_key(request, request.POST.get("home", ""))
    if home is None:
        raise NotFound
    return home


def _page(request: HttpRequest, home: frame.Home, refusal: Refusal | None = None) -> HttpResponse:
    actor, today = frame.actor_of(request), frame.today(request)
    where = {"actor": actor, "estate_id": home[0], "home_id": home[1]}
    hand = frame.hand_of(request, home)
    late = [bill for bill in billing.open_bills(**where) if bill.is_late(today)]  # type: ignore[arg-type]
    whole = Money.total(bill.open for bill in late)
    plans = queries.plans_of_home(**where)  # type: ignore[arg-type]
    marks = queries.marks_of_home(**where)  # type: ignore[arg-type]
    first_on = today + FIRST_PART_IN
    ready = payments.ready_channels()
    used = request.session.get(CHANNEL_LAST_USED, "")
    context: dict[str, Any] = {
        "late": shown_bills.due_of(late, today=today),
        "plan": next((plan for plan in plans if plan.is_live), None),
        "plan_ended": next((plan for plan in plans if not plan.is_live), None),
        "plan_states": PLAN_STATES,
        "choices": [
            (number, parts[0].amount, number == USUAL_PARTS)
            for number in PARTS
            if whole.fen >= number and (parts := parts_of(whole=whole, number=number, first_on=first_on))
        ],
        "first_on": first_on,
        "questions": [mark for mark in marks if mark.closed_at is None],
        "answered": next((mark for mark in marks if mark.closed_at is not None), None),
        "is_hard": any(mark.kind == "hardship" and mark.closed_at is None for mark in marks),
        "reminders": [
            (row, row.words or words_of_letter(), REMINDER_ANSWERS.get(row.outcome, "") if row.is_residents else "")
            for row in queries.reminders_of_home(**where)[:REMINDERS_SHOWN]  # type: ignore[arg-type]
        ],
        "channels": ready,
        "channel": used if used in ready else next(iter(ready), ""),
        "trouble": access.sentence(refusal) if refusal else "",
        "reason": request.POST.get("reason", ""),
    }
    return frame.page(request, "resident/arrears.html", context, hand=hand, status=422 if refusal else 200)
