"""Mandates: draft, keep the signed paper, put in force, end or withdraw."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import BinaryIO, TypedDict, cast

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import city_day, day_after
from laoyou.core.errors import NotFound, Refusal, mark
from laoyou.infra import files
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations import place_words
from laoyou.platforms.operations.forms import day_of, errors_of, number_or_none
from laoyou.platforms.operations.words import ORGANISATION_KINDS
from laoyou.system.mandates import queries, use_cases
from laoyou.system.mandates.errors import NotAPaper
from laoyou.system.mandates.queries import MandateView
from laoyou.system.mandates.rules.penalty_clause import NO_PENALTY, PenaltyClause
from laoyou.system.mandates.rules.terms import months_after
from laoyou.system.people import queries as people
from laoyou.system.places import queries as places

NEW_TERM_MONTHS = 12


class NotARate(Refusal):
    code = "operations.not_a_rate"
    field = "penalty_rate"
    sentence = mark("Write the penalty in numbers, for example 0.05 percent a day, 15 free days, 100 percent.")


class MandateFacts(TypedDict):
    """The fields of the form as the use cases take them."""

    principal_id: int
    contract_basis: str
    fee_mode: str
    document_number: str
    scope_text: str
    starts_on: date
    ends_before: date
    penalty: PenaltyClause


@access.staff(Right.SEE_MANDATES)
def mandate(request: access.Request, estate_id: int, mandate_id: int) -> HttpResponse:
    """Show one mandate: what it says, where it stands, its prices, and what comes next."""
    return _mandate(request, estate_id, mandate_id)


@access.staff(Right.EDIT_MANDATES)
def draft_mandate(request: access.Request, estate_id: int) -> HttpResponse:
    """Draft a mandate for the person's own company."""
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            mandate_id = use_cases.draft_mandate(
                actor=request.actor,
                estate_id=estate_id,
                company_id=request.actor.organisation_id or 0,
                at=request.at,
                **facts(request),
            )
        except Refusal as error:
            refusal = error
        else:
            flash.say(
                request,
                gettext(
                    "Drafted. Next: set the prices and upload the signed paper. Then a colleague puts it in force."
                ),
            )
            return redirect("operations:mandate", estate_id=estate_id, mandate_id=mandate_id)
    return form(request, estate_id, None, request.POST or start(estate_id, city_day(request.at)), refusal)


@access.staff(Right.EDIT_MANDATES)
def edit_draft(request: access.Request, estate_id: int, mandate_id: int) -> HttpResponse:
    """Change a draft."""
    shown = queries.mandate_for(actor=request.actor, estate_id=estate_id, mandate_id=mandate_id)
    if shown.state != "draft":
        raise NotFound
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            use_cases.edit_draft(
                actor=request.actor,
                estate_id=estate_id,
                mandate_id=mandate_id,
                at=request.at,
                **facts(request),
            )
        except Refusal as error:
            refusal = error
        else:
            flash.say(request, gettext("Saved."))
            return redirect("operations:mandate", estate_id=estate_id, mandate_id=mandate_id)
    now = {
        "principal_id": shown.principal_id,
        "contract_basis": shown.contract_basis,
        "fee_mode": shown.fee_mode,
        "document_number": shown.document_number,
        "scope_text": shown.scope,
        "starts_on": shown.starts_on,
        "last_day": shown.last_day,
        "penalty_rate": shown.penalty.percent_per_day if shown.penalty.is_agreed else "",
        "penalty_free_days": shown.penalty.free_days or "",
        "penalty_cap_percent": shown.penalty.cap_percent if shown.penalty.is_agreed else "",
    }
    return form(request, estate_id, shown, request.POST or now, refusal)


@access.staff(Right.EDIT_MANDATES)
@require_POST
def attach_document(request: access.Request, estate_id: int, mandate_id: int) -> HttpResponse:
    """Keep the signed paper."""
    try:
        queries.mandate_for(actor=request.actor, estate_id=estate_id, mandate_id=mandate_id)
        file_id = _kept(request, estate_id, "document")
        use_cases.attach_document(
            actor=request.actor, estate_id=estate_id, mandate_id=mandate_id, file_id=file_id, at=request.at
        )
    except Refusal as refusal:
        return _mandate(request, estate_id, mandate_id, "document", refusal, field="document")
    flash.say(request, gettext("The signed paper is kept with the mandate."))
    return redirect("operations:mandate", estate_id=estate_id, mandate_id=mandate_id)


