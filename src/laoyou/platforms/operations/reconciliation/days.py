"""Days of the channels: the list with their state, one day in its three columns, its differences, its closing."""

from __future__ import annotations

from typing import BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from laoyou.core.errors import Refusal
from laoyou.infra import exports, scope, work
from laoyou.infra.actor import Right
from laoyou.infra.exports import Column as SheetColumn
from laoyou.infra.exports import Kind
from laoyou.platforms import access, flash
from laoyou.platforms.operations.forms import errors_of, page_of
from laoyou.platforms.operations.reconciliation import words
from laoyou.system.payments.reconciliation import queries, use_cases
from laoyou.system.payments.reconciliation.errors import NotATerminalFile
from laoyou.system.payments.reconciliation.rules.states import DayState
from laoyou.system.payments.reconciliation.rules.terminals import COLUMN_NAMES, Column
from laoyou.system.places import queries as places


@access.staff(Right.RECONCILE)
def days(request: access.Request) -> HttpResponse:
    """List the days, each with what is still open."""
    return _days_page(request)


def _days_page(request: access.Request, refusal: Refusal | None = None) -> HttpResponse:
    actor = request.actor
    chosen = words.days_wanted(request.GET)
    page = queries.days_for(actor=actor, **chosen, page=page_of(request))
    context = {
        "page": page,
        "chosen": chosen,
        "is_narrowed": any(chosen.values()),
        "channels": [("", gettext("all")), *words.CHANNELS.items()],
        "states": [("", gettext("all")), ("different", gettext("With differences")), *words.STATES.items()],
        "names": {"channels": words.CHANNELS, "states": words.STATES},
        "can_close": sum(day.can_close for day in page.rows),
        "open_lines": queries.open_bank_lines(actor=actor),
        "refusal": refusal,
        "titles": _titles(request),
    }
    return render(request, "operations/reconciliation_days.html", context, status=409 if refusal else 200)


@access.staff(Right.RECONCILE)
@require_POST
def close_equal(request: access.Request) -> HttpResponse:
    """Close every day that is equal."""
    ends = use_cases.close_equal_days(actor=request.actor, at=request.at)
    text = ngettext("%(number)s day was closed.", "%(number)s days were closed.", ends.closed) % {"number": ends.closed}
    if ends.settling:
        begun = ngettext("%(number)s more is being closed.", "%(number)s more are being closed.", ends.settling)
        text = f"{text} {begun % {'number': ends.settling}}"
    flash.say(request, text)
    return redirect("operations:reconciliation")


@access.staff(Right.RECONCILE)
@require_POST
def take_terminal_file(request: access.Request) -> HttpResponse:
    """Take the acquirer's file of card terminals in."""
    given = request.FILES.get("file")
    try:
        with scope.estate(0):  # a file that can't be read leaves no trace
            if not isinstance(given, UploadedFile):
                raise NotATerminalFile
            taken = use_cases.take_terminal_file(
                actor=request.actor,
                name=given.name or "",
                content=cast(BinaryIO, given.file),
                at=request.at,
                titles={name: request.POST.get(f"title-{name}", "") for name in Column},
            )
    except Refusal as refusal:
        return _days_page(request, refusal)
    for each in taken:
        use_cases.compare_day(channel="pos", day=each, at=request.at)
    text = ngettext("%(number)s day of card terminals.", "%(number)s days of card terminals.", len(taken))
    flash.say(request, text % {"number": len(taken)})
    return redirect(f"{reverse('operations:reconciliation')}?channel=pos")


def _titles(request: access.Request) -> list[tuple[str, str, str]]:
    """Return each column of a terminal file, its words, and how the acquirer calls it: as typed, or the last time."""
    before = queries.terminal_titles(actor=request.actor)
    return [
        (f"title-{name.value}", gettext(words), request.POST.get(f"title-{name.value}", before.get(name.value, "")))
        for name, words in COLUMN_NAMES.items()
    ]


