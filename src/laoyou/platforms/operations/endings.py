"""What goes back when a mandate ends: worked out, asked for, approved, worked off, paid out at the desk."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound, Refusal
from laoyou.infra import exports, work
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations import deciding
from laoyou.platforms.operations.billing.words import WAYS_BACK
from laoyou.platforms.operations.forms import NotADay, day_of, errors_of, page_of
from laoyou.platforms.operations.words import Words
from laoyou.system.billing.endings import queries, use_cases
from laoyou.system.billing.endings.rules.books import WAYS
from laoyou.system.billing.endings.rules.states import HomeState
from laoyou.system.mandates import queries as mandates
from laoyou.system.places import queries as places

HOME_STATES: Words = {
    HomeState.WAITING: gettext_lazy("Not settled yet"),
    HomeState.DONE: gettext_lazy("Settled"),
    HomeState.FAILED: gettext_lazy("Failed"),
}
SHOWN: Words = {
    "": gettext_lazy("All homes"),
    "failed": gettext_lazy("Failed"),
    "desk": gettext_lazy("Waits at the desk"),
    "kept": gettext_lazy("Left for the next company"),
}


@access.staff(Right.SETTLE_ENDING)
def endings(request: access.Request) -> HttpResponse:
    """Show the mandates that end, or have ended, and how giving back stands in each."""
    context = {
        "rows": queries.mandates_to_settle(actor=request.actor, at=request.at),
        "names": deciding.STATES,
        "today": city_day(request.at),
    }
    return render(request, "operations/endings.html", context)


@access.staff(Right.SETTLE_ENDING)
def ending_new(request: access.Request, estate_id: int, mandate_id: int) -> HttpResponse:
    """Show what would go back, home by home, and ask a second person for it."""
    typed = request.POST if request.method == "POST" else request.GET
    mandate = mandates.mandate_for(actor=request.actor, estate_id=estate_id, mandate_id=mandate_id)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            ending_id = use_cases.ask_ending(
                actor=request.actor,
                estate_id=estate_id,
                mandate_id=mandate_id,
                ends_before=_ends_before(typed.get("last_day", ""), mandate.last_day),
                with_deposits=bool(typed.get("deposits")),
                reason=typed.get("reason", ""),
                at=request.at,
            )
        except NotFound:
            raise
        except Refusal as refused:
            refusal = refused
        else:
            flash.say(request, gettext("A second person has to approve it. Nothing moves before."))
            return redirect("operations:ending", estate_id=estate_id, ending_id=ending_id)
    preview = None
    with_deposits = bool(typed.get("deposits")) or "last_day" not in typed
    try:
        preview = queries.preview_ending(
            actor=request.actor,
            estate_id=estate_id,
            mandate_id=mandate_id,
            ends_before=_ends_before(typed.get("last_day", ""), mandate.last_day),
            with_deposits=with_deposits,
            at=request.at,
            page=page_of(request),
        )
    except NotFound:
        raise
    except Refusal as refused:
        refusal = refusal or refused
    last_day = preview.last_day.isoformat() if preview else typed.get("last_day", "")
    context = {
        "estate": places.estate_in_directory(actor=request.actor, estate_id=estate_id),
        "mandate": mandate,
        "preview": preview,
        "last_day": last_day,
        "with_deposits": with_deposits,
        "question": urlencode({"last_day": last_day, "deposits": "1" if with_deposits else ""}),
        "reason": typed.get("reason", ""),
        "errors": errors_of(refusal),
    }
    return render(request, "operations/ending_new.html", context, status=409 if refusal else 200)


@access.staff(Right.SETTLE_ENDING)
def ending_new_export(request: access.Request, estate_id: int, mandate_id: int) -> HttpResponseBase:
    """Hand out what would go back, home by home."""
    actor = request.actor
    mandate = mandates.mandate_for(actor=actor, estate_id=estate_id, mandate_id=mandate_id)
    preview = queries.preview_ending(
        actor=actor,
        estate_id=estate_id,
        mandate_id=mandate_id,
        ends_before=_ends_before(request.GET.get("last_day", ""), mandate.last_day),
        with_deposits=bool(request.GET.get("deposits")),
        at=request.at,
        size=exports.ROWS_OF_A_SHEET,
    )
    kind = exports.Kind
    title = gettext("Giving back at the end")
    estate = places.estate_in_directory(actor=actor, estate_id=estate_id)
    return exports.response(
        file_name=f"{estate.name} {title} {preview.last_day.isoformat()}",
        title=title,
        columns=[
            exports.Column(gettext("Home"), width=20),
            exports.Column(gettext("Taken off bills"), kind.MONEY),
            exports.Column(gettext("Pays open bills"), kind.MONEY),
            exports.Column(gettext("Deposits"), kind.MONEY),
            exports.Column(gettext("By the channel"), kind.MONEY),
            exports.Column(gettext("At the desk"), kind.MONEY),
            exports.Column(gettext("Of former owners"), kind.MONEY),
            exports.Column(gettext("Goes back"), kind.MONEY),
        ],
        rows=(
            (
                *(row.home_label, row.notes, row.set_off, row.deposits, row.by_channel, row.at_the_desk),
                *(row.of_former_owners, row.back),
            )
            for row in preview.page.rows
        ),
    )


@access.staff(Right.SETTLE_ENDING)
def ending(request: access.Request, estate_id: int, ending_id: int) -> HttpResponse:
    """Show one list: how it stands, where each home's money went, what waits at the desk."""
    return _page(request, estate_id, ending_id)