@access.staff(Right.EDIT_MANDATES)
@require_POST
def show_public_copy(request: access.Request, estate_id: int, mandate_id: int) -> HttpResponse:
    """Show everybody a copy of the paper on which personal data are covered, or take it away."""
    is_taken_away = request.POST.get("take_away") == "1"
    try:
        queries.mandate_for(actor=request.actor, estate_id=estate_id, mandate_id=mandate_id)
        file_id = None if is_taken_away else _kept(request, estate_id, "copy")
        use_cases.show_public_copy(
            actor=request.actor, estate_id=estate_id, mandate_id=mandate_id, file_id=file_id, at=request.at
        )
    except Refusal as refusal:
        return _mandate(request, estate_id, mandate_id, "copy", refusal, field="copy")
    said = gettext("The public copy is taken away.") if is_taken_away else gettext("Everybody may see this copy now.")
    flash.say(request, said)
    return redirect("operations:mandate", estate_id=estate_id, mandate_id=mandate_id)


@access.staff(Right.SEE_MANDATES)
def public_copy(request: access.Request, estate_id: int, mandate_id: int) -> HttpResponseBase:
    """Hand out the copy that everybody may see."""
    shown = queries.mandate_for(actor=request.actor, estate_id=estate_id, mandate_id=mandate_id)
    if shown.public_copy_id is None:
        raise NotFound
    return files.response(files.open_stored(estate_id=estate_id, file_id=shown.public_copy_id))


@access.staff(Right.SEE_MANDATES)
def document(request: access.Request, estate_id: int, mandate_id: int) -> HttpResponseBase:
    """Hand out the signed paper."""
    shown = queries.mandate_for(actor=request.actor, estate_id=estate_id, mandate_id=mandate_id)
    if shown.document_id is None:
        raise NotFound
    return files.response(files.open_stored(estate_id=estate_id, file_id=shown.document_id))


@access.staff(Right.EDIT_MANDATES)
@require_POST
def put_in_force(request: access.Request, estate_id: int, mandate_id: int) -> HttpResponse:
    try:
        use_cases.put_in_force(actor=request.actor, estate_id=estate_id, mandate_id=mandate_id, at=request.at)
    except Refusal as refusal:
        return _mandate(request, estate_id, mandate_id, "in_force", refusal)
    flash.say(request, gettext("In force. Your people have their rights in this estate from its first day on."))
    return redirect("operations:mandate", estate_id=estate_id, mandate_id=mandate_id)


@access.staff(Right.EDIT_MANDATES)
@require_POST
def end_mandate(request: access.Request, estate_id: int, mandate_id: int) -> HttpResponse:
    """End a mandate after a last day of service."""
    try:
        last_day = day_of(request.POST.get("ended_on", ""), field="ended_on")
        use_cases.end_mandate(
            actor=request.actor,
            estate_id=estate_id,
            mandate_id=mandate_id,
            ended_on=day_after(last_day),
            reason=request.POST.get("reason", ""),
            at=request.at,
        )
    except Refusal as refusal:
        return _mandate(request, estate_id, mandate_id, "end", refusal)
    flash.say(request, gettext("Written down. After its last day nobody of the company sees the estate any more."))
    return _to_where_it_may_be_seen(request, estate_id, mandate_id, last_day)


@access.staff(Right.EDIT_MANDATES)
@require_POST
def withdraw_mandate(request: access.Request, estate_id: int, mandate_id: int) -> HttpResponse:
    try:
        use_cases.withdraw_mandate(
            actor=request.actor,
            estate_id=estate_id,
            mandate_id=mandate_id,
            reason=request.POST.get("reason", ""),
            at=request.at,
        )
    except Refusal as refusal:
        return _mandate(request, estate_id, mandate_id, "withdraw", refusal)
    flash.say(request, gettext("Withdrawn."))
    return _to_where_it_may_be_seen(request, estate_id, mandate_id, city_day(request.at))


def _kept(request: access.Request, estate_id: int, field: str) -> int:
    given = request.FILES.get(field)
    if given is None:
        raise NotAPaper
    return files.store(
        estate_id=estate_id,
        name=given.name or "",
        content=cast(BinaryIO, given),
        purpose="document",
        actor=request.actor,
        at=request.at,
    )


def _to_where_it_may_be_seen(request: access.Request, estate_id: int, mandate_id: int, last_day: date) -> HttpResponse:
    """Lead back to the mandate, or to the list of estates when the right to see this one ended with it."""
    rights = queries.actor_for(user_id=request.actor.user_id or 0, at=request.at)
    if rights.may(Right.SEE_MANDATES, estate_id):
        return redirect("operations:mandate", estate_id=estate_id, mandate_id=mandate_id)
    return redirect("operations:estates")