@access.staff(Right.RECONCILE)
def day(request: access.Request, day_id: int) -> HttpResponse:
    """Show one day: ours, the channel's, the bank's, and what differs."""
    return _day_page(request, day_id)


def _day_page(
    request: access.Request, day_id: int, refusal: Refusal | None = None, difference_id: int = 0
) -> HttpResponse:
    actor = request.actor
    shown = queries.day_for(actor=actor, day_id=day_id)
    names = {estate.id: estate.name for estate in places.estates_for(actor=actor)}
    shares = queries.shares_of(actor=actor, day_id=day_id)
    context = {
        "day": shown,
        "progress": work.find(estate_id=0, work_id=shown.work_id) if shown.work_id else None,
        "differences": queries.differences_of(actor=actor, day_id=day_id),
        "payouts": queries.payouts_of(actor=actor, day_id=day_id),
        "shares": [(_estate_name(names, share.estate_id), share) for share in shares],
        "meanings": words.meanings_of_differences(),
        "names": {
            "channels": words.CHANNELS,
            "states": words.STATES,
            "differences": words.DIFFERENCES,
            "kinds": words.KINDS,
            "meanings": {code: text for code, text in words.meanings_of_differences() if code},
        },
        "errors": errors_of(refusal),
        "asked": difference_id,
        "typed": {"meaning": request.POST.get("meaning", ""), "reason": request.POST.get("reason", "")},
    }
    return render(request, "operations/reconciliation_day.html", context, status=409 if refusal else 200)


def _estate_name(names: dict[int, str], estate_id: int) -> str:
    if estate_id == 0:
        return gettext("No order of ours")
    return names.get(estate_id, gettext("An estate that you don't look after"))


@access.staff(Right.RECONCILE)
def day_export(request: access.Request, day_id: int) -> HttpResponseBase:
    """Hand out the channel's lines of a day."""
    shown = queries.day_for(actor=request.actor, day_id=day_id)
    rows = queries.bill_lines_to_export(actor=request.actor, day_id=day_id)
    title = f"{words.CHANNELS[shown.channel]} {shown.day.isoformat()}"
    return exports.response(
        file_name=title,
        title=title,
        columns=[
            SheetColumn(gettext("Moment"), Kind.MOMENT),
            SheetColumn(gettext("Kind")),
            SheetColumn(gettext("Transaction"), width=34),
            SheetColumn(gettext("Order number"), width=28),
            SheetColumn(gettext("Amount"), Kind.MONEY),
            SheetColumn(gettext("Fee"), Kind.MONEY),
        ],
        rows=((at, words.KINDS.get(kind, kind), *rest) for at, kind, *rest in rows),
    )


@access.staff(Right.RECONCILE)
@require_POST
def explain(request: access.Request, day_id: int, difference_id: int) -> HttpResponse:
    """Say what a difference is."""
    try:
        use_cases.explain_difference(
            actor=request.actor,
            difference_id=difference_id,
            meaning=request.POST.get("meaning", ""),
            reason=request.POST.get("reason", ""),
            at=request.at,
        )
    except Refusal as refusal:
        return _day_page(request, day_id, refusal, difference_id)
    flash.say(request, gettext("Written down."))
    return redirect("operations:reconciliation_day", day_id=day_id)


@access.staff(Right.RECONCILE)
@require_POST
def close(request: access.Request, day_id: int) -> HttpResponse:
    """Close the day."""
    try:
        state = use_cases.close_day(actor=request.actor, day_id=day_id, at=request.at)
    except Refusal as refusal:
        return _day_page(request, day_id, refusal)
    if state is DayState.CLOSED:
        flash.say(request, gettext("The day is closed."))
    else:
        flash.say(request, gettext("What only the channel had is being entered; then the day closes."))
    return redirect("operations:reconciliation_day", day_id=day_id)