@access.staff(Right.SETTLE_ENDING)
def ending_progress(request: access.Request, estate_id: int, ending_id: int) -> HttpResponse:
    """Return the bar of the work, also to who settles when the mandate is over; ended, the page is loaded anew."""
    found = queries.ending_for(actor=request.actor, estate_id=estate_id, ending_id=ending_id)
    if not found.work_id:
        raise NotFound
    shown = work.find(estate_id=estate_id, work_id=found.work_id)
    address = reverse("operations:ending_progress", args=[estate_id, ending_id])
    response = render(request, "operations/parts/work.html", {"work": shown, "progress_url": address})
    if shown.state in ("done", "failed") and request.headers.get("HX-Request"):
        response.headers["HX-Refresh"] = "true"
    return response


@access.staff(Right.SETTLE_ENDING)
def ending_export(request: access.Request, estate_id: int, ending_id: int) -> HttpResponseBase:
    """Hand out the list as it is shown."""
    actor, shown = request.actor, request.GET.get("shown", "")
    estate = places.estate_in_directory(actor=actor, estate_id=estate_id)
    found = queries.ending_for(actor=actor, estate_id=estate_id, ending_id=ending_id)
    page = queries.homes_of_ending(
        actor=actor, estate_id=estate_id, ending_id=ending_id, shown=shown, size=exports.ROWS_OF_A_SHEET
    )
    kind = exports.Kind
    title = gettext("Giving back at the end")
    return exports.response(
        file_name=f"{estate.name} {title} {found.last_day.isoformat()}",
        title=title,
        columns=[
            exports.Column(gettext("Home"), width=20),
            exports.Column(gettext("State"), width=12),
            exports.Column(gettext("Taken off bills"), kind.MONEY),
            exports.Column(gettext("Pays open bills"), kind.MONEY),
            exports.Column(gettext("Deposits"), kind.MONEY),
            exports.Column(gettext("Goes back"), kind.MONEY),
            exports.Column(gettext("By the channel"), kind.MONEY),
            exports.Column(gettext("At the desk"), kind.MONEY),
            exports.Column(gettext("Of former owners"), kind.MONEY),
            exports.Column(gettext("Paid out"), kind.MONEY),
            exports.Column(gettext("Left for the next company"), kind.MONEY),
            exports.Column(gettext("The owner's word"), width=20),
            exports.Column(gettext("Trouble"), width=40),
        ],
        rows=(
            (
                *(row.home_label, HOME_STATES[row.state], row.notes, row.set_off, row.deposits, row.back),
                *(row.by_channel, row.at_the_desk, row.of_former_owners, row.paid_out, row.kept),
                *(row.word_of, row.trouble),
            )
            for row in page.rows
        ),
    )