def _mandate(
    request: access.Request,
    estate_id: int,
    mandate_id: int,
    opening: str = "",
    refusal: Refusal | None = None,
    *,
    field: str = "",
) -> HttpResponse:
    actor, day = request.actor, city_day(request.at)
    shown = queries.mandate_for(actor=actor, estate_id=estate_id, mandate_id=mandate_id)
    tariffs = [
        tariff
        for tariff in queries.tariffs_for(actor=actor, estate_id=estate_id, day=day)
        if tariff.mandate_id == mandate_id
    ]
    errors = {field: refusal} if field and refusal else errors_of(refusal)
    may_edit = actor.may(Right.EDIT_MANDATES, estate_id)
    names = people.staff_names([shown.drafted_by, shown.edited_by])
    context = {
        "estate": places.estate_in_directory(actor=actor, estate_id=estate_id),
        "mandate": shown,
        "has_begun": shown.starts_on <= day,
        "notes": shown.notes_on(day),
        "tariffs": tariffs,
        "moves": queries.moves_of_mandate(actor=actor, estate_id=estate_id, mandate_id=mandate_id),
        "document": _document_name(estate_id, shown),
        "ready": queries.readiness_of(actor=actor, estate_id=estate_id, mandate_id=mandate_id),
        "drafter": names.get(shown.drafted_by or 0, ""),
        "editor": names.get(shown.edited_by or 0, ""),
        "can_take_over": may_edit
        and not tariffs
        and queries.prices_before(actor=actor, estate_id=estate_id, mandate_id=mandate_id) > 0,
        "sees_estate": actor.may(Right.SEE_ESTATE, estate_id),
        "may_edit": may_edit,
        "may_settle": shown.state in ("in_force", "ended") and actor.may(Right.SETTLE_ENDING, estate_id),
        "day": day,
        "typed": request.POST,
        "opening": opening,
        "errors": errors,
    }
    return render(request, "operations/mandate.html", context, status=422 if refusal else 200)


def _document_name(estate_id: int, shown: MandateView) -> str:
    if shown.document_id is None:
        return ""
    opened = files.open_stored(estate_id=estate_id, file_id=shown.document_id)
    opened.content.close()
    return opened.name


def start(estate_id: int, day: date) -> dict[str, object]:
    """Return what a new draft begins with: the day after the one that runs, whosever it is, for a year."""
    running = queries.served_until([estate_id], day).get(estate_id)
    starts_on = day_after(running.last_day) if running else day
    ends_before = months_after(starts_on, NEW_TERM_MONTHS)
    return {
        "starts_on": starts_on,
        "last_day": date.fromordinal(ends_before.toordinal() - 1),
        "fee_mode": "lump_sum",
    }


def facts(request: access.Request) -> MandateFacts:
    typed = request.POST
    principal = people.organisation_for(number_or_none(typed.get("principal_id", "")))
    return MandateFacts(
        principal_id=principal.id if principal else 0,
        # The kind of the principal is the basis: nobody has to know both.
        contract_basis=principal.kind if principal else "street_office",
        fee_mode=typed.get("fee_mode", ""),
        document_number=typed.get("document_number", ""),
        scope_text=typed.get("scope_text", ""),
        starts_on=day_of(typed.get("starts_on", ""), field="starts_on"),
        ends_before=day_after(day_of(typed.get("last_day", ""), field="ends_before")),
        penalty=_penalty_of(typed),
    )


def _penalty_of(typed: QueryDict) -> PenaltyClause:
    """Return the typed clause, the rate as percent a day; none where the rate is empty. Raises: NotARate."""
    rate = typed.get("penalty_rate", "").strip()
    if not rate:
        return NO_PENALTY
    try:
        percent = Decimal(rate)
        days = int(typed.get("penalty_free_days", "").strip() or 0)
        cap = int(typed.get("penalty_cap_percent", "").strip() or NO_PENALTY.cap_percent)
    except (ArithmeticError, ValueError):
        raise NotARate from None
    return PenaltyClause(percent / 100, days, cap) if percent.is_finite() else PenaltyClause(Decimal(-1))


def form(
    request: access.Request, estate_id: int, shown: MandateView | None, typed: object, refusal: Refusal | None
) -> HttpResponse:
    actor = request.actor
    estate = places.estate_in_directory(actor=actor, estate_id=estate_id)
    company_id = shown.company_id if shown else actor.organisation_id
    principals: dict[str, list[people.OrganisationView]] = {}
    for one in people.organisations_for(actor=actor):
        if one.kind in place_words.TABLES["contract_basis"]:
            principals.setdefault(one.kind, []).append(one)
    context = {
        "estate": estate,
        "mandate": shown,
        "company": people.organisation_name(company_id),
        "serving": None if shown else queries.served_until([estate_id], city_day(request.at)).get(estate_id),
        "principals": [
            (ORGANISATION_KINDS[kind], principals[kind]) for kind in ORGANISATION_KINDS if kind in principals
        ],
        "fee_modes": place_words.choices("fee_mode"),
        "typed": typed,
        "errors": errors_of(refusal),
    }
    return render(request, "operations/mandate_form.html", context, status=422 if refusal else 200)