@access.staff(Right.SETTLE_ENDING)
@require_POST
def decide(request: access.Request, estate_id: int, ending_id: int) -> HttpResponse:
    """Let the list be worked off that somebody else asked for, or refuse; take back one's own."""
    act = partial(use_cases.decide_ending, estate_id=estate_id, ending_id=ending_id)
    return deciding.decided(request, act, otherwise=reverse("operations:ending", args=[estate_id, ending_id]))


@access.staff(Right.SETTLE_ENDING)
@require_POST
def again(request: access.Request, estate_id: int, ending_id: int) -> HttpResponse:
    """Try the homes again that failed."""
    try:
        homes = use_cases.try_again(actor=request.actor, estate_id=estate_id, ending_id=ending_id, at=request.at)
    except NotFound:
        raise
    except Refusal as refusal:
        flash.say(request, access.sentence(refusal), tone="late")
    else:
        words = ngettext("%(homes)s home is tried again.", "%(homes)s homes are tried again.", homes)
        flash.say(request, words % {"homes": homes})
    return redirect("operations:ending", estate_id=estate_id, ending_id=ending_id)


@access.staff(Right.SETTLE_ENDING)
@require_POST
def pay_out(request: access.Request, estate_id: int, ending_id: int, row_id: int) -> HttpResponse:
    """Write down that what waited at the desk was paid out."""
    try:
        amount = use_cases.pay_out(
            actor=request.actor,
            estate_id=estate_id,
            row_id=row_id,
            way=request.POST.get("way", ""),
            receiver=request.POST.get("receiver", ""),
            at=request.at,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(request, estate_id, ending_id, paying=row_id, refusal=refusal)
    flash.say(request, gettext("Paid out: %(amount)s.") % {"amount": f"¥{amount}"})
    return redirect("operations:ending", estate_id=estate_id, ending_id=ending_id)


@access.staff(Right.SETTLE_ENDING)
@require_POST
def take_word(request: access.Request, estate_id: int, ending_id: int, row_id: int) -> HttpResponse:
    """Write down an owner's word: back to them, or left for the next company."""
    try:
        use_cases.take_word(
            actor=request.actor,
            estate_id=estate_id,
            row_id=row_id,
            keeps=request.POST.get("keeps") == "yes",
            word_of=request.POST.get("word_of", ""),
            at=request.at,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(request, estate_id, ending_id, saying=row_id, refusal=refusal)
    flash.say(request, gettext("Written down."))
    return redirect("operations:ending", estate_id=estate_id, ending_id=ending_id)


def _page(
    request: access.Request,
    estate_id: int,
    ending_id: int,
    *,
    paying: int = 0,
    saying: int = 0,
    refusal: Refusal | None = None,
) -> HttpResponse:
    actor, shown = request.actor, request.GET.get("shown", "")
    found = queries.ending_for(actor=actor, estate_id=estate_id, ending_id=ending_id)
    begun = work.find(estate_id=estate_id, work_id=found.work_id) if found.work_id else None
    context = {
        "estate": places.estate_in_directory(actor=actor, estate_id=estate_id),
        "ending": found,
        "page": queries.homes_of_ending(
            actor=actor, estate_id=estate_id, ending_id=ending_id, shown=shown, page=page_of(request)
        ),
        "work": begun,
        "is_under_way": begun is not None and begun.state in ("waiting", "running"),
        "shown": shown,
        "choices": list(SHOWN.items()),
        "decisions": deciding.STATES,
        "states": HOME_STATES,
        "way_choices": [(way, WAYS_BACK[way]) for way in WAYS],
        "paying": paying,
        "saying": saying,
        "typed": request.POST,
        "errors": errors_of(refusal),
    }
    return render(request, "operations/ending.html", context, status=409 if refusal else 200)


def _ends_before(last_day: str, otherwise: date) -> date:
    """Return the day after the typed last day of service. Raises: NotADay."""
    day = day_of(last_day, field="ends_before") if last_day.strip() else otherwise
    if day == date.max:
        raise NotADay(field="ends_before")
    return day + timedelta(days=1)
